"""A series of frames, and the parts in which it is read."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.held import part_of
from napari_compare.core.pair import ArrayLike, as_channel, native
from napari_compare.core.regions import Region

PIXELS = 1 << 23  # of a part
WHOLE_CHUNKS = 1 << 26  # pixels up to which a part is made as long as the series' chunks
CHUNKS_LOOKED_AT = 3

Frames = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Series:
    """Frames of one shape, of which only rows that hold regions are read.

    Parameters
    ----------
    images
        Shape (frames, ..., y, x): numpy, dask, zarr, or anything that reads on being indexed.
    rows
        The first row of a frame that is read, and the one behind the last.
    """

    images: ArrayLike
    rows: tuple[int, int]

    def __len__(self) -> int:
        return int(self.images.shape[0])

    @property
    def frame(self) -> tuple[slice, ...]:
        """The part of each frame that is read."""
        leading, width = self.images.shape[1:-2], self.images.shape[-1]
        return (*(slice(0, n) for n in leading), slice(*self.rows), slice(0, width))

    @property
    def pixels(self) -> int:
        """Number of pixels of a frame that are read."""
        return math.prod(part.stop - part.start for part in self.frame)

    @property
    def in_memory(self) -> bool:
        """Whether reading a frame costs nothing but the reading."""
        return isinstance(self.images, np.ndarray)

    def parts(self) -> list[range]:
        """Return the frames of each part: some million pixels, or whole chunks."""
        step = max(1, PIXELS // self.pixels)
        even = [range(first, min(first + step, len(self))) for first in range(0, len(self), step)]
        if self.in_memory:
            return even
        edges = self._edges()
        longest = max((b - a for a, b in itertools.pairwise(edges)), default=1)
        if longest * self.pixels > WHOLE_CHUNKS:
            return even
        found, first = [], 0
        for this, behind in itertools.pairwise(edges):
            if behind - first > step and this > first:
                found.append(range(first, this))
                first = this
        return [*found, range(first, len(self))]

    def some(self, most: int) -> list[Frames]:
        """Return so many frames at the most, spread over the series, each of shape (pixels,).

        Where several frames make a chunk, they are of the first, the middle and the last chunk.
        """
        edges = np.array(self._edges())
        frames = np.arange(len(self))
        if len(edges) - 1 > CHUNKS_LOOKED_AT and np.diff(edges).max() > 1:
            looked_at = 0, (len(edges) - 1) // 2, len(edges) - 2
            frames = np.concatenate([frames[edges[i] : edges[i + 1]] for i in looked_at])
        step = max(1.0, len(frames) / most)
        chosen = frames[((np.arange(min(most, len(frames))) + 0.5) * step).astype(int)]
        chunk_of = np.searchsorted(edges, chosen, side="right")
        found: list[Frames] = []
        for chunk in np.unique(chunk_of):
            together = chosen[chunk_of == chunk]
            first, last = int(together[0]), int(together[-1])
            found += list(self.read(range(first, last + 1))[together - first])
        return found

    def read(self, frames: range) -> Frames:
        """Return the pixels of some frames that follow each other, shape (frames, pixels)."""
        part = native(self.images[(slice(frames.start, frames.stop), *self.frame)])
        part = part.view(np.uint8) if part.dtype == bool else part
        if not self.in_memory or not part[0].flags.c_contiguous:
            part = np.ascontiguousarray(part)
        return part.reshape(len(frames), -1)

    def held(self, frames: range) -> Series:
        """Return a series that holds these frames only, for another process."""
        key = (slice(frames.start, frames.stop), *self.frame)
        return replace(self, images=part_of(self.images, key))

    def _edges(self) -> list[int]:
        """Return where chunks of frames begin and end."""
        chunks = getattr(self.images, "chunks", None)
        if not chunks:
            return list(range(len(self) + 1))
        first = chunks[0]
        if isinstance(first, tuple):
            return [0, *itertools.accumulate(first)]
        return [*range(0, len(self), first), len(self)]


def as_images(given: Any) -> ArrayLike:
    """Return what was given as a series of images, checked."""
    images = as_channel(given)
    if len(images.shape) < 3:
        raise ValueError(
            f"A series has three axes or more, frames first; this one has the shape "
            f"{tuple(images.shape)}."
        )
    if images.dtype.kind not in "buif":
        raise ValueError(f"The series holds {images.dtype}, not integers, floats or booleans.")
    if 0 in images.shape:
        raise ValueError(f"The series has no pixels: its shape is {tuple(images.shape)}.")
    return images


def of_regions(images: ArrayLike, regions: Sequence[Region]) -> Series:
    """Return a series of images, of which only rows with regions are read unless in memory."""
    height = images.shape[-2]
    rows = (0, height)
    if not isinstance(images, np.ndarray):
        within = [region.rows % height for region in regions if region.size]
        if within:
            rows = min(int(r.min()) for r in within), max(int(r.max()) for r in within) + 1
    return Series(images, rows)


def regions_of_frames(regions: Sequence[Region], shape: tuple[int, ...], axis: int) -> list[Region]:
    """Return regions of a stack as regions of each of its frames.

    Parameters
    ----------
    regions
        On the last two axes of the stack, or on all of them.
    shape
        Of the stack.
    axis
        The axis of the frames.

    Raises
    ------
    ValueError
        If a region is not the same in all frames.
    """
    return [_of_frames(region, shape, axis) for region in regions]


def _of_frames(region: Region, shape: tuple[int, ...], axis: int) -> Region:
    drawn_at = {i - (i > axis): place for i, place in region.drawn_at.items() if i != axis}
    if region.shape != shape:
        return replace(region, drawn_at=drawn_at)
    frame = (*shape[:axis], *shape[axis + 1 :])
    places = list(np.unravel_index(region.rows, shape[:-1]))
    number = places.pop(axis)
    rows = np.ravel_multi_index(places, frame[:-1])
    order = np.lexsort((region.starts, rows, number))
    runs = np.stack([rows, region.starts, region.stops], axis=1)[order]
    count, rest = divmod(len(runs), shape[axis])
    even = np.repeat(np.arange(shape[axis]), count)
    same = not rest and np.array_equal(number[order], even)
    if not same or (runs.reshape(shape[axis], count, 3) != runs[:count]).any():
        raise ValueError(
            f'The region "{region.name}" is not the same in all frames. Unmixing takes the same '
            "pixels of each: draw it once, or choose labels of a single frame."
        )
    rows, starts, stops = runs[:count].T
    return replace(region, shape=frame, rows=rows, starts=starts, stops=stops, drawn_at=drawn_at)


def as_references(given: Any, frame: tuple[int, ...]) -> list[npt.NDArray[Any]]:
    """Return what was given as references, each an array of a frame's shape.

    Raises
    ------
    ValueError
        If there are fewer than two, or one has another shape or type.
    """
    references = [_read(as_channel(one)) for one in given]
    if len(references) < 2:
        raise ValueError(f"Unmixing needs two references or more, not {len(references)}.")
    for number, one in enumerate(references):
        if one.shape != frame:
            raise ValueError(
                f"Reference {number} has the shape {one.shape}; the frames of the series have "
                f"{frame}."
            )
        if one.dtype.kind not in "buif":
            raise ValueError(f"Reference {number} holds {one.dtype}, not integers or floats.")
    return references


def _read(image: ArrayLike) -> npt.NDArray[Any]:
    return native(image[(slice(None),) * len(image.shape)])
