"""Information and histograms: what one channel tells of the other, and how alike their spread is.

Histograms have at most 256 equal bins; for whole numbers a bin is a whole number of levels.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from napari_compare.core.metrics.registry import metric
from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Floats, bin_edges
from napari_compare.core.statistics.statistics import Statistics

FAMILY = "Information"
EMPTY = "no pixels"


def _entropy(counts: npt.NDArray[np.int64]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-np.sum(shares * np.log2(shares))) + 0.0


def _entropies(s: Statistics) -> tuple[float, float, float]:
    return _entropy(s.joint.sum(axis=1)), _entropy(s.joint.sum(axis=0)), _entropy(s.joint.ravel())


@metric(
    "mutual_information",
    "Mutual information",
    FAMILY,
    needs=("levels",),
    unit="bits",
    bounds=(0, 8),
    symmetric=True,
    undefined=EMPTY,
)
def mutual_information(s: Statistics) -> float:
    """Return H(A) + H(B) - H(A,B): how many bits a pixel of A tells of B.

    Of the joint histogram, each channel over its own range. Shannon CE (1948)
    doi:10.1002/j.1538-7305.1948.tb01338.x.
    """
    a, b, both = _entropies(s)
    return a + b - both if s.n else math.nan


@metric(
    "normalized_mutual_information",
    "Normalized mutual information",
    FAMILY,
    needs=("levels",),
    bounds=(1, 2),
    of_itself=2,
    symmetric=True,
    undefined="both channels are constant",
)
def normalized_mutual_information(s: Statistics) -> float:
    """Return (H(A) + H(B)) / H(A,B): 1 where A tells nothing of B, 2 where it tells all.

    Studholme C et al. (1999) doi:10.1016/S0031-3203(98)00091-0.
    """
    a, b, both = _entropies(s)
    return (a + b) / both if both else math.nan


def _histograms(s: Statistics) -> tuple[Floats, Floats]:
    edges = bin_edges(
        min(s.a.minimum, s.b.minimum), max(s.a.maximum, s.b.maximum), integer=s.integer
    )
    return s.a.histogram(edges), s.b.histogram(edges)


@metric(
    "histogram_correlation",
    "Histogram correlation",
    FAMILY,
    needs=("levels",),
    bounds=(-1, 1),
    symmetric=True,
    undefined="the histograms have one bin",
)
def histogram_correlation(s: Statistics) -> float:
    """Return Pearson's r of the two channels' histograms over their common range."""
    if not s.n:
        return math.nan
    p, q = (histogram - histogram.mean() for histogram in _histograms(s))
    spread = math.sqrt(float(p @ p)) * math.sqrt(float(q @ q))
    return float(p @ q) / spread if spread else math.nan


@metric(
    "histogram_chi2",
    "Histogram χ²",
    FAMILY,
    needs=("levels",),
    bounds=(0, 1),
    of_itself=0,
    symmetric=True,
    undefined=EMPTY,
)
def histogram_chi2(s: Statistics) -> float:
    """Return ½ Σ (p - q)² / (p + q) of the two channels' histograms over their common range.

    Pele O, Werman M (2010) doi:10.1007/978-3-642-15552-9_54.
    """
    if not s.n:
        return math.nan
    p, q = _histograms(s)
    either = p + q
    held = either > 0
    return 0.5 * float(np.sum((p - q)[held] ** 2 / either[held]))


@metric(
    "histogram_intersection",
    "Histogram intersection",
    FAMILY,
    needs=("levels",),
    bounds=(0, 1),
    of_itself=1,
    symmetric=True,
    undefined=EMPTY,
)
def histogram_intersection(s: Statistics) -> float:
    """Return Σ min(p, q) of the two channels' histograms over their common range.

    Swain MJ, Ballard DH (1991) doi:10.1007/BF00130487.
    """
    return float(np.minimum(*_histograms(s)).sum()) if s.n else math.nan


@metric(
    "histogram_hellinger",
    "Hellinger distance",
    FAMILY,
    needs=("levels",),
    bounds=(0, 1),
    of_itself=0,
    symmetric=True,
    undefined=EMPTY,
)
def histogram_hellinger(s: Statistics) -> float:
    """Return √(1 - Σ√(pq)) of the two channels' histograms over their common range.

    Hellinger E (1909) doi:10.1515/crll.1909.136.210.
    """
    if not s.n:
        return math.nan
    p, q = (np.sqrt(histogram) for histogram in _histograms(s))
    return math.sqrt(0.5 * float(np.sum((p - q) ** 2)))


@metric(
    "histogram_jensen_shannon",
    "Jensen–Shannon distance",
    FAMILY,
    needs=("levels",),
    bounds=(0, 1),
    of_itself=0,
    symmetric=True,
    undefined=EMPTY,
)
def histogram_jensen_shannon(s: Statistics) -> float:
    """Return the square root of the Jensen–Shannon divergence, base 2, of the histograms.

    Over the channels' common range. Lin J (1991) doi:10.1109/18.61115.
    """
    if not s.n:
        return math.nan
    p, q = _histograms(s)
    middle = (p + q) / 2
    divergence = 0.0
    for histogram in (p, q):
        held = histogram > 0
        divergence += float(np.sum(histogram[held] * np.log2(histogram[held] / middle[held]))) / 2
    return math.sqrt(max(0.0, divergence))


@metric(
    "wasserstein",
    "Wasserstein distance",
    FAMILY,
    needs=("levels",),
    unit="counts",
    bounds=(0, math.inf),
    of_itself=0,
    symmetric=True,
    undefined=EMPTY,
)
def wasserstein(s: Statistics) -> float:
    """Return the earth mover's distance of the intensities of A and B.

    The mean distance by which intensities must be moved to turn one histogram into the other.
    Rubner Y et al. (2000) doi:10.1023/A:1026543900054.
    """
    if not s.n:
        return math.nan
    moved = kernels.earth_moved(s.a.values, s.a.counts, s.b.values, s.b.counts)
    return float(moved) / s.n
