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
from napari_compare.core.regions import Region
from napari_compare.core.results import Note, Result, Scatter
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.statistics import Statistics

ALWAYS = ("threshold_a", "threshold_b", "pearson_r_below")


def columns_of(pair: Pair, settings: Settings, split: Sequence[int]) -> list[Metric]:
    """Return the metrics of a row: its size, the chosen ones, and the thresholds behind them.

    With the threshold "none" these are there only if a chosen metric asks what is above them.
    """
    depth = _depth(pair, split)
    size, other = ("volume", "area") if depth else ("area", "volume")
    first = ["n_pixels", "n_excluded", size]
    around = {*first, *ALWAYS, other}
    wanted = chosen(settings.metrics)
    between = [metric.key for metric in wanted if metric.key not in around]
    cut = settings.threshold != "none" or any("thresholds" in metric.needs for metric in wanted)
    return [METRICS[key] for key in (*first, *between, *(ALWAYS if cut else ()))]


def needs_of(columns: Iterable[Metric]) -> frozenset[str]:
    """Return what must be gathered for these columns and the scatter plot."""
    return frozenset({"thresholds", "above"}.union(*(one.needs for one in columns)))


def row_of(
    task: Task,
    found: Statistics,
    region: Region,
    metrics: Sequence[Metric],
    places: Mapping[str, int],
    advice: Advice | None,
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """Return the row of a measured region at some places on split axes, and what is to be said."""
    with np.errstate(all="ignore"):
        numbers = {metric.key: metric(found) for metric in metrics}
    said = tuple(Note(text) for text in task.pair.notes)
    said += notes(found, region, metrics, numbers, advice)
    row: dict[str, Any] = {"region": region.name, "region_id": region.id, **places}
    row |= numbers
    row["notes"] = " ".join(note.text for note in said)
    return row, said


def result_of(
    task: Task,
    one: Measurement,
    metrics: Sequence[Metric],
    index: Mapping[int, int],
    advice: Advice | None,
) -> Result:
    """Return the row of a measured region, and what a scatter plot of it shows."""
    found = one.statistics(task.surroundings)
    places = {task.pair.axes[axis]: place for axis, place in index.items()}
    row, said = row_of(task, found, one.region, metrics, places, advice)
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
