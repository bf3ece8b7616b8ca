"""Taking what was found of a series out of the dock: clipboard, table, plot and choices."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QMenu, QPushButton, QWidget

from napari_compare.files.atomic import whole_file
from napari_compare.files.spreadsheet import write_csv
from napari_compare.widgets.export import spreadsheet_text
from napari_compare.widgets.saving import ask_and_save, put_on_clipboard
from napari_compare.widgets.series.plot import SeriesPlot
from napari_compare.widgets.series.work import Found

NOTHING = "There are no numbers yet: press Compare first."


class SeriesExport(QPushButton):
    """A button with a menu of what can be copied or saved.

    Parameters
    ----------
    plot
        The plot that can be saved.
    parent
        Qt parent.
    """

    said = Signal(str)
    """What was done, or why not, in a sentence."""

    def __init__(self, plot: SeriesPlot, parent: QWidget | None = None) -> None:
        super().__init__("Copy or save", parent)
        self.found: Found | None = None
        self.setToolTip("Copy or save the numbers, the plot and the choices behind them.")
        menu = QMenu(self)
        menu.addAction("Copy table (for a spreadsheet)", self.copy)
        menu.addAction("Save table …", self._ask_for_table)
        menu.addAction("Save plot …", plot.ask_to_save)
        menu.addAction("Save choices …", self._ask_for_settings)
        self.setMenu(menu)

    def copy(self) -> None:
        """Copy the table, a row each frame and region, with all digits."""
        if self.found is None:
            self.said.emit(NOTHING)
        else:
            put_on_clipboard(spreadsheet_text(self.found.wanted.table(self.found)))
            self.said.emit("The table was copied: paste it into a spreadsheet.")

    def save_table(self, path: Path) -> None:
        """Save the table as CSV, as the command line writes it."""
        table = self._latest().wanted.table(self._latest())
        write_csv(path, table.to_dict("records"), list(table.columns))

    def save_settings(self, path: Path) -> None:
        """Save the choices behind the numbers shown, as the command line takes them."""
        settings = self._latest().wanted.settings.to_dict()
        with whole_file(path) as draft:
            text = json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
            draft.write_text(text, encoding="utf-8")

    def _latest(self) -> Found:
        if self.found is None:
            raise ValueError(NOTHING)
        return self.found

    def _ask_for_table(self) -> None:
        name = "series.csv" if self.found is None else self.found.wanted.file_name
        self._ask(self.save_table, name, "CSV (*.csv)")

    def _ask_for_settings(self) -> None:
        self._ask(self.save_settings, "settings.json", "JSON (*.json)")

    def _ask(self, save: Callable[[Path], None], name: str, kinds: str) -> None:
        sentence = ask_and_save(self, save, name, kinds) if self.found else NOTHING
        if sentence:
            self.said.emit(sentence)
