"""The second pass: sums whose terms depend on what the first pass found."""

from __future__ import annotations

import math
from collections.abc import Collection
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Channel, bin_edges
from napari_compare.core.statistics.keyed import FixedSums, KeyedSums, Keys
from napari_compare.core.statistics.moments import Above, Moments
from napari_compare.core.statistics.normalized import Normalized
from napari_compare.core.statistics.pairs import IntensityPairs
from napari_compare.core.statistics.window import Codes, Counts

# What metrics ask for. The first two are there anyway, but where sums are all that is taken.
NEEDS = (
    *("levels", "positive"),
    *("thresholds", "pointwise", "above", "rank_weights", "pairs", "similarity"),
)


class SecondPass:
    """Sums over the pixels of a region that need its levels; adds up over parts of the image.

    Parameters
    ----------
    channels, moments
        What the first pass has found.
    needs
        Which of `NEEDS` to gather.
    keys
        How pixels are told above from below.
    """

    def __init__(
        self,
        channels: tuple[Channel, Channel],
        moments: Moments,
        needs: Collection[str],
        keys: Keys,
    ) -> None:
        self.needs = frozenset(needs)
        self.keys = keys
        self.channels = a, b = channels
        self._moments = moments
        self.edges = [
            bin_edges(channel.minimum, channel.maximum, channel.integer) for channel in (a, b)
        ]
        self.joint = np.zeros([len(edges) - 1 for edges in self.edges], dtype=np.int64)
        self._normalized = Normalized(a, b)
        self._pointwise = np.zeros(4, np.int64)
        self._keyed = self._sums_by(keys)
        self._pairs = IntensityPairs(self.channels) if "pairs" in self.needs else None

    def empty(self) -> SecondPass:
        """Return a pass over the same region that has seen no pixels."""
        return SecondPass(self.channels, self._moments, self.needs, self.keys)

    def add(self, a: Codes, b: Codes, n: Counts) -> None:
        """Add pixels: codes of A and of B, and how many pixels have both."""
        pixels = (a, b, n)
        kernels.add_joint(*pixels, *self._bins, self.joint)
        if "pointwise" in self.needs:
            tables = (*self._ranks, *self._normalized.tables, *self._signs)
            kernels.add_pointwise(*pixels, *tables, self._pointwise)
        if "above" in self.needs:
            self._keyed.add(*pixels)
        if self._pairs is not None:
            self._pairs.add(*pixels)

    def with_keys(self, keys: Keys) -> SecondPass:
        """Return the same with other keys, whose sums have still to be added by `add_keyed`."""
        changed = copy(self)
        vars(changed).pop("sums", None)
        changed.keys = keys
        changed._keyed = self._sums_by(keys)
        return changed

    def _sums_by(self, keys: Keys) -> KeyedSums | FixedSums:
        with_ranks = "rank_weights" in self.needs
        if keys.fixed:
            return FixedSums(self.channels, self._moments, keys, with_ranks)
        return KeyedSums(self.channels, keys, with_ranks)

    def add_keyed(self, a: Codes, b: Codes, n: Counts) -> None:
        """Add pixels to the sums by key only."""
        self._keyed.add(a, b, n)

    def merge(self, other: SecondPass) -> None:
        """Add what another second pass over other pixels of the same region has found."""
        self.joint += other.joint
        self._pointwise += other._pointwise
        self._keyed.merge(other._keyed)  # type: ignore[arg-type] # both are of one kind
        if self._pairs is not None and other._pairs is not None:
            self._pairs.merge(other._pairs)

    @cached_property
    def sums(self) -> Counts:
        """Sums of n, A, B, A², B², AB, d, dA, dB at each key; see `KeyedSums`."""
        return self._keyed.by_key()

    def above(self, threshold_a: float, threshold_b: float) -> Above:
        """Return what is known of the pixels above both thresholds, and of all others."""
        a, b = self.channels
        cut = self.keys.first_above(a.first_above(threshold_a), b.first_above(threshold_b))
        *above, d, da, db = self.sums[cut:].sum(axis=0).tolist()
        *below, _, _, _ = self.sums[:cut].sum(axis=0).tolist()
        n = above[0]
        return Above(
            n,
            above[1] + n * a.pivot,
            above[2] + n * b.pivot,
            Moments(*above).pearson_r,
            Moments(*below).pearson_r,
            (d, da + a.pivot * d, db + b.pivot * d),
        )

    @property
    def equal_signs(self) -> int:
        """Number of pixels at which (a - ā)(b - b̄) > 0."""
        return int(self._pointwise[3])

    @property
    def rank_products(self) -> tuple[float, float, float]:
        """Sums of the squares of the ranks of A and of B, and of their products."""
        high, low = (int(half) for half in self._pointwise[:2])
        a, b = (channel.rank_squares for channel in self.channels)
        return a, b, float((high << 32) + low)

    @property
    def normalized_distance(self) -> tuple[float, float]:
        """Sums of |x - y| and (x - y)² of the intensities normalized by their quantiles."""
        unit = self._normalized.unit
        if not unit > 0:
            return math.nan, math.nan
        squared = self._normalized.squared_distance(self._moments)
        return self._pointwise[2].item() / unit, squared / unit**2

    def concordance(self) -> int:
        """Return concordant minus discordant pairs of pixels."""
        return 0 if self._pairs is None else self._pairs.concordance()

    @cached_property
    def _ranks(self) -> list[npt.NDArray[np.int64]]:
        return [channel.table(channel.ranks) for channel in self.channels]

    @cached_property
    def _signs(self) -> list[npt.NDArray[np.int8]]:
        return [
            channel.table(np.sign(channel.n * channel.x - channel.sum_x).astype(np.int8))
            for channel in self.channels
        ]

    @cached_property
    def _bins(self) -> list[npt.NDArray[Any]]:
        return [
            channel.table(channel.bins(edges).astype(np.uint8))
            for channel, edges in zip(self.channels, self.edges, strict=True)
        ]
