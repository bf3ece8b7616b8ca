"""Notes below one another, as high as they are, up to some lines."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import QScrollArea, QWidget

from napari_compare.widgets.sentence import Sentence

MOST_HEIGHT = 54
MOST_NOTES = 20


class Notes(QScrollArea):
    """What a person must know, sentence by sentence; hidden where there is nothing.

    Parameters
    ----------
    elsewhere
        Where all of them are to be found, should there be too many to be shown.
    parent
        Qt parent.
    """

    def __init__(self, elsewhere: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elsewhere = elsewhere
        self.label = Sentence()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(self.label)
        self.hide()

    def show_notes(self, notes: Sequence[str]) -> None:
        """Show these instead of those before."""
        shown = [f"⚠ {one}" for one in notes[:MOST_NOTES]]
        if len(notes) > MOST_NOTES:
            shown.append(f"And {len(notes) - MOST_NOTES} more: {self._elsewhere}.")
        self.label.setText("\n".join(shown))
        self.setVisible(bool(notes))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the notes need at another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self.label.text():
            needed = self.label.heightForWidth(self.viewport().width())
            self.setFixedHeight(min(MOST_HEIGHT, needed))
