"""Sums over the pixels above and below every threshold that a rule may choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Channel, Floats
from napari_compare.core.statistics.moments import Moments


@dataclass(frozen=True, eq=False)
class Keys:
    """What decides, pixel by pixel, for which thresholds it is above in both channels.

    Parameters
    ----------
    values
        The keys, ascending: a pixel is above in both at T when its key is above T.
    a, b
        Index into `values` of each level of A and of B, ascending; a pixel's is the smaller.
    fixed
        Whether there are no others than 0 and 1; see `fixed_keys`.
    """

    values: Floats
    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]
    fixed: bool = False

    def first_above(self, level_a: int, level_b: int) -> int:
        """Return the first key of pixels from both a level of A and a level of B on."""
        if level_a == len(self.a) or level_b == len(self.b):
            return len(self.values)
        return int(min(self.a[level_a], self.b[level_b]))


def fixed_keys(a: Channel, b: Channel, threshold_a: float, threshold_b: float) -> Keys:
    """Return keys 0 and 1: a pixel's is 1 where it is above both given thresholds."""
    return Keys(
        np.array([0.0, 1.0]),
        (a.values > threshold_a).astype(np.int64),
        (b.values > threshold_b).astype(np.int64),
        fixed=True,
    )


class KeyedSums:
    """Sums of n, A, B, A², B², AB at each key, and of d, dA, dB with d the distance of ranks.

    Parameters
    ----------
    channels
        A and B.
    keys
        The keys of their levels.
    with_ranks
        Whether the last three are wanted; they are 0 if not.
    """

    def __init__(self, channels: Sequence[Channel], keys: Keys, with_ranks: bool) -> None:
        self._channels = channels
        self._keys = keys
        self._with_ranks = with_ranks
        a, b = channels
        self._tables = (
            a.table(keys.a.astype(np.int32)),
            b.table(keys.b.astype(np.int32)),
            a.table(a.x),
            b.table(b.x),
        )
        self._ranks = [channel.table(channel.dense_ranks) for channel in channels if with_ranks]
        self._sums = np.zeros((a.n_codes + b.n_codes, 5 if with_ranks else 3), np.int64)

    def add(self, *pixels: npt.NDArray[Any]) -> None:
        """Add pixels: codes of A and of B, and how many pixels have both."""
        if self._with_ranks:
            kernels.add_by_key_with_ranks(*pixels, *self._tables, *self._ranks, self._sums)
        else:
            kernels.add_by_key(*pixels, *self._tables, self._sums)

    def merge(self, other: KeyedSums) -> None:
        """Add what was found in other pixels."""
        self._sums += other._sums

    def by_key(self) -> npt.NDArray[np.int64]:
        """Return the nine sums at each key, shape (keys, 9)."""
        a, b = self._channels
        found = np.zeros((len(self._keys.values), 9), np.int64)
        kernels.add_levels(a.codes, self._keys.a, a.x, self._sums[: a.n_codes], False, found)
        kernels.add_levels(b.codes, self._keys.b, b.x, self._sums[a.n_codes :], True, found)
        return found


class FixedSums:
    """The same sums for keys that are 0 or 1: added up over the few pixels above, none below.

    Parameters
    ----------
    channels
        A and B.
    moments
        Of all pixels; what is not above is below.
    keys, with_ranks
        See `KeyedSums`.
    """

    def __init__(
        self, channels: Sequence[Channel], moments: Moments, keys: Keys, with_ranks: bool
    ) -> None:
        self._moments = moments
        a, b = channels
        self._first = [_first_code(a, keys.a), _first_code(b, keys.b)]
        self._x = [channel.table(channel.x) for channel in channels]
        ranks = [channel.dense_ranks if with_ranks else channel.x[:0] for channel in channels]
        self._ranks = [
            channel.table(one) if with_ranks else one
            for channel, one in zip(channels, ranks, strict=True)
        ]
        self._sums = np.zeros(9, np.int64)

    def add(self, *pixels: npt.NDArray[Any]) -> None:
        """Add pixels: codes of A and of B, and how many pixels have both."""
        kernels.add_above(*pixels, *self._first, *self._x, *self._ranks, self._sums)

    def merge(self, other: FixedSums) -> None:
        """Add what was found in other pixels."""
        self._sums += other._sums

    def by_key(self) -> npt.NDArray[np.int64]:
        """Return the nine sums below and above, shape (2, 9); those of ranks above only."""
        m = self._moments
        below = np.array([m.n, m.a, m.b, m.aa, m.bb, m.ab, 0, 0, 0], np.int64)
        below[:6] -= self._sums[:6]
        return np.stack([below, self._sums])


def _first_code(channel: Channel, keys: npt.NDArray[np.int64]) -> np.int64:
    """Return the code from which on levels are above; one that no pixel has where none is."""
    level = int(np.searchsorted(keys, 1))
    return np.int64(channel.codes[level] if level < len(keys) else channel.n_codes)
