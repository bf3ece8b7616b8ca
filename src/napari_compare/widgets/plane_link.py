"""Row in the table ↔ plane or frame that napari shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QObject, Signal

if TYPE_CHECKING:
    import napari


class PlaneLink(QObject):
    """Moves napari's sliders to a plane of an image layer, and tells where a person moves them.

    Parameters
    ----------
    viewer
        The viewer with the sliders.
    parent
        Qt parent.
    """

    moved = Signal()
    """A person moved a slider."""

    def __init__(self, viewer: napari.Viewer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._layer: Any = None
        self._axes: Sequence[str] = ()
        self._moving = False
        viewer.dims.events.current_step.connect(self._on_step)

    @property
    def following(self) -> bool:
        """Whether there is a layer whose planes are followed."""
        return self._layer is not None

    def follow(self, layer: Any, axes: Sequence[str]) -> None:
        """Follow the planes of a layer whose axes have these names."""
        self._layer, self._axes = layer, axes

    def index(self, axes: Sequence[str]) -> dict[str, int]:
        """Return which plane of the layer is shown, along some of its axes."""
        shown = self._shown()
        return {axis: round(shown[self._axes.index(axis)]) for axis in axes}

    def show(self, index: Mapping[str, int]) -> None:
        """Show the plane at an index along some axes."""
        if not index or self._layer is None or self.index(list(index)) == index:
            return
        wanted = self._shown()
        for axis, place in index.items():
            wanted[self._axes.index(axis)] = place
        world = self._layer.data_to_world(tuple(wanted))
        dims = self._viewer.dims
        first = dims.ndim - len(world)
        self._moving = True
        try:
            dims.set_point(range(first, dims.ndim), world)
        finally:
            self._moving = False

    def disconnect_viewer(self) -> None:
        """Stop following the viewer's sliders."""
        self._viewer.dims.events.current_step.disconnect(self._on_step)

    def _shown(self) -> list[float]:
        point = self._viewer.dims.point[-len(self._axes) :]
        return [float(place) for place in self._layer.world_to_data(point)]

    def _on_step(self) -> None:
        if not self._moving and self._layer is not None:
            self.moved.emit()
