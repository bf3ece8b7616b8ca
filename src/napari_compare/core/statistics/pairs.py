"""How often each pair of intensities occurs: the joint histogram without bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Channel

MOST_HELD = 1 << 22

Counted = tuple[npt.NDArray[Any], npt.NDArray[np.int64]]


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

    def add(self, *pixels: npt.NDArray[Any]) -> None:
        """Add pixels: codes of A and of B, and where runs begin and end."""
        *_, begin, end = pixels
        packed = np.empty(int((end - begin).sum()), self._dtype)
        kernels.pack(*pixels, *self._ranks, self._dtype.type(self._size_b), packed)
        packed.sort()
        first = _first_of_each(packed)
        self._hold(packed[first], np.diff(first, append=len(packed)))

    def merge(self, other: IntensityPairs) -> None:
        """Add what was found in other pixels."""
        for part in other._parts:
            self._hold(*part)

    def concordance(self) -> int:
        """Return the number of pairs of pixels that A and B order alike, less those otherwise."""
        values, counts = self._counted()
        return int(kernels.concordance(values, counts, self._dtype.type(max(1, self._size_b))))

    def _hold(self, values: npt.NDArray[Any], counts: npt.NDArray[np.int64]) -> None:
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
        order = np.argsort(values, kind="stable")
        values = values[order]
        first = _first_of_each(values)
        return values[first], np.add.reduceat(counts[order], first)


def _first_of_each(ordered: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where each distinct value of an ordered array begins."""
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return np.flatnonzero(new)
