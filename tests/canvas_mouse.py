"""A mouse that presses, moves and lets go in napari's canvas, at places of the image."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QEvent, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtWidgets import QApplication

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class CanvasMouse:
    """Real mouse events on the canvas of a viewer with a window."""

    def __init__(self, viewer: Any) -> None:
        self._canvas = viewer.window._qt_viewer.canvas

    def _send(
        self,
        kind: QEvent.Type,
        place: tuple[float, float],
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
    ) -> None:
        row, column = place
        x, y, _, w = self._canvas.view.scene.transform.map([column, row, 0, 1])
        native = self._canvas.native
        here = QPointF(x / w, y / w)
        there = QPointF(native.mapToGlobal(here))
        event = QMouseEvent(kind, here, there, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(native, event)

    def press(self, *place: float) -> None:
        self._send(QEvent.Type.MouseMove, place, NONE, NONE)
        self._send(QEvent.Type.MouseButtonPress, place, LEFT, LEFT)

    def move(self, *place: float) -> None:
        self._send(QEvent.Type.MouseMove, place, NONE, LEFT)

    def release(self, *place: float) -> None:
        self._send(QEvent.Type.MouseButtonRelease, place, LEFT, NONE)

    def click(self, *place: float) -> None:
        self.press(*place)
        self.release(*place)
