"""Sums of powers of two channels, and what follows from them without loss."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from napari_compare.core.statistics.channel import Channel, dot


@dataclass(frozen=True)
class Moments:
    """Number of pixels and sums of A, B, A², B², AB over them.

    The sums are Python integers where they are exact, and of float intensities about their means
    otherwise, so the differences below do not cancel.

    Examples
    --------
    >>> round(Moments(3, 6, 6, 14, 14, 14).pearson_r, 9)
    1.0
    """

    n: int
    a: float
    b: float
    aa: float
    bb: float
    ab: float

    @property
    def variance_a(self) -> float:
        """n² times the population variance of A."""
        return _spread(self.n, self.a, self.aa)

    @property
    def variance_b(self) -> float:
        """n² times the population variance of B."""
        return _spread(self.n, self.b, self.bb)

    @property
    def covariance(self) -> float:
        """n² times the population covariance; 0 where float sums cannot tell it from that."""
        covariance = self.n * self.ab - self.a * self.b
        if isinstance(covariance, int):
            return covariance
        least = 1e-15 * self.n * math.sqrt(self.aa) * math.sqrt(self.bb)
        return covariance if abs(covariance) > least else 0.0

    @property
    def pearson_r(self) -> float:
        """Pearson's r; NaN where a channel is constant."""
        spread = math.sqrt(self.variance_a) * math.sqrt(self.variance_b)
        return self.covariance / spread if spread else math.nan

    @property
    def slope(self) -> float:
        """Slope of the orthogonal regression of B on A; NaN without covariance.

        m = (Vb - Va + √((Vb - Va)² + 4 Cov²)) / (2 Cov), written so that nothing cancels.
        """
        covariance = float(self.covariance)
        if not covariance:
            return math.nan
        difference = float(self.variance_b - self.variance_a)
        root = math.hypot(difference, 2 * covariance)
        if difference < 0:
            return 2 * covariance / (root - difference)
        return (root + difference) / (2 * covariance)

    def swapped(self) -> Moments:
        """Return the moments with A and B exchanged."""
        return Moments(self.n, self.b, self.a, self.bb, self.aa, self.ab)


def pearson_r(x: npt.NDArray[Any], y: npt.NDArray[Any]) -> float:
    """Return Pearson's r of two arrays, summed about their means; NaN where one is constant."""
    if len(x) < 2 or x.min() == x.max() or y.min() == y.max():
        return math.nan
    x, y = x - x.mean(), y - y.mean()
    return dot(x, y) / (math.sqrt(dot(x, x)) * math.sqrt(dot(y, y)))


def moments(a: Channel, b: Channel) -> Moments:
    """Return the moments of two channels' `x`."""
    return Moments(a.n, a.sum_x, b.sum_x, a.sum_xx, b.sum_xx, dot(a.x, a.other))


def _spread(n: int, total: float, squares: float) -> float:
    """Return n·Σx² - (Σx)²; 0 where float sums cannot tell it from their rounding error."""
    spread = n * squares - total * total
    if isinstance(spread, int):
        return spread
    return spread if spread > 1e-14 * n * squares else 0.0
