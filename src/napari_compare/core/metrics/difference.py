"""Difference: how far the intensities of A and B are apart, pixel by pixel."""

from __future__ import annotations

import math

from napari_compare.core.metrics.registry import metric
from napari_compare.core.statistics.statistics import Statistics

FAMILY = "Difference"
EMPTY = "no pixels"
FLAT = "the 1 % and 99 % quantiles of a channel are equal"


@metric(
    "mean_difference",
    "Mean difference",
    FAMILY,
    unit="counts",
    of_itself=0,
    undefined=EMPTY,
    of_moments=True,
)
def mean_difference(s: Statistics) -> float:
    """Return mean(a - b): how much brighter A is than B."""
    if not s.n:
        return math.nan
    m = s.moments
    return (m.a - m.b + s.n * (s.a.pivot - s.b.pivot)) / s.n


@metric(
    "mad",
    "MAD",
    FAMILY,
    unit="counts",
    bounds=(0, math.inf),
    essential=True,
    of_itself=0,
    symmetric=True,
    undefined=EMPTY,
)
def mad(s: Statistics) -> float:
    """Return the mean absolute difference, mean |a - b|: how far A and B are apart at a pixel."""
    return s.distance[0] / s.n if s.n else math.nan


@metric(
    "rmsd",
    "RMSD",
    FAMILY,
    unit="counts",
    bounds=(0, math.inf),
    essential=True,
    of_itself=0,
    symmetric=True,
    undefined=EMPTY,
    of_moments=True,
)
def rmsd(s: Statistics) -> float:
    """Return the root mean square difference, √mean((a - b)²), which large differences rule."""
    return math.sqrt(s.distance[1] / s.n) if s.n else math.nan


@metric(
    "mad_normalized",
    "MAD, normalized",
    FAMILY,
    short="MAD n.",
    bounds=(0, math.inf),
    needs=("pointwise",),
    essential=True,
    of_itself=0,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    undefined=FLAT,
)
def mad_normalized(s: Statistics) -> float:
    """Return the mean absolute difference of intensities normalized by each channel's quantiles.

    Of x = (a - q0.01) / (q0.99 - q0.01), with the quantiles of A in the region; y likewise of B.
    Nothing is clipped.
    """
    return s.normalized_distance[0] / s.n if s.n else math.nan


@metric(
    "rmsd_normalized",
    "RMSD, normalized",
    FAMILY,
    short="RMSD n.",
    bounds=(0, math.inf),
    needs=("pointwise",),
    essential=True,
    of_itself=0,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    undefined=FLAT,
)
def rmsd_normalized(s: Statistics) -> float:
    """Return the root mean square difference of intensities normalized by quantiles.

    Of x = (a - q0.01) / (q0.99 - q0.01), with the quantiles of A in the region; y likewise of B.
    Nothing is clipped.
    """
    return math.sqrt(s.normalized_distance[1] / s.n) if s.n else math.nan


@metric("psnr", "PSNR", FAMILY, unit="dB", of_itself=math.inf, symmetric=True, undefined=EMPTY)
def psnr(s: Statistics) -> float:
    """Return 20·log10(L / RMSD): the peak signal-to-noise ratio, ∞ where A equals B.

    L is the intensity range of both whole images together, unless the settings give another.
    """
    apart = rmsd(s)
    if apart == 0:
        return math.inf
    span = s.surroundings.data_range
    return 20 * math.log10(span / apart) if span > 0 else math.nan


@metric(
    "ssim",
    "SSIM",
    FAMILY,
    bounds=(-1, 1),
    needs=("similarity",),
    of_itself=1,
    symmetric=True,
    undefined="no pixel has a window of 7 × 7 finite pixels, or both images are constant",
)
def ssim(s: Statistics) -> float:
    """Return the mean structural similarity over the region.

    The map is computed of each whole plane, with uniform windows of 7 × 7 pixels, the sample
    covariance, and the intensity range of PSNR (Wang et al. 2004, doi:10.1109/TIP.2003.819861).
    """
    total, n = s.similarity
    return total / n if n else math.nan


@metric(
    "identical_fraction",
    "Identical pixels",
    FAMILY,
    bounds=(0, 1),
    of_itself=1,
    symmetric=True,
    undefined=EMPTY,
)
def identical_fraction(s: Statistics) -> float:
    """Return the share of the pixels at which a = b."""
    return s.distance[2] / s.n if s.n else math.nan
