"""The table of the pairs of a study, with the problem of the selected one in full."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QModelIndex, Qt, Signal
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from napari_compare.study.plan import PlannedPair
from napari_compare.study.rows import Outcome
from napari_compare.widgets.folders.model import PairsModel
from napari_compare.widgets.plugin_dock import ENTER
from napari_compare.widgets.sentence import Sentence
from napari_compare.widgets.table import LEAST_NAME_WIDTH, ROW_HEIGHT

WIDTHS = (170, 110, 110, 110)
USUAL_WIDTH = 80


class PairsTable(QWidget):
    """The pairs, and what came of them.

    Parameters
    ----------
    parent
        Qt parent.
    """

    opened = Signal(object)
    """A person wants to see a pair, a `PlannedPair`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PairsModel(self)
        self.view = _PairsView()
        self.view.setModel(self.model)
        self.problem = Sentence()
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.problem)
        self.view.opened.connect(self._on_opened)
        self.view.selectionModel().selectionChanged.connect(self._show_problem)
        self.model.modelReset.connect(self._show_problem)
        self.model.dataChanged.connect(self._show_problem)
        self.model.layoutChanged.connect(self._show_problem)

    @property
    def selected(self) -> int | None:
        """The selected row, or None."""
        rows = self.view.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def show_pairs(self, pairs: Sequence[PlannedPair]) -> None:
        """Show these pairs."""
        if pairs != self.model.pairs:
            self.model.show_pairs(pairs)
            for column in range(self.model.columnCount()):
                width = WIDTHS[column] if column < len(WIDTHS) else USUAL_WIDTH
                self.view.setColumnWidth(column, width)
        else:
            self.model.forget_outcomes()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what came of a pair, and its row where no other is selected."""
        row = self.model.set_outcome(outcome)
        if self.selected is None:
            self.view.scrollTo(self.model.index(row, 0))

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.pairs[index.row()])

    def _show_problem(self) -> None:
        text = "" if self.selected is None else self.model.problem(self.selected)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


class _PairsView(QTableView):
    """A table whose rows are opened by a double click or by Enter."""

    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setToolTip("Double-click on a pair to see its images and regions.")
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setMinimumSectionSize(ROW_HEIGHT)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        down.setMaximumWidth(LEAST_NAME_WIDTH)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Open the row on Enter."""
        if event is not None and event.key() in ENTER and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
