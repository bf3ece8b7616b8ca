"""Where in an image the mouse points, and where the viewer looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image
    from napari.layers.base import Layer

    from napari_compare.core.regions import Region


def pixel_at(layer: Image, position: Sequence[float]) -> tuple[int, ...] | None:
    """Return the pixel of an image layer, at full resolution, at a place in the world.

    Parameters
    ----------
    layer
        The layer.
    position
        World coordinates of all axes of the viewer, as `viewer.cursor.position` gives them.

    Returns
    -------
    tuple of int or None
        The pixel's index; None outside the image.
    """
    shape = (layer.data[0] if layer.multiscale else layer.data).shape[: layer.ndim]
    found = np.rint(layer.world_to_data(tuple(position)[-layer.ndim :]))
    if not ((found >= 0) & (found < shape)).all():
        return None
    return tuple(int(i) for i in found)


def show_only(viewer: ViewerModel, layers: Sequence[Layer], among: Sequence[Layer]) -> None:
    """Select some layers and hide the others of a group; layers outside it stay as they are."""
    there = [layer for layer in viewer.layers if layer in among]
    for layer in there:
        set_visible(layer, layer in layers)
    viewer.layers.selection = [layer for layer in there if layer in layers]


def set_visible(layer: Layer, visible: bool) -> None:
    """Show or hide a layer; napari draws everything anew even where nothing changes."""
    if layer.visible != visible:
        layer.visible = visible


def look_at(viewer: ViewerModel, region: Region, layer: Image) -> None:
    """Centre the view on a region, on a plane that it is on; the zoom stays.

    Parameters
    ----------
    viewer
        The viewer.
    region
        The region, on the pixels of the layer. Nothing happens if it has none.
    layer
        The image layer.
    """
    box = region.summary().get("box")
    if box is None:
        return
    low, high = np.array(box).T
    free = layer.ndim - len(box)
    data = layer.world_to_data(tuple(viewer.dims.point)[-layer.ndim :])
    centre = np.array(data, dtype=float)
    inside = np.clip(centre[free:], low, high - 1)
    inside[-2:] = (low[-2:] + high[-2:] - 1) / 2
    centre[free:] = inside
    for axis, place in region.drawn_at.items():
        centre[axis] = place
    world = layer.data_to_world(tuple(centre))
    first = viewer.dims.ndim - layer.ndim
    for axis, place in enumerate(world, start=first):
        if axis not in viewer.dims.displayed:
            viewer.dims.set_point(axis, place)
    shown = [world[axis - first] for axis in viewer.dims.displayed if axis >= first]
    camera = _camera(viewer)
    camera.center = (*camera.center[: 3 - len(shown)], *shown)


def _camera(viewer: ViewerModel) -> Any:
    """Return the camera, which older napari has in the viewer itself."""
    return getattr(viewer, "scene", viewer).camera
