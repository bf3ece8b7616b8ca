"""The dock's choices from one day to the next."""

from __future__ import annotations

import dataclasses
import logging
from typing import Any

from qtpy.QtCore import QObject

from napari_compare.core.record import Record
from napari_compare.core.settings import Settings
from napari_compare.files.choices import Choices
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.form import ComparisonForm
from napari_compare.widgets.layer_bar import LayerBar
from napari_compare.widgets.run_bar import RunBar


class LastChoices:
    """What was chosen last in a dock: settings, and whatever else JSON can hold.

    Parameters
    ----------
    choices
        Where they are kept.
    """

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._kept: tuple[Settings, dict[str, Any]] | None = None

    def recall(self) -> tuple[Settings, dict[str, Any]]:
        """Return what was kept; the defaults where there is nothing.

        Raises
        ------
        ValueError
            If it cannot be read; a sentence for the person.
        """
        try:
            self._kept = self._choices.latest()
        except ValueError as error:
            raise ValueError(f"Your last choices were not taken. {error}") from error
        return self._kept

    def keep(self, settings: Settings, more: dict[str, Any]) -> None:
        """Keep what is chosen now, if it is anything else than before."""
        if (settings, more) == self._kept:
            return
        try:
            self._choices.remember(settings, more)
        except OSError as error:
            # Nobody asked for it, and the numbers are as good as before.
            logging.getLogger(__name__).warning("The choices were not kept: %s", error)
        self._kept = settings, more


class Memory(QObject):
    """Keeps the choices of the last comparison, and chooses them again when the dock opens.

    Parameters
    ----------
    choices
        Where they are kept.
    form, run_bar, layer_bar
        What holds the choices.
    parent
        Qt parent.
    """

    def __init__(
        self,
        choices: Choices,
        form: ComparisonForm,
        run_bar: RunBar,
        layer_bar: LayerBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._last = LastChoices(choices)
        self._form = form
        self._run_bar = run_bar
        self._layer_bar = layer_bar

    def recall(self) -> None:
        """Choose what was chosen last on this machine; say so, or why not."""
        try:
            settings, more = self._last.recall()
        except ValueError as error:
            self._run_bar.say(str(error), warning=True)
            return
        self._run_bar.live.setChecked(more.get("live") is not False)
        self._layer_bar.tick(more.get("layers"))
        if settings != Settings():
            self._form.recall(Record(settings))
            self._run_bar.say("Your last choices are set. Choose two images and press Compare.")

    def keep(self, compared: Compared) -> None:
        """Keep what is chosen now, with the settings of a comparison."""
        live = self._run_bar.live.isChecked()
        layers = [key for key, _ in self._layer_bar.ticked]
        self._last.keep(without_regions(compared.settings), {"live": live, "layers": layers})


def without_regions(settings: Settings) -> Settings:
    """Return settings without backgrounds of regions, whose names other images do not have."""
    a, b = (
        "none" if str(background).startswith("region ") else background
        for background in (settings.background_a, settings.background_b)
    )
    return dataclasses.replace(settings, background_a=a, background_b=b)
