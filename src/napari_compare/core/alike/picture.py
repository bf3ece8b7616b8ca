"""An image among many: its intensities, or its colours, and how it is come by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from napari_compare.core.colour import colour_channel
from napari_compare.core.pair import ArrayLike, Pair, default_axes


@dataclass(frozen=True, eq=False)
class Picture:
    """An image that is compared with others.

    Parameters
    ----------
    data
        Intensities, shape (..., height, width); of a colour image with a last axis of 3 or 4
        values a pixel. Any integer, float or boolean type; numpy, dask or zarr.
    colour
        Whether the last axis holds colours.
    notes
        What a reader of numbers about this image must know.

    Raises
    ------
    ValueError
        If that is no image.
    """

    data: Any
    colour: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.data.dtype.kind not in "buif":
            raise ValueError(f"It holds {self.data.dtype}, not integers, floats or booleans.")
        if len(self.shape) < 2 or 0 in self.shape:
            raise ValueError(f"An image has two axes or more; this has the shape {self.shape}.")

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of pixels along each axis, without that of the colours."""
        shape = tuple(self.data.shape)
        return shape[:-1] if self.colour else shape

    def intensities(self, colour: str = "luminance") -> ArrayLike:
        """Return one value a pixel, of a colour image one of its colours or the luminance."""
        one: ArrayLike = colour_channel(self.data, colour) if self.colour else self.data
        return one

    @property
    def channels(self) -> list[ArrayLike]:
        """The values of a pixel one after the other: intensities, or red, green and blue."""
        return [self.data[..., i] for i in range(3)] if self.colour else [self.data]

    def without_equal_colours(self) -> Picture:
        """Return a grey image that was saved in colour as what it is."""
        if not self.colour or not isinstance(self.data, np.ndarray):
            return self
        red, green, blue = (self.data[..., i] for i in range(3))
        if np.array_equal(red, green) and np.array_equal(red, blue):
            return replace(self, data=red, colour=False)
        return self


@dataclass(frozen=True, eq=False)
class Candidate:
    """An image that may be alike.

    Parameters
    ----------
    name
        What a person calls it.
    read
        Returns it; raises ValueError with a sentence where that cannot be done. It is called in
        a thread.
    source
        What whoever made it knows it by: a file, a layer, a frame.
    """

    name: str
    read: Callable[[], Picture]
    source: Any = None


def as_pair(a: ArrayLike, b: ArrayLike) -> Pair:
    """Return two images as a pair, of whose pixels no size counts.

    Raises
    ------
    ValueError
        If their shapes differ.
    """
    ndim = len(a.shape)
    return Pair(a, b, default_axes(ndim), (1.0,) * ndim, names=("The image", "the other"))
