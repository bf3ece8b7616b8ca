"""A region whose intensities are real numbers, or whole numbers of too wide a range for tables.

Hardly an intensity occurs twice, so that tables by intensity would be as long as the pixels are
many. Everything is summed over the pixels themselves; the order of each channel, which quantiles
and ranks need, is found by sorting it once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import real_kernels
from napari_compare.core.statistics.channel import Channel, Floats, bin_edges
from napari_compare.core.statistics.moments import Above, Moments
from napari_compare.core.statistics.order import Order, order_of
from napari_compare.core.statistics.pairs import IntensityPairs
from napari_compare.core.threads import at_once, summed

Shape = int | tuple[int, ...]


class RealRegion:
    """The pixels of a region of two channels.

    Parameters
    ----------
    a, b
        Finite intensities, shape (n,).
    backgrounds
        What is subtracted from them.
    needs
        What its metrics need; see `NEEDS`.
    """

    def __init__(
        self,
        a: npt.NDArray[Any],
        b: npt.NDArray[Any],
        backgrounds: tuple[float, float],
        needs: Collection[str],
    ) -> None:
        self.needs = needs
        of_a, of_b = at_once(_ordered, (a, backgrounds[0]), (b, backgrounds[1]))
        self.a, order_a, channel_a = of_a
        self.b, order_b, channel_b = of_b
        self.channels = channel_a, channel_b
        self._orders = order_a, order_b
        self.edges = [
            bin_edges(channel.minimum, channel.maximum, channel.integer)
            for channel in self.channels
        ]

    @property
    def n(self) -> int:
        """Number of pixels."""
        return len(self.a)

    def _summed(
        self, loop: Callable[..., None], shape: Shape, *more: Any, dtype: type = np.float64
    ) -> npt.NDArray[Any]:
        """Return what a loop over the pixels adds up, in a few threads."""
        return summed(loop, (self.a, self.b), shape, *more, dtype=dtype)

    @cached_property
    def moments(self) -> Moments:
        """Moments of the intensities about their means."""
        return Moments(self.n, *self._summed(real_kernels.add_moments, 5, *self._means).tolist())

    @cached_property
    def distance(self) -> tuple[float, float, int]:
        """Sums of |a - b| and (a - b)², and the number of pixels at which a = b."""
        apart, squared, equal = self._summed(real_kernels.add_distances, 3).tolist()
        return apart, squared, int(equal)

    @cached_property
    def normalized_distance(self) -> tuple[float, float]:
        """Sums of |x - y| and (x - y)² of the intensities normalized by their quantiles."""
        low, high = ([one.quantile(q) for one in self.channels] for q in (0.01, 0.99))
        width = [h - lowest for h, lowest in zip(high, low, strict=True)]
        if not min(width) > 0:
            return math.nan, math.nan
        apart, squared = self._summed(real_kernels.add_normalized, 2, *low, *width).tolist()
        return apart, squared

    @cached_property
    def equal_signs(self) -> int:
        """Number of pixels at which (a - ā)(b - b̄) > 0."""
        return int(self._summed(real_kernels.add_alike, 1, *self._means)[0])

    @cached_property
    def rank_products(self) -> tuple[float, float, float]:
        """Sums of the squares of the ranks of A and of B, and of their products."""
        a, b = (order.ranks for order in self._orders)
        return _products(a, a), _products(b, b), _products(a, b)

    @cached_property
    def joint(self) -> npt.NDArray[np.int64]:
        """Joint histogram of at most 256 × 256 bins."""
        shape = len(self.edges[0]) - 1, len(self.edges[1]) - 1
        return self._summed(real_kernels.add_joint, shape, *self.edges, dtype=np.int64)

    def concordance(self) -> int:
        """Return concordant minus discordant pairs of pixels."""
        pairs = IntensityPairs(self.channels)
        a, b = (order.dense for order in self._orders)
        pairs.add(a, b, np.ones(self.n, np.int64))
        return pairs.concordance()

    def sums_where_above(self, threshold_a: float, threshold_b: float) -> tuple[float, float]:
        """Return the sum of A where B is above its threshold, and of B where A is."""
        a, b = self._summed(real_kernels.add_where_above, 2, threshold_a, threshold_b).tolist()
        return a, b

    def above(self, threshold_a: float, threshold_b: float) -> Above:
        """Return what is known of the pixels above both thresholds, and of all others.

        Their sums are about the means of these pixels: about others, they would cancel where the
        pixels are nearly constant, as in a clipped image.
        """
        limits = threshold_a, threshold_b
        means = np.tile(self._means, (2, 1))
        sums = self._summed(real_kernels.add_above, (2, 6), *limits, means)
        means += sums[:, 1:3] / np.maximum(sums[:, :1], 1)
        sums = self._summed(real_kernels.add_above, (2, 6), *limits, means)
        above, below = (Moments(int(row[0]), *row[1:]) for row in sums.tolist())
        mean_a, mean_b = means[0].tolist()
        return Above(
            above.n,
            above.a + above.n * mean_a,
            above.b + above.n * mean_b,
            above.pearson_r,
            below.pearson_r,
            self._rank_distances(*limits) if "rank_weights" in self.needs else (0, 0, 0),
        )

    def _rank_distances(self, threshold_a: float, threshold_b: float) -> tuple[float, float, float]:
        """Return the sums of d, d·a and d·b over the pixels above both thresholds."""
        sums = np.zeros(3)
        dense = (order.dense for order in self._orders)
        real_kernels.add_rank_distances(self.a, self.b, threshold_a, threshold_b, *dense, sums)
        d, da, db = sums.tolist()
        return d, da, db

    @property
    def _means(self) -> tuple[float, float]:
        a, b = self.channels
        return a.pivot, b.pivot


def _products(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> float:
    high, low = summed(real_kernels.add_products, (a, b), 2, dtype=np.int64).tolist()
    return float((high << 32) + low)


def _ordered(values: npt.NDArray[Any], background: float) -> tuple[Floats, Order, Channel]:
    """Return intensities less their background, their order, and their levels.

    float32 remains what it is where nothing is subtracted: the loops make it float64.
    """
    order, found = order_of(values)
    levels = found.astype(np.float64) - background
    real = values
    if background or values.dtype != np.float32:
        real = values.astype(np.float64) - background
    mean = 0.0
    if len(real):
        offset = np.zeros(1)
        real_kernels.add_offsets(real, float(real[0]), offset)
        mean = float(real[0]) + offset.item() / len(real)
    channel = Channel(
        np.arange(len(levels), dtype=np.uint32),
        len(levels),
        levels,
        levels - mean,
        mean,
        np.diff(order.starts),
        values.dtype.kind in "bui",
    )
    return real, order, channel
