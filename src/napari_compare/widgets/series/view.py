"""Notes, curves and table of a series, in step with each other and with the frame that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari.utils.theme import get_theme
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QSizePolicy, QSplitter, QVBoxLayout, QWidget

from napari_compare.layers.regions import region_colours
from napari_compare.plots.curves import told_apart
from napari_compare.widgets.notes import Notes
from napari_compare.widgets.plane_link import PlaneLink
from napari_compare.widgets.series.plot import SeriesPlot
from napari_compare.widgets.series.table import SeriesTable
from napari_compare.widgets.series.work import Found

if TYPE_CHECKING:
    import napari

SIZES = [330, 180]
"""Heights of plot and table where there is room for both."""


class SeriesView(QWidget):
    """What was found of a series.

    Parameters
    ----------
    viewer
        The viewer whose slider shows a frame.
    parent
        Qt parent.
    """

    def __init__(self, viewer: napari.Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notes = Notes("they stand in the table", self)
        self.plot = SeriesPlot(get_theme(viewer.theme).type)
        self.table = SeriesTable()
        self.planes = PlaneLink(viewer, self)
        self._found: Found | None = None
        self._colours: dict[int, str] = {}
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.plot)
        splitter.addWidget(self.table)
        splitter.setSizes(SIZES)
        # napari leaves the room below a dock empty that does not ask for it.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.notes)
        layout.addWidget(splitter, 1)
        self.plot.frame_chosen.connect(self._on_chosen)
        self.table.frame_chosen.connect(self._on_chosen)
        self.planes.moved.connect(self._on_moved)

    def start(self, found: Found) -> None:
        """Expect the numbers of a series; those shown before are gone."""
        self._found = found
        layer = found.wanted.drawing
        ids = [region.id for region in found.regions]
        self._colours = {} if layer is None else told_apart(region_colours(layer, ids))
        self.planes.follow(found.wanted.series.layer, found.wanted.series.axes)
        self.table.start(found, self._colours)
        self.notes.show_notes(found.messages)

    def grow(self) -> None:
        """Show the numbers that have come."""
        if self._found is not None:
            self.table.grow()
            self.plot.show_found(self._found, self._colours)

    def finish(self) -> None:
        """Show all that there is, with its notes, at the frame that is shown."""
        if self._found is not None:
            self.plot.draw()
            self.notes.show_notes(self._found.notes())
            self._on_moved()

    def set_stale(self, stale: bool) -> None:
        """Show the numbers as out of date, or as good."""
        self.plot.set_outdated(stale)
        self.table.set_stale(stale)

    def let_go(self) -> None:
        """Follow the slider no longer: the series is no longer there."""
        self.planes.follow(None, ())

    def set_theme(self, theme: str) -> None:
        """Draw in the theme "light" or "dark"."""
        self.plot.set_theme(theme)

    def shut_down(self) -> None:
        """Stop, and let go of the viewer."""
        self.let_go()
        self.plot.shut_down()
        self.planes.disconnect_viewer()

    def _on_chosen(self, frame: int) -> None:
        """Show a frame in the viewer, and where it is in plot and table."""
        if self._found is not None:
            self.planes.show({self._found.wanted.series.axis: frame})
            self._mark(frame)

    def _on_moved(self) -> None:
        """Show in plot and table which frame a person moved to."""
        if self._found is not None and self.planes.following:
            axis = self._found.wanted.series.axis
            self._mark(self.planes.index([axis])[axis])

    def _mark(self, frame: int) -> None:
        self.plot.mark(frame)
        self.table.select(frame)
