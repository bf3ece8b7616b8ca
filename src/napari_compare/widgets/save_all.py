"""Saving all of a comparison into a folder, beside the window's thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QFileDialog, QWidget

from napari_compare.core.words import counted
from napari_compare.files.results import write_results
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.work import Work


class SaveAll(QObject):
    """Asks for a folder, and writes into it what `napari-compare measure` writes.

    Parameters
    ----------
    parent
        The widget over which the dialog opens.
    exposures
        Whether what is saved are two exposures of one scene.
    """

    said = Signal(str, bool)
    """What was done, or why not, in a sentence; whether it is a warning."""

    def __init__(self, parent: QWidget, *, exposures: bool = False) -> None:
        super().__init__(parent)
        self._parent = parent
        self._exposures = exposures
        self._work = Work(self)
        self._work.yielded.connect(self._on_written)
        self._work.failed.connect(lambda sentence: self.said.emit(sentence, True))

    def ask(self, compared: Compared) -> None:
        """Ask a person where to save a comparison, and save it there."""
        chosen = QFileDialog.getExistingDirectory(self._parent, "Save into a folder")
        if chosen:
            self.said.emit(f"Saving into {chosen} …", False)
            self._work.start(lambda: _write(compared, Path(chosen), self._exposures))

    def abandon(self) -> None:
        """Tell nothing more."""
        self._work.abandon()

    def _on_written(self, files: list[Path]) -> None:
        self.said.emit(f"Saved {counted(len(files), 'file')} into {files[0].parent}.", False)


def _write(compared: Compared, folder: Path, exposures: bool) -> Iterator[list[Path]]:
    a, b, regions = compared.layers
    inputs = {
        "a": {"file": a.name, "channel": None},
        "b": {"file": b.name, "channel": None},
        "regions": None if regions is None else regions.name,
    }
    yield write_results(
        folder,
        compared.results,
        compared.pair,
        compared.settings,
        inputs,
        warnings=compared.messages,
        exposures=exposures,
    )
