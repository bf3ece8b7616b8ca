"""What metrics that follow from moments alone are computed from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

from napari_compare.core.metrics import Metric
from napari_compare.core.statistics.moments import Moments
from napari_compare.core.statistics.statistics import Statistics
from napari_compare.core.thresholds import Thresholds

CANCELLED = 1e-4  # share of the squares below which their difference loses digits that count


@dataclass(frozen=True)
class Summed:
    """One channel of one region, as far as its moments tell: a `Channel` without levels.

    Parameters
    ----------
    n
        Number of pixels.
    pivot
        What was subtracted from the intensities.
    sum_x
        Sum of the intensities less the pivot.
    constant
        Whether all pixels have one intensity, or there are none.
    """

    n: int
    pivot: float
    sum_x: float
    constant: bool

    @property
    def sum(self) -> float:
        """Sum of the intensities."""
        return self.sum_x + self.n * self.pivot

    @property
    def mean(self) -> float:
        """Mean intensity; NaN without pixels."""
        return self.sum_x / self.n + self.pivot if self.n else math.nan

    @property
    def minimum(self) -> float:
        """The intensity of a constant channel; NaN of others, as moments do not tell."""
        return self.mean if self.constant else math.nan


@dataclass(frozen=True)
class Summary:
    """The pixels of one region of a pair, as far as their moments tell.

    It has of `Statistics` what metrics with `of_moments` use.

    Parameters
    ----------
    moments
        Moments of the intensities less the pivots.
    pivots
        What was subtracted from each channel: 0 where the moments are exact.
    n_excluded
        Number of pixels left out because an intensity is not finite.
    """

    moments: Moments
    pivots: tuple[float, float]
    n_excluded: int = 0

    @property
    def n(self) -> int:
        """Number of valid pixels."""
        return self.moments.n

    @property
    def a(self) -> Summed:
        """The first channel."""
        m = self.moments
        return Summed(m.n, self.pivots[0], m.a, not m.variance_a)

    @property
    def b(self) -> Summed:
        """The second channel."""
        return self.swapped.a

    @property
    def swapped(self) -> Summary:
        """The same with both channels exchanged."""
        return Summary(self.moments.swapped(), self.pivots[::-1], self.n_excluded)

    @property
    def products(self) -> tuple[float, float, float]:
        """Sums of a², b² and ab."""
        m, (p, q) = self.moments, self.pivots
        return (
            m.aa + p * (2 * m.a + m.n * p),
            m.bb + q * (2 * m.b + m.n * q),
            m.ab + q * m.a + p * (m.b + m.n * q),
        )

    @property
    def distance(self) -> tuple[float, float, float]:
        """Sum of (a - b)², between two numbers that moments do not tell."""
        m, apart = self.moments, self.pivots[0] - self.pivots[1]
        squares = m.aa + m.bb - 2 * m.ab + apart * (2 * (m.a - m.b) + m.n * apart)
        return math.nan, max(squares, 0), math.nan

    @property
    def cancels(self) -> bool:
        """Whether (a - b)² is so small beside a² and b² that float sums do not tell it."""
        m = self.moments
        if isinstance(m.ab, int) or m.aa == m.bb == m.ab:
            return False
        return self.distance[1] < CANCELLED * (m.aa + m.bb)

    @property
    def thresholds(self) -> Thresholds:
        """None: moments do not tell what is above."""
        return Thresholds(math.nan, math.nan)

    def value(self, metric: Metric) -> float:
        """Return a metric with `of_moments`."""
        # Such metrics ask for nothing that is not here, which their tests show.
        return metric(cast(Statistics, self))
