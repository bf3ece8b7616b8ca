"""Small pictures of a pair: both channels, their difference and their overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from napari_compare.core.pair import Pair
from napari_compare.core.region_thresholds import ThresholdsAt, region_thresholds
from napari_compare.core.results import Result
from napari_compare.core.scaling import less_background
from napari_compare.core.settings import Settings
from napari_compare.core.words import format_value
from napari_compare.report.images import Colour, diverging, painted, shaded
from napari_compare.report.reduced import Floats, Labels, reduced

SIDE = 256
GREEN, MAGENTA, WHITE = (0, 255, 0), (255, 0, 255), (255, 255, 255)
OUTSIDE, NEITHER = (16, 16, 18), (88, 88, 94)
QUANTILES = 0.01, 0.998
LABELS: tuple[Colour, ...] = (OUTSIDE, NEITHER, GREEN, MAGENTA, WHITE)


@dataclass(frozen=True)
class Thumbnail:
    """A small picture.

    Parameters
    ----------
    title, caption
        What it shows, and what its colours mean.
    address
        The picture as the address that a page has for it; empty where there is none.
    """

    title: str
    caption: str
    address: str


def thumbnails(results: Sequence[Result], pair: Pair, settings: Settings) -> list[Thumbnail]:
    """Return small pictures of one plane: A, B, their difference and their overlap.

    Parameters
    ----------
    results
        What `iterate` yielded.
    pair, settings
        What was compared, and how.
    """
    place = _place(results, pair, settings)
    regions = [result.region for result in results]
    plain = less_background(pair, regions, settings)
    thresholds = _thresholds(results, pair, settings)
    a, b, labels = reduced(plain, place, SIDE, thresholds)
    with np.errstate(invalid="ignore"):
        difference = a - b
    where = ", ".join(
        f"{axis} {i + 1} of {n}"
        for axis, i, n in zip(pair.axes, place, pair.shape, strict=False)
        if n > 1
    )
    return [
        _channel("A", pair.names[0], a, GREEN, where),
        _channel("B", pair.names[1], b, MAGENTA, where),
        _difference(difference),
        _overlap(labels, thresholds is not None),
    ]


def _place(results: Sequence[Result], pair: Pair, settings: Settings) -> tuple[int, ...]:
    """Return the index along each leading axis of the plane that is shown.

    The first region's plane, where it lies on some only; the middle of all others.
    """
    leading = pair.shape[:-2]
    middle = tuple(n // 2 for n in leading)
    if not results or not leading:
        return middle
    region = results[0].region
    if len(region.shape) > 2 and region.size:
        planes = np.unique(region.rows // region.shape[-2])
        return tuple(int(i) for i in np.unravel_index(planes[len(planes) // 2], leading))
    if settings.planes == "drawn":
        return tuple(region.drawn_at.get(axis, i) for axis, i in enumerate(middle))
    return middle


def _thresholds(results: Sequence[Result], pair: Pair, settings: Settings) -> ThresholdsAt | None:
    if all(math.isnan(result.scatter.threshold_a) for result in results):
        return None
    return region_thresholds(results, pair, settings)


def _channel(letter: str, name: str, values: Floats, colour: Colour, where: str) -> Thumbnail:
    finite = np.sort(values[np.isfinite(values)])
    title = letter if name == letter else f"{letter}: {name}"
    if not finite.size:
        return Thumbnail(title, "no finite intensity", shaded(values, 0, 1, colour))
    low, high = (float(finite[min(len(finite) - 1, int(q * len(finite)))]) for q in QUANTILES)
    caption = f"black {format_value(low)}, bright {format_value(high)}"
    caption += f"; {where}" if where else ""
    return Thumbnail(title, caption, shaded(values, low, high, colour))


def _difference(values: Floats) -> Thumbnail:
    finite = np.sort(np.abs(values[np.isfinite(values)]))
    reach = float(finite[int(QUANTILES[1] * (len(finite) - 1))]) if finite.size else 0.0
    caption = f"green where A is stronger, magenta where B is; full colour {format_value(reach)}"
    return Thumbnail("Difference A − B", caption, diverging(values, reach, GREEN, MAGENTA))


def _overlap(labels: Labels, known: bool) -> Thumbnail:
    if not known:
        return Thumbnail("Overlap", "no threshold was found, so nothing is above it", "")
    caption = "above the threshold: green in A only, magenta in B only, white in both"
    return Thumbnail("Overlap", caption, painted(labels, LABELS))
