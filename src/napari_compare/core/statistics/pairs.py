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
        self._single: list[npt.NDArray[Any]] = []
        self._counted: list[Counted] = []
        self._held = 0

    def add(self, a: Codes, b: Codes, n: Counts) -> None:
        """Add pixels: codes of A and of B, and how many pixels have both."""
        packed = np.empty(len(a), self._dtype)
        kernels.pack(a, b, *self._ranks, self._dtype.type(self._size_b), packed)
        if (n == 1).all():
            self._single.append(packed)
        else:
            self._counted.append(_sorted(packed, n))
        self._hold(len(packed))

    def merge(self, other: IntensityPairs) -> None:
        """Add what was found in other pixels."""
        self._single += other._single
        self._counted += other._counted
        self._hold(other._held)

    def concordance(self) -> int:
        """Return the number of pairs of pixels that A and B order alike, less those otherwise."""
        values, counts = self._all()
        return int(kernels.concordance(values, counts, self._dtype.type(max(1, self._size_b))))

    def _hold(self, more: int) -> None:
        self._held += more
        if self._held > MOST_HELD:
            self._counted, self._single = [self._all()], []
            # Room for as much again, or many distinct pairs would be counted anew at each part.
            self._held = min(len(self._counted[0][0]), MOST_HELD // 2)

    def _all(self) -> Counted:
        """Return all pairs held so far, ascending, and how often each occurs."""
        # Numbers alone are sorted twice as quickly as numbers and how often they occur.
        single = np.concatenate([np.zeros(0, self._dtype), *self._single])
        single.sort()
        first = _first_of_each(single)
        parts = [*self._counted, (single[first], np.diff(first, append=len(single)))]
        if len(parts) == 1:
            return parts[0]
        values, counts = (np.concatenate(one) for one in zip(*parts, strict=True))
        return _sorted(values, counts)


def _sorted(values: npt.NDArray[Any], counts: Counts) -> Counted:
    """Return distinct values in ascending order, and the sum of the counts of each."""
    order = np.argsort(values, kind="stable")  # which finds parts that are in order
    values = values[order]
    first = _first_of_each(values)
    return values[first], np.add.reduceat(counts[order], first) if first.size else counts


def _first_of_each(ordered: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where each distinct value of an ordered array begins."""
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return np.flatnonzero(new)
