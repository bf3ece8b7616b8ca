"""The table of a series: a row for each frame and region."""

from __future__ import annotations

import math
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from qtpy.QtGui import QColor
from qtpy.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from napari_compare.core.metrics import METRICS
from napari_compare.core.words import format_cell, reading_order
from napari_compare.widgets.layer_choice import chip
from napari_compare.widgets.series.work import Found
from napari_compare.widgets.table import make_view
from napari_compare.widgets.table_model import STALE, italic
from napari_compare.widgets.tooltips import plain

FIRST_COLUMNS = 2  # frame and region
SHORT = {"r_squared": "R²", "residual_rms": "residual"}
_Role = Qt.ItemDataRole


class SeriesModel(QAbstractTableModel):
    """The rows found of a series so far.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Found | None = None
        self.keys: list[str] = []
        self._colours: dict[int, str] = {}
        self._rows = 0
        self._stale = False

    def start(self, found: Found, colours: dict[int, str]) -> None:
        """Empty the table for other rows, of regions in these colours by their number."""
        self.beginResetModel()
        self.found, self._colours = found, colours
        self.keys, self._rows, self._stale = [], 0, False
        self.endResetModel()

    def grow(self) -> None:
        """Show the rows that have come."""
        if self.found is None:
            return
        rows = len(self.found.curves)
        if rows and not self.keys:
            self.beginResetModel()
            self.keys = reading_order(self.found.curves.numbers)
            self._rows = rows
            self.endResetModel()
        elif rows > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
            self._rows = rows
            self.endInsertRows()

    def set_stale(self, stale: bool) -> None:
        """Show the numbers as out of date, or as good."""
        if stale != self._stale:
            self._stale = stale
            self.layoutChanged.emit()

    def frame_of(self, row: int) -> int:
        """Return the frame of a row."""
        return row // len(self._found.regions)

    def row_of(self, frame: int, like: int) -> int:
        """Return the row of a frame that is of the region of another row."""
        count = len(self._found.regions)
        return frame * count + like % count

    @property
    def _found(self) -> Found:
        assert self.found is not None
        return self.found

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() or not self.keys else FIRST_COLUMNS + len(self.keys)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = index.row(), index.column()
        if role == _Role.DisplayRole:
            return self._text(row, column)
        if role == _Role.ToolTipRole:
            return plain("\n".join([self._exact(row, column), *self._notes(row)]))
        if role == _Role.DecorationRole and column == 1:
            region = self._found.regions[row % len(self._found.regions)]
            return chip(QColor(self._colours[region.id])) if region.id in self._colours else None
        if role == _Role.TextAlignmentRole and column != 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if self._stale and role == _Role.ForegroundRole:
            return STALE
        if self._stale and role == _Role.FontRole:
            return italic()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return what a header shows: the name of a number."""
        if orientation != Qt.Orientation.Horizontal or self.found is None:
            return None
        if section < FIRST_COLUMNS:
            first = (self.found.wanted.series.axis, "region")
            return first[section] if role == _Role.DisplayRole else None
        key = self.keys[section - FIRST_COLUMNS]
        label = self.found.labels.get(key, key)
        metric = METRICS.get(key)
        if role == _Role.DisplayRole:
            return (metric.short if metric else SHORT.get(key, key.replace("_", " "))) or label
        if role == _Role.ToolTipRole:
            return f"{label}. {metric.tooltip}" if metric else label
        return None

    def _text(self, row: int, column: int) -> str:
        if column == 0:
            return ("⚠ " if self._notes(row) else "") + str(self.frame_of(row))
        if column == 1:
            return self._found.regions[row % len(self._found.regions)].name
        key = self.keys[column - FIRST_COLUMNS]
        value = self._value(row, key)
        if key not in METRICS and isinstance(value, float) and math.isfinite(value):
            # Shares and their errors need a digit more than metrics.
            return f"{value:.4f}" if abs(value) < 10 else format_cell(key, value)
        return format_cell(key, value)

    def _exact(self, row: int, column: int) -> str:
        if column < FIRST_COLUMNS:
            return self._text(row, column).removeprefix("⚠ ")
        key = self.keys[column - FIRST_COLUMNS]
        return f"{self._found.labels.get(key, key)} = {self._value(row, key)}"

    def _value(self, row: int, key: str) -> Any:
        return self._found.curves.columns[key][row].item()

    def _notes(self, row: int) -> tuple[str, ...]:
        return tuple(self._found.curves.columns["notes"][row])


class SeriesTable(QWidget):
    """The rows, of which one can be selected to see its frame.

    Parameters
    ----------
    parent
        Qt parent.
    """

    frame_chosen = Signal(int)
    """A person selected a row of this frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SeriesModel(self)
        self.view = make_view(self.model)
        self.view.verticalHeader().hide()
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._selecting = False
        self.view.selectionModel().selectionChanged.connect(self._on_selected)

    def start(self, found: Found, colours: dict[int, str]) -> None:
        """Empty the table for other rows."""
        self.model.start(found, colours)

    def grow(self) -> None:
        """Show the rows that have come."""
        had_columns = self.model.columnCount()
        self.model.grow()
        if not had_columns:
            self.view.resizeColumnsToContents()

    def select(self, frame: int) -> None:
        """Select a frame's row, of the region selected before, without telling anybody."""
        selection = self.view.selectionModel()
        rows = [index.row() for index in selection.selectedRows()]
        row = self.model.row_of(frame, rows[0] if rows else 0) if self.model.rowCount() else 0
        if row < self.model.rowCount() and row not in rows:
            behaviour = QItemSelectionModel.SelectionFlag
            self._selecting = True
            try:
                index = self.model.index(row, 0)
                selection.select(index, behaviour.ClearAndSelect | behaviour.Rows)
                seen = index.siblingAtColumn(max(0, self.view.columnAt(0)))
                self.view.scrollTo(seen, QAbstractItemView.ScrollHint.PositionAtCenter)
            finally:
                self._selecting = False

    def set_stale(self, stale: bool) -> None:
        """Show the numbers as out of date, or as good."""
        self.model.set_stale(stale)

    def _on_selected(self) -> None:
        rows = self.view.selectionModel().selectedRows()
        if rows and not self._selecting:
            self.frame_chosen.emit(self.model.frame_of(rows[0].row()))
