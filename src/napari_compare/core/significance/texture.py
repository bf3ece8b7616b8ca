"""How far the texture of an image reaches, and the size of blocks that follows from it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.significance.overlap import shifted_moments

LAGS = (
    *(1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256),
    *(320, 384, 512, 640, 768, 1024),
)
PIXELS = 1 << 19  # are looked at, spread over the region
NOISE = 4.0  # standard deviations of a correlation of independent pixels


class Texture(NamedTuple):
    """How far a channel's texture reaches, in pixels, and its share of the channel's variance.

    The rest of the variance is noise of single pixels.
    """

    length: float
    share: float


def correlation_length(pair: Pair, region: Region) -> float:
    """Return how far, in pixels, the texture of the finer of both channels reaches.

    The length of a channel is the lag at which its autocorrelation, along x or y whichever falls
    more slowly, has fallen to 1/e of that at a lag of one pixel: at lag 0 it would count the
    noise of single pixels. Chance agreement needs both channels to stay alike over a distance,
    so it reaches as far as the shorter of both lengths. Infinite where neither autocorrelation
    falls so far within the region.

    Parameters
    ----------
    pair, region
        The channels, and where they are looked at: half a million pixels at the most.
    """
    return min(one.length for one in textures(pair, region))


def textures(pair: Pair, region: Region) -> tuple[Texture, Texture]:
    """Return the textures of A and of B; see `correlation_length`.

    Parameters
    ----------
    pair, region
        The channels, and where they are looked at: half a million pixels at the most.
    """
    of_a, of_b = (
        _texture(Pair(one, one, pair.axes, pair.spacing), region) for one in (pair.a, pair.b)
    )
    return of_a, of_b


def _texture(itself: Pair, region: Region) -> Texture:
    return max(_along(itself, region, axis) for axis in ("x", "y"))


def _along(itself: Pair, region: Region, axis: str) -> Texture:
    lags = [lag for lag in LAGS if lag < max(itself.shape[-2:])]
    found = shifted_moments(itself, region, lags, axis, PIXELS)
    n = np.array([one.n for one in found])
    r = np.array([one.pearson_r if one.n else math.nan for one in found])
    defined = ~np.isnan(r)
    lag, r, n = np.array(lags)[defined], r[defined], n[defined]
    if not lag.size or r[0] <= NOISE / math.sqrt(n[0]):
        return Texture(1.0, 0.0)
    low = np.flatnonzero(r <= r[0] / math.e)
    if not low.size:
        return Texture(math.inf, float(r[0]))
    i = low[0]
    share = (r[i - 1] - r[0] / math.e) / (r[i - 1] - r[i])
    length = float(lag[i - 1] + share * (lag[i] - lag[i - 1]))
    return Texture(length, min(1.0, float(r[0]) * math.exp(length**-2)))
