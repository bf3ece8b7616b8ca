"""Correlation: whether A is bright where B is bright."""

from __future__ import annotations

import math

from napari_compare.core.metrics.registry import metric
from napari_compare.core.statistics.statistics import Statistics

FAMILY = "Correlation"
CONSTANT = "a channel is constant"


@metric(
    "pearson_r",
    "Pearson's r",
    FAMILY,
    short="r",
    bounds=(-1, 1),
    essential=True,
    of_itself=1,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    undefined=CONSTANT,
    of_moments=True,
)
def pearson_r(s: Statistics) -> float:
    """Return Pearson's r: how near to a straight line A and B vary together, from -1 to 1.

    Pearson K (1896) doi:10.1098/rsta.1896.0007.
    """
    return math.nan if s.a.constant or s.b.constant else s.moments.pearson_r


@metric(
    "pearson_r_above",
    "Pearson's r above",
    FAMILY,
    bounds=(-1, 1),
    needs=("thresholds", "above"),
    symmetric=True,
    undefined="too few pixels are above both thresholds, or a channel is constant there",
)
def pearson_r_above(s: Statistics) -> float:
    """Return Pearson's r of the pixels above both thresholds.

    Pearson K (1896) doi:10.1098/rsta.1896.0007.
    """
    return s.above.pearson_r if s.has_thresholds else math.nan


@metric(
    "pearson_r_below",
    "Pearson's r below",
    FAMILY,
    short="r below",
    bounds=(-1, 1),
    needs=("thresholds", "above"),
    symmetric=True,
    undefined="too few pixels are below a threshold, or a channel is constant there",
)
def pearson_r_below(s: Statistics) -> float:
    """Return Pearson's r of the pixels that are not above both thresholds.

    A Costes threshold is sound when this is near 0.
    Costes SV et al. (2004) doi:10.1529/biophysj.103.038422.
    """
    return s.above.pearson_r_below if s.has_thresholds else math.nan


@metric(
    "spearman_rho",
    "Spearman's ρ",
    FAMILY,
    short="ρ",
    bounds=(-1, 1),
    needs=("pointwise",),
    essential=True,
    of_itself=1,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    undefined=CONSTANT,
)
def spearman_rho(s: Statistics) -> float:
    """Return Spearman's ρ: Pearson's r of the intensities' ranks; ties share their mean rank.

    Spearman C (1904) doi:10.2307/1412159.
    """
    aa, bb, ab = s.rank_products
    spread = math.sqrt(aa) * math.sqrt(bb)
    return ab / spread if spread else math.nan


@metric(
    "kendall_tau",
    "Kendall's τ",
    FAMILY,
    bounds=(-1, 1),
    needs=("pairs",),
    of_itself=1,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    undefined=CONSTANT,
)
def kendall_tau(s: Statistics) -> float:
    """Return Kendall's τ-b: the surplus of pairs of pixels that A and B order alike.

    Kendall MG (1945) doi:10.1093/biomet/33.3.239.
    """
    untied = math.sqrt(_untied(s)) * math.sqrt(_untied(s.swapped))
    return s.concordance / untied if untied else math.nan


def _untied(s: Statistics) -> int:
    tied = int((s.a.counts * (s.a.counts - 1) // 2).sum())
    return s.n * (s.n - 1) // 2 - tied


@metric(
    "icq",
    "Li's ICQ",
    FAMILY,
    short="ICQ",
    bounds=(-0.5, 0.5),
    needs=("pointwise",),
    essential=True,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    undefined=CONSTANT,
)
def icq(s: Statistics) -> float:
    """Return Li's intensity correlation quotient: share of pixels that vary together, less ½.

    A pixel counts when (a - ā)(b - b̄) > 0. Li Q et al. (2004) doi:10.1523/JNEUROSCI.0346-04.2004.
    """
    return math.nan if s.a.constant or s.b.constant else s.equal_signs / s.n - 0.5


@metric(
    "concordance",
    "Lin's concordance",
    FAMILY,
    bounds=(-1, 1),
    of_itself=1,
    symmetric=True,
    undefined="both channels are constant and equal",
    of_moments=True,
)
def concordance(s: Statistics) -> float:
    """Return Lin's concordance: Pearson's r lowered by differences in mean and spread.

    2·cov / (va + vb + (ā - b̄)²). Lin LI (1989) doi:10.2307/2532051.
    """
    m = s.moments
    apart = m.a - m.b + s.n * (s.a.pivot - s.b.pivot)
    spread = m.variance_a + m.variance_b + apart * apart
    return 2 * m.covariance / spread if spread else math.nan


@metric(
    "slope",
    "Slope",
    FAMILY,
    ignores_offset=True,
    of_itself=1,
    undefined="no covariance",
    of_moments=True,
)
def slope(s: Statistics) -> float:
    """Return the slope of the orthogonal regression of B on A.

    The line b = slope·a + intercept from which the pixels of the scatter plot are least far.
    Pearson K (1901) doi:10.1080/14786440109462720.
    """
    return math.nan if s.a.constant or s.b.constant else s.moments.slope


@metric(
    "intercept",
    "Intercept",
    FAMILY,
    unit="counts",
    of_itself=0,
    undefined="no covariance",
    of_moments=True,
)
def intercept(s: Statistics) -> float:
    """Return the intercept of the orthogonal regression of B on A.

    Pearson K (1901) doi:10.1080/14786440109462720.
    """
    return s.b.mean - slope(s) * s.a.mean
