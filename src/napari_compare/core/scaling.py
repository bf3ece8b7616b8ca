"""Intensities made comparable, so that a difference shows more than unequal gains."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import chunks, runs
from napari_compare.core.measurement import Measurement
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import ArrayLike, Pair, read
from napari_compare.core.pixels import Pixels
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.coding import native_coding
from napari_compare.core.statistics.statistics import Statistics, Surroundings
from napari_compare.core.survey import background_levels

Floats = npt.NDArray[np.float64]
Scale = Callable[[Floats], Floats]
INTENSITIES = ("raw", "percentile", "regression")


def scales(pair: Pair, intensities: str) -> tuple[Scale, Scale]:
    """Return functions that scale the intensities of A and of B.

    Parameters
    ----------
    pair
        The channels; unless raw, both whole images are read once for their statistics.
    intensities
        "raw": as they are. "percentile": (x - q0.01)/(q0.99 - q0.01), each
        channel by its own quantiles over all valid pixels of the whole image. "regression": A as
        m·a + c, with b = m·a + c the orthogonal regression over all valid pixels, and B as it is;
        both are then in B's intensities.

    Raises
    ------
    ValueError
        If there is no such scaling, or the images have no quantiles that differ or no rising
        regression line.
    """
    if intensities not in INTENSITIES:
        raise ValueError(
            f"Intensities cannot be {intensities!r}. There are: {', '.join(INTENSITIES)}."
        )
    if intensities == "raw":
        return _as_they_are, _as_they_are
    found = whole_image(pair)
    if intensities == "percentile":
        name_a, name_b = pair.names
        return _by_quantiles(name_a, found.a), _by_quantiles(name_b, found.b)
    slope, intercept = METRICS["slope"](found), METRICS["intercept"](found)
    if not slope > 0:
        raise ValueError(
            f"{pair.names[0]} and {pair.names[1]} do not rise together, so B cannot be predicted "
            "from A. Choose raw or percentile intensities."
        )
    return lambda x: slope * x + intercept, _as_they_are


def less_background(pair: Pair, regions: Sequence[Region], settings: Settings) -> Pair:
    """Return a pair less the background that the settings name; negatives stay negative.

    The whole images are read here where that is a quantile or a region's mean.
    """
    levels = background_levels(pair, regions, settings)
    a, b = (
        _Less(channel, level) if level else channel
        for channel, level in zip((pair.a, pair.b), levels, strict=True)
    )
    return dataclasses.replace(pair, a=a, b=b)


class _Less:
    """A channel less a number, computed where it is read."""

    dtype = np.dtype(np.float64)

    def __init__(self, channel: ArrayLike, level: float) -> None:
        self._channel, self._level = channel, level
        self.shape = tuple(channel.shape)
        self.ndim = len(self.shape)
        self.chunks = getattr(channel, "chunks", None)

    def __getitem__(self, key: Any) -> Floats:
        return read(self._channel[key]).astype(np.float64) - self._level


def whole_image(pair: Pair) -> Statistics:
    """Return what one pass over all pixels of a pair finds.

    Raises
    ------
    ValueError
        If there is no pixel at which both channels are finite.
    """
    region = Region.whole(pair.shape)
    a, b = native_coding(pair.a.dtype, 0), native_coding(pair.b.dtype, 0)
    codings = (a, b) if a and b else None
    one = Measurement(region, math.prod(pair.shape), codings, (0, 0), (), "none", None, 0)
    for number, key in enumerate(chunks(pair, {})):
        part = Pixels(*pair.part(key))
        one.first(number, part, *runs(region, key, pair.shape, drawn=False), worker=0)
    one.prepare()
    found = one.statistics(Surroundings(math.nan, math.nan, math.nan, math.nan))
    if not found.n:
        raise ValueError("There is no pixel at which both images hold a finite number.")
    return found


def _as_they_are(x: Floats) -> Floats:
    return x


def _by_quantiles(name: str, channel: Channel) -> Scale:
    low, high = channel.quantile(0.01), channel.quantile(0.99)
    if low == high:
        raise ValueError(
            f"{name} holds the same intensity from its 1st to its 99th percentile, so it cannot "
            "be normalized by them. Choose raw intensities."
        )
    return lambda x: (x - low) / (high - low)
