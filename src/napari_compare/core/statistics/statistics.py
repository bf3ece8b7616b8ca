"""All that is known of one region: what metrics are computed from."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.first import NativeFirstPass, TabledFirstPass
from napari_compare.core.statistics.moments import Moments, moments
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
    distance
        Sums of |a - b| and (a - b)², and the number of pixels at which a = b.
    normalized_distance
        Sums of the first two for intensities normalized by their quantiles.
    rank_products
        Sum of the products of `Channel.ranks`.
    equal_signs
        Number of pixels at which (a - ā)(b - b̄) > 0.
    concordance
        Concordant minus discordant pairs of pixels.
    joint
        Joint histogram, shape (bins of A, bins of B).
    edges_a, edges_b
        Its edges.
    above
        Moments of the pixels above both thresholds.
    r_above, r_below
        Pearson's r of these, and of all others.
    rank_distances
        Sums of d, d·a and d·b over the pixels above both; d is the distance of dense ranks.
    similarity
        Sum of the SSIM map and number of its finite pixels.
    """

    a: Channel
    b: Channel
    n_excluded: int
    thresholds: Thresholds
    surroundings: Surroundings
    distance: tuple[float, float, int]
    normalized_distance: tuple[float, float]
    rank_products: int
    equal_signs: int
    concordance: int
    joint: npt.NDArray[np.int64]
    edges_a: npt.NDArray[np.float64]
    edges_b: npt.NDArray[np.float64]
    above: Moments
    r_above: float
    r_below: float
    rank_distances: tuple[float, float, float]
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
    def moments(self) -> Moments:
        """Moments of the intensities less the channels' pivots."""
        return moments(self.a, self.b)

    @cached_property
    def products(self) -> tuple[float, float, float]:
        """Sums of a², b² and ab."""
        m, p, q = self.moments, self.a.pivot, self.b.pivot
        return (
            m.aa + 2 * p * m.a + m.n * p * p,
            m.bb + 2 * q * m.b + m.n * q * q,
            m.ab + q * m.a + p * m.b + m.n * p * q,
        )

    def swapped(self) -> Statistics:
        """Return the same with A and B exchanged, for what is asked of each against the other."""
        around, found = self.surroundings, self.thresholds
        d, da, db = self.rank_distances
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
            above=self.above.swapped(),
            rank_distances=(d, db, da),
        )


def statistics(
    first: TabledFirstPass | NativeFirstPass,
    second: SecondPass,
    thresholds: Thresholds,
    surroundings: Surroundings,
    n_excluded: int,
    similarity: tuple[float, int],
) -> Statistics:
    """Return what two passes over a region's pixels have found."""
    a, b = second.channels
    cut = _first_key_above(second, thresholds)
    *above, d, da, db = second.sums[cut:].sum(axis=0).tolist()
    *below, _, _, _ = second.sums[:cut].sum(axis=0).tolist()
    return Statistics(
        a=a,
        b=b,
        n_excluded=n_excluded,
        thresholds=thresholds,
        surroundings=surroundings,
        distance=first.distance(moments(a, b)),
        normalized_distance=second.normalized_distance,
        rank_products=second.rank_products,
        equal_signs=second.equal_signs,
        concordance=second.concordance(),
        joint=second.joint,
        edges_a=second.edges[0],
        edges_b=second.edges[1],
        above=Moments(*above),
        r_above=Moments(*above).pearson_r,
        r_below=Moments(*below).pearson_r,
        rank_distances=(d, da + a.pivot * d, db + b.pivot * d),
        similarity=similarity,
    )


def _first_key_above(second: SecondPass, thresholds: Thresholds) -> int:
    """Return the index of the first key that says above in both channels."""
    keys = second.keys
    if math.isnan(thresholds.a) or math.isnan(thresholds.b):
        return len(keys.values)
    a, b = second.channels
    above = (
        keys.a[a.first_above(thresholds.a) :],
        keys.b[b.first_above(thresholds.b) :],
    )
    if not all(map(len, above)):
        return len(keys.values)
    return int(min(above[0][0], above[1][0]))
