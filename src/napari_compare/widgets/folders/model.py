"""The pairs of a study as a Qt model: what belongs together, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qtpy.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from napari_compare.core.words import counted
from napari_compare.study.plan import PlannedPair
from napari_compare.study.rows import Outcome
from napari_compare.widgets.tooltips import plain

COLUMNS = ("state", "A", "B", "regions")
READY = "ready"
_Role = Qt.ItemDataRole


class PairsModel(QAbstractTableModel):
    """A row for each pair, with its state, its files, and what a list says of it besides.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pairs: Sequence[PlannedPair] = ()
        self._extra: tuple[str, ...] = ()
        self._outcomes: dict[int, Outcome] = {}
        self._rows: dict[str, int] = {}

    def show_pairs(self, pairs: Sequence[PlannedPair]) -> None:
        """Show these pairs, of none of which anything has come yet."""
        self.beginResetModel()
        self.pairs = pairs
        self._extra = tuple(dict.fromkeys(column for pair in pairs for column in pair.extra))
        self._rows = {pair.name: row for row, pair in enumerate(pairs)}
        self._outcomes = {}
        self.endResetModel()

    def set_outcome(self, outcome: Outcome) -> int:
        """Show what came of a pair; return its row."""
        row = self._rows[outcome.pair.name]
        self._outcomes[row] = outcome
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        return row

    def forget_outcomes(self) -> None:
        """Show the pairs as if nothing had come of them: they would be compared otherwise now."""
        self._outcomes = {}
        self.layoutChanged.emit()

    def problem(self, row: int) -> str:
        """Return why a pair cannot be, or could not be compared; empty if nothing is known."""
        outcome = self._outcomes.get(row)
        return self.pairs[row].problem if outcome is None else outcome.error

    def state(self, row: int) -> str:
        """Return in words how things stand with a pair; files without their folders."""
        outcome, problem = self._outcomes.get(row), self.problem(row)
        if problem:
            for path in filter(None, self._files(row)):
                problem = problem.replace(str(path), path.name)
            return f"{'⚠' if outcome is None else '✗'} {problem}"
        if outcome is None:
            return READY
        rows = counted(len(outcome.rows), "row")
        return f"✓ done before, {rows}" if outcome.kept else f"✓ done, {rows}"

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of pairs."""
        return 0 if parent.isValid() else len(self.pairs)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS) + len(self._extra)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows; its tooltip has the whole path or sentence."""
        if role == _Role.ToolTipRole:
            return plain(self._text(index.row(), index.column(), whole=True))
        return self._text(index.row(), index.column()) if role == _Role.DisplayRole else None

    def _text(self, row: int, column: int, *, whole: bool = False) -> str:
        pair = self.pairs[row]
        if column == 0:
            return self.state(row)
        if column >= len(COLUMNS):
            return pair.extra.get(self._extra[column - len(COLUMNS)], "")
        path = self._files(row)[column - 1]
        channel = (pair.channel_a, pair.channel_b, None)[column - 1]
        return _path_text(path, channel, whole=whole)

    def _files(self, row: int) -> tuple[Path | None, ...]:
        pair = self.pairs[row]
        return pair.a, pair.b, pair.regions

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return the name of a column or of a pair."""
        if role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return (*COLUMNS, *self._extra)[section]
        name = self.pairs[section].name
        return plain(name) if role == _Role.ToolTipRole else name


def _path_text(path: Path | None, channel: int | None, *, whole: bool) -> str:
    """Return a file in words; its name only, unless all of its path is wanted."""
    if path is None:
        return ""
    text = str(path) if whole else path.name
    return text if channel is None else f"{text}, channel {channel}"
