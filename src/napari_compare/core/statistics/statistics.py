"""All that is known of one region: what metrics are computed from."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.first import FirstPass
from napari_compare.core.statistics.moments import Above, Moments
from napari_compare.core.statistics.real import RealRegion
from napari_compare.core.statistics.second import SecondPass
from napari_compare.core.thresholds import Thresholds


@dataclass(frozen=True)
class Surroundings:
    """What a region's metrics must know of the images beyond it.

    Parameters
    ----------
    data_range
        Intensity range of both images together.
    saturated_a, saturated_b
        Intensity at which each channel saturates; NaN where it does not.
    pixel_size
        Area or volume of a pixel.
    """

    data_range: float
    saturated_a: float
    saturated_b: float
    pixel_size: float


@dataclass(frozen=True, eq=False)
class Statistics:
    """The pixels of one region, as far as metrics need them.

    What no metric asked for is left empty: 0, or NaN thresholds.

    Parameters
    ----------
    a, b
        The channels' levels.
    n_excluded
        Number of pixels left out because an intensity is not finite.
    thresholds
        The thresholds of both channels.
    surroundings
        What must be known of the images beyond the region.
    moments
        Moments of the intensities less the channels' pivots.
    where_positive, where_above
        Sums of A where B is above 0, and above its threshold; and of B where A is.
    distance
        Sums of |a - b| and (a - b)², and the number of pixels at which a = b.
    normalized_distance
        Sums of the first two for intensities normalized by their quantiles.
    rank_products
        Sums of the squares of the ranks of A and of B, and of their products.
    equal_signs
        Number of pixels at which (a - ā)(b - b̄) > 0.
    concordance
        Concordant minus discordant pairs of pixels.
    joint
        Joint histogram, shape (bins of A, bins of B).
    edges_a, edges_b
        Its edges.
    above
        What is known of the pixels above both thresholds.
    similarity
        Sum of the SSIM map and number of its finite pixels.
    """

    a: Channel
    b: Channel
    n_excluded: int
    thresholds: Thresholds
    surroundings: Surroundings
    moments: Moments
    where_positive: tuple[float, float]
    where_above: tuple[float, float]
    distance: tuple[float, float, int]
    normalized_distance: tuple[float, float]
    rank_products: tuple[float, float, float]
    equal_signs: int
    concordance: int
    joint: npt.NDArray[np.int64]
    edges_a: npt.NDArray[np.float64]
    edges_b: npt.NDArray[np.float64]
    above: Above
    similarity: tuple[float, int]

    @property
    def n(self) -> int:
        """Number of valid pixels."""
        return self.a.n

    @property
    def integer(self) -> bool:
        """Whether both channels hold whole numbers."""
        return self.a.integer and self.b.integer

    @property
    def has_thresholds(self) -> bool:
        """Whether both thresholds are known."""
        return not (math.isnan(self.thresholds.a) or math.isnan(self.thresholds.b))

    @cached_property
    def products(self) -> tuple[float, float, float]:
        """Sums of a², b² and ab."""
        m, p, q = self.moments, self.a.pivot, self.b.pivot
        return (
            m.aa + 2 * p * m.a + m.n * p * p,
            m.bb + 2 * q * m.b + m.n * q * q,
            m.ab + q * m.a + p * m.b + m.n * p * q,
        )

    @cached_property
    def swapped(self) -> Statistics:
        """The same with A and B exchanged, for what is asked of each against the other."""
        around, found = self.surroundings, self.thresholds
        return dataclasses.replace(
            self,
            a=self.b,
            b=self.a,
            thresholds=dataclasses.replace(found, a=found.b, b=found.a),
            surroundings=dataclasses.replace(
                around, saturated_a=around.saturated_b, saturated_b=around.saturated_a
            ),
            joint=self.joint.T,
            edges_a=self.edges_b,
            edges_b=self.edges_a,
            moments=self.moments.swapped(),
            rank_products=self.rank_products[1::-1] + self.rank_products[2:],
            where_positive=self.where_positive[::-1],
            where_above=self.where_above[::-1],
            above=self.above.swapped(),
        )


@dataclass(frozen=True)
class Around:
    """What a region's statistics hold that its pixels do not tell.

    Parameters
    ----------
    thresholds, surroundings, n_excluded, similarity
        See `Statistics`.
    """

    thresholds: Thresholds
    surroundings: Surroundings
    n_excluded: int
    similarity: tuple[float, int]


def of_counts(first: FirstPass, second: SecondPass, around: Around) -> Statistics:
    """Return what two passes over a region's pixels have found."""
    a, b = second.channels
    limits = around.thresholds.a, around.thresholds.b
    return Statistics(
        a=a,
        b=b,
        **vars(around),
        moments=first.moments,
        where_positive=first.sums_where_above(0, 0),
        where_above=first.sums_where_above(*limits),
        distance=first.distance,
        normalized_distance=second.normalized_distance,
        rank_products=second.rank_products,
        equal_signs=second.equal_signs,
        concordance=second.concordance(),
        joint=second.joint,
        edges_a=second.edges[0],
        edges_b=second.edges[1],
        above=second.above(*limits),
    )


def of_pixels(real: RealRegion, around: Around) -> Statistics:
    """Return what there is to know of the pixels of a region of real numbers."""
    (a, b), pointwise = real.channels, "pointwise" in real.needs
    limits = around.thresholds.a, around.thresholds.b
    return Statistics(
        a=a,
        b=b,
        **vars(around),
        moments=real.moments,
        where_positive=real.sums_where_above(0, 0),
        where_above=real.sums_where_above(*limits),
        distance=real.distance,
        normalized_distance=real.normalized_distance if pointwise else (math.nan, math.nan),
        rank_products=real.rank_products if pointwise else (0, 0, 0),
        equal_signs=real.equal_signs if pointwise else 0,
        concordance=real.concordance() if "pairs" in real.needs else 0,
        joint=real.joint,
        edges_a=real.edges[0],
        edges_b=real.edges[1],
        above=real.above(*limits),
    )
