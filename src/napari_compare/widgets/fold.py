"""A button that opens and closes what matters less often."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QToolButton, QWidget

MORE = "&More choices"


class FoldButton(QToolButton):
    """Shows and hides a panel, which is hidden at first.

    Parameters
    ----------
    text
        What is written beside the arrow.
    panel
        What is shown and hidden.
    parent
        Qt parent.
    """

    def __init__(self, text: str, panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self.setText(text)
        self.setToolTip("Show or hide the choices that matter less often.")
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAutoRaise(True)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def _on_toggled(self, shown: bool) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._panel.setVisible(shown)
