"""Sums of powers of two channels, and what follows from them without loss."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


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


@dataclass(frozen=True)
class Above:
    """What is known of the pixels above both thresholds, and of all others.

    Parameters
    ----------
    n
        Number of pixels above both.
    a, b
        Sums of their intensities.
    pearson_r, pearson_r_below
        Pearson's r of these, and of all others.
    rank_distances
        Sums of d, d·a and d·b over these; d is the distance of the dense ranks.
    """

    n: int
    a: float
    b: float
    pearson_r: float
    pearson_r_below: float
    rank_distances: tuple[float, float, float]

    def swapped(self) -> Above:
        """Return the same with A and B exchanged."""
        d, da, db = self.rank_distances
        return replace(self, a=self.b, b=self.a, rank_distances=(d, db, da))


def _spread(n: int, total: float, squares: float) -> float:
    """Return n·Σx² - (Σx)²; 0 where float sums cannot tell it from their rounding error."""
    spread = n * squares - total * total
    if isinstance(spread, int):
        return spread
    return spread if spread > 1e-14 * n * squares else 0.0
