"""Two channels on one pixel grid, and what is known of that grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

SPATIAL = ("z", "y", "x")


class ArrayLike(Protocol):
    """What a channel must offer: a numpy, dask or zarr array, or one computed on reading."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of pixels along each axis."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the intensities."""

    def __getitem__(self, key: Any, /) -> Any:
        """Return a part that `numpy.asarray` makes an array."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two channels on one pixel grid.

    What is seen of the images is remembered for later comparisons of the same pair: when pixels
    change, make a new one.

    Parameters
    ----------
    a, b
        The channels: equal shapes of two or more axes, of any integer, float or boolean type.
    axes
        Name of each axis; the last two are the plane.
    spacing
        Size of a pixel along each axis, in `unit` for the spatial axes.
    unit
        Unit of length of the spacing; "pixel" where no size is known.
    names
        What the channels are called.
    notes
        Sentences that every row of numbers about this pair carries.
    channels
        What each index of the axis "c" is called; empty if that is not known.

    Raises
    ------
    ValueError
        If the shapes differ, there are fewer than two axes or no pixels, a type is not one of
        numbers, or axes or spacing do not fit the shape.
    """

    a: ArrayLike
    b: ArrayLike
    axes: tuple[str, ...]
    spacing: tuple[float, ...]
    unit: str = "pixel"
    names: tuple[str, str] = ("A", "B")
    notes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        a, b = self.names
        if tuple(self.a.shape) != tuple(self.b.shape):
            raise ValueError(
                f"The images differ in shape: {a} has {tuple(self.a.shape)}, "
                f"{b} has {tuple(self.b.shape)}."
            )
        for name, array in zip(self.names, (self.a, self.b), strict=True):
            if len(array.shape) < 2:
                raise ValueError(f"{name} has {len(array.shape)} axes; an image has two or more.")
            if array.dtype.kind not in "buif":
                raise ValueError(f"{name} holds {array.dtype}, not integers, floats or booleans.")
        if 0 in self.a.shape:
            raise ValueError(f"{a} and {b} have no pixels: their shape is {tuple(self.a.shape)}.")
        for what, values in (("axes", self.axes), ("spacing", self.spacing)):
            if len(values) != len(self.a.shape):
                raise ValueError(
                    f"{what} has {len(values)} entries, the images have {len(self.a.shape)} axes."
                )

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of both channels."""
        return tuple(self.a.shape)

    @property
    def in_memory(self) -> bool:
        """Whether both channels are in memory, so that reading them once more is quick."""
        return isinstance(self.a, np.ndarray) and isinstance(self.b, np.ndarray)

    def part(self, key: tuple[int | slice, ...]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return a part of both channels as numpy arrays of types that compiled code knows."""
        return native(self.a[key]), native(self.b[key])


def as_channel(given: Any) -> ArrayLike:
    """Return what was given as a channel; masked pixels become such as are left out."""
    if isinstance(given, np.ma.MaskedArray):
        return np.ma.filled(given.astype(np.float64), np.nan) if given.mask.any() else given.data
    channel: ArrayLike = given if hasattr(given, "dtype") else np.asarray(given)
    return channel


def native(part: Any) -> npt.NDArray[Any]:
    """Return an array in the machine's byte order; half and long floats as the nearest usual."""
    values = read(part)
    dtype = values.dtype.newbyteorder("=")
    if dtype.kind == "f":
        dtype = np.dtype(np.float32 if dtype.itemsize <= 4 else np.float64)
    return values.astype(dtype, copy=False)


def read(part: Any) -> npt.NDArray[Any]:
    """Return part of a channel as a numpy array, read by the thread that calls.

    Dask's own threads would only get in the way of ours, and on a cluster the worker that asked
    could wait for itself.
    """
    if not hasattr(part, "__dask_graph__"):
        return np.asarray(part)
    if getattr(part, "npartitions", 0) == 1:
        # An array would be copied, lest somebody write into it. Here it is only read.
        part = part.to_delayed().item()
    return np.asarray(part.compute(scheduler="synchronous"))


def default_axes(ndim: int, split: Sequence[str] = ()) -> tuple[str, ...]:
    """Return names for the axes of an image that brings none.

    The plane is y, x; before it z, t, c, and numbered axes. Where an image of three axes is to
    be split by "t" or "c", its first axis is that one.

    Examples
    --------
    >>> default_axes(3), default_axes(3, split=("t",)), default_axes(4)
    (('z', 'y', 'x'), ('t', 'y', 'x'), ('t', 'z', 'y', 'x'))
    """
    leading = ["z", "t", "c"]
    if ndim == 3 and len(split) == 1 and split[0] in leading:
        leading = [split[0]]
    leading += [f"axis{i}" for i in range(max(0, ndim - 2 - len(leading)))]
    return (*reversed(leading[: ndim - 2]), "y", "x")


def full_spacing(spacing: float | Sequence[float] | None, ndim: int) -> tuple[float, ...]:
    """Return a pixel size for each axis; what is given counts from the last axis.

    Examples
    --------
    >>> full_spacing((0.1, 0.2), 3)
    (1.0, 0.1, 0.2)
    >>> full_spacing(0.5, 2)
    (0.5, 0.5)
    """
    if spacing is None:
        return (1.0,) * ndim
    sizes = (spacing,) * ndim if isinstance(spacing, (int, float)) else tuple(spacing)
    if len(sizes) > ndim or not all(math.isfinite(size) and size > 0 for size in sizes):
        raise ValueError(
            f"spacing {spacing} does not fit an image of {ndim} axes: it must be a number greater "
            "than 0, or one for each of the last axes."
        )
    return (1.0,) * (ndim - len(sizes)) + tuple(float(size) for size in sizes)
