"""The comparison itself: settings, two channels and regions in, a row for each region out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_compare.core.advice import Advice
from napari_compare.core.measurement import Measurement
from napari_compare.core.metrics import METRICS, Metric, chosen
from napari_compare.core.notes import notes
from napari_compare.core.pair import (
    SPATIAL,
    ArrayLike,
    Pair,
    as_channel,
    default_axes,
    full_spacing,
)
from napari_compare.core.passes import Task, measure
from napari_compare.core.progress import Steps
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.results import Note, Progress, Result, Scatter, as_table
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.statistics import Statistics
from napari_compare.core.survey import survey, unseen
from napari_compare.core.thresholds import Thresholds

if TYPE_CHECKING:
    import pandas as pd

ALWAYS = ("threshold_a", "threshold_b", "pearson_r_below")
Events = Generator[Progress | Result, None, None]


def compare(
    a: ArrayLike,
    b: ArrayLike,
    regions: object = None,
    settings: Settings | None = None,
    spacing: float | Sequence[float] | None = None,
    *,
    axes: Sequence[str] | None = None,
    unit: str = "pixel",
    names: tuple[str, str] = ("A", "B"),
) -> pd.DataFrame:
    """Compare two channels, region by region.

    Parameters
    ----------
    a, b
        The channels: arrays of equal shape, of two or more axes, of any integer, float or boolean
        type; numpy, dask or zarr.
    regions
        None (the whole image), a boolean or integer array of the images' shape or their last two
        axes, a mapping from name to boolean array, or `Region` objects.
    settings
        What to measure and how; `Settings()` if not given.
    spacing
        Size of a pixel, one number or one for each of the last axes.
    axes
        Names of the axes; by default y, x and before them z, t, c.
    unit
        Unit of length of the spacing.
    names
        What the channels are called.

    Returns
    -------
    pandas.DataFrame
        One row per region and split index. Column → unit stands in `attrs["units"]`.

    Raises
    ------
    ValueError
        If shapes, types, regions and settings do not fit each other.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.arange(100).reshape(10, 10)
    >>> round(float(compare(a, 2 * a).pearson_r[0]), 9)
    1.0
    """
    settings = settings or Settings()
    a, b = as_channel(a), as_channel(b)
    ndim = len(a.shape)
    pair = Pair(
        a,
        b,
        axes=tuple(axes or default_axes(ndim, settings.split)),
        spacing=full_spacing(spacing, ndim),
        unit=unit,
        names=names,
    )
    events = iterate(pair, as_regions(regions, pair.shape), settings)
    results = (event for event in events if isinstance(event, Result))
    return as_table(results, pair, settings)


def iterate(pair: Pair, regions: Sequence[Region], settings: Settings) -> Events:
    """Compare a pair region by region, yielding progress and results as they come.

    Parameters
    ----------
    pair
        The channels.
    regions
        The regions; see `as_regions`.
    settings
        What to measure and how.

    Yields
    ------
    Progress or Result
        Progress at short intervals; a result for each split index and region, in this order.

    Raises
    ------
    ValueError
        If the settings do not fit the images.
    """
    split = _split_axes(pair, settings)
    seen = unseen(settings)
    ahead = (
        bool(split)
        or settings.threshold_scope == "image"
        or any(one.needs_pixels for one in seen)
        or _in_memory(pair)
    )
    steps = Steps(pair, settings, split, ahead)
    if ahead:
        seen = yield from survey(pair, regions, settings, steps)
    levels = seen[0].level(), seen[1].level()
    task = Task(pair, settings, levels, seen, not ahead, _pixel_size(pair, split), steps)
    given = yield from _given_thresholds(task)
    metrics = _columns(pair, settings, split)
    advice = Advice(pair, regions, settings)
    for place in itertools.product(*(range(pair.shape[axis]) for axis in split)):
        index = dict(zip(split, place, strict=True))
        measured = yield from measure(task, regions, index, metrics, given)
        for one in measured:
            yield _result(task, one, metrics, index, advice)


def _in_memory(pair: Pair) -> bool:
    """Return whether reading the images once more is quick.

    It then saves time: tables need to be as long as the images' maximum only, not their type's.
    """
    return all(isinstance(one, np.ndarray) for one in (pair.a, pair.b))


def _given_thresholds(task: Task) -> Generator[Progress, None, Thresholds | None]:
    """Return the thresholds that hold for all regions: those typed in, or the whole image's."""
    settings = task.settings
    if settings.manual_thresholds is not None:
        return Thresholds(*settings.manual_thresholds)
    if settings.threshold_scope == "region":
        return None
    (whole,) = yield from measure(task, [Region.whole(task.pair.shape)], {}, ())
    return whole.statistics(task.surroundings).thresholds


def _result(
    task: Task,
    one: Measurement,
    metrics: Sequence[Metric],
    index: Mapping[int, int],
    advice: Advice,
) -> Result:
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
    return Scatter(
        found.joint,
        found.edges_a,
        found.edges_b,
        found.thresholds.a,
        found.thresholds.b,
        METRICS["slope"](found),
        METRICS["intercept"](found),
    )


def _columns(pair: Pair, settings: Settings, split: Sequence[int]) -> list[Metric]:
    """Return the metrics of a row: its size, the chosen ones, and the thresholds behind them."""
    depth = _depth(pair, split)
    size, other = ("volume", "area") if depth else ("area", "volume")
    first = ["n_pixels", "n_excluded", size]
    around = {*first, *ALWAYS, other}
    between = [metric.key for metric in chosen(settings.metrics) if metric.key not in around]
    return [METRICS[key] for key in (*first, *between, *ALWAYS)]


def _depth(pair: Pair, split: Sequence[int]) -> bool:
    """Return whether a region extends in z."""
    return any(
        axis == "z" and i not in split and pair.shape[i] > 1 for i, axis in enumerate(pair.axes)
    )


def _pixel_size(pair: Pair, split: Sequence[int]) -> float:
    """Return the area of a pixel, or its volume where a region extends in z."""
    extent = SPATIAL if _depth(pair, split) else SPATIAL[1:]
    sizes = zip(pair.axes, pair.spacing, strict=True)
    return math.prod(size for axis, size in sizes if axis in extent)


def _split_axes(pair: Pair, settings: Settings) -> list[int]:
    """Return the axes to split by; they are named, and the plane's own cannot be among them."""
    leading = pair.axes[:-2]
    unknown = [axis for axis in settings.split if axis not in leading]
    if unknown:
        there = f"There are: {', '.join(leading)}." if leading else "The images are single planes."
        raise ValueError(f"The images cannot be split by {', '.join(unknown)}. {there}")
    return [pair.axes.index(axis) for axis in settings.split]


def warm_up() -> None:
    """Compile the kernels, or load them compiled, by comparing images that need each of them."""
    many = (np.arange(1 << 14) % 251).astype(np.uint8).reshape(128, 128)
    few = np.arange(1 << 11, dtype=np.uint16).reshape(16, 128)
    for image in (many, few, few + np.float32(0.5), few + np.float64(0.5)):
        compare(image, image, settings=Settings(metrics="all"))
