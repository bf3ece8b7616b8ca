"""The pixel under the mouse in the image → its place on the plot; a table's row → its region."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from napari.layers import Shapes
from qtpy.QtCore import QObject

from napari_compare.layers.view import look_at, pixel_at
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.dock_link import DockLink

if TYPE_CHECKING:
    from napari_compare.widgets.dock import CompareChannels

NOWHERE = (math.nan, math.nan)


class PixelLink(DockLink):
    """Marks the pixel under the mouse on the plot."""

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._latest.yielded.connect(self._on_read)
        dock.viewer.mouse_move_callbacks.append(self._on_mouse)

    def shut_down(self) -> None:
        """Stop, and let go of the viewer."""
        super().shut_down()
        self._dock.viewer.mouse_move_callbacks.remove(self._on_mouse)

    def _on_mouse(self, viewer: Any, _: Any) -> None:
        compared = self._dock.comparison.latest
        if compared is None or self._dock.view.plot.result is None:
            return
        flat = viewer.dims.ndisplay == 2  # in three dimensions the mouse is on a line of pixels
        pixel = pixel_at(compared.layers[0], viewer.cursor.position) if flat else None
        if pixel is None:
            self._latest.abandon()
            self._on_read(NOWHERE)
        else:
            # Of images on a disk or on another grid, a pixel takes a while to read.
            self._latest.ask(lambda: _read(compared, pixel))

    def _on_read(self, intensities: tuple[float, float]) -> None:
        self._dock.view.plot.mark_pixel(*intensities)


class RowLink(QObject):
    """Brings the region of the row that a person selects into view.

    Parameters
    ----------
    dock
        The dock, whose table and viewer are linked.
    """

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._dock = dock
        dock.view.table.chosen.connect(self._on_chosen)

    def _on_chosen(self, position: int) -> None:
        compared, viewer = self._dock.comparison.latest, self._dock.viewer
        if compared is None or compared.layers[2] is None:
            return
        if isinstance(compared.layers[2], Shapes) and compared.layers[2] in viewer.layers:
            viewer.layers.selection.active = compared.layers[2]  # else it outlines no shape
        result = self._dock.view.table.results[position]
        look_at(viewer, result.region, compared.layers[0])


def _read(compared: Compared, pixel: tuple[int, ...]) -> Iterator[tuple[float, float]]:
    box = tuple(slice(i, i + 1) for i in pixel)
    a, b = (float(part.item()) for part in compared.less_background.part(box))
    yield a, b
