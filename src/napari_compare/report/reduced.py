"""One plane of a pair made small, read part by part so that it may be larger than memory."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from napari_compare.core import formulas
from napari_compare.core.chunks import chunks
from napari_compare.core.pair import Pair
from napari_compare.core.region_thresholds import ThresholdsAt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]


class Reduced(NamedTuple):
    """A small plane.

    Parameters
    ----------
    a, b
        Means of square blocks of each channel; blocks at the lower and right edge are smaller.
    labels
        Of the pixel amid each block: 0 outside of the regions, 1 above no threshold, 2 above A's
        only, 3 above B's only, 4 above both.
    """

    a: Floats
    b: Floats
    labels: Labels


def reduced(
    pair: Pair, place: tuple[int, ...], side: int, thresholds: ThresholdsAt | None
) -> Reduced:
    """Return one plane of a pair with at most `side` pixels along either axis.

    Parameters
    ----------
    pair
        The channels.
    place
        Index of the plane along each leading axis.
    side
        The blocks are as small as this allows.
    thresholds
        Thresholds at each pixel of a part; all labels are 0 without.
    """
    step = math.ceil(max(pair.shape[-2:]) / side)
    blocks = [np.arange(0, length, step) for length in pair.shape[-2:]]
    amid = [
        np.minimum(first + step // 2, n - 1)
        for first, n in zip(blocks, pair.shape[-2:], strict=True)
    ]
    shape = len(blocks[0]), len(blocks[1])
    found = Reduced(np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.uint8))
    for key in chunks(pair, dict(enumerate(place))):
        a, b = (part.reshape(part.shape[-2:]) for part in pair.part(key))
        for small, part in ((found.a, a), (found.b, b)):
            _add_blocks(small, part, key[-2:], step)
        if thresholds is not None:
            inside, here = zip(*map(_within, amid, key[-2:]), strict=True)
            least = [one.reshape(a.shape)[np.ix_(*here)] for one in thresholds(key)]
            found.labels[np.ix_(*inside)] = _labels(a[np.ix_(*here)], b[np.ix_(*here)], *least)
    sizes = [np.diff(first, append=n) for first, n in zip(blocks, pair.shape[-2:], strict=True)]
    pixels = np.outer(*sizes)
    return Reduced(found.a / pixels, found.b / pixels, found.labels)


def _add_blocks(small: Floats, part: npt.NDArray[Any], place: tuple[slice, ...], step: int) -> None:
    """Add the sums of a part's blocks to those of the plane."""
    sums = part.astype(np.float64)
    where = []
    for axis, along in enumerate(place):
        block = np.arange(along.start, along.stop) // step
        sums = np.add.reduceat(sums, np.flatnonzero(np.diff(block, prepend=-1)), axis=axis)
        where.append(slice(block[0], block[-1] + 1))
    small[tuple(where)] += sums


def _within(pixels: Places, part: slice) -> tuple[Places, Places]:
    """Return which of some pixels lie in a part, and where in it."""
    inside = np.flatnonzero((pixels >= part.start) & (pixels < part.stop))
    return inside, pixels[inside] - part.start


def _labels(a: npt.NDArray[Any], b: npt.NDArray[Any], least_a: Floats, least_b: Floats) -> Labels:
    above = formulas.labels(*formulas.as_floats(a, b), least_a, least_b)
    labels: Labels = np.where(np.isfinite(least_a), above + 1, 0).astype(np.uint8)
    return labels
