"""The sentences beside a row of numbers: what is undefined and why, and what to beware of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from napari_compare.core.advice import Advice
from napari_compare.core.metrics import Metric
from napari_compare.core.metrics.correlation import CONSTANT
from napari_compare.core.regions import Region
from napari_compare.core.results import Note
from napari_compare.core.statistics.statistics import Statistics
from napari_compare.core.words import counted


def notes(
    statistics: Statistics,
    region: Region,
    metrics: Sequence[Metric],
    row: dict[str, float],
    advice: Advice | None,
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
    advice
        What to beware of in the comparison; only what concerns a column of the row is said. None
        where nothing but the numbers is looked at.
    """
    found = [Note(text) for text in region.notes]
    if statistics.n_excluded:
        n = statistics.n_excluded
        text = f"{counted(n, 'pixel')} {'is' if n == 1 else 'are'} left out: an intensity is not a "
        found.append(Note(f"{text}finite number.", ("n_excluded",)))
    if not statistics.n:
        found.append(Note("The region has no valid pixel in the image."))
        return tuple(found)
    found += statistics.thresholds.notes
    found += _undefined(statistics, metrics, row)
    if advice is not None:
        said = (note for note in advice.on(statistics, region) if row.keys() & note.columns)
        found += (replace(note, advice=True) for note in said)
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
