"""The dock's choices from one day to the next."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from napari_compare.core.settings import Settings
from napari_compare.files.choices import Choices
from napari_compare.widgets.memory import without_regions

if TYPE_CHECKING:
    from napari_compare.widgets.matrix.dock import CompareAllPairs

FILE = "all-pairs.json"
CLUSTERED = "clustered"


class ManyMemory:
    """Keeps how all pairs were compared last, and chooses it again when the dock opens.

    Parameters
    ----------
    dock
        The dock.
    """

    def __init__(self, dock: CompareAllPairs) -> None:
        self._dock = dock
        self._choices = Choices(latest=FILE)

    def recall(self) -> None:
        """Choose what was chosen last on this machine; say why not."""
        try:
            settings, more = self._choices.latest()
        except ValueError as error:
            self._dock.run_bar.say(f"Your last choices were not taken. {error}", warning=True)
            return
        self._dock.form.set_settings(settings)
        self._dock.view.alike.setChecked(more.get(CLUSTERED) is not False)

    def keep(self, settings: Settings) -> None:
        """Keep how all pairs were compared."""
        more = {CLUSTERED: self._dock.view.alike.isChecked()}
        try:
            self._choices.remember(without_regions(settings), more)
        except OSError as error:
            # Nobody asked for it, and the numbers are as good as before.
            logging.getLogger(__name__).warning("The choices were not kept: %s", error)
