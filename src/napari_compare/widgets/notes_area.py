"""What a reader of the numbers must know, in as much room as there is."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFrame, QScrollArea, QWidget

from napari_compare.widgets.sentence import Sentence

LEAST_HEIGHT, HEIGHT = 38, 54
BORDER = 2  # that napari's style draws around an area that scrolls


class NotesArea(QScrollArea):
    """Sentences, a line each, hidden where there are none.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Sentence()
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.hide()

    def text(self) -> str:
        """Return what it says."""
        return str(self._label.text())

    def say(self, notes: Sequence[str]) -> bool:
        """Say these sentences; return whether they are others than before."""
        text = "\n".join(f"⚠ {note}" for note in notes)
        if text == self.text():
            return False
        self._label.setText(text)
        self.setVisible(bool(notes))
        return True

    def fit(self, room: int) -> None:
        """Take the height that the sentences need, as far as there is room for them."""
        width = self.parentWidget().width() - self.verticalScrollBar().sizeHint().width()
        wanted = max(0, self._label.heightForWidth(width)) + BORDER
        self.setMinimumHeight(min(wanted, LEAST_HEIGHT))
        self.setMaximumHeight(min(wanted, max(HEIGHT, room)))
