"""Several image layers, or the images along an axis of one, on one pixel grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_compare.core.pair import ArrayLike
from napari_compare.core.series import Images, along
from napari_compare.core.series.views import at_index
from napari_compare.layers.grids import (
    axis_names,
    channel,
    full_resolution,
    on_grid_of,
    spacing_of,
    world_matrix,
)
from napari_compare.layers.regions import Drawing, DrawnLabels, DrawnShapes, snapshot

if TYPE_CHECKING:
    from napari.layers import Image, Labels, Shapes
    from napari.layers.base import Layer

    from napari_compare.core.settings import Settings

LOOKS = ("contrast_limits", "gamma", "colormap", "blending", "rgb")


def images_from_layers(layers: Sequence[Image], settings: Settings) -> Images:
    """Return image layers as images on the pixels of the first of those with most axes.

    Nothing is read here: the others' values on these pixels are computed where they are read.

    Parameters
    ----------
    layers
        Image layers with any transform and units of length.
    settings
        Which colour of a colour image counts, and what is done with differing grids.

    Raises
    ------
    ValueError
        If there are fewer than two layers, one has no pixel in common with the grid, or its
        pixels lie between those of the grid and the settings refuse that.
    """
    if len(layers) < 2:
        raise ValueError("Two images or more are needed: tick those that are to be compared.")
    grid = grid_of(layers)
    reference = channel(grid, settings.colour_a)
    found: list[tuple[ArrayLike, tuple[str, ...]]] = []
    for layer in layers:
        if layer is grid:
            found.append((reference, ()))
        else:
            own = channel(layer, settings.colour_a)
            found.append(on_grid_of(grid, reference, layer, own, settings.grid))
    arrays, notes = zip(*found, strict=True)
    axes = axis_names(grid)
    names = tuple(layer.name for layer in layers)
    return Images(arrays, names, axes, *spacing_of(grid, axes), notes_of_each=notes)


def grid_of(layers: Sequence[Image]) -> Image:
    """Return the layer on whose pixels several are compared."""
    return max(layers, key=lambda layer: layer.ndim)


@dataclass(frozen=True)
class Together:
    """Several image layers.

    Parameters
    ----------
    layers
        The layers, in their order.
    """

    layers: tuple[Image, ...]

    def images(self, settings: Settings) -> Images:
        """Return the images on one grid, see `images_from_layers`."""
        return images_from_layers(self.layers, settings)

    def drawing(self, layer: Shapes | Labels, point: Sequence[float]) -> Drawing:  # noqa: ARG002
        """Return what a layer of regions holds now, placed on the grid, see `snapshot`."""
        return snapshot(layer, grid_of(self.layers))


@dataclass(frozen=True)
class Frames:
    """The images along an axis of an image layer.

    Parameters
    ----------
    layer
        An image layer of three axes or more.
    axis
        The axis that counts the images, from 0.
    """

    layer: Image
    axis: int

    @property
    def layers(self) -> tuple[Image, ...]:
        """The layer."""
        return (self.layer,)

    @property
    def name(self) -> str:
        """Name of the axis; "image" where nothing tells planes, times and channels apart."""
        told = axis_names(self.layer) == axis_names(self.layer, ("t",))
        return axis_names(self.layer)[self.axis] if told else "image"

    @property
    def count(self) -> int:
        """Number of images."""
        return int(full_resolution(self.layer).shape[self.axis])

    def images(self, settings: Settings) -> Images:
        """Return the images, without reading them.

        Raises
        ------
        ValueError
            If there are fewer than two.
        """
        stack = channel(self.layer, settings.colour_a)
        axes = axis_names(self.layer)
        sizes, unit = spacing_of(self.layer, axes)
        names = tuple(f"{self.name} {i}" for i in range(self.count))
        of_each = (_less(axes, self.axis), _less(sizes, self.axis), unit)
        return along(stack, self.axis, names, *of_each, counted=self.name)

    def drawing(self, layer: Shapes | Labels, point: Sequence[float]) -> Drawing:
        """Return what a layer of regions holds now, placed on one of the images.

        Parameters
        ----------
        layer
            The regions. Shapes count on every image, whichever they were drawn on.
        point
            Where the viewer's sliders are, in world coordinates. Where there are labels on each
            image, those of the one that is shown are taken.

        Raises
        ------
        ValueError
            As `snapshot`.
        """
        drawn = snapshot(layer, self.layer)
        if isinstance(drawn, DrawnShapes):
            return self._shapes(drawn)
        assert isinstance(drawn, DrawnLabels)
        if len(drawn.labels.shape) == 2:
            return drawn
        shown = round(self.layer.world_to_data(point[-self.layer.ndim :])[self.axis])
        index = min(max(shown, 0), self.count - 1)
        said = f'The labels "{drawn.layer}" were taken from {self.name} {index}.'
        labels = at_index(drawn.labels, self.axis, index)
        return replace(drawn, labels=labels, notes=(*drawn.notes, said))

    def _shapes(self, drawn: DrawnShapes) -> DrawnShapes:
        """Return shapes as they are on one image: what they have along the axis is dropped."""
        shapes = [
            replace(one, vertices=np.delete(one.vertices, self.axis, axis=1))
            for one in drawn.shapes
        ]
        shape, axes = _less(drawn.image_shape, self.axis), _less(drawn.axes, self.axis)
        free = drawn.free - (self.axis < drawn.free)
        return replace(drawn, shapes=shapes, image_shape=shape, axes=axes, free=free)

    def as_layer(self, index: int) -> tuple[Any, dict[str, Any], str]:
        """Return one of the images as napari's layer data tuple, lying where it lies in the stack.

        Parameters
        ----------
        index
            Which image.
        """
        layer, axis = self.layer, self.axis
        affine = np.delete(np.delete(world_matrix(layer), axis, axis=0), axis, axis=1)
        meta = {name: getattr(layer, name) for name in LOOKS}
        meta |= {
            "name": f"{layer.name}, {self.name} {index}",
            "affine": affine,
            "units": _less(layer.units, axis),
            "axis_labels": _less(layer.axis_labels, axis),
        }
        data = full_resolution(layer)
        return data[(slice(None),) * axis + (index,)], meta, "image"


Source = Together | Frames
"""Where the images come from that are compared."""


def frames_in(layer: Layer) -> list[Frames]:
    """Return the ways to take an image layer as images along an axis; none of a single plane."""
    ways = [Frames(layer, axis) for axis in range(layer.ndim - 2)]
    return [one for one in ways if one.count > 1]


def _less(values: Sequence[Any], axis: int) -> tuple[Any, ...]:
    """Return values of axes without that of one."""
    return (*values[:axis], *values[axis + 1 :])
