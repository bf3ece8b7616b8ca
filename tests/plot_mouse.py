"""A mouse that presses, moves and lets go over a plot, at intensities."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QEvent, QPoint, QPointF, Qt
from qtpy.QtGui import QMouseEvent, QWheelEvent
from qtpy.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton


class Mouse:
    """Real mouse events on the canvas of a dock's plot.

    Places are intensities of A and B in the scatter plot, or in other axes that are given.
    """

    def __init__(self, qtbot: Any) -> None:
        self._qtbot = qtbot
        self._pressed = False

    def place(self, plot: Any, at: tuple[float, float], axes: Any = None) -> QPoint:
        axes = axes or plot.gates._drawn.scatter
        x, y = axes.transData.transform(at)
        ratio = plot.canvas.device_pixel_ratio
        return QPoint(round(x / ratio), round(plot.canvas.height() - y / ratio))

    def intensities(self, plot: Any, place: QPoint) -> tuple[float, float]:
        """Where a pixel of the screen lies on the scatter plot."""
        ratio = plot.canvas.device_pixel_ratio
        x, y = place.x() * ratio, (plot.canvas.height() - place.y()) * ratio
        a, b = plot.gates._drawn.scatter.transData.inverted().transform((x, y))
        return float(a), float(b)

    def press(self, plot: Any, at: tuple[float, float], axes: Any = None) -> None:
        self._pressed = True
        self._qtbot.mousePress(plot.canvas, LEFT, pos=self.place(plot, at, axes))

    def move(self, plot: Any, at: tuple[float, float], axes: Any = None) -> None:
        # Sent, as the real pointer cannot leave the screen, which may be small.
        place = QPointF(self.place(plot, at, axes))
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            plot.canvas.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            LEFT if self._pressed else Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(plot.canvas, event)
        self._qtbot.wait(1)

    def release(self, plot: Any, at: tuple[float, float], axes: Any = None) -> None:
        self._pressed = False
        self._qtbot.mouseRelease(plot.canvas, LEFT, pos=self.place(plot, at, axes))

    def double_click(self, plot: Any, at: tuple[float, float]) -> None:
        place = self.place(plot, at)
        self._qtbot.mouseDClick(plot.canvas, LEFT, pos=place)
        self._qtbot.mouseRelease(plot.canvas, LEFT, pos=place)

    def drag(self, plot: Any, *path: tuple[float, float], axes: Any = None) -> None:
        self.press(plot, path[0], axes)
        for at in path[1:]:
            self.move(plot, at, axes)
        self.release(plot, path[-1], axes)

    def wheel(self, plot: Any, at: tuple[float, float], notches: int) -> None:
        """Turn the wheel, up to see more closely."""
        place = QPointF(self.place(plot, at))
        for _ in range(abs(notches)):
            event = QWheelEvent(
                place,
                plot.canvas.mapToGlobal(place),
                QPoint(),
                QPoint(0, 120 if notches > 0 else -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(plot.canvas, event)
