"""The comparison itself: settings, two channels and regions in, a row for each region out."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from napari_compare.core.advice import Advice
from napari_compare.core.chunks import chunks
from napari_compare.core.cluster import active_client, measure_on, survey_on
from napari_compare.core.measurement import Measurement
from napari_compare.core.pair import (
    ArrayLike,
    Pair,
    as_channel,
    default_axes,
    full_spacing,
)
from napari_compare.core.passes import Place, Task, measure
from napari_compare.core.places import Small, measure_small_places
from napari_compare.core.progress import Steps, finished
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.results import Progress, Result, WithRow, as_table
from napari_compare.core.rows import columns_of, needs_of, pixel_size, result_of
from napari_compare.core.settings import Settings
from napari_compare.core.sums_only import Row, rows_of_sums, sums_tell
from napari_compare.core.survey import (
    background_regions,
    known_survey,
    remember_survey,
    survey,
    unseen,
)
from napari_compare.core.threads import in_threads
from napari_compare.core.thresholds import Thresholds

if TYPE_CHECKING:
    import pandas as pd

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
    advice: bool = True,
) -> pd.DataFrame:
    """Compare two channels, region by region.

    Metrics that follow from sums, such as Pearson's r, RMSD or Manders' coefficients, are found
    several times as fast if no others are chosen and the threshold is "none" or "manual".

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
    advice
        Whether to look for what makes numbers wrong without looking wrong, and to say so in the
        column `notes`. That takes a few milliseconds, however large the images are.

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
    wanted = as_regions(regions, pair.shape)
    rows: Iterable[WithRow] | None = _rows_of_sums(pair, wanted, settings, advice)
    if rows is None:
        events = iterate(pair, wanted, settings, advice=advice)
        rows = (event for event in events if isinstance(event, Result))
    return as_table(rows, pair, settings)


def _rows_of_sums(
    pair: Pair, regions: Sequence[Region], settings: Settings, advice: bool
) -> list[Row] | None:
    """Return the rows if sums over the pixels are all that they take, None if not."""
    columns = columns_of(pair, settings, ())
    if not regions or not sums_tell(pair, settings, columns) or active_client() is not None:
        return None
    task = finished(look_ahead(pair, regions, settings, ()))
    said = Advice(pair, regions, settings) if advice else None
    return rows_of_sums(task, regions, columns, said)


def iterate(
    pair: Pair, regions: Sequence[Region], settings: Settings, *, advice: bool = True
) -> Events:
    """Compare a pair region by region, yielding progress and results as they come.

    Parameters
    ----------
    pair
        The channels.
    regions
        The regions; see `as_regions`.
    settings
        What to measure and how.
    advice
        Whether to look for what makes numbers wrong without looking wrong.

    Yields
    ------
    Progress or Result
        Progress at short intervals; a result for each split index and region, in this order.

    Raises
    ------
    ValueError
        If the settings do not fit the images.
    """
    split = split_axes(pair, settings)
    task = yield from look_ahead(pair, regions, settings, split)
    given = yield from _given_thresholds(task)
    columns = columns_of(pair, settings, split)
    said = Advice(pair, regions, settings) if advice else None
    indices = _indices(pair, split)
    if len(indices) > 1 and len(chunks(pair, indices[0])) == 1:
        keys = [metric.key for metric in columns]
        yield from measure_small_places(Small(task, regions, keys, given, said), indices)
        return
    for index in indices:
        place = Place(task, regions, index, needs_of(columns), given)
        yield from _measure(place, task)

        def result(one: Measurement, _: int, index: Mapping[int, int] = index) -> Result:
            return result_of(task, one, columns, index, said)

        for done in in_threads(result, place.measured):
            yield done or task.steps.same()


def look_ahead(
    pair: Pair, regions: Sequence[Region], settings: Settings, split: Sequence[int]
) -> Generator[Progress, None, Task]:
    """See of the whole images what must be known before regions are measured.

    Parameters
    ----------
    pair, regions, settings
        See `iterate`.
    split
        The axes to split by.

    Returns
    -------
    Task
        What all regions share.
    """
    seen = unseen(settings)
    ahead = (
        bool(split)
        or settings.threshold_scope == "image"
        or any(one.needs_pixels for one in seen)
        # Then tables need to be as long as the images' maximum only, not their type's.
        or pair.in_memory
    )
    steps = Steps(pair, settings, split, ahead)
    if ahead:
        known, client = known_survey(pair, settings), active_client()
        if known is not None:
            seen = known
        elif client is not None:
            backgrounds = background_regions(regions, settings)
            seen = yield from survey_on(client, pair, settings, backgrounds, steps)
        else:
            seen = yield from survey(pair, regions, settings, steps)
        remember_survey(pair, settings, seen)
    levels = seen[0].level(), seen[1].level()
    return Task(pair, settings, levels, seen, not ahead, pixel_size(pair, split), steps)


def _measure(place: Place, task: Task) -> Generator[Progress, None, None]:
    """Measure on the cluster to which this process is connected, or here if there is none."""
    client = active_client()
    yield from measure(place, task) if client is None else measure_on(client, place, task)


def _indices(pair: Pair, split: Sequence[int]) -> list[dict[int, int]]:
    """Return every split axis → index, in order."""
    places = itertools.product(*(range(pair.shape[axis]) for axis in split))
    return [dict(zip(split, place, strict=True)) for place in places]


def _given_thresholds(task: Task) -> Generator[Progress, None, Thresholds | None]:
    """Return the thresholds that hold for all regions: those typed in, or the whole image's."""
    settings = task.settings
    if settings.manual_thresholds is not None:
        return Thresholds(*settings.manual_thresholds)
    if settings.threshold_scope == "region":
        return None
    place = Place(task, [Region.whole(task.pair.shape)], {}, needs_of(()))
    yield from _measure(place, task)
    (whole,) = place.measured
    return whole.statistics(task.surroundings).thresholds


def split_axes(pair: Pair, settings: Settings) -> list[int]:
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
    sums = Settings(metrics=("pearson_r", "manders_m1"), threshold="none")
    for image in (many, few):
        compare(image, image, settings=sums)
