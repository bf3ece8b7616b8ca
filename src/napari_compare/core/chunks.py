"""Cutting a pair of images into parts, and a region into the runs that lie in one part."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region

Key = tuple[slice, ...]
Runs = npt.NDArray[np.int64]
PIXELS = 1 << 20


def chunks(pair: Pair, index: Mapping[int, int]) -> list[Key]:
    """Return the parts into which a pair is cut, in the order of its pixels.

    Parameters
    ----------
    pair
        Where a channel is stored in chunks (dask, zarr), parts are chunks; otherwise about a
        million pixels of whole rows.
    index
        Axis → the only index of interest on it.
    """
    stored = [
        edges for edges in (_stored(channel, pair.shape) for channel in (pair.a, pair.b)) if edges
    ]
    edges = stored[0] if stored else _edges(pair.shape, index)
    per_axis = [
        [slice(index[axis], index[axis] + 1)]
        if axis in index
        else [slice(first, last) for first, last in itertools.pairwise(edges[axis])]
        for axis in range(len(pair.shape))
    ]
    return list(itertools.product(*per_axis))


def _stored(channel: object, shape: tuple[int, ...]) -> list[list[int]] | None:
    sizes = getattr(channel, "chunks", None)
    if not sizes:
        return None
    return [
        [0, *itertools.accumulate(size)]
        if isinstance(size, tuple)
        else [*range(0, length, size), length]
        for size, length in zip(sizes, shape, strict=True)
    ]


def _edges(shape: tuple[int, ...], index: Mapping[int, int]) -> list[list[int]]:
    """Keep as many of the last axes whole as fit into a part, and cut the one before them."""
    edges: list[list[int]] = []
    room = PIXELS
    for axis in reversed(range(len(shape))):
        length = 1 if axis in index else max(1, shape[axis])
        step = max(1, min(length, room)) if axis < len(shape) - 1 else length
        edges.insert(0, [*range(0, shape[axis], step), shape[axis]])
        room = room // length if step == length else 0
    return edges


def block_of(pair: Pair, index: Mapping[int, int]) -> Key:
    """Return the chunk in which an index lies; the index itself where nothing is in chunks.

    Parameters
    ----------
    pair
        The pair.
    index
        Axis → the only index of interest on it; all other axes are within one chunk.
    """
    stored = next(filter(None, (_stored(one, pair.shape) for one in (pair.a, pair.b))), None)
    key = []
    for axis, length in enumerate(pair.shape):
        place = index.get(axis)
        if place is None:
            key.append(slice(0, length))
        elif stored is None:
            key.append(slice(place, place + 1))
        else:
            last = bisect_right(stored[axis], place)
            key.append(slice(*stored[axis][last - 1 : last + 1]))
    return tuple(key)


def planes(pair: Pair, index: Mapping[int, int]) -> Iterator[Key]:
    """Yield the whole planes of a pair, the leading axes in `index` at their index."""
    leading = [
        [index[axis]] if axis in index else range(length)
        for axis, length in enumerate(pair.shape[:-2])
    ]
    for place in itertools.product(*leading):
        yield (*(slice(i, i + 1) for i in place), *(slice(0, n) for n in pair.shape[-2:]))


def runs(region: Region, key: Key, shape: tuple[int, ...], drawn: bool) -> tuple[Runs, Runs]:
    """Return where a region's runs begin and end in a part of the image, flattened.

    Parameters
    ----------
    region
        The region.
    key
        The part, a slice with start and stop for each axis.
    shape
        Shape of the image.
    drawn
        Whether a region of the plane counts on the plane on which it was drawn only.

    Returns
    -------
    begin, end : ndarray of int64
        Offsets into the part's pixels in C order, ascending.
    """
    rows, starts, stops = region.rows, region.starts, region.stops
    height, width = (part.stop - part.start for part in key[-2:])
    if len(region.shape) == 2:
        rows, starts, stops = _between(rows, starts, stops, key[-2].start, key[-2].stop)
        if not rows.size:
            return rows, rows
        rows = rows - key[-2].start
        places = _planes_of(region, key, drawn)
        rows = (places[:, None] * height + rows).ravel()
        starts, stops = np.tile(starts, len(places)), np.tile(stops, len(places))
    else:
        rows, starts, stops = _rows_inside(rows, starts, stops, key, shape)
    first = key[-1].start
    begin = np.clip(starts - first, 0, width)
    end = np.clip(stops - first, 0, width)
    kept = begin < end
    offset = rows[kept] * width
    return begin[kept] + offset, end[kept] + offset


def _between(
    rows: Runs, starts: Runs, stops: Runs, first: int, last: int
) -> tuple[Runs, Runs, Runs]:
    part = slice(*np.searchsorted(rows, [first, last]))
    return rows[part], starts[part], stops[part]


def _planes_of(region: Region, key: Key, drawn: bool) -> Runs:
    """Return which planes of a part, counted through, a region of the plane counts on."""
    counts = np.ones([part.stop - part.start for part in key[:-2]], dtype=bool)
    for axis, place in region.drawn_at.items() if drawn else ():
        on_axis = np.arange(key[axis].start, key[axis].stop) == place
        counts &= on_axis.reshape([-1 if i == axis else 1 for i in range(counts.ndim)])
    return np.flatnonzero(counts)


def _rows_inside(
    rows: Runs, starts: Runs, stops: Runs, key: Key, shape: tuple[int, ...]
) -> tuple[Runs, Runs, Runs]:
    """Return the rows of a region of the whole image that lie in a part, counted in the part."""
    low = np.ravel_multi_index([part.start for part in key[:-1]], shape[:-1])
    high = np.ravel_multi_index([part.stop - 1 for part in key[:-1]], shape[:-1])
    rows, starts, stops = _between(rows, starts, stops, int(low), int(high) + 1)
    place = np.unravel_index(rows, shape[:-1])
    inside = np.ones(len(rows), dtype=bool)
    inner = np.zeros(len(rows), dtype=np.int64)
    for index, part in zip(place, key[:-1], strict=True):
        inside &= (index >= part.start) & (index < part.stop)
        inner = inner * (part.stop - part.start) + (index - part.start)
    return inner[inside], starts[inside], stops[inside]
