"""The table of numbers, with the notes that concern them."""

from __future__ import annotations

import itertools
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
from qtpy.QtGui import QColor, QFontMetrics, QResizeEvent
from qtpy.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QScrollBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from napari_compare.core.results import Result
from napari_compare.core.words import notes_in_words
from napari_compare.widgets.headings import CHIP, MARGINS, fit_labels, fit_titles
from napari_compare.widgets.notes_area import BORDER, NotesArea
from napari_compare.widgets.table_model import MOST_COLUMNS, ResultModel

ROW_HEIGHT = 21
LEAST_NUMBER_WIDTH = 40
WIDTHS_DELAY = 200  # ms
LEAST_NAME_WIDTH, SHORTEST_NAME_WIDTH = 118, 60
CELL_MARGINS = 8


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
        self.notes = NotesArea()
        self.remedy = QPushButton()
        self.remedy.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.notes, 20)  # as tall as it may be, see `_fit_notes`
        layout.addWidget(self.remedy, alignment=Qt.AlignmentFlag.AlignLeft)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self._widths = QTimer(self, interval=WIDTHS_DELAY, singleShot=True)
        self._widths.timeout.connect(self._fit_widths)
        self._place = self.model.side_by_side, list[int]()
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
        self._place = self.model.side_by_side, [bar.value() for bar in self._scroll_bars()]
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
        lay_the_same, place = self._place[0] == self.model.side_by_side, self._place[1]
        for bar, value in zip(self._scroll_bars(), place, strict=False):
            bar.setValue(value if lay_the_same else 0)
        self._place = self.model.side_by_side, []

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
        """Give the numbers the room that they need, and names what is left of it."""
        names, fitted = LEAST_NAME_WIDTH, dict[str, str]()
        if self.model.side_by_side and self.results and self.isVisible():
            count, labels = len(self.results), self.model.labels
            room = self.width() - self.view.verticalScrollBar().sizeHint().width() - BORDER
            names = max(room - count * self._widest_number(), SHORTEST_NAME_WIDTH)
            letters = self.view.fontMetrics()
            fitted = fit_labels(labels, names - MARGINS, letters)
            names = MARGINS + max(int(letters.horizontalAdvance(one)) for one in fitted.values())
            free = (room - names) // count - MARGINS - (CHIP if self.model.has_chips else 0)
            fitted |= fit_titles([*map(self.model.title, self.results)], free, _bold(self.view))
        self.view.verticalHeader().setMaximumWidth(names)
        if self.model.fit_headers(fitted):
            self.view.doItemsLayout()

    def _widest_number(self) -> int:
        letters = self.view.fontMetrics()
        cells = itertools.product(range(self.model.rowCount()), range(self.model.columnCount()))
        texts = (self.model.data(self.model.index(*cell)) for cell in cells)
        return CELL_MARGINS + max(int(letters.horizontalAdvance(text)) for text in texts)

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
        if self.model.side_by_side:
            self._fit_names()
        else:
            self.view.resizeColumnsToContents()

    def _show_notes(self, notes: list[str]) -> None:
        if self.notes.say(notes):
            self._fit_notes()

    def _fit_notes(self) -> None:
        """Give the notes the room that they need, as far as the numbers leave it to them."""
        numbers = self.view.horizontalHeader().height() + self.view.verticalHeader().length()
        self.notes.fit(self.height() - numbers - self.remedy.sizeHint().height())


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
    across.setTextElideMode(Qt.TextElideMode.ElideNone)  # which knows one line only
    across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    down.setDefaultSectionSize(ROW_HEIGHT)
    down.setMinimumSectionSize(ROW_HEIGHT)
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return view


def _bold(view: QTableView) -> QFontMetrics:
    """Return the letters of the heading of what is selected."""
    font = view.horizontalHeader().font()
    font.setBold(True)
    return QFontMetrics(font)
