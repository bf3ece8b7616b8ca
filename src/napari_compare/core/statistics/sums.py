"""Statistics of regions of which sums are enough, without counting any intensity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import sum_kernels as kernels
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.moments import Above, Moments
from napari_compare.core.statistics.statistics import Statistics, Surroundings
from napari_compare.core.thresholds import Thresholds

Ints = npt.NDArray[np.int64]
Pixels = npt.NDArray[Any]
TYPES = (np.uint8, np.uint16)
NOTHING = np.zeros((0, 0), np.int64)
NO_EDGES = np.zeros(0)
BEYOND = 1 << 17  # an intensity that no pixel has


@dataclass(frozen=True)
class SummedChannel:
    """One channel of one region, as far as sums tell: a `Channel` without levels.

    Parameters
    ----------
    n
        Number of pixels.
    sum
        Sum of the intensities.
    minimum, maximum
        Least and greatest intensity; NaN without pixels.
    n_at_maximum
        Number of pixels of the greatest intensity.
    above
        Number of pixels above the threshold, and the sum of their intensities.
    """

    n: int
    sum: int
    minimum: float
    maximum: float
    n_at_maximum: int
    above: tuple[int, int]
    pivot: int = 0
    integer: bool = True

    @property
    def mean(self) -> float:
        """Mean intensity; NaN without pixels."""
        return self.sum / self.n if self.n else math.nan

    @property
    def constant(self) -> bool:
        """Whether all pixels have one intensity, or there are none."""
        return not self.minimum < self.maximum

    def n_at(self, intensity: float) -> int:
        """Return the number of pixels of the intensity at which the image is saturated."""
        return self.n_at_maximum if self.maximum == intensity else 0

    def n_above(self, _: float) -> int:
        """Return the number of pixels above the threshold."""
        return self.above[0]

    def sum_above(self, _: float) -> int:
        """Return the sum of the intensities above the threshold."""
        return self.above[1]


class Sums:
    """Sums over the pixels of some regions of images of unsigned integers, and their statistics.

    Parameters
    ----------
    regions
        Number of regions.
    thresholds
        The thresholds, where sums of what is above are wanted too.
    """

    def __init__(self, regions: int, thresholds: Thresholds | None) -> None:
        self._thresholds = thresholds
        self._all = np.zeros((regions, kernels.N_SUMS), np.int64)
        self._all[:, [kernels.LOW_A, kernels.LOW_B]] = BEYOND
        self._all[:, [kernels.HIGH_A, kernels.HIGH_B]] = -1
        self._above = np.zeros((regions, kernels.N_ABOVE), np.int64)
        self._n = np.zeros(regions, np.int64)

    def add(self, a: Pixels, b: Pixels, begin: Ints, end: Ints, region: Ints) -> None:
        """Add the pixels of runs; each belongs to the region of that number."""
        np.add.at(self._n, region, end - begin)
        kernels.add_sums(a, b, begin, end, region, self._all)
        if self._thresholds is not None:
            first = [_first_above(one) for one in (self._thresholds.a, self._thresholds.b)]
            kernels.add_sums_above(a, b, begin, end, region, *first, self._above)

    def merge(self, other: Sums) -> None:
        """Add what was found of other pixels of the same regions."""
        for low, high, at_high in (
            (kernels.LOW_A, kernels.HIGH_A, kernels.AT_HIGH_A),
            (kernels.LOW_B, kernels.HIGH_B, kernels.AT_HIGH_B),
        ):
            mine, its = self._all, other._all
            highest = np.maximum(mine[:, high], its[:, high])
            mine[:, at_high] *= mine[:, high] == highest
            mine[:, at_high] += its[:, at_high] * (its[:, high] == highest)
            mine[:, high] = highest
            mine[:, low] = np.minimum(mine[:, low], its[:, low])
        self._all[:, : kernels.LOW_A] += other._all[:, : kernels.LOW_A]
        self._above += other._above
        self._n += other._n

    def statistics(self, region: int, surroundings: Surroundings) -> Statistics:
        """Return what sums tell of a region; what they do not tell is left empty."""
        n = int(self._n[region])
        a, b, aa, bb, ab, apart, equal, *ends = self._all[region].tolist()
        above = self._above[region].tolist()
        moments = Moments(n, a, b, aa, bb, ab)
        return Statistics(
            a=_channel(n, a, ends[:3], (above[kernels.ABOVE_A], above[kernels.A_OWN])),
            b=_channel(n, b, ends[3:], (above[kernels.ABOVE_B], above[kernels.B_OWN])),
            n_excluded=0,
            thresholds=self._thresholds or Thresholds(math.nan, math.nan),
            surroundings=surroundings,
            moments=moments,
            where_positive=(above[kernels.A_POSITIVE], above[kernels.B_POSITIVE]),
            where_above=(above[kernels.A_OTHER], above[kernels.B_OTHER]),
            distance=(apart, aa + bb - 2 * ab, equal),
            normalized_distance=(math.nan, math.nan),
            rank_products=(0, 0, 0),
            equal_signs=0,
            concordance=0,
            joint=NOTHING,
            edges_a=NO_EDGES,
            edges_b=NO_EDGES,
            above=_above(moments, above),
            similarity=(0, 0),
        )


def _channel(n: int, total: int, ends: list[int], above: tuple[int, int]) -> Channel:
    low, high, at_high = ends
    least, greatest = (float(low), float(high)) if n else (math.nan, math.nan)
    # It has of a `Channel` what metrics ask for that need no levels.
    return cast(Channel, SummedChannel(n, total, least, greatest, at_high, above))


def _above(of_all: Moments, sums: list[int]) -> Above:
    n, a, b = sums[kernels.ABOVE], sums[kernels.A_BOTH], sums[kernels.B_BOTH]
    aa, bb, ab = sums[kernels.AA_BOTH :]
    m = of_all
    below = Moments(m.n - n, m.a - a, m.b - b, m.aa - aa, m.bb - bb, m.ab - ab)
    r = Moments(n, a, b, aa, bb, ab).pearson_r
    return Above(n, a, b, r, below.pearson_r, (0, 0, 0))


def _first_above(threshold: float) -> np.uint32:
    """Return the least whole number above a threshold, as far as intensities reach."""
    return np.uint32(min(max(math.floor(threshold) + 1, 0), BEYOND))
