"""From what was measured of a region to its row in the table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from napari_compare.core.advice import Advice
from napari_compare.core.measurement import Measurement
from napari_compare.core.metrics import METRICS, Metric, chosen
from napari_compare.core.notes import notes
from napari_compare.core.pair import SPATIAL, Pair
from napari_compare.core.passes import Task
from napari_compare.core.results import Note, Result, Scatter
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.statistics import Statistics

ALWAYS = ("threshold_a", "threshold_b", "pearson_r_below")


def columns_of(pair: Pair, settings: Settings, split: Sequence[int]) -> list[Metric]:
    """Return the metrics of a row: its size, the chosen ones, and the thresholds behind them."""
    depth = _depth(pair, split)
    size, other = ("volume", "area") if depth else ("area", "volume")
    first = ["n_pixels", "n_excluded", size]
    around = {*first, *ALWAYS, other}
    between = [metric.key for metric in chosen(settings.metrics) if metric.key not in around]
    return [METRICS[key] for key in (*first, *between, *ALWAYS)]


def needs_of(columns: Iterable[Metric]) -> frozenset[str]:
    """Return what must be gathered for these columns and the scatter plot."""
    return frozenset({"thresholds", "above"}.union(*(one.needs for one in columns)))


def result_of(
    task: Task,
    one: Measurement,
    metrics: Sequence[Metric],
    index: Mapping[int, int],
    advice: Advice,
) -> Result:
    """Return the row of a measured region, and what a scatter plot of it shows."""
    pair, found = task.pair, one.statistics(task.surroundings)
    with np.errstate(all="ignore"):
        numbers = {metric.key: metric(found) for metric in metrics}
    said = tuple(Note(text) for text in pair.notes)
    said += notes(found, one.region, metrics, numbers, advice)
    places = {pair.axes[axis]: place for axis, place in index.items()}
    row: dict[str, Any] = {"region": one.region.name, "region_id": one.region.id, **places}
    row |= numbers
    row["notes"] = " ".join(note.text for note in said)
    return Result(row, one.region, places, _scatter(found), said)


def _scatter(found: Statistics) -> Scatter:
    most = int(found.joint.max(initial=0))
    return Scatter(
        # A movie has thousands of these.
        found.joint.astype(np.min_scalar_type(most)),
        found.edges_a,
        found.edges_b,
        found.thresholds.a,
        found.thresholds.b,
        METRICS["slope"](found),
        METRICS["intercept"](found),
    )


def _depth(pair: Pair, split: Sequence[int]) -> bool:
    """Return whether a region extends in z."""
    return any(
        axis == "z" and i not in split and pair.shape[i] > 1 for i, axis in enumerate(pair.axes)
    )


def pixel_size(pair: Pair, split: Sequence[int]) -> float:
    """Return the area of a pixel, or its volume where a region extends in z."""
    extent = SPATIAL if _depth(pair, split) else SPATIAL[1:]
    sizes = zip(pair.axes, pair.spacing, strict=True)
    return math.prod(size for axis, size in sizes if axis in extent)
