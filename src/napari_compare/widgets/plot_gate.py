"""Drawing a gate on the scatter plot with the mouse, and moving it."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.patches import Polygon
from qtpy.QtCore import QObject, Qt, Signal

from napari_compare.core.gates import Gate
from napari_compare.plots import Drawn, GateMove, GatePath, gate_patch, show_gate
from napari_compare.widgets.plot_canvas import PlotCanvas


class GateDrawing(QObject):
    """Draws a rectangle, an ellipse or a lasso; with no tool chosen, moves what was drawn.

    Parameters
    ----------
    canvas
        Where it is drawn.
    is_busy
        Returns whether the mouse does something else.
    """

    changed = Signal(object)
    """The `Gate`, at every move of the mouse; None when it was removed."""

    def __init__(self, canvas: PlotCanvas, is_busy: Callable[[], bool]) -> None:
        super().__init__(canvas)
        self._is_busy = is_busy
        self.tool = ""
        self.gate: Gate | None = None
        self._canvas = canvas
        self._drawn = Drawn(())
        self._patch: Polygon | None = None
        self._way: GatePath | GateMove | None = None
        for name, slot in (
            ("button_press_event", self._on_press),
            ("motion_notify_event", self._on_move),
            ("button_release_event", self._on_release),
        ):
            canvas.mpl_connect(name, slot)

    def redraw(self, drawn: Drawn, theme: str) -> None:
        """Draw on the axes of a new drawing, where the gate stays what it is."""
        self._drawn, self._patch = drawn, None
        if drawn.scatter is not None:
            self._patch = gate_patch(drawn.scatter, theme)
            self._canvas.add_moving(self._patch)
            self._show()

    def clear(self) -> None:
        """Remove the gate."""
        self._way = None
        self._set(None)

    def _holds(self, event: MouseEvent) -> bool:
        """Return whether a press of the mouse here moves the gate."""
        return (
            not (self.tool or self._is_busy())
            and self.gate is not None
            and self._patch is not None
            and event.inaxes is self._drawn.scatter
            and bool(self._patch.contains_point((event.x, event.y)))
        )

    def _on_press(self, event: MouseEvent) -> None:
        axes = self._drawn.scatter
        if axes is None or event.inaxes is not axes or event.button != MouseButton.LEFT:
            return
        if self.tool:
            self._way = GatePath(self.tool, axes, event)
        elif self.gate is not None and self._holds(event):
            self._way = GateMove(self.gate, axes, event)

    def _on_move(self, event: MouseEvent) -> None:
        gate = self._gate_at(event)
        if gate is not None:
            self._set(gate)
        elif self._holds(event):
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)

    def _on_release(self, event: MouseEvent) -> None:
        """End with the gate that was drawn; a click draws none, and so removes the one before."""
        if self._way is not None and event.button == MouseButton.LEFT:
            self._set(self._gate_at(event))
            self._way = None

    def _gate_at(self, event: MouseEvent) -> Gate | None:
        """Return the gate that is drawn or moved, when the mouse is here."""
        axes = self._drawn.scatter
        return None if self._way is None or axes is None else self._way.follow(axes, event)

    def _set(self, gate: Gate | None) -> None:
        if gate != self.gate:
            self.gate = gate
            self._show()
            self.changed.emit(gate)

    def _show(self) -> None:
        if self._patch is not None:
            show_gate(self._patch, self.gate)
            self._canvas.move()
