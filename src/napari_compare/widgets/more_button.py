"""The button behind which the choices are folded that matter less often."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QToolButton, QWidget

MORE = "&More choices"


class MoreButton(QToolButton):
    """Shows and hides other widgets; they are hidden at first.

    Parameters
    ----------
    folded
        What it shows and hides.
    """

    def __init__(self, folded: QWidget) -> None:
        super().__init__()
        self._folded = folded
        self.setText(MORE)
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAutoRaise(True)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def _on_toggled(self, shown: bool) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._folded.setVisible(shown)
