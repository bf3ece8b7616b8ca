"""Taking the matrix out of the dock: clipboard, tables, figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QMenu, QPushButton, QWidget

from napari_compare.files.series_results import write_matrices
from napari_compare.files.spreadsheet import write_csv
from napari_compare.plots import save_figure
from napari_compare.plots.matrix import save_heat_map
from napari_compare.widgets.export import as_spreadsheet
from napari_compare.widgets.matrix.run import AllPairs, Arranged
from napari_compare.widgets.matrix.view import MatrixView
from napari_compare.widgets.plot_save import ask_how_to_save
from napari_compare.widgets.saving import ask_and_save, put_on_clipboard

CSV = "CSV (*.csv)"
NOTHING = "There are no numbers yet: press Compare first."
NO_PAIR = "No pair is chosen: click on a field of the heat map first."
Size = tuple[float, float]


class MatrixExport(QPushButton):
    """A button with a menu of what can be copied or saved.

    Parameters
    ----------
    view
        What is shown.
    parent
        Qt parent.
    """

    said = Signal(str)
    """What was done, or why not, in a sentence."""

    def __init__(self, view: MatrixView, parent: QWidget | None = None) -> None:
        super().__init__("Copy or save", parent)
        self._view = view
        self.setToolTip("Copy or save the numbers and the figures.")
        menu = QMenu(self)
        for text, action in (
            ("Copy the matrix shown (for a spreadsheet)", self.copy),
            ("Save all matrices …", self._asking(self.save_matrices, "matrix.csv")),
            ("Save a row for each pair …", self._asking(self.save_pairs, "pairs.csv")),
            ("Save heat map …", self._asking_how(self.save_heat_map, "heat-map")),
            ("Save scatter plot …", self._asking_how(self.save_plot, "plot")),
        ):
            menu.addAction(text, action)
        self.setMenu(menu)

    def copy(self) -> None:
        """Copy the matrix that is shown, with all digits, in the order shown."""
        try:
            matrix = self._arranged().matrix
        except ValueError as error:
            self.said.emit(str(error))
            return
        put_on_clipboard(as_spreadsheet(matrix.rename_axis("image").reset_index()))
        self.said.emit("The matrix was copied: paste it into a spreadsheet.")

    def save_matrices(self, path: Path) -> None:
        """Save a matrix for each metric and region as CSV, in the order shown."""
        found, order = self._found(), list(self._arranged().matrix.index)
        write_matrices(path, found.table, found.metrics, order)

    def save_pairs(self, path: Path) -> None:
        """Save a row for each pair and region as CSV."""
        table = self._found().table
        write_csv(path, table.to_dict("records"), list(table.columns))

    def save_heat_map(self, path: Path, size_mm: Size, dpi: int) -> None:
        """Save the heat map that is shown, on white paper."""
        one = self._arranged()
        save_heat_map(path, one.matrix, one.metric, one.title, size_mm=size_mm, dpi=dpi)

    def save_plot(self, path: Path, size_mm: Size, dpi: int) -> None:
        """Save the scatter plot of the chosen pair, on white paper."""
        pair = self._view.pair
        if pair.shown is None:
            raise ValueError(NO_PAIR)
        within = pair.drawing.zoom.limits
        save_figure(path, pair.shown, size_mm=size_mm, dpi=dpi, within=within)

    def _found(self) -> AllPairs:
        if self._view.found is None:
            raise ValueError(NOTHING)
        return self._view.found

    def _arranged(self) -> Arranged:
        if self._view.arranged is None:
            raise ValueError(NOTHING)
        return self._view.arranged

    def _asking(self, save: Callable[[Path], None], name: str) -> Callable[[], None]:
        """Return an action that asks for a file and saves into it."""
        return lambda: self._tell(ask_and_save(self, save, name, CSV))

    def _asking_how(self, save: Callable[[Path, Size, int], None], name: str) -> Callable[[], None]:
        """Return an action that asks for size and file of a figure and saves it."""
        return lambda: self._tell(ask_how_to_save(self, save, name))

    def _tell(self, sentence: str) -> None:
        if sentence:
            self.said.emit(sentence)
