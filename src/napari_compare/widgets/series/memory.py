"""The choices of the dock "Compare a series" from one day to the next."""

from __future__ import annotations

import logging

from napari_compare.core.mixing import MixingSettings
from napari_compare.files.choices import Choices
from napari_compare.widgets.memory import without_regions
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.series.form import SeriesForm

FILE = "series.json"


class SeriesMemory:
    """Keeps what was chosen when numbers were found last, and chooses it again.

    Parameters
    ----------
    form
        What holds the choices.
    run_bar
        Says why they were not taken.
    """

    def __init__(self, form: SeriesForm, run_bar: RunBar) -> None:
        self._choices = Choices(latest=FILE)
        self._form = form
        self._run_bar = run_bar

    def recall(self) -> None:
        """Choose what was chosen last on this machine, or say why not."""
        try:
            settings, more = self._choices.latest()
            mixing = MixingSettings.from_dict(more.get("mixing", {}))
        except (TypeError, ValueError) as error:
            self._run_bar.say(f"Your last choices were not taken. {error}", warning=True)
            return
        self._form.recall(str(more.get("kind", "")), mixing, settings)

    def keep(self) -> None:
        """Keep what is chosen now."""
        try:
            kind, mixing, settings = self._form.settings()
            more = {"kind": kind, "mixing": mixing.to_dict()}
            self._choices.remember(without_regions(settings), more)
        except (OSError, ValueError) as error:
            # Nobody asked for it, and the numbers are as good as before.
            logging.getLogger(__name__).warning("The choices were not kept: %s", error)
