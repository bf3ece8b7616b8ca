"""A sentence for a person, in which names stand as they are."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QLabel


class Sentence(QLabel):
    """Words that can be selected and copied.

    Files, layers and regions may have any name: Qt must not take signs in it for HTML.

    Parameters
    ----------
    text
        The words.
    wraps
        Whether they go on in another line where there is too little room.
    """

    def __init__(self, text: str = "", *, wraps: bool = True) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
