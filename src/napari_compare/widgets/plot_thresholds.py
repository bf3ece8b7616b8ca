"""Threshold lines of a plot that can be dragged with the mouse."""

from __future__ import annotations

import math

from matplotlib.backend_bases import MouseButton, MouseEvent
from qtpy.QtCore import QObject, Qt, Signal

from napari_compare.plots import Drawn, ThresholdLine
from napari_compare.widgets.plot_canvas import PlotCanvas

REACH = 7  # screen pixels: as near as a person can point
_CURSORS = {
    (True,): Qt.CursorShape.SplitHCursor,
    (False,): Qt.CursorShape.SplitVCursor,
    (True, False): Qt.CursorShape.SizeAllCursor,
}


class ThresholdDragging(QObject):
    """Moves threshold lines with the mouse, one or, where they cross, both.

    A double click sets both at once, also where there is no threshold yet.

    Parameters
    ----------
    canvas
        Where the lines are drawn.
    """

    dragged = Signal(float, float)
    """The thresholds of A and B, while the mouse moves them."""
    released = Signal(float, float)
    """The thresholds of A and B, when the mouse lets go of them."""

    def __init__(self, canvas: PlotCanvas) -> None:
        super().__init__(canvas)
        self.enabled = True
        self._hovering = False
        self._canvas = canvas
        self._drawn = Drawn(())
        self._held: list[ThresholdLine] = []
        self._values = [math.nan, math.nan]
        for name, slot in (
            ("button_press_event", self._on_press),
            ("motion_notify_event", self._on_move),
            ("button_release_event", self._on_release),
        ):
            canvas.mpl_connect(name, slot)

    @property
    def dragging(self) -> bool:
        """Whether a line is being moved."""
        return bool(self._held)

    @property
    def busy(self) -> bool:
        """Whether a line is being moved, or would be by a press where the mouse is."""
        return self.dragging or self._hovering

    def redraw(self, drawn: Drawn, threshold_a: float, threshold_b: float) -> None:
        """Move the lines of a new drawing; a line that is held stays where the mouse is."""
        held = [line.channel for line in self._held]
        self._drawn = drawn
        self._held = [line for line in drawn.thresholds if line.channel in held]
        self.show(threshold_a, threshold_b)

    def show(self, threshold_a: float, threshold_b: float) -> None:
        """Put the lines at these thresholds, unless a person is moving them."""
        if not self.dragging:
            self._values = [threshold_a, threshold_b]
        self._put()

    def _on_press(self, event: MouseEvent) -> None:
        if not self.enabled or event.button != MouseButton.LEFT:
            return
        if event.dblclick and event.inaxes is not None and event.inaxes is self._drawn.scatter:
            self._held = list(self._drawn.thresholds)
            self._on_move(event)
        elif all(map(math.isfinite, self._values)):
            self._held = self._near(event)

    def _on_move(self, event: MouseEvent) -> None:
        if not self._held:
            self._show_cursor(event)
            return
        for line in self._held:
            self._values[line.channel] = line.threshold_at(event)
        self._put()
        self.dragged.emit(*self._values)

    def _on_release(self, event: MouseEvent) -> None:
        if self._held and event.button == MouseButton.LEFT:
            self._held = []
            self.released.emit(*self._values)

    def _near(self, event: MouseEvent) -> list[ThresholdLine]:
        return [line for line in self._drawn.thresholds if line.distance(event) <= REACH]

    def _show_cursor(self, event: MouseEvent) -> None:
        if not self.enabled:
            self._hovering = False
            return
        near = tuple(line.upright for line in self._near(event))
        self._hovering = bool(near)
        if near:
            self._canvas.setCursor(_CURSORS[near])
        else:
            self._canvas.unsetCursor()

    def _put(self) -> None:
        for line in self._drawn.thresholds:
            line.move(self._values[line.channel])
        self._canvas.move()
