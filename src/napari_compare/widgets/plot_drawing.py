"""The drawing in the dock: as little of it anew as what is shown allows."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from qtpy.QtCore import QObject, QTimer

from napari_compare.core.results import Scatter
from napari_compare.plots import (
    THEMES,
    Drawn,
    Limits,
    PlotChoice,
    Shown,
    draw_plot,
    pixel_mark,
    room_for,
    same_frame,
    same_picture,
    set_margins,
)
from napari_compare.widgets.plot_canvas import PlotCanvas
from napari_compare.widgets.plot_gate import GateDrawing
from napari_compare.widgets.plot_thresholds import ThresholdDragging
from napari_compare.widgets.plot_zoom import PlotZoom

SETTLE_DELAY = 300  # ms without another result, after which all of the plot is drawn
REST = 150  # ms between two drawings of all of the plot while something is dragged


class PlotDrawing(QObject):
    """A figure on a canvas, with what the mouse can touch on it.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    def __init__(self, theme: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figure = Figure()
        self.canvas = PlotCanvas(self.figure)
        self.thresholds = ThresholdDragging(self.canvas)
        self.gates = GateDrawing(self.canvas, lambda: self.thresholds.busy)
        self.zoom = PlotZoom(self.canvas)
        self.shown: Shown | None = None
        self.choice = PlotChoice()
        self.theme = theme
        self.mark: Line2D | None = None
        self._drawn = Drawn(())
        self._floating = False
        self.canvas.mpl_connect("resize_event", self._on_resized)
        self._settling = QTimer(self, interval=SETTLE_DELAY, singleShot=True)
        self._settling.timeout.connect(self.draw)
        self._resting = QTimer(self, interval=REST, singleShot=True)

    def show(self, shown: Shown | None) -> None:
        """Draw something else; None draws nothing.

        What is quick is drawn first: threshold lines alone if only these are new; the cloud of
        pixels in the same axes while a region is moved about.
        """
        before, self.shown = self.shown, shown
        if before is None or shown is None:
            self.draw()
        elif same_picture(before, shown):
            self.shown = replace(shown, difference=shown.difference or before.difference)
            self.thresholds.show(*_thresholds(shown))
        elif same_frame(before, shown):
            self._draw_quickly(shown)
        else:
            self.draw()

    def mark_pixel(self, a: float, b: float) -> None:
        """Mark the place of a pixel with these intensities; NaN marks none."""
        if self.mark is not None:
            self.mark.set_data([a], [b])
            self.canvas.move()

    def shut_down(self) -> None:
        """Paint no more."""
        self._settling.stop()
        self.canvas.shut_down()

    def draw(self) -> None:
        """Draw all of it."""
        self._draw(None)

    def _on_resized(self, _: object) -> None:
        set_margins(self.figure, self.choice)
        self._settling.start()  # what is written depends on the room that there is for it

    def _draw_quickly(self, shown: Shown) -> None:
        """Draw another cloud of pixels in the same axes, and all of it when that has settled."""
        artists, zoomed = self._drawn.artists, self.zoom.limits is not None
        if artists is None:
            self._draw_now_and_then()
        elif not artists.show(shown.scatter, anyway=zoomed):
            self._make_room(shown.scatter)
            if not artists.show(shown.scatter):
                self._draw(None)
        if not self._floating and self._drawn.artists is not None:
            self._floating = True
            self.canvas.float_behind(self._drawn.changing, self._drawn.key)
        self.thresholds.show(*_thresholds(shown))
        self._settling.start()

    def _make_room(self, scatter: Scatter) -> None:
        """Let the axes reach further, which takes less time than drawing others."""
        axes, now = self._drawn.scatter, self._drawn.limits
        if axes is not None and now is not None:
            room = room_for(scatter, now)
            axes.set(xlim=room[0], ylim=room[1])
            self.zoom.redraw(self._drawn)
            self.canvas.draw_soon()

    def _draw_now_and_then(self) -> None:
        """Draw all of a plot that cannot be drawn quickly, but not for each move of the mouse."""
        if not self._resting.isActive():
            self._draw(self._drawn.limits)
            self._resting.start()

    def _draw(self, at_least: Limits | None) -> None:
        self._settling.stop()
        self._floating = False
        self._drawn, self.mark = Drawn(()), None
        self.figure.clear()
        self.figure.set_facecolor(THEMES[self.theme].background)
        self.canvas.set_moving(())
        if self.shown is None:
            return
        axes = self.figure.add_subplot()
        set_margins(self.figure, self.choice)
        drawn = self._drawn = draw_plot(
            axes, self.shown, self.choice, theme=self.theme, key="brief", at_least=at_least
        )
        self.canvas.set_moving(one.line for one in drawn.thresholds)
        self.thresholds.redraw(drawn, *_thresholds(self.shown))
        self.gates.redraw(drawn, self.theme)
        self.zoom.redraw(drawn)
        if drawn.scatter is not None:
            self.mark = pixel_mark(drawn.scatter, self.theme)
            self.canvas.add_moving(self.mark)


def _thresholds(shown: Shown) -> tuple[float, float]:
    return shown.scatter.threshold_a, shown.scatter.threshold_b
