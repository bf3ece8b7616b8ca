"""Stacks seen otherwise, without a copy: one image of them, some frames, one image repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from napari_compare.core.chunks import Key
from napari_compare.core.pair import ArrayLike, native


def at_index(stack: ArrayLike, axis: int, index: int) -> ArrayLike:
    """Return the image at one index of an axis of a stack, without that axis."""
    if isinstance(stack, np.ndarray):
        image: ArrayLike = stack[(slice(None),) * axis + (index,)]
        return image
    # Of dask too: slicing a graph of thousands of frames takes a millisecond for each.
    return AtIndex(stack, axis, index)


def frames_first(stack: ArrayLike, axis: int) -> ArrayLike:
    """Return a stack with the axis of its frames as the first."""
    if isinstance(stack, np.ndarray):
        return np.moveaxis(stack, axis, 0)
    return FramesFirst(stack, axis) if axis else stack


def frames(stack: ArrayLike, axis: int, first: int, last: int) -> ArrayLike:
    """Return a stack from one index of an axis up to, but without, another."""
    if isinstance(stack, np.ndarray) or hasattr(stack, "__dask_graph__"):
        some: ArrayLike = stack[(slice(None),) * axis + (slice(first, last),)]
        return some
    return Frames(stack, axis, first, last)


@dataclass(frozen=True, eq=False)
class AtIndex:
    """One image of a stack that is read from wherever the stack lies.

    Parameters
    ----------
    stack
        The stack.
    axis, index
        Where in it the image is.
    """

    stack: ArrayLike
    axis: int
    index: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the stack without the axis."""
        return _without(self.stack.shape, self.axis)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the intensities."""
        return self.stack.dtype

    @property
    def chunks(self) -> tuple[Any, ...]:
        """Sizes of the chunks along each axis; empty where nothing is in chunks."""
        return _without(_chunks(self.stack), self.axis)

    def __getitem__(self, key: Key) -> Any:
        """Return a part of the image."""
        return self.stack[(*key[: self.axis], self.index, *key[self.axis :])]


@dataclass(frozen=True, eq=False)
class Frames:
    """Some frames of a stack that is read from wherever it lies.

    Parameters
    ----------
    stack
        The stack.
    axis
        The axis of the frames.
    first, last
        The first frame, and the one behind the last.
    """

    stack: ArrayLike
    axis: int
    first: int
    last: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the stack, shortened along the axis."""
        return _replaced(self.stack.shape, self.axis, self.last - self.first)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the intensities."""
        return self.stack.dtype

    @property
    def chunks(self) -> tuple[Any, ...]:
        """Sizes of the chunks along each axis; empty where nothing is in chunks."""
        chunks = _chunks(self.stack)
        if not chunks:
            return ()
        size = chunks[self.axis]
        edges = [self.first, *range(self.first - self.first % size + size, self.last, size)]
        lengths = np.diff([*edges, self.last]).tolist()
        return _replaced(chunks, self.axis, tuple(lengths))

    def __getitem__(self, key: Key) -> Any:
        """Return a part of the frames."""
        part = key[self.axis]
        moved = slice(part.start + self.first, part.stop + self.first)
        return self.stack[_replaced(key, self.axis, moved)]


@dataclass(frozen=True, eq=False)
class FramesFirst:
    """A stack that is read from wherever it lies, with the axis of its frames as the first.

    Parameters
    ----------
    stack
        The stack.
    axis
        The axis of the frames.
    """

    stack: ArrayLike
    axis: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of frames, and shape of each."""
        return _first(self.stack.shape, self.axis)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the intensities."""
        return self.stack.dtype

    @property
    def chunks(self) -> tuple[Any, ...]:
        """Sizes of the chunks along each axis; empty where nothing is in chunks."""
        chunks = _chunks(self.stack)
        return _first(chunks, self.axis) if chunks else ()

    def __getitem__(self, key: Key) -> Any:
        """Return a part of some frames."""
        frames, *within = key
        part = native(self.stack[(*within[: self.axis], frames, *within[self.axis :])])
        return np.moveaxis(part, self.axis, 0)


@dataclass(frozen=True, eq=False)
class Repeated:
    """One image as each frame of a stack.

    Parameters
    ----------
    image
        The image.
    axis
        The axis of the frames.
    times
        Number of frames.
    """

    image: ArrayLike
    axis: int
    times: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the stack."""
        return (*self.image.shape[: self.axis], self.times, *self.image.shape[self.axis :])

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the intensities."""
        return self.image.dtype

    def __getitem__(self, key: Key) -> Any:
        """Return a part of the stack."""
        part = native(self.image[_without(key, self.axis)])
        times = len(range(self.times)[key[self.axis]])
        return np.repeat(np.expand_dims(part, self.axis), times, self.axis)


@dataclass(frozen=True, eq=False)
class Stacked:
    """Some images as the frames of a stack, along a first axis.

    Parameters
    ----------
    images
        The images, of one shape.
    """

    images: Sequence[ArrayLike]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the stack."""
        return (len(self.images), *self.images[0].shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type that holds the intensities of all images."""
        return np.result_type(*(image.dtype for image in self.images))

    def __getitem__(self, key: Key) -> Any:
        """Return a part of the stack."""
        parts = [native(image[key[1:]]) for image in self.images[key[0]]]
        return np.stack(parts).astype(self.dtype, copy=False)


def _chunks(stack: ArrayLike) -> tuple[Any, ...]:
    return tuple(getattr(stack, "chunks", None) or ())


def _first(values: Sequence[Any], axis: int) -> tuple[Any, ...]:
    return (values[axis], *_without(values, axis))


def _without(values: Sequence[Any], axis: int) -> tuple[Any, ...]:
    return (*values[:axis], *values[axis + 1 :])


def _replaced(values: Sequence[Any], axis: int, value: Any) -> tuple[Any, ...]:
    return (*values[:axis], value, *values[axis + 1 :])
