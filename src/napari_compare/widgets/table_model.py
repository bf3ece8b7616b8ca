"""The numbers of a comparison as a Qt model: what stands in which cell, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qtpy.QtGui import QColor, QFont

from napari_compare.core.metrics import METRICS
from napari_compare.core.results import Result
from napari_compare.core.words import format_cell, reading_order, result_title
from napari_compare.widgets.layer_choice import chip
from napari_compare.widgets.tooltips import plain

MOST_COLUMNS = 4
"""Up to so many regions stand side by side; more are a row each."""
STALE = QColor("#7f8488")
"""Faint, and yet legible on dark and on light."""
MORE = "Press F1 to read more."
_NAMES = ("region", "region_id", "notes")
_Role = Qt.ItemDataRole


class ResultModel(QAbstractTableModel):
    """The results, a column each while they are few, otherwise a row each.

    Whichever way the table lies, its cells are one result's value of one key.

    Parameters
    ----------
    parent
        Qt parent.

    Attributes
    ----------
    channels
        What the indices along "c" are called; empty where they are numbers.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Result] = []
        self.keys: list[str] = []
        self.channels: Sequence[str] = ()
        self._units: Mapping[str, str] = {}
        self._colours: Mapping[int, QColor] = {}
        self._stale = False
        self._fitted: Mapping[str, str] = {}

    @property
    def side_by_side(self) -> bool:
        """Whether each result is a column."""
        return len(self.results) <= MOST_COLUMNS

    @property
    def has_chips(self) -> bool:
        """Whether the colours of the regions tell which is which."""
        return len({colour.rgba() for colour in self._colours.values()}) > 1

    @property
    def labels(self) -> dict[str, str]:
        """The words of each number, and what stands for them where there is little room."""
        return {self.label(key): self.short_label(key) for key in self.keys}

    def start(self, units: Mapping[str, str], colours: Mapping[int, QColor]) -> None:
        """Empty the table for results in these units, of regions in these colours.

        Parameters
        ----------
        units
            Column key → unit.
        colours
            Number of a region → its colour.
        """
        self.beginResetModel()
        self.results, self.keys = [], []
        self._units, self._colours, self._stale = units, colours, False
        self.endResetModel()

    def add(self, result: Result) -> None:
        """Add a result."""
        count = len(self.results)
        if count in (0, MOST_COLUMNS):
            self.beginResetModel()
            self.results.append(result)
            self.keys = _shown_keys(result)
            self.endResetModel()
        elif self.side_by_side:
            self.beginInsertColumns(QModelIndex(), count, count)
            self.results.append(result)
            self.endInsertColumns()
        else:
            self.beginInsertRows(QModelIndex(), count, count)
            self.results.append(result)
            self.endInsertRows()

    def replace(
        self, results: list[Result], units: Mapping[str, str], colours: Mapping[int, QColor]
    ) -> bool:
        """Show other results in the same cells; return whether they fit into these.

        Parameters
        ----------
        results
            The results.
        units, colours
            As in `start`.
        """
        if len(results) != len(self.results) or not results or _shown_keys(results[0]) != self.keys:
            return False
        before, self.results = self.results, results
        same_heads = (units, colours) == (self._units, self._colours)
        self._units, self._colours = units, colours
        if self._stale or not same_heads or _titles(before) != _titles(results):
            self._stale = False
            self.layoutChanged.emit()
            return True
        pairs = zip(before, results, strict=True)
        changed = [position for position, (old, new) in enumerate(pairs) if new is not old]
        if changed:
            self.dataChanged.emit(self.index_of(changed[0]), self._last_index_of(changed[-1]))
        return True

    def set_stale(self, stale: bool) -> None:
        """Show the numbers as out of date, or as good."""
        if stale != self._stale:
            self._stale = stale
            self.layoutChanged.emit()

    def fit_headers(self, fitted: Mapping[str, str]) -> bool:
        """Write headers for which there is no room in another way; return whether any changes.

        Parameters
        ----------
        fitted
            What a header says → what it says instead.
        """
        changed = fitted != self._fitted
        if changed:
            self._fitted = fitted
            self.layoutChanged.emit()
        return changed

    def position(self, index: QModelIndex) -> int:
        """Return which result a cell belongs to."""
        return int(index.column() if self.side_by_side else index.row())

    def index_of(self, position: int) -> QModelIndex:
        """Return the first cell of a result."""
        return self.index(0, position) if self.side_by_side else self.index(position, 0)

    def _last_index_of(self, position: int) -> QModelIndex:
        last = len(self.keys) - 1
        return self.index(last, position) if self.side_by_side else self.index(position, last)

    def label(self, key: str) -> str:
        """Return a column's words, with its unit."""
        text = METRICS[key].label if key in METRICS else key.replace("_", " ")
        unit = self._units.get(key)
        return f"{text} ({unit})" if unit else text

    def short_label(self, key: str) -> str:
        """Return a column's words where there is little room."""
        return (METRICS[key].short if key in METRICS else "") or self.label(key)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        if parent.isValid():
            return 0
        return len(self.keys) if self.side_by_side else len(self.results)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        if parent.isValid():
            return 0
        return len(self.results) if self.side_by_side else len(self.keys)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        result = self.results[self.position(index)]
        key = self.keys[index.row() if self.side_by_side else index.column()]
        if role == _Role.DisplayRole:
            mark = "⚠ " if _notes(result, key) else ""
            return mark + format_cell(key, result.row.get(key, math.nan))
        if role == _Role.ToolTipRole:
            exact = f"{self.title(result)}: {self.label(key)} = {result.row.get(key)}"
            return plain("\n".join([exact, *(_notes(result, key) or _reasons(result, key))]))
        if role == _Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if self._stale and role == _Role.ForegroundRole:
            return STALE
        if self._stale and role == _Role.FontRole:
            return italic()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return what a header shows: a region, or the name of a number."""
        if (orientation == Qt.Orientation.Horizontal) == self.side_by_side:
            return self._result_header(self.results[section], role)
        return self._key_header(self.keys[section], role)

    def title(self, result: Result) -> str:
        """Return the name of a result; in one region, names of channels tell them apart."""
        title = result_title(result, self.channels)
        if self.channels and len({one.region.id for one in self.results}) == 1:
            return title.removeprefix(f"{result.region.name}, ")
        return title

    def _result_header(self, result: Result, role: int) -> Any:
        title = self.title(result)
        if role == _Role.DisplayRole:
            return self._fitted.get(title, title)
        if role == _Role.ToolTipRole:
            return plain(title)
        if role == _Role.DecorationRole and self.has_chips and result.region.id in self._colours:
            return chip(self._colours[result.region.id])
        return None

    def _key_header(self, key: str, role: int) -> Any:
        label = self.label(key)
        said = self._fitted.get(label, label) if self.side_by_side else self.short_label(key)
        if role == _Role.DisplayRole:
            return said
        if role == _Role.ToolTipRole and key in METRICS:
            tooltip = METRICS[key].tooltip
            return (tooltip if said == label else f"{label}. {tooltip}") + "\n" + MORE
        return None


def _notes(result: Result, key: str) -> list[str]:
    return [note.text for note in result.notes if key in note.columns]


def _titles(results: list[Result]) -> list[str]:
    return [result_title(result) for result in results]


def italic() -> QFont:
    """Return the font of stale numbers; the colour alone is lost where they are selected."""
    font = QFont()
    font.setItalic(True)
    return font


def _reasons(result: Result, key: str) -> list[str]:
    """Return all notes for a number that is undefined while no note names it."""
    value = result.row.get(key, math.nan)
    undefined = isinstance(value, float) and math.isnan(value)
    return [note.text for note in result.notes] if undefined else []


def _shown_keys(result: Result) -> list[str]:
    return reading_order([key for key in result.row if key not in {*_NAMES, *result.index}])
