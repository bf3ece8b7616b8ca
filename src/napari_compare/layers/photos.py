"""Photos in napari, however their colours are spread over layers, with a plane for each colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from napari.layers import Image, Layer

from napari_compare.core.settings import COLOURS
from napari_compare.layers.grids import CHANNELS, axis_names, full_resolution, world_matrix

THREE = COLOURS[1:]


def photo_layer(layer: Image, layers: Iterable[Layer]) -> Image:
    """Return the photo that a layer shows, or shows one colour of.

    Parameters
    ----------
    layer
        A layer in colour, one with a plane for each colour (axis "c"), a grey one, or one of
        three that `read_photos` made of a photo.
    layers
        The other layers of the viewer, among which the other two colours are.

    Returns
    -------
    Image
        The layer itself if it is grey or has planes; else one with an axis "c" before the others,
        which belongs to no viewer.
    """
    planes = _planes(layer, layers)
    if planes is None:
        return layer
    affine = np.eye(layer.ndim + 2)
    affine[1:, 1:] = world_matrix(layer)
    return Image(
        planes,
        name=photo_name(layer, layers),
        rgb=False,
        affine=affine,
        units=("pixel", *layer.units),
        axis_labels=("c", *axis_names(layer)),
        contrast_limits=(0, 1),  # looked for otherwise, in all of it
        metadata={CHANNELS: THREE},
    )


def photo_name(layer: Image, layers: Iterable[Layer]) -> str:
    """Return the name of the photo of which a layer shows all, or one colour."""
    name: str = layer.name
    return name.rpartition(", ")[0] if _siblings(layer, layers) else name


def two_photos(layers: Iterable[Layer]) -> list[Image]:
    """Return a layer of each of the first two photos; fewer if there are not two."""
    layers = list(layers)
    found: dict[str, Image] = {}
    for layer in layers:
        if isinstance(layer, Image):
            found.setdefault(photo_name(layer, layers), layer)
    return list(found.values())[:2]


def _planes(layer: Image, layers: Iterable[Layer]) -> Any:
    """Return the colours of a photo along the first axis; None if it needs no other form."""
    if layer.rgb:
        return np.moveaxis(full_resolution(layer)[..., :3], -1, 0)
    siblings = _siblings(layer, layers)
    if not siblings:
        return None
    return np.stack([np.asarray(full_resolution(one)) for one in siblings])


def _siblings(layer: Image, layers: Iterable[Layer]) -> Sequence[Image]:
    """Return the layers of red, green and blue of a photo; none if a layer is not one of them."""
    photo, _, colour = layer.name.rpartition(", ")
    if colour not in THREE or layer.rgb:
        return ()
    named = {one.name: one for one in layers if isinstance(one, Image) and not one.rgb}
    siblings = [named.get(f"{photo}, {each}") for each in THREE]
    shape = full_resolution(layer).shape
    same = [one for one in siblings if one is not None and full_resolution(one).shape == shape]
    return same if len(same) == len(THREE) else ()
