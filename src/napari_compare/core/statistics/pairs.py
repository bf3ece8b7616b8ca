"""How often each pair of intensities occurs: the joint histogram without bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.window import Codes, Counts

MOST_HELD = 1 << 22

Counted = tuple[npt.NDArray[Any], Counts]


class IntensityPairs:
    """Distinct pairs of dense ranks, packed into one number each, and how often each occurs.

    The memory it takes grows with the distinct pairs, not with the pixels.

    Parameters
    ----------
    channels
        A and B.
    """

    def __init__(self, channels: Sequence[Channel]) -> None:
        size_a, self._size_b = (len(channel.x) for channel in channels)
        self._dtype = np.dtype(np.uint32 if size_a * self._size_b <= 1 << 32 else np.uint64)
        self._ranks = [
            channel.table(channel.dense_ranks.astype(self._dtype)) for channel in channels
        ]
        self._parts: list[Counted] = []
        self._held = 0

    def add(self, a: Codes, b: Codes, n: Counts) -> None:
        """Add pixels: codes of A and of B, and how many pixels have both."""
        packed = np.empty(len(a), self._dtype)
        kernels.pack(a, b, *self._ranks, self._dtype.type(self._size_b), packed)
        if (n == 1).all():
            packed.sort()  # twice as quick as an order by which to sort the numbers of pixels too
            first = _first_of_each(packed)
            self._hold(packed[first], np.diff(first, append=len(packed)))
        else:
            self._hold(*_sorted(packed, n))

    def merge(self, other: IntensityPairs) -> None:
        """Add what was found in other pixels."""
        for part in other._parts:
            self._hold(*part)

    def concordance(self) -> int:
        """Return the number of pairs of pixels that A and B order alike, less those otherwise."""
        values, counts = self._counted()
        return int(kernels.concordance(values, counts, self._dtype.type(max(1, self._size_b))))

    def _hold(self, values: npt.NDArray[Any], counts: Counts) -> None:
        self._parts.append((values, counts))
        self._held += len(values)
        if self._held > MOST_HELD:
            self._parts = [self._counted()]
            # Room for as much again, or many distinct pairs would be counted anew at each part.
            self._held = min(len(self._parts[0][0]), MOST_HELD // 2)

    def _counted(self) -> Counted:
        if not self._parts:
            return np.zeros(0, self._dtype), np.zeros(0, np.int64)
        if len(self._parts) == 1:
            return self._parts[0]
        values, counts = (np.concatenate(one) for one in zip(*self._parts, strict=True))
        return _sorted(values, counts)


def _sorted(values: npt.NDArray[Any], counts: Counts) -> Counted:
    """Return distinct values in ascending order, and the sum of the counts of each."""
    order = np.argsort(values, kind="stable")  # which finds parts that are in order
    values = values[order]
    first = _first_of_each(values)
    return values[first], np.add.reduceat(counts[order], first)


def _first_of_each(ordered: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where each distinct value of an ordered array begins."""
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return np.flatnonzero(new)
