"""Sums over the pixels that overlap when one channel is moved across the other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, runs
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.significance import kernels
from napari_compare.core.significance.parts import parts
from napari_compare.core.significance.scale import as_plane, scale
from napari_compare.core.statistics.moments import Moments
from napari_compare.core.threads import in_threads

Ints = npt.NDArray[np.int64]
Values = npt.NDArray[Any]
Band = tuple[Values, Values, Ints, Ints]

PIXELS_OF_A_BAND = 1 << 18
FEW_PLANES = 8


def shifted_moments(
    pair: Pair, region: Region, shifts: Sequence[int], axis: str = "x", most: float = math.inf
) -> list[Moments]:
    """Return the moments over the pixels that overlap, for each shift of B.

    Parameters
    ----------
    pair, region
        The channels, and where they are looked at.
    shifts
        In pixels along the axis, in ascending order.
    axis
        "x" or "y".
    most
        About so many pixels at the most are looked at, in bands of a few planes spread over the
        region.
    """
    keys = parts(pair.shape, region)
    of_a_plane = region.size if len(region.shape) == 2 else region.size / max(1, len(keys))
    keys = _spread(keys, max(FEW_PLANES, most / max(1, of_a_plane)))
    numbers = scale(pair, keys)
    along = np.asarray(shifts, dtype=np.int64)
    every = math.ceil(len(keys) * of_a_plane / most) or 1

    def work(band: Band, _worker: int) -> npt.NDArray[Any]:
        a, b, *counted = band
        sums = np.zeros((len(along), 6), dtype=numbers.sums)
        room = np.empty((2, a.shape[1]), dtype=numbers.values)
        kernels.add_shifted(
            _in_order(a), _in_order(b), *counted, numbers.origins, along, room, sums
        )
        return sums.astype(object)  # of Python's numbers, which cannot overflow

    total = np.zeros((len(along), 6), dtype=object)
    bands = itertools.islice(_bands(pair, region, keys, axis), every // 2, None, every)
    for found in in_threads(work, bands):
        if found is not None:
            total += found
    return [Moments(int(one[0]), *one[1:]) for one in total]


def _spread(keys: list[Key], most: float) -> list[Key]:
    """Return so many of the planes at the most, spread over all of them."""
    step = math.ceil(len(keys) / most) or 1
    return keys[step // 2 :: step]


def _bands(pair: Pair, region: Region, keys: Sequence[Key], axis: str) -> Iterator[Band]:
    """Yield rows of both channels along the axis, and the runs of pixels that count in each."""
    for key in keys:
        a, b = map(as_plane, pair.part(key))
        inside = _rows_of_runs(*runs(region, key, pair.shape, drawn=False), a.shape[1])
        if axis == "y":
            inside = _turned(inside, a.shape)
            a, b = a.T, b.T
        counted_a, counted_b = _finite(a, inside), _finite(b, inside)
        step = max(1, PIXELS_OF_A_BAND // a.shape[1])
        for first in range(0, len(a), step):
            rows = slice(first, first + step)
            yield a[rows], b[rows], _between(counted_a, rows), _between(counted_b, rows)


def _rows_of_runs(begin: Ints, end: Ints, width: int) -> Ints:
    """Return runs in a flattened image as row, first column and the one behind the last."""
    rows = begin // width
    return np.stack([rows, begin - rows * width, end - rows * width], axis=1)


def _in_order(rows: Values) -> Values:
    """Return rows whose pixels follow each other in memory."""
    return rows if rows.flags.c_contiguous else np.asarray(kernels.turned(rows.T))


def _turned(inside: Ints, shape: tuple[int, ...]) -> Ints:
    """Return the runs of the same pixels along the columns of an image of this shape."""
    height, width = shape
    if (inside[:, 2] - inside[:, 1]).sum() == height * width:
        return _stacked(Region.whole((width, height)))
    return _runs_of(_mask(inside, shape).T)


def _finite(values: Values, inside: Ints) -> Ints:
    """Return the runs without the pixels that are not finite."""
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return inside
    return _runs_of(_mask(inside, values.shape) & np.isfinite(values))


def _mask(inside: Ints, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    return Region("", 0, shape, *inside.T).mask()


def _runs_of(mask: npt.NDArray[np.bool_]) -> Ints:
    return _stacked(Region.from_mask(mask, ""))


def _stacked(region: Region) -> Ints:
    return np.stack([region.rows, region.starts, region.stops], axis=1)


def _between(inside: Ints, rows: slice) -> Ints:
    """Return the runs in some rows, counted from the first of these."""
    part = inside[slice(*np.searchsorted(inside[:, 0], [rows.start, rows.stop]))]
    return np.asarray(part - np.array([rows.start, 0, 0]))
