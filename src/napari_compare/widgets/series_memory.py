"""The choices of the dock "Compare a series" from one day to the next."""

from __future__ import annotations

import logging
from typing import Any

from napari_compare.core.mixing import MixingSettings
from napari_compare.core.settings import Settings
from napari_compare.files.choices import Choices
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.series_form import SeriesForm

DOCK = "series"


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
        self._choices = Choices()
        self._form = form
        self._run_bar = run_bar
        self._kept: dict[str, Any] = {}

    def recall(self) -> None:
        """Choose what was chosen last on this machine, or say why not."""
        try:
            kept = self._choices.latest_of(DOCK)
            kind = str(kept.get("kind", ""))
            mixing = MixingSettings.from_dict(kept.get("mixing", {}))
            settings = Settings.from_dict(kept.get("settings", {}))
        except (TypeError, ValueError) as error:
            self._run_bar.say(f"Your last choices were not taken. {error}", warning=True)
            return
        if kept:
            self._form.recall(kind, mixing, settings)
        self._kept = kept

    def keep(self) -> None:
        """Keep what is chosen now."""
        try:
            kind, mixing, settings = self._form.settings()
            now = {"kind": kind, "mixing": mixing.to_dict(), "settings": settings.to_dict()}
            if now != self._kept:
                self._choices.remember_of(DOCK, now)
                self._kept = now
        except (OSError, ValueError) as error:
            # Nobody asked for it, and the numbers are as good as before.
            logging.getLogger(__name__).warning("The choices were not kept: %s", error)
