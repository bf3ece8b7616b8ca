"""Looking at a part of the scatter plot, with the mouse's wheel."""

from __future__ import annotations

from matplotlib.backend_bases import MouseEvent
from qtpy.QtCore import QObject

from napari_compare.plots import Drawn, Limits, zoomed
from napari_compare.widgets.plot_canvas import PlotCanvas


class PlotZoom(QObject):
    """Keeps to a part of the intensities, from one drawing to the next, until all is seen again.

    Parameters
    ----------
    canvas
        Where the plot is drawn.
    """

    def __init__(self, canvas: PlotCanvas) -> None:
        super().__init__(canvas)
        self.limits: Limits | None = None
        self._canvas = canvas
        self._drawn = Drawn(())
        self._whole: Limits | None = None
        canvas.mpl_connect("scroll_event", self._on_scroll)

    def redraw(self, drawn: Drawn) -> None:
        """Show the same part of a new drawing."""
        self._drawn, self._whole = drawn, drawn.limits
        self._apply()

    def show_all(self) -> None:
        """Show all of the plot again."""
        self.limits = None
        self._apply()
        self._canvas.draw_soon()

    def _on_scroll(self, event: MouseEvent) -> None:
        axes = self._drawn.scatter
        if axes is None or self._whole is None or event.inaxes is not axes:
            return
        limits = zoomed(axes, event, self._whole)
        self.limits = None if limits == self._whole else limits
        self._apply()
        self._canvas.draw_soon()

    def _apply(self) -> None:
        limits = self.limits or self._whole
        if self._drawn.scatter is not None and limits is not None:
            self._drawn.scatter.set(xlim=limits[0], ylim=limits[1])
