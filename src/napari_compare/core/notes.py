"""The sentences beside a row of numbers: what is undefined and why, and what to beware of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from napari_compare.core.metrics import Metric
from napari_compare.core.metrics.correlation import CONSTANT
from napari_compare.core.regions import Region
from napari_compare.core.results import Note
from napari_compare.core.statistics.statistics import Statistics

SATURATED = 0.01
MANDERS = ("manders_m1", "manders_m2", "manders_tm1", "manders_tm2")


def notes(
    statistics: Statistics, region: Region, metrics: Sequence[Metric], row: dict[str, float]
) -> tuple[Note, ...]:
    """Return what a reader of a row must know.

    Parameters
    ----------
    statistics
        What the row was computed from.
    region
        The region of the row.
    metrics
        The metrics of the row.
    row
        Column → value.
    """
    found = [Note(text) for text in region.notes]
    if statistics.n_excluded:
        text = f"{statistics.n_excluded} pixels are left out: an intensity is not a finite number."
        found.append(Note(text, ("n_excluded",)))
    if not statistics.n:
        found.append(Note("The region has no valid pixel in the image."))
        return tuple(found)
    found += statistics.thresholds.notes
    found += _undefined(statistics, metrics, row)
    found += _warnings(statistics, {metric.key for metric in metrics})
    return tuple(found)


def _undefined(
    statistics: Statistics, metrics: Sequence[Metric], row: dict[str, float]
) -> Iterator[Note]:
    """Say why numbers are undefined, all numbers with one reason in one sentence."""
    by_reason: dict[str, list[Metric]] = defaultdict(list)
    for metric in metrics:
        explained = "thresholds" in metric.needs and statistics.thresholds.notes
        if math.isnan(row[metric.key]) and not explained:
            by_reason[_reason(statistics, metric)].append(metric)
    for reason, concerned in by_reason.items():
        labels = ", ".join(metric.label for metric in concerned)
        text = f"Undefined because {reason}: {labels}."
        yield Note(text, tuple(metric.key for metric in concerned))


def _reason(statistics: Statistics, metric: Metric) -> str:
    constant = [
        f"{name} is constant (every pixel is {channel.minimum:g})"
        for name, channel in (("A", statistics.a), ("B", statistics.b))
        if channel.constant
    ]
    return " and ".join(constant) if metric.undefined == CONSTANT and constant else metric.undefined


def _warnings(statistics: Statistics, keys: set[str]) -> Iterator[Note]:
    s, around = statistics, statistics.surroundings
    channels = ("A", s.a, around.saturated_a), ("B", s.b, around.saturated_b)
    for name, channel, level in channels:
        share = channel.n_at(level) / s.n
        if share >= SATURATED and not channel.constant:
            text = f"{share:.0%} of {name} is saturated: correlations and sums are off."
            yield Note(text, ("pearson_r", f"saturated_{name.lower()}"))
        if channel.minimum < 0 and keys.intersection(MANDERS):
            text = f"{name} has negative intensities: Manders' numbers may lie outside 0 to 1."
            yield Note(text, MANDERS)
    bright = [
        (name, m)
        for name, channel, m in (("A", s.a, "M2"), ("B", s.b, "M1"))
        if channel.minimum > 0 and f"manders_{m.lower()}" in keys
    ]
    if bright:
        text = (
            f"No pixel of {' or '.join(name for name, _ in bright)} is 0, so "
            f"{' and '.join(m for _, m in bright)} cannot be less than 1: subtract the background "
            f"or read {' and '.join(f't{m}' for _, m in bright)}."
        )
        yield Note(text, tuple(f"manders_{m.lower()}" for _, m in bright))
