"""What can be written into a field, to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QLineEdit, QMenu

from napari_compare.widgets.plot_icons import arrow_icon


class Suggestions(QObject):
    """A menu at the end of a field, of texts that fit it.

    Parameters
    ----------
    field
        The field that they are for.
    """

    chosen = Signal()
    """A person chose one, and the field holds it."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self.menu = QMenu(field)
        self.action = field.addAction(arrow_icon(), QLineEdit.ActionPosition.TrailingPosition)
        self.action.setToolTip("Choose what it can be.")
        self.action.triggered.connect(self._open)

    def offer(self, texts: Sequence[str]) -> None:
        """Suggest these texts and no others."""
        self.menu.clear()
        for text in texts:
            self.menu.addAction(text.replace("&", "&&"), partial(self._take, text))

    def _open(self) -> None:
        self.menu.popup(self._field.mapToGlobal(self._field.rect().bottomLeft()))

    def _take(self, text: str) -> None:
        self._field.setText(text)
        self.chosen.emit()
