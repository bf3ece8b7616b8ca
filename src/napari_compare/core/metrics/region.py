"""Region: its size, and its intensities channel by channel."""

from __future__ import annotations

import math

from napari_compare.core.metrics.registry import metric, metric_of_each_channel
from napari_compare.core.statistics.statistics import Statistics

FAMILY = "Region"


@metric(
    "n_pixels",
    "Pixels",
    FAMILY,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    of_moments=True,
)
def n_pixels(s: Statistics) -> float:
    """Return the number of pixels measured: those at which both intensities are finite."""
    return s.n


@metric(
    "n_excluded",
    "Pixels left out",
    FAMILY,
    symmetric=True,
    ignores_gain=True,
    ignores_offset=True,
    of_moments=True,
)
def n_excluded(s: Statistics) -> float:
    """Return the number of pixels left out because an intensity is not a finite number."""
    return s.n_excluded


@metric("area", "Area", FAMILY, unit="size", symmetric=True, ignores_gain=True, ignores_offset=True)
def area(s: Statistics) -> float:
    """Return the area of the pixels measured, of a region in a plane."""
    return s.n * s.surroundings.pixel_size


@metric(
    "volume", "Volume", FAMILY, unit="size", symmetric=True, ignores_gain=True, ignores_offset=True
)
def volume(s: Statistics) -> float:
    """Return the volume of the pixels measured, of a region in a stack."""
    return s.n * s.surroundings.pixel_size


@metric_of_each_channel(
    ("mean_a", "mean_b"),
    ("Mean of A", "Mean of B"),
    FAMILY,
    unit="counts",
    undefined="no pixels",
    of_moments=True,
)
def mean(s: Statistics) -> float:
    """Return the mean intensity of {A}."""
    return s.a.mean


@metric_of_each_channel(
    ("std_a", "std_b"),
    ("SD of A", "SD of B"),
    FAMILY,
    unit="counts",
    ignores_offset=True,
    undefined="fewer than two pixels",
    of_moments=True,
)
def std(s: Statistics) -> float:
    """Return the standard deviation of the intensities of {A}, with n - 1 degrees of freedom."""
    return math.sqrt(s.moments.variance_a / (s.n * (s.n - 1))) if s.n > 1 else math.nan


@metric_of_each_channel(("min_a", "min_b"), ("Minimum of A", "Minimum of B"), FAMILY, unit="counts")
def minimum(s: Statistics) -> float:
    """Return the least intensity of {A}."""
    return s.a.minimum


@metric_of_each_channel(("max_a", "max_b"), ("Maximum of A", "Maximum of B"), FAMILY, unit="counts")
def maximum(s: Statistics) -> float:
    """Return the greatest intensity of {A}."""
    return s.a.maximum


@metric_of_each_channel(
    ("sum_a", "sum_b"),
    ("Sum of A", "Sum of B"),
    FAMILY,
    unit="counts",
    of_moments=True,
)
def total(s: Statistics) -> float:
    """Return the sum of the intensities of {A}."""
    return s.a.sum


@metric_of_each_channel(
    ("saturated_a", "saturated_b"),
    ("Saturated share of A", "Saturated share of B"),
    FAMILY,
    bounds=(0, 1),
    undefined="no pixels",
)
def saturated(s: Statistics) -> float:
    """Return the share of the pixels at which {A} is saturated.

    That is at the greatest value of its type, or at the image's own maximum when more than
    0.01 % of the image's pixels hold it.
    """
    return s.a.n_at(s.surroundings.saturated_a) / s.n if s.n else math.nan
