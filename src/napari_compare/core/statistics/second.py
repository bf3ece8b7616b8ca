"""The second pass: sums whose terms depend on what the first pass found."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Channel, Floats, Numbers, bin_edges
from napari_compare.core.statistics.first import Codes, Runs
from napari_compare.core.statistics.normalized import Normalized

NEEDS = (
    "thresholds",
    "ranks",
    "signs",
    "normalized",
    "joint",
    "above",
    "rank_weights",
    "pairs",
    "similarity",
)


@dataclass(frozen=True, eq=False)
class Keys:
    """What decides, pixel by pixel, for which thresholds it is above in both channels.

    Parameters
    ----------
    values
        The keys, ascending: a pixel is above in both at T when its key is above T.
    a, b
        Index into `values` of each level of A and of B; a pixel's is the smaller of the two.
    """

    values: Floats
    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]


class SecondPass:
    """Sums over the pixels of a region that need its levels; adds up over parts of the image.

    Parameters
    ----------
    a, b
        The two channels, as the first pass left them.
    needs
        Which of `NEEDS` to gather.
    keys
        How pixels are told above from below.
    """

    def __init__(self, a: Channel, b: Channel, needs: Collection[str], keys: Keys) -> None:
        self.needs = frozenset(needs)
        self.keys = keys
        self.channels = (a, b)
        self._rank_halves = np.zeros(2, dtype=np.int64)
        self.equal_signs = 0
        self._distance = 0.0
        self._squared_distance = 0.0
        self.edges = [
            bin_edges(channel.minimum, channel.maximum, channel.integer) for channel in (a, b)
        ]
        self.joint = np.zeros([len(edges) - 1 for edges in self.edges], dtype=np.int64)
        self.sums = np.zeros((len(keys.values), 6), self._dtype)
        self.rank_distances = np.zeros((len(keys.values), 3), self._dtype)
        self._packed: list[npt.NDArray[Any]] = []

    def add(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> None:
        """Add the pixels of runs, given as codes."""
        pixels = (a, b, begin, end)
        if "ranks" in self.needs:
            kernels.add_rank_products(*pixels, *self._ranks, self._rank_halves)
        if "signs" in self.needs:
            self.equal_signs += kernels.count_equal_signs(*pixels, *self._signs)
        if "normalized" in self.needs:
            self._distance += kernels.sum_distances(*pixels, *self._normalized.tables)
            if not self._normalized.exact:
                self._squared_distance += kernels.sum_squared_distances(
                    *pixels, *self._normalized.tables
                )
        if "joint" in self.needs:
            kernels.add_joint(*pixels, *self._bins, self.joint)
        if "above" in self.needs:
            kernels.add_sums_by_key(*pixels, *self._keys, *self._x, self.sums)
        if "rank_weights" in self.needs:
            kernels.add_rank_distances(
                *pixels, *self._keys, *self._x, *self._dense_ranks, self.rank_distances
            )
        if "pairs" in self.needs:
            self._pack(*pixels)

    def merge(self, other: SecondPass) -> None:
        """Add what another second pass over other pixels of the same region has found."""
        self._rank_halves += other._rank_halves
        self.equal_signs += other.equal_signs
        self._distance += other._distance
        self._squared_distance += other._squared_distance
        self.joint += other.joint
        self.sums += other.sums
        self.rank_distances += other.rank_distances
        self._packed += other._packed

    @property
    def rank_products(self) -> int:
        """Sum of the products of `Channel.ranks`."""
        high, low = self._rank_halves.tolist()
        return int((high << 32) + low)

    @property
    def normalized_distance(self) -> tuple[float, float]:
        """Sums of |x - y| and (x - y)² of the intensities normalized by their quantiles."""
        unit = self._normalized.unit
        if not unit > 0:
            return math.nan, math.nan
        squared = self._squared_distance
        if self._normalized.exact:
            squared = self._normalized.squared_distance()
        return self._distance / unit, squared / unit**2

    def concordance(self) -> tuple[int, int]:
        """Return concordant minus discordant pairs, and the pairs tied in both channels."""
        if not self._packed:
            return 0, 0
        packed = np.concatenate(self._packed)
        packed.sort()
        self._packed = [packed]
        score, tied = kernels.concordance(packed, packed.dtype.type(len(self.channels[1].x)))
        return int(score), int(tied)

    def _pack(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> None:
        size_a, size_b = (len(channel.x) for channel in self.channels)
        dtype = np.uint32 if size_a * size_b <= 1 << 32 else np.uint64
        packed = np.empty(int((end - begin).sum()), dtype=dtype)
        ranks = (table.astype(dtype) for table in self._dense_ranks)
        kernels.pack(a, b, begin, end, *ranks, dtype(size_b), packed)
        self._packed.append(packed)

    @property
    def _dtype(self) -> np.dtype[Any]:
        return np.result_type(*(channel.x for channel in self.channels))

    @cached_property
    def _x(self) -> list[Numbers]:
        return [channel.table(channel.x.astype(self._dtype)) for channel in self.channels]

    @cached_property
    def _keys(self) -> list[npt.NDArray[Any]]:
        a, b = self.channels
        return [a.table(self.keys.a.astype(np.int32)), b.table(self.keys.b.astype(np.int32))]

    @cached_property
    def _ranks(self) -> list[npt.NDArray[np.int64]]:
        return [channel.table(channel.ranks) for channel in self.channels]

    @cached_property
    def _dense_ranks(self) -> list[npt.NDArray[np.int64]]:
        return [channel.table(np.arange(len(channel.x))) for channel in self.channels]

    @cached_property
    def _signs(self) -> list[npt.NDArray[np.int8]]:
        return [
            channel.table(np.sign(channel.n * channel.x - channel.sum_x).astype(np.int8))
            for channel in self.channels
        ]

    @cached_property
    def _normalized(self) -> Normalized:
        return Normalized(*self.channels)

    @cached_property
    def _bins(self) -> list[npt.NDArray[Any]]:
        return [
            channel.table(channel.bins(edges).astype(np.uint8))
            for channel, edges in zip(self.channels, self.edges, strict=True)
        ]
