"""Image layers as series of frames, with their references, and what is left of them as a layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_compare.core.mixing.residuals import Residuals
from napari_compare.core.pair import ArrayLike
from napari_compare.core.resample import Resampled
from napari_compare.core.series.views import at_index, frames_first
from napari_compare.layers.colours import BLUE, ORANGE, diverging
from napari_compare.layers.grids import axis_names, channel, pixel_matrix, placement_notes
from napari_compare.layers.outputs import TAG, TRANSFORM, LayerData

if TYPE_CHECKING:
    from napari.layers import Image
    from napari.layers.base import Layer

RESIDUAL = "residual"
LUMINANCE = "luminance"
OF_FRAMES = "t"  # what an unnamed first axis of three is taken for
WIDE = 4.0  # standard deviations of the residuals at which colours end


@dataclass(frozen=True, eq=False)
class LayerSeries:
    """An image layer, and the axis along which its frames follow each other; see `series_of`.

    Parameters
    ----------
    layer
        The layer.
    axes
        Names of its axes.
    at
        Which of the axes is that of the frames.
    stack
        The intensities that it had, not read yet; of a colour image its luminance.
    """

    layer: Image
    axes: tuple[str, ...]
    at: int
    stack: ArrayLike

    @property
    def axis(self) -> str:
        """Name of the axis of the frames."""
        return self.axes[self.at]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the stack."""
        return tuple(self.stack.shape)

    @property
    def images(self) -> ArrayLike:
        """The same, frames first."""
        return frames_first(self.stack, self.at)

    def frame(self, index: int) -> ArrayLike:
        """Return one of its frames, not read yet."""
        if not 0 <= index < self.shape[self.at]:
            raise ValueError(
                f'"{self.layer.name}" has {self.shape[self.at]} frames along {self.axis}, counted '
                f"from 0: there is no frame {index}."
            )
        return at_index(self.stack, self.at, index)

    def on_frame(self, image: Image) -> tuple[ArrayLike, tuple[str, ...]]:
        """Return another layer's image on the pixels of a frame, and what to know of it.

        Parameters
        ----------
        image
            An image layer with any transform, of one frame only.

        Raises
        ------
        ValueError
            If it has several frames or more axes than the series, or no pixel in common with it.
        """
        data = channel(image, LUMINANCE)
        matrix = np.delete(pixel_matrix(self.layer, image), self.at, axis=1)
        extra = image.ndim - self.layer.ndim
        dropped = [axis for axis in (*range(extra), self.at + extra) if axis >= 0]
        for axis in dropped:
            if data.shape[axis] > 1:
                called = self.axis if axis == self.at + extra else f"its axis {axis}"
                raise ValueError(
                    f'"{image.name}" has {data.shape[axis]} images along {called}, but one is '
                    'needed: right-click the layer and choose "Split Stack", or take a frame of '
                    "the series."
                )
        if dropped:
            data = data[tuple(0 if axis in dropped else slice(None) for axis in range(image.ndim))]
        matrix = np.delete(matrix, dropped, axis=0)
        frame = tuple(n for axis, n in enumerate(self.shape) if axis != self.at)
        missing = np.zeros((len(frame) + 1 - len(matrix), matrix.shape[1]))
        placed = Resampled(data, np.vstack([missing, matrix]), frame)
        return placed, placement_notes(placed, self.layer.name, image.name)


def series_of(layer: Image, axis: str) -> LayerSeries:
    """Return an image layer as a series of frames along one of its axes.

    Raises
    ------
    ValueError
        If the layer has no such axis.
    """
    there = frame_axes(layer)
    if axis not in there:
        named = f"It has: {', '.join(there)}." if there else "It is a single plane."
        raise ValueError(f'"{layer.name}" has no axis {axis} along which frames follow. {named}')
    return LayerSeries(
        layer, axis_names(layer, (OF_FRAMES,)), there.index(axis), channel(layer, LUMINANCE)
    )


def frame_axes(layer: Image) -> tuple[str, ...]:
    """Return the names of the axes along which a layer's frames may follow each other."""
    return axis_names(layer, (OF_FRAMES,))[:-2]


def is_residual(layer: Layer) -> bool:
    """Return whether a layer is what mixtures leave, and not an output of two channels."""
    return bool(layer.metadata.get(TAG, {}).get("output") == RESIDUAL)


def residual_layer(
    series: LayerSeries,
    left: Residuals,
    rms: float,
    references: Sequence[str],
    settings: dict[str, Any],
) -> LayerData:
    """Return what mixtures leave of a series as napari's layer data tuple, lying where it lies.

    Each plane is computed when it is shown.

    Parameters
    ----------
    series
        What was unmixed.
    left
        What the mixtures leave.
    rms
        Its usual size, which the colours show well.
    references
        What the references are called: recorded in the layer's metadata, with the settings.
    settings
        The settings as plain values.
    """
    import dask.array as da

    from napari_compare import __version__

    chunks = (*(1,) * (left.ndim - 2), *left.shape[-2:])
    data = da.from_array(left, chunks, name=False)  # type: ignore[no-untyped-call]
    layer = series.layer
    meta = {name: getattr(layer, name) for name in TRANSFORM}
    meta["affine"] = np.array(layer.affine.affine_matrix)
    meta["name"] = f"{layer.name} − fitted mixture"
    meta["metadata"] = {
        TAG: {
            "output": RESIDUAL,
            "intensities": "raw",
            "layers": [layer.name, *references],
            "settings": settings,
            "version": __version__,
        }
    }
    limit = WIDE * rms if math.isfinite(rms) and rms > 0 else 1.0
    meta["contrast_limits"] = (-limit, limit)
    meta["colormap"] = diverging(BLUE, ORANGE)
    return da.moveaxis(data, 0, series.at), meta, "image"
