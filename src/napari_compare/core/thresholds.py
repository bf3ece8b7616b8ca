"""Thresholds: the intensity above which a pixel of a channel counts as signal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napari_compare.core.results import Note
from napari_compare.core.statistics.channel import Channel, Floats, dot

MOST_LEVELS = 1 << 22


@dataclass(frozen=True)
class Thresholds:
    """The thresholds of both channels, and what must be known of them."""

    a: float
    b: float
    notes: tuple[Note, ...] = ()


def threshold(method: str, channel: Channel, integer: bool) -> float:
    """Return one channel's threshold by a method that looks at that channel alone.

    Parameters
    ----------
    method
        "none", "otsu", "li", "triangle", "yen", "isodata" or "mean": scikit-image's
        `threshold_*` of the pixels.
    channel
        The channel's levels.
    integer
        Whether the histogram has a bin for each whole number, not 256 over the range.

    Returns
    -------
    float
        NaN without pixels, or where the method finds none.

    References
    ----------
    Otsu N (1979) doi:10.1109/TSMC.1979.4310076; Li CH, Tam PKS (1998)
    doi:10.1016/S0167-8655(98)00057-9; Zack GW, Rogers WE, Latt SA (1977) doi:10.1177/25.7.70454;
    Yen JC, Chang FJ, Chang S (1995) doi:10.1109/83.366472; Ridler TW, Calvard S (1978)
    doi:10.1109/TSMC.1978.4310039.
    """
    if method == "none":
        return 0.0
    if not channel.n:
        return math.nan
    if channel.constant:
        return channel.minimum
    if method == "mean":
        return channel.mean
    if method == "li":
        return _li(channel, integer)
    histogram = _histogram(channel, integer)
    if method == "triangle":
        return _triangle(*histogram)
    from skimage import filters

    with np.errstate(all="ignore"):
        return float(getattr(filters, f"threshold_{method}")(hist=histogram))


def _histogram(channel: Channel, integer: bool) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return counts and centres of the bins that scikit-image's `histogram` makes."""
    span = channel.maximum - channel.minimum
    if integer and span < MOST_LEVELS:
        place = np.rint(channel.values - channel.minimum).astype(np.int64)
        counts = np.zeros(int(span) + 1, dtype=np.int64)
        counts[place] = channel.counts
        return counts, channel.minimum + np.arange(len(counts), dtype=np.float64)
    counts, edges = np.histogram(channel.values, bins=256, weights=channel.counts)
    return counts, (edges[:-1] + edges[1:]) / 2


def _li(channel: Channel, integer: bool) -> float:
    """Minimize the cross-entropy between the pixels and the means of the two classes."""
    values = channel.values - channel.minimum
    weights = channel.counts.astype(np.float64)
    tolerance = 0.5 if integer else float(np.min(np.diff(values))) / 2
    found = dot(values, weights) / channel.n
    last = -2 * tolerance
    while abs(found - last) > tolerance:
        last = found
        above = values > last
        signal = dot(values[above], weights[above]) / float(weights[above].sum())
        rest = dot(values[~above], weights[~above]) / float(weights[~above].sum())
        if rest == 0:
            break
        found = (rest - signal) / (math.log(rest) - math.log(signal))
    return found + channel.minimum


def _triangle(counts: npt.NDArray[np.int64], centres: Floats) -> float:
    """Return the level farthest from the line between the histogram's peak and its far end."""
    peak = int(np.argmax(counts))
    occupied = np.flatnonzero(counts)
    low, high = int(occupied[0]), int(occupied[-1])
    if peak - low < high - peak:
        return _triangle_below(counts[::-1], centres[::-1], len(counts) - 1 - high, peak)
    return _triangle_below(counts, centres, low, len(counts) - 1 - peak)


def _triangle_below(
    counts: npt.NDArray[np.int64], centres: Floats, low: int, peak_from_end: int
) -> float:
    peak = len(counts) - 1 - peak_from_end
    width = peak - low
    height = int(counts[peak])
    norm = math.hypot(height, width)
    step = np.arange(width)
    distance = (height / norm) * step - (width / norm) * counts[low:peak]
    return float(centres[int(np.argmax(distance)) + low])
