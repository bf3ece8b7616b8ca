"""Compare, Live, progress, Cancel, and a line that says how things stand."""

from __future__ import annotations

from qtpy.QtCore import QElapsedTimer, Qt
from qtpy.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from napari_compare.widgets.sentence import Sentence

COMPARE_WIDTH = 110
PROGRESS_WIDTH = 60
PROGRESS_INTERVAL = 50  # ms
WARNING_COLOURS = {"light": "#8f4700", "dark": "#e3b617"}


class RunBar(QWidget):
    """The buttons that start and stop, and what is going on in words.

    Parameters
    ----------
    parent
        Qt parent.
    does
        What pressing Compare does.
    first
        What a person is to do first.
    live
        Whether it can be done again by itself.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        does: str = "Measure the two channels in every region",
        first: str = "Choose two images and press Compare.",
        live: bool = True,
    ) -> None:
        super().__init__(parent)
        self.compare = QPushButton("&Compare")
        self.compare.setToolTip(f"{does} (Enter).")
        self.compare.setMinimumWidth(COMPARE_WIDTH)
        self.live = QCheckBox("L&ive")
        self.live.setChecked(live)
        self.live.setToolTip(
            "Compare again by itself when a shape, a label, an image or a choice changes: while "
            "you drag where that is quick enough, otherwise when you release the mouse."
        )
        self.progress = QProgressBar()
        self.progress.setMinimumWidth(PROGRESS_WIDTH)
        self.progress.setFormat("%v of %m")
        self.progress.setToolTip("How much of the comparison is done.")
        self.progress.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.cancel = QPushButton("Ca&ncel")
        self.cancel.setToolTip("Stop the comparison (Esc).")
        self.status = Sentence(first)
        self._since = QElapsedTimer()
        self._warning = WARNING_COLOURS["dark"]
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.compare)
        row.addWidget(self.live)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(row)
        layout.addWidget(self.status)
        for widget in (self.progress, self.cancel):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        if not live:
            self.live.hide()
        self.show_idle()

    def set_theme(self, theme: str) -> None:
        """Write warnings so that they can be read in the theme "light" or "dark"."""
        warns = bool(self.status.styleSheet())
        self._warning = WARNING_COLOURS[theme]
        self.say(self.status.text(), warning=warns)

    def show_running(self) -> None:
        """Show that a comparison is under way."""
        self._since.invalidate()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.cancel.show()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is, unless that was shown a moment ago: a bar paints itself slowly."""
        if self._since.isValid() and self._since.elapsed() < PROGRESS_INTERVAL:
            return
        self._since.start()
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_idle(self) -> None:
        """Show that nothing is under way."""
        self.progress.hide()
        self.cancel.hide()

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence, in the colour of warnings if it is one."""
        style = f"color: {self._warning}" if warning else ""
        if style != self.status.styleSheet():
            self.status.setStyleSheet(style)
        self.status.setText(sentence)
