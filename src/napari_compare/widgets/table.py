"""The table of numbers, with the notes that concern them."""

from __future__ import annotations

from collections.abc import Mapping

from qtpy.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from qtpy.QtGui import QColor, QResizeEvent
from qtpy.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from napari_compare.core.results import Result
from napari_compare.core.words import notes_in_words
from napari_compare.widgets.table_model import MOST_COLUMNS, ResultModel

ROW_HEIGHT = 21
LEAST_NOTES_HEIGHT, NOTES_HEIGHT = 38, 54
BORDER = 2  # that napari's style draws around an area that scrolls
NUMBER_WIDTH = 70
LEAST_NUMBER_WIDTH = 40
WIDTHS_DELAY = 200  # ms
LEAST_NAME_WIDTH = 118


class ResultTable(QWidget):
    """Numbers of every region, notes in plain words below, and a remedy for what these say.

    Parameters
    ----------
    parent
        Qt parent.
    """

    chosen = Signal(int)
    """A person selected a result; its position."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ResultModel(self)
        self.view = make_view(self.model)
        self.notes = _make_notes()
        self._notes_area = _make_area(self.notes)
        self._notes_area.hide()
        self.remedy = QPushButton()
        self.remedy.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._notes_area, 20)  # as tall as it may be, see `_fit_notes`
        layout.addWidget(self.remedy, alignment=Qt.AlignmentFlag.AlignLeft)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self._widths = QTimer(self, interval=WIDTHS_DELAY, singleShot=True)
        self._widths.timeout.connect(self._fit_widths)
        self._place: list[int] = []
        self._show_notes([])

    @property
    def results(self) -> list[Result]:
        """The results shown."""
        return self.model.results

    @property
    def selected(self) -> int | None:
        """Position of the selected result, or None."""
        indexes = self.view.selectionModel().selectedIndexes()
        return self.model.position(indexes[0]) if indexes else None

    def start(self, units: Mapping[str, str], colours: Mapping[int, QColor]) -> None:
        """Empty the table for results in these units, of regions in these colours."""
        self._place = [bar.value() for bar in self._scroll_bars()]
        self.model.start(units, colours)
        self._show_notes([])

    def add(self, result: Result) -> None:
        """Add a result."""
        self.model.add(result)
        if len(self.results) <= MOST_COLUMNS + 1:
            self._fit()

    def finish(self, messages: list[str]) -> None:
        """Show the notes of all results below the table, after messages of the whole run."""
        self._show_notes([*messages, *notes_in_words(self.results)])
        self._fit()
        self.view.doItemsLayout()
        for bar, value in zip(self._scroll_bars(), self._place, strict=False):
            bar.setValue(value)
        self._place = []

    def replace(
        self,
        results: list[Result],
        units: Mapping[str, str],
        colours: Mapping[int, QColor],
        messages: list[str],
    ) -> None:
        """Show all results of a comparison at once, in the cells of those before if they fit."""
        if self.model.replace(results, units, colours):
            self._show_notes([*messages, *notes_in_words(results)])
            self._widths.start()
            return
        self.start(units, colours)
        for result in results:
            self.add(result)
        self.finish(messages)

    def select(self, position: int) -> None:
        """Select a result without telling anybody."""
        behaviour = QItemSelectionModel.SelectionFlag
        whole = behaviour.Columns if self.model.side_by_side else behaviour.Rows
        index = self.model.index_of(position)
        selection = self.view.selectionModel()
        with QSignalBlocker(selection):
            selection.select(index, behaviour.ClearAndSelect | whole)
        if not self.model.side_by_side:
            self.view.scrollTo(index.siblingAtColumn(max(0, self.view.columnAt(0))))
        self.view.viewport().update()

    def key_at(self, place: QPoint) -> str | None:
        """Return which number stands at a place on the screen, or None."""
        if not self.view.rect().contains(self.view.mapFromGlobal(place)):
            return None
        inside = self.view.viewport().mapFromGlobal(place)
        if self.model.side_by_side:
            section = self.view.rowAt(inside.y())
        else:
            section = self.view.columnAt(inside.x())
        return self.model.keys[section] if section >= 0 else None

    def set_stale(self, stale: bool) -> None:
        """Show the numbers as out of date, or as good."""
        self.model.set_stale(stale)
        self.remedy.setEnabled(not stale)

    def _scroll_bars(self) -> tuple[QScrollBar, QScrollBar]:
        return self.view.horizontalScrollBar(), self.view.verticalScrollBar()

    def _on_selected(self) -> None:
        position = self.selected
        if position is not None:
            self.chosen.emit(position)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names of the numbers what the numbers leave them."""
        super().resizeEvent(event)
        self._fit_names()
        self._fit_notes()

    def _fit_names(self) -> None:
        numbers = NUMBER_WIDTH * self.model.columnCount() if self.model.side_by_side else 0
        room = self.width() - numbers - self.view.verticalScrollBar().sizeHint().width()
        most = max(LEAST_NAME_WIDTH, room) if self.model.side_by_side else LEAST_NAME_WIDTH
        self.view.verticalHeader().setMaximumWidth(most)

    def _fit(self) -> None:
        side_by_side = self.model.side_by_side
        modes = QHeaderView.ResizeMode
        across, down = self.view.horizontalHeader(), self.view.verticalHeader()
        across.setHighlightSections(side_by_side)
        down.setHighlightSections(not side_by_side)
        # Columns that fit themselves to their contents would look at all that is seen each time
        # that a number changes.
        across.setSectionResizeMode(modes.Stretch if side_by_side else modes.Interactive)
        self._fit_widths()
        behaviour = QAbstractItemView.SelectionBehavior
        self.view.setSelectionBehavior(
            behaviour.SelectColumns if side_by_side else behaviour.SelectRows
        )
        self._fit_names()
        self._fit_notes()

    def _fit_widths(self) -> None:
        if not self.model.side_by_side:
            self.view.resizeColumnsToContents()

    def _show_notes(self, notes: list[str]) -> None:
        text = "\n".join(f"⚠ {note}" for note in notes)
        if text != self.notes.text():
            self.notes.setText(text)
            self._notes_area.setVisible(bool(notes))
            self._fit_notes()

    def _fit_notes(self) -> None:
        """Give the notes the room that they need, as far as the numbers leave it to them."""
        width = self.width() - self.view.verticalScrollBar().sizeHint().width()
        wanted = max(0, self.notes.heightForWidth(width)) + BORDER
        numbers = self.view.horizontalHeader().height() + self.view.verticalHeader().length()
        room = self.height() - numbers - self.remedy.sizeHint().height()
        self._notes_area.setMinimumHeight(min(wanted, LEAST_NOTES_HEIGHT))
        self._notes_area.setMaximumHeight(min(wanted, max(NOTES_HEIGHT, room)))


def make_view(model: QAbstractItemModel) -> QTableView:
    """Return a view of a table of numbers, of which one cell, row or column is selected."""
    view = QTableView()
    view.setModel(model)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setWordWrap(False)
    across, down = view.horizontalHeader(), view.verticalHeader()
    across.setResizeContentsPrecision(0)  # what is seen, as thousands of rows take too long
    across.setMinimumSectionSize(LEAST_NUMBER_WIDTH)
    across.setTextElideMode(Qt.TextElideMode.ElideRight)
    across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    down.setDefaultSectionSize(ROW_HEIGHT)
    down.setMinimumSectionSize(ROW_HEIGHT)
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return view


def _make_notes() -> QLabel:
    notes = QLabel()
    notes.setWordWrap(True)
    notes.setTextFormat(Qt.TextFormat.PlainText)
    notes.setAlignment(Qt.AlignmentFlag.AlignTop)
    notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return notes


def _make_area(notes: QLabel) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(notes)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
