"""All matches as a table, with what must be known of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from qtpy.QtWidgets import QAbstractItemView, QTableView, QWidget

from napari_compare.core.alike import Match, Measure, in_pixels
from napari_compare.core.words import format_cell
from napari_compare.widgets.tooltips import plain

WIDEST = 320
_Role = Qt.ItemDataRole


class MatchModel(QAbstractTableModel):
    """Matches, a row each, in their order.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matches: list[Match] = []
        self._ranks: list[int | None] = []
        self._measures: Sequence[Measure] = ()

    def show_matches(
        self, matches: Sequence[Match], ranks: Sequence[int | None], measures: Sequence[Measure]
    ) -> None:
        """Show ranked matches."""
        self.beginResetModel()
        self.matches, self._ranks, self._measures = list(matches), list(ranks), measures
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of matches."""
        return 0 if parent.isValid() else len(self.matches)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._headers())

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            text = self._cells(index.row())[index.column()]
            return plain(text) if role == _Role.ToolTipRole else text
        if role == _Role.TextAlignmentRole and self._headers()[index.column()] in self._numbers():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return the name of a column, or the rank of a match."""
        if orientation == Qt.Orientation.Vertical:
            return str(self._ranks[section] or "–") if role == _Role.DisplayRole else None
        if role == _Role.DisplayRole:
            return self._headers()[section]
        tooltips = {one.label: one.tooltip for one in self._measures}
        return tooltips.get(self._headers()[section]) if role == _Role.ToolTipRole else None

    def _numbers(self) -> list[str]:
        return [one.label for one in self._measures]

    def _headers(self) -> list[str]:
        return ["image", *self._numbers(), "pixels", "found", "size", "type", "notes"]

    def _cells(self, row: int) -> list[str]:
        match = self.matches[row]
        numbers = (match.numbers.get(one.key, math.nan) for one in self._measures)
        shown = [
            format_cell(one.key, number)
            for one, number in zip(self._measures, numbers, strict=True)
        ]
        size = "" if match.shape is None else in_pixels(match.shape)
        about = [match.verdict, match.found, size, match.dtype, " ".join(match.notes)]
        return [match.candidate.name, *shown, *about]


class MatchTable(QTableView):
    """The table.

    Parameters
    ----------
    parent
        Qt parent.
    """

    picked = Signal(object)
    """A person clicked on the row of this `Match`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matches = MatchModel(self)
        self.setModel(self.matches)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.clicked.connect(lambda index: self.picked.emit(self.matches.matches[index.row()]))

    def show_matches(
        self, matches: Sequence[Match], ranks: Sequence[int | None], measures: Sequence[Measure]
    ) -> None:
        """Show ranked matches."""
        self.matches.show_matches(matches, ranks, measures)

    def fit(self) -> None:
        """Give the columns the width that they need."""
        self.resizeColumnsToContents()
        for column in range(self.matches.columnCount()):
            self.setColumnWidth(column, min(WIDEST, self.columnWidth(column)))
