"""Labels and fields in rows of one or two."""

from __future__ import annotations

from collections.abc import Mapping

from qtpy.QtWidgets import QGridLayout, QLabel, QWidget

LEAST_WIDTH = 64  # of a field, for a word

Cell = tuple[str, str, QWidget]
"""A name, by which it can be hidden; the text of the label; the field."""
Cells = dict[str, tuple[QLabel, QWidget]]


class FieldGrid(QGridLayout):
    """Rows of fields with their labels, in columns below one another.

    Parameters
    ----------
    cells
        Gets the label and field of each name.
    parent
        The widget that is laid out, if it is all of it.
    """

    def __init__(self, cells: Cells, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(6)
        self.setVerticalSpacing(4)
        self.setColumnStretch(1, 4)
        self.setColumnStretch(3, 4)

    def add_row(self, *cells: Cell) -> None:
        """Add one field as wide as the grid, or two beside each other."""
        row = self.rowCount()
        for column, (name, text, widget) in enumerate(cells):
            label = QLabel(text)
            label.setBuddy(widget)
            label.setToolTip(widget.toolTip())
            self.addWidget(label, row, 2 * column)
            self.addWidget(widget, row, 2 * column + 1, 1, 1 if len(cells) > 1 else 3)
            widget.setMinimumWidth(LEAST_WIDTH)
            self._cells[name] = (label, widget)


def show_cells(cells: Cells, applies: Mapping[str, bool]) -> None:
    """Show or hide fields with their labels, by name."""
    for name, shown in applies.items():
        for widget in cells[name]:
            widget.setVisible(shown)
