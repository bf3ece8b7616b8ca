"""A field for a folder or a file: typed, chosen in a dialog, or dropped."""

from __future__ import annotations

from pathlib import Path

from qtpy.QtCore import Signal
from qtpy.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from qtpy.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from napari_compare.widgets.plugin_dock import ENTER


class PathField(QWidget):
    """A line with a path, and a button that asks for one.

    Parameters
    ----------
    meaning
        What the path is of, in a sentence for the tooltip.
    kinds
        Which files can be chosen, as "Lists (*.csv)". Empty: a folder is chosen.
    parent
        Qt parent.
    """

    changed = Signal()
    """There is another path."""

    def __init__(self, meaning: str, kinds: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self.line = _PathLine(takes_folders=not kinds)
        self.button = QToolButton()
        self.button.setText("…")
        what = "file" if kinds else "folder"
        self.setToolTip(f"{meaning} Type it, drop the {what} here, or press the button.")
        self.button.setToolTip(f"Choose the {what}.")
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)
        self.line.textChanged.connect(self.changed)
        self.button.clicked.connect(self._ask)

    @property
    def path(self) -> Path | None:
        """The path; None if the field is empty."""
        text = self.text.strip().strip('"')
        return Path(text).expanduser() if text else None

    @property
    def text(self) -> str:
        """What stands in the field."""
        return str(self.line.text())

    def set_text(self, text: str) -> None:
        """Put a path into the field."""
        self.line.setText(text)

    def hint(self, text: str) -> None:
        """Say in the empty field what that means."""
        self.line.setPlaceholderText(text)

    def _ask(self) -> None:
        here = str(self.path or "")
        if self._kinds:
            chosen, _ = QFileDialog.getOpenFileName(self, "Choose a file", here, self._kinds)
        else:
            chosen = QFileDialog.getExistingDirectory(self, "Choose a folder", here)
        if chosen:
            self.set_text(str(Path(chosen)))


class _PathLine(QLineEdit):
    """A line that takes what is dropped on it; of a file a folder's line takes the folder."""

    def __init__(self, *, takes_folders: bool) -> None:
        super().__init__()
        self._takes_folders = takes_folders

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Welcome files and folders."""
        if event is not None and _dropped(event) is not None:
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Take the first file or folder."""
        path = None if event is None else _dropped(event)
        if event is None or path is None:
            super().dropEvent(event)
            return
        self.setText(str(path.parent if self._takes_folders and path.is_file() else path))
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep Enter for itself: after a path was typed, pairs are looked at first."""
        super().keyPressEvent(event)
        if event is not None and event.key() in ENTER:
            event.accept()


def _dropped(event: QDropEvent) -> Path | None:
    """Return the first file or folder that is dragged, or None."""
    data = event.mimeData()
    files = [] if data is None else [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(files[0]) if files else None
