"""A series compared frame by frame: each with a reference, or each with the next."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from math import prod
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_compare.core.comparison import iterate
from napari_compare.core.pair import (
    ArrayLike,
    Pair,
    as_channel,
    default_axes,
    full_spacing,
    native,
)
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.results import Progress, Result, as_table
from napari_compare.core.series.curves import Column, columns_of
from napari_compare.core.series.views import Repeated, at_index, frames
from napari_compare.core.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

NEXT = "next"
HELD = 1 << 28  # bytes of an image that is read once and kept
PERIOD = 0.2  # seconds between rows that are handed over together


def compare_series(
    series: ArrayLike,
    against: object = NEXT,
    regions: object = None,
    settings: Settings | None = None,
    spacing: float | Sequence[float] | None = None,
    *,
    axes: Sequence[str] | None = None,
    axis: str = "t",
    unit: str = "pixel",
    name: str = "series",
) -> pd.DataFrame:
    """Compare each frame of a series with a reference, or with the next frame.

    Channel A is the frame, B what it is compared with. Two series are compared frame by frame by
    `compare` with `Settings(split=("t",))`.

    Parameters
    ----------
    series
        The frames: an array of three or more axes, of any integer, float or boolean type; numpy,
        dask or zarr. It is read piece by piece.
    against
        "next", the index of a frame, or an image of a frame's shape.
    regions
        What `compare` takes as regions.
    settings
        What to measure and how; `Settings()` if not given.
    spacing
        Size of a pixel, one number or one for each of the last axes.
    axes
        Names of the series' axes; by default y, x and before them z, t, c; of three t, y, x.
    axis
        The axis of the frames.
    unit
        Unit of length of the spacing.
    name
        What the series is called.

    Returns
    -------
    pandas.DataFrame
        One row per frame and region, as of `compare`, with a column for the axis that holds the
        frame's index. Of n frames "next" gives n - 1.

    Raises
    ------
    ValueError
        If shapes, types, regions and settings do not fit each other.

    Examples
    --------
    >>> import numpy as np
    >>> first = np.arange(100).reshape(10, 10)
    >>> film = np.stack([first, 2 * first, 99 - first])
    >>> compare_series(film, against=0).pearson_r.round(9).tolist()
    [1.0, 1.0, -1.0]
    """
    series = as_channel(series)
    ndim = len(series.shape)
    whole = Pair(
        series,
        series,
        tuple(axes or default_axes(ndim, (axis,))),
        full_spacing(spacing, ndim),
        unit,
        (name, name),
    )
    pair = series_pair(whole, against, axis)
    settings = replace(settings or Settings(), split=(axis,))
    events = iterate(pair, as_regions(regions, pair.shape), settings)
    return as_table((event for event in events if isinstance(event, Result)), pair, settings)


def iterate_frames(
    pair: Pair, regions: Sequence[Region], settings: Settings
) -> Generator[Progress | dict[str, Column], None, None]:
    """Compare a series frame by frame, yielding progress, and the rows of whole frames.

    Scatter plots, of which thousands would fill the memory, are not kept.

    Parameters
    ----------
    pair
        What `series_pair` gave, or two series.
    regions
        The regions; see `as_regions`.
    settings
        What to measure and how, split by the axis of the frames.

    Yields
    ------
    Progress or dict
        Progress at short intervals, and a few times a second the rows of some frames as columns,
        as `Curves` takes them.
    """
    waiting: list[Result] = []
    since = monotonic()
    for event in iterate(pair, regions, settings):
        if isinstance(event, Progress):
            yield event
            continue
        waiting.append(event)
        if len(waiting) % len(regions) == 0 and monotonic() - since > PERIOD:
            yield columns_of(waiting)
            waiting, since = [], monotonic()
    if waiting:
        yield columns_of(waiting)


def series_pair(
    series: Pair, against: object = NEXT, axis: str = "t", reference_name: str = "the reference"
) -> Pair:
    """Return the pair of which `iterate`, split by an axis, compares a series frame by frame.

    Nothing is copied but a reference of up to 256 MB.

    Parameters
    ----------
    series
        The series as A, with its axes, spacing and notes; what is B does not count.
    against
        See `compare_series`.
    axis
        The axis of the frames.
    reference_name
        What an image is called that is the reference.

    Raises
    ------
    ValueError
        If there is no such axis or frame, fewer than two frames, or the reference has another
        shape than a frame.
    """
    name, stack = series.names[0], series.a
    if axis not in series.axes[:-2]:
        there = ", ".join(series.axes[:-2]) or "only a plane"
        raise ValueError(f"{name} has no axis {axis} along which frames follow. There is: {there}.")
    at = series.axes.index(axis)
    n = stack.shape[at]
    if isinstance(against, str):
        if against != NEXT:
            raise ValueError(
                f'A series is compared against "next", a frame or an image, not "{against}".'
            )
        if n < 2:
            raise ValueError(f"{name} has one frame along {axis}: there is no next one.")
        a, b = frames(stack, at, 0, n - 1), frames(stack, at, 1, n)
        return replace(series, a=a, b=b, names=(name, f"{name}, the next {axis}"))
    if isinstance(against, (int, np.integer)):
        if not 0 <= against < n:
            raise ValueError(
                f"{name} has {n} frames along {axis}, counted from 0: there is no frame {against}."
            )
        reference, called = at_index(stack, at, int(against)), f"{name}, {axis} {against}"
    else:
        reference, called = as_channel(against), reference_name
    b = Repeated(in_memory(reference), at, n)
    if b.shape != tuple(stack.shape):
        raise ValueError(
            f"A frame of {name} has the shape {tuple(at_index(stack, at, 0).shape)}, but "
            f"{called} has {tuple(reference.shape)}."
        )
    return replace(series, b=b, names=(name, called))


def first_frames(regions: Sequence[Region], shape: tuple[int, ...], axis: int) -> list[Region]:
    """Return regions of a stack as regions of all its frames but the last, which has no next."""
    return [_but_the_last(one, shape, axis) if one.shape == shape else one for one in regions]


def _but_the_last(region: Region, shape: tuple[int, ...], axis: int) -> Region:
    fewer = (*shape[:axis], shape[axis] - 1, *shape[axis + 1 :])
    places = np.unravel_index(region.rows, shape[:-1])
    kept = places[axis] < fewer[axis]
    rows = np.ravel_multi_index([place[kept] for place in places], fewer[:-1])
    starts, stops = region.starts[kept], region.stops[kept]
    return replace(region, shape=fewer, rows=rows, starts=starts, stops=stops)


def in_memory(image: Any) -> ArrayLike:
    """Return an image in memory, unless it is so large that it is better read again."""
    if prod(image.shape) * image.dtype.itemsize > HELD:
        whole: ArrayLike = image
        return whole
    return native(image[(slice(None),) * len(image.shape)])
