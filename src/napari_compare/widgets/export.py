"""Taking results out of the dock: clipboard, table, methods text, figure and settings."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QMenu, QPushButton, QWidget

from napari_compare.core.methods import methods_text
from napari_compare.core.results import with_units
from napari_compare.files.spreadsheet import write_csv
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.plot import ScatterPlot
from napari_compare.widgets.save_all import SaveAll
from napari_compare.widgets.saving import ask_and_save, put_on_clipboard

if TYPE_CHECKING:
    import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@")


class ExportButton(QPushButton):
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

    def __init__(self, plot: ScatterPlot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.compared: Compared | None = None
        self.setText("Copy or save")
        self.setToolTip("Copy or save the numbers, the plot and the choices behind them.")
        self._saving = SaveAll(self)
        self._saving.said.connect(lambda sentence, _: self.said.emit(sentence))
        menu = QMenu(self)
        menu.addAction("Copy table (for a spreadsheet)", self.copy)
        menu.addAction("Copy methods text (for a paper)", self.copy_methods)
        menu.addAction("Save table …", self._ask(self.save_table, "results.csv", "CSV (*.csv)"))
        menu.addAction("Save plot …", plot.ask_to_save)
        menu.addAction("Save all, with a report …", self.save_all)
        menu.addAction(
            "Save choices …", self._ask(self.save_settings, "settings.json", "JSON (*.json)")
        )
        self.setMenu(menu)

    def copy(self) -> None:
        """Copy the table, a row each region, with all digits."""
        if self._has_numbers():
            put_on_clipboard(spreadsheet_text(self._latest().table()))
            self.said.emit("The table was copied: paste it into a spreadsheet.")

    def copy_methods(self) -> None:
        """Copy what was done, with settings and references, as a text for a paper."""
        if self._has_numbers():
            latest = self._latest()
            put_on_clipboard(methods_text(latest.results, latest.pair, latest.settings))
            self.said.emit("The methods text was copied: paste it into your paper, and check it.")

    def save_all(self) -> None:
        """Save table, images, plots, methods text and report into a folder."""
        if self.compared is None:
            self.said.emit("There are no numbers to save yet: press Compare first.")
        else:
            self._saving.ask(self.compared)

    def save_table(self, path: Path) -> None:
        """Save the table as CSV, and in every row what it takes to repeat it.

        `napari_compare.files.spreadsheet.read_csv` reads it back.
        """
        compared = self._latest()
        table = with_units(compared.table()).assign(**compared.record.columns())
        write_csv(path, table.to_dict("records"), [str(column) for column in table.columns])

    def save_settings(self, path: Path) -> None:
        """Save the settings of the numbers shown, as the command line takes them."""
        path.write_text(self._latest().settings.to_json() + "\n", encoding="utf-8")

    def _has_numbers(self) -> bool:
        """Return whether there are numbers to copy; say so if not."""
        if self.compared is None:
            self.said.emit("There are no numbers to copy yet: press Compare first.")
        return self.compared is not None

    def _latest(self) -> Compared:
        if self.compared is None:
            raise ValueError("There are no numbers to save yet: press Compare first.")
        return self.compared

    def _ask(self, save: Callable[[Path], None], name: str, kinds: str) -> Callable[[], None]:
        """Return an action that asks for a file and saves into it."""

        def action() -> None:
            sentence = ask_and_save(self, save, name, kinds)
            if sentence:
                self.said.emit(sentence)

        return action


def spreadsheet_text(table: pd.DataFrame) -> str:
    """Return a table as tab-separated text that a spreadsheet takes as it is.

    Names that a spreadsheet would take for a formula are marked as text by an apostrophe, and
    those that begin with a quotation mark are quoted, so that it does not take the marks away.
    """
    return as_spreadsheet(with_units(table))


def as_spreadsheet(table: pd.DataFrame) -> str:
    """Return any table as `spreadsheet_text` does."""
    lines = [list(table.columns), *table.itertuples(index=False)]
    return "\n".join("\t".join(_cell(value) for value in line) for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        text = " ".join(value.split())
        if text.startswith('"'):
            return '"{}"'.format(text.replace('"', '""'))
        is_formula = unicodedata.normalize("NFKC", text).startswith(FORMULA_STARTS)
        return f"'{text}" if is_formula else text
    return "NaN" if isinstance(value, float) and math.isnan(value) else str(value)
