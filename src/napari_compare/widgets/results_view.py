"""Table and scatter plot, in step with each other and with the regions in the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari.utils.theme import get_theme
from qtpy.QtCore import Qt
from qtpy.QtGui import QColor
from qtpy.QtWidgets import QSplitter, QWidget

from napari_compare.core.results import Result
from napari_compare.layers.regions import region_colours
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.plane_link import PlaneLink
from napari_compare.widgets.plot import ScatterPlot
from napari_compare.widgets.selection_link import SelectionLink
from napari_compare.widgets.table import ResultTable

if TYPE_CHECKING:
    import napari

SIZES = [310, 290]
"""Heights of table and plot where there is room for both; they keep the proportion."""


class ResultsView(QSplitter):
    """Numbers above, the scatter plot of the selected region below.

    Parameters
    ----------
    viewer
        The viewer in which the regions and planes are shown.
    parent
        Qt parent.
    """

    def __init__(self, viewer: napari.Viewer, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.table = ResultTable(self)
        self.plot = ScatterPlot(get_theme(viewer.theme).type, self)
        self.link = SelectionLink(self)
        self.planes = PlaneLink(viewer, self)
        self.setChildrenCollapsible(False)
        self.setSizes(SIZES)
        self._compared: Compared | None = None
        self._expected: Compared | None = None
        # Of stale results it is not known which shape is which: one may have been deleted.
        self._stale = False
        self._shown: tuple[int, dict[str, int]] | None = None
        self.table.chosen.connect(self._on_chosen_in_table)
        self.link.selected.connect(self._on_selected_in_layer)
        self.planes.moved.connect(self._on_plane)

    def start(self, compared: Compared) -> None:
        """Expect the results of a comparison; those shown are out of date from now on."""
        self.set_stale(True)
        self._expected = compared

    def replace(self, compared: Compared) -> None:
        """Show all results of a comparison at once."""
        self._expected = None
        self._begin(compared)
        self.table.replace(compared.results, compared.units, _colours(compared), compared.messages)
        self._show_one()

    def add(self, result: Result) -> None:
        """Add a result; draw it if it is the one shown before, or the first ever."""
        self._make_room()
        self.table.add(result)
        if self._shown in (None, _identity(result)):
            self._show(result)

    def finish(self) -> None:
        """Show the notes, and the first region if the one shown before is gone."""
        if self._compared is not None:
            self.table.finish(self._compared.messages)
            self._show_one()

    def shut_down(self) -> None:
        """Stop, and let go of the viewer."""
        self.plot.shut_down()
        self.link.follow(None)
        self.planes.disconnect_viewer()

    def set_stale(self, stale: bool) -> None:
        """Show the numbers as out of date, or as good."""
        self._stale = stale
        self.table.set_stale(stale)

    def _make_room(self) -> None:
        """Empty the table when the first of the expected results is there, not before."""
        if self._expected is not None:
            self._begin(self._expected)
            self.table.start(self._expected.units, _colours(self._expected))
            self._expected = None

    def _begin(self, compared: Compared) -> None:
        self._compared, self._stale = compared, False
        self.link.follow(compared.layers[2])
        self.planes.follow(compared.layers[0], compared.pair.axes)

    def _show_one(self) -> None:
        """Show the region shown before, or the first if that is gone."""
        identities = [_identity(result) for result in self.table.results]
        if not identities:
            return
        position = identities.index(self._shown) if self._shown in identities else 0
        result = self.table.results[position]
        if result is not self.plot.result:
            self._show(result)
        if self.table.selected != position:
            self.table.select(position)
        assert self._compared is not None
        colours = {id: colour.name() for id, colour in _colours(self._compared).items()}
        self.plot.show_regions(self.table.results, colours)

    def _show(self, result: Result) -> None:
        assert self._compared is not None
        self._shown = _identity(result)
        self.plot.show_result(result, self._compared.pair.names, _same_unit(self._compared))

    def _on_chosen_in_table(self, position: int) -> None:
        result = self.table.results[position]
        if not self._stale:
            self.link.select(result.region.id)
        self.planes.show(result.index)
        self._show(result)

    def _on_plane(self) -> None:
        """Show the region on the plane to which a person moved, if each has a row of its own."""
        if self._shown is None or not self._shown[1]:
            return
        wanted = self._shown[0], self.planes.index(list(self._shown[1]))
        for position, result in enumerate(self.table.results):
            if _identity(result) == wanted:
                self.table.select(position)
                self._show(result)
                return

    def _on_selected_in_layer(self, region_id: int) -> None:
        index = self._shown[1] if self._shown is not None else {}
        for position, result in enumerate(self.table.results):
            if _identity(result) == (region_id, index) and not self._stale:
                self.table.select(position)
                self._show(result)
                return


def _identity(result: Result) -> tuple[int, dict[str, int]]:
    return result.region.id, result.index


def _colours(compared: Compared) -> dict[int, QColor]:
    """Return the colours in which the regions are drawn in the viewer."""
    layer = compared.layers[2]
    if layer is None:
        return {}
    colours = region_colours(layer, (region.id for region in compared.regions))
    return {id: QColor(colour) for id, colour in colours.items()}


def _same_unit(compared: Compared) -> bool:
    """Return whether A equal to B means something: intensities of one type."""
    return bool(compared.pair.a.dtype == compared.pair.b.dtype)
