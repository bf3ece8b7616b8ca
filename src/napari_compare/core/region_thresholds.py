"""The thresholds of measured regions as images: each region's own inside it, none outside."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, Runs, runs
from napari_compare.core.pair import Pair
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings

Floats = npt.NDArray[np.float64]
ThresholdsAt = Callable[[Key], tuple[Any, Any]]


def region_thresholds(results: Sequence[Result], pair: Pair, settings: Settings) -> ThresholdsAt:
    """Return a function that gives the thresholds of A and B at each pixel of a part.

    Outside every region, and in regions without thresholds, they are infinite: nothing is above
    them. Where regions overlap, those of the last count.

    Parameters
    ----------
    results
        What was measured, of this pair.
    pair, settings
        What was compared, and how; the settings say on which planes a region counts.

    Raises
    ------
    ValueError
        If no region has thresholds.
    """
    if not any(_has_thresholds(result) for result in results):
        raise ValueError(
            "No region has thresholds, so nothing is above them. Compare first, or choose another "
            "threshold method."
        )
    drawn = settings.planes == "drawn"

    def thresholds_at(key: Key) -> tuple[Floats, Floats]:
        a, b = (np.full([part.stop - part.start for part in key], np.inf) for _ in "ab")
        for result in results:
            if not _has_thresholds(result):
                continue
            inner = _at_index(result, key, pair.axes)
            if any(part.start == part.stop for part in inner):
                continue
            pixels = _places(*runs(result.region, inner, pair.shape, drawn))
            here = tuple(
                slice(part.start - whole.start, part.stop - whole.start)
                for part, whole in zip(inner, key, strict=True)
            )
            a[here].flat[pixels] = result.scatter.threshold_a
            b[here].flat[pixels] = result.scatter.threshold_b
        return a, b

    return thresholds_at


def missing_thresholds(results: Sequence[Result]) -> tuple[str, ...]:
    """Return a sentence that names the regions without thresholds; nothing if all have them."""
    names = dict.fromkeys(
        f'"{result.region.name}"' for result in results if not _has_thresholds(result)
    )
    if not names:
        return ()
    return (f"No threshold was found in {', '.join(names)}: nothing there is shown as above it.",)


def _has_thresholds(result: Result) -> bool:
    return not (math.isnan(result.scatter.threshold_a) or math.isnan(result.scatter.threshold_b))


def _at_index(result: Result, key: Key, axes: Sequence[str]) -> Key:
    """Return the part of a part that lies at a result's split index; it may be empty."""
    inner = list(key)
    for name, index in result.index.items():
        axis = axes.index(name)
        first = min(max(index, key[axis].start), key[axis].stop)
        inner[axis] = slice(first, max(first, min(index + 1, key[axis].stop)))
    return tuple(inner)


def _places(begin: Runs, end: Runs) -> Runs:
    """Return the index of every pixel of runs."""
    length = end - begin
    before = np.cumsum(length) - length
    return np.repeat(begin - before, length) + np.arange(int(length.sum()))
