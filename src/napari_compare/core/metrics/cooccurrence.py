"""Co-occurrence: how much of A lies where B is present, and the other way round."""

from __future__ import annotations

import math

from napari_compare.core.metrics.registry import metric, metric_of_each_channel
from napari_compare.core.statistics.statistics import Statistics

FAMILY = "Co-occurrence"
DARK = "a channel sums to 0"
NONE_ABOVE = "no pixel of the channel is above its threshold"


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


@metric_of_each_channel(
    ("manders_m1", "manders_m2"),
    ("Manders M1", "Manders M2"),
    FAMILY,
    needs=("positive",),
    bounds=(0, 1),
    ignores_gain=True,
    undefined=DARK,
)
def manders_m(s: Statistics) -> float:
    """Return Manders M{1}: share of {A} where {B} is above 0.

    Σ{a}[{b} > 0] / Σ{a}. Manders EMM et al. (1993) doi:10.1111/j.1365-2818.1993.tb03313.x.
    """
    return _ratio(s.where_positive[0], s.a.sum)


@metric_of_each_channel(
    ("manders_tm1", "manders_tm2"),
    ("Manders tM1", "Manders tM2"),
    FAMILY,
    short=("tM1", "tM2"),
    bounds=(0, 1),
    needs=("thresholds",),
    essential=True,
    undefined=DARK,
)
def manders_tm(s: Statistics) -> float:
    """Return Manders tM{1}: share of {A} where {B} is above its threshold.

    Σ{a}[{b} > t{B}] / Σ{a}, as Costes SV et al. (2004) doi:10.1529/biophysj.103.038422 and Coloc 2.
    """
    if not s.has_thresholds:
        return math.nan
    return _ratio(s.where_above[0], s.a.sum)


@metric_of_each_channel(
    ("manders_tm1_signal", "manders_tm2_signal"),
    ("Manders tM1 of signal", "Manders tM2 of signal"),
    FAMILY,
    bounds=(0, 1),
    needs=("thresholds", "above"),
    undefined=NONE_ABOVE,
)
def manders_tm_signal(s: Statistics) -> float:
    """Return share of {A} above its own threshold that lies where {B} is above its threshold.

    Σ{a}[{a} > t{A} and {b} > t{B}] / Σ{a}[{a} > t{A}], as JACoP, CellProfiler and EzColocalization.
    Bolte S, Cordelières FP (2006) doi:10.1111/j.1365-2818.2006.01706.x.
    """
    if not s.has_thresholds:
        return math.nan
    return _ratio(s.above.a, s.a.sum_above(s.thresholds.a))


@metric(
    "overlap_coefficient",
    "Overlap coefficient",
    FAMILY,
    short="Overlap",
    bounds=(-1, 1),
    essential=True,
    of_itself=1,
    symmetric=True,
    ignores_gain=True,
    undefined="a channel is 0 everywhere",
    of_moments=True,
)
def overlap_coefficient(s: Statistics) -> float:
    """Return Manders' overlap coefficient: Pearson's r without subtracting the means.

    Σab / √(Σa²·Σb²). Manders EMM et al. (1993) doi:10.1111/j.1365-2818.1993.tb03313.x.
    """
    aa, bb, ab = s.products
    return _ratio(ab, math.sqrt(aa) * math.sqrt(bb))


@metric_of_each_channel(
    ("k1", "k2"),
    ("Overlap k1", "Overlap k2"),
    FAMILY,
    of_itself=1,
    undefined=DARK,
    of_moments=True,
)
def k(s: Statistics) -> float:
    """Return the overlap coefficient's part k{1}: Σab / Σ{a}².

    Manders EMM et al. (1993) doi:10.1111/j.1365-2818.1993.tb03313.x.
    """
    aa, _, ab = s.products
    return _ratio(ab, aa)


@metric_of_each_channel(
    ("fraction_above_a", "fraction_above_b"),
    ("Share above, A", "Share above, B"),
    FAMILY,
    bounds=(0, 1),
    needs=("thresholds",),
    undefined="no pixels",
)
def fraction_above(s: Statistics) -> float:
    """Return the share of the pixels at which {A} is above its threshold."""
    if not s.has_thresholds:
        return math.nan
    return _ratio(s.a.n_above(s.thresholds.a), s.n)


@metric_of_each_channel(
    ("area_overlap_a", "area_overlap_b"),
    ("Area overlap, A", "Area overlap, B"),
    FAMILY,
    bounds=(0, 1),
    needs=("thresholds", "above"),
    undefined=NONE_ABOVE,
)
def area_overlap(s: Statistics) -> float:
    """Return the share of the pixels with {A} above at which {B} is above too: |A∩B| / |{A}|."""
    if not s.has_thresholds:
        return math.nan
    return _ratio(s.above.n, s.a.n_above(s.thresholds.a))


@metric(
    "dice",
    "Dice",
    FAMILY,
    bounds=(0, 1),
    needs=("thresholds", "above"),
    symmetric=True,
    undefined="no pixel of either channel is above its threshold",
)
def dice(s: Statistics) -> float:
    """Return the Dice coefficient of the pixels above: 2·|A∩B| / (|A| + |B|).

    Dice LR (1945) doi:10.2307/1932409.
    """
    if not s.has_thresholds:
        return math.nan
    return _ratio(2 * s.above.n, s.a.n_above(s.thresholds.a) + s.b.n_above(s.thresholds.b))


@metric(
    "jaccard",
    "Jaccard",
    FAMILY,
    bounds=(0, 1),
    needs=("thresholds", "above"),
    symmetric=True,
    undefined="no pixel of either channel is above its threshold",
)
def jaccard(s: Statistics) -> float:
    """Return the Jaccard index of the pixels above: |A∩B| / |A∪B|.

    Jaccard P (1912) doi:10.1111/j.1469-8137.1912.tb05611.x.
    """
    if not s.has_thresholds:
        return math.nan
    either = s.a.n_above(s.thresholds.a) + s.b.n_above(s.thresholds.b) - s.above.n
    return _ratio(s.above.n, either)


@metric_of_each_channel(
    ("rwc1", "rwc2"),
    ("Rank-weighted RWC1", "Rank-weighted RWC2"),
    FAMILY,
    bounds=(0, 1),
    needs=("thresholds", "above", "rank_weights"),
    undefined=NONE_ABOVE,
)
def rwc(s: Statistics) -> float:
    """Return the rank-weighted co-localization of {A}: tM{1} of signal, less where ranks differ.

    Pixels are weighted by (R - |rank of a - rank of b|) / R, with dense ranks from 0 and R the
    larger top rank plus 1. Singan VR et al. (2011) doi:10.1186/1471-2105-12-407.
    """
    if not s.has_thresholds:
        return math.nan
    top = max(len(s.a.x), len(s.b.x))
    weighted = s.above.a - s.above.rank_distances[1] / top if top else math.nan
    return _ratio(weighted, s.a.sum_above(s.thresholds.a))


@metric_of_each_channel(
    ("threshold_a", "threshold_b"),
    ("Threshold A", "Threshold B"),
    FAMILY,
    short=("Thr. A", "Thr. B"),
    unit="counts",
    needs=("thresholds",),
    undefined="the method found none",
)
def threshold(s: Statistics) -> float:
    """Return the threshold of {A}: pixels with a greater intensity count as above."""
    return s.thresholds.a
