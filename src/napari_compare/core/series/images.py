"""Several images on one pixel grid: channels, layers, frames or files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, chunks
from napari_compare.core.pair import (
    ArrayLike,
    Pair,
    as_channel,
    default_axes,
    full_spacing,
    native,
)
from napari_compare.core.series.views import Stacked, at_index

# Values of all images together in one part: of stored chunks, which are best read whole, and of
# what can be cut anywhere.
MOST_OF_CHUNKS = 1 << 26
MOST = 1 << 23


@dataclass(frozen=True, eq=False)
class Images:
    """Several images on one pixel grid.

    Parameters
    ----------
    arrays
        The images: equal shapes of two or more axes, of any integer, float or boolean type.
    names
        What each is called; no name twice.
    axes
        Name of each axis of one image; the last two are the plane.
    spacing
        Size of a pixel along each axis.
    unit
        Unit of length of the spacing.
    notes
        Sentences that every row of numbers about these images carries.
    stack, axis
        Where the images are frames of one array: that array, and the axis that counts them.
    counted
        Name of that axis; "image" where the images are separate.
    notes_of_each
        Of each image, sentences that rows of numbers about it carry; empty if there are none.

    Raises
    ------
    ValueError
        If there are fewer than two images, they do not fit each other, or two have one name.
    """

    arrays: Sequence[ArrayLike]
    names: tuple[str, ...]
    axes: tuple[str, ...]
    spacing: tuple[float, ...]
    unit: str = "pixel"
    notes: tuple[str, ...] = ()
    stack: ArrayLike | None = None
    axis: int = 0
    counted: str = "image"
    notes_of_each: Sequence[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if len(self.arrays) < 2:
            raise ValueError(f"Two images or more are needed, not {len(self.arrays)}.")
        if len(self.names) != len(self.arrays):
            raise ValueError(f"There are {len(self.arrays)} images, but {len(self.names)} names.")
        twice = [name for name in dict.fromkeys(self.names) if self.names.count(name) > 1]
        if twice:
            raise ValueError(f"Two images have the same name: {', '.join(twice)}.")
        for i in range(1, len(self.arrays)):
            self.pair(0, i)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of each image."""
        return tuple(self.arrays[0].shape)

    @property
    def in_memory(self) -> bool:
        """Whether all images are in memory."""
        return all(isinstance(one, np.ndarray) for one in self.arrays)

    def as_series(self, name: str) -> Pair:
        """Return all images as one series, beside itself, for `series_pair`; lazily."""
        stack = Stacked(self.arrays) if self.stack is None else self.stack
        axes = (*self.axes[: self.axis], self.counted, *self.axes[self.axis :])
        spacing = (*self.spacing[: self.axis], 1.0, *self.spacing[self.axis :])
        return Pair(stack, stack, axes, spacing, self.unit, (name, name), self.notes)

    def pair(self, i: int, j: int) -> Pair:
        """Return two of the images as a pair to be compared."""
        a, b = self.arrays[i], self.arrays[j]
        names = self.names[i], self.names[j]
        return Pair(a, b, self.axes, self.spacing, self.unit, names, self.notes_about(i, j))

    def notes_about(self, i: int, j: int) -> tuple[str, ...]:
        """Return what a row about two of the images must say of them."""
        own = (note for k in dict.fromkeys((i, j)) for note in self.notes_of_each[k : k + 1])
        return (*self.notes, *(sentence for one in own for sentence in one))

    def parts(self) -> list[Key]:
        """Return the parts in which all images are read: stored chunks, if they are not too large.

        What is larger is cut, so that memory stays bounded however many images there are.
        """
        stored = not self.in_memory
        most = max(1, (MOST_OF_CHUNKS if stored else MOST) // len(self.arrays))
        return [piece for key in chunks(self.pair(0, 1), {}) for piece in _pieces(key, most)]

    def read(self, key: Key) -> list[npt.NDArray[Any]]:
        """Return a part of each image; of a stack it is read in one go."""
        if self.stack is None:
            return [native(one[key]) for one in self.arrays]
        whole = slice(0, len(self.arrays))
        return list(
            np.moveaxis(
                native(self.stack[(*key[: self.axis], whole, *key[self.axis :])]), self.axis, 0
            )
        )


def as_images(
    given: Any,
    *,
    names: Sequence[str] | None = None,
    axes: Sequence[str] | None = None,
    spacing: float | Sequence[float] | None = None,
    unit: str = "pixel",
) -> Images:
    """Return what a caller gave as images.

    Parameters
    ----------
    given
        `Images`, a mapping from name to array, a sequence of arrays, or one array of which the
        first axis counts the images; numpy, dask or zarr.
    names, axes, spacing, unit
        See `Images`. Images without names are numbered from 0.

    Raises
    ------
    ValueError
        As `Images`, and if a single array has fewer than three axes.
    """
    if isinstance(given, Images):
        return given
    if isinstance(given, Mapping):
        names = names or [str(name) for name in given]
        given = list(given.values())
    if isinstance(given, (list, tuple)):
        arrays = [as_channel(one) for one in given]
        about = _about(names, len(arrays), axes, spacing, len(arrays[0].shape) if arrays else 2)
        return Images(arrays, *about, unit)
    stack = as_channel(given)
    if len(stack.shape) < 3:
        raise ValueError(
            f"A stack of images has three axes or more, the images along the first; this one has "
            f"the shape {tuple(stack.shape)}."
        )
    return along(
        stack, 0, *_about(names, stack.shape[0], axes, spacing, len(stack.shape) - 1), unit
    )


def along(
    stack: ArrayLike,
    axis: int,
    names: tuple[str, ...],
    axes: tuple[str, ...],
    spacing: tuple[float, ...],
    unit: str = "pixel",
    notes: tuple[str, ...] = (),
    counted: str = "image",
) -> Images:
    """Return the images along an axis of a stack; the rest as for `Images`, without that axis."""
    arrays = [at_index(stack, axis, i) for i in range(stack.shape[axis])]
    return Images(arrays, names, axes, spacing, unit, notes, stack, axis, counted)


def _about(
    names: Sequence[str] | None,
    count: int,
    axes: Sequence[str] | None,
    spacing: float | Sequence[float] | None,
    ndim: int,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...]]:
    """Return names, axes and spacing, with the usual ones where none are given."""
    names = [str(i) for i in range(count)] if names is None else names
    return tuple(names), tuple(axes or default_axes(ndim)), full_spacing(spacing, ndim)


def _pieces(key: Key, most: int) -> Iterator[Key]:
    """Cut a part into halves along its first axes until none has too many pixels."""
    lengths = [part.stop - part.start for part in key]
    axis = next((i for i, length in enumerate(lengths) if length > 1), None)
    if prod(lengths) <= most or axis is None:
        yield key
        return
    first, last = key[axis].start, key[axis].stop
    for half in (slice(first, (first + last) // 2), slice((first + last) // 2, last)):
        yield from _pieces((*key[:axis], half, *key[axis + 1 :]), most)
