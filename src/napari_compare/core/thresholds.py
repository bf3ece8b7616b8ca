"""Thresholds: the intensity above which a pixel of a channel counts as signal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.results import Note
from napari_compare.core.statistics.channel import Channel, Floats, dot
from napari_compare.core.statistics.keyed import Keys
from napari_compare.core.statistics.moments import Moments

MOST_LEVELS = 1 << 22
COLUMNS = ("threshold_a", "threshold_b")


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


@dataclass(frozen=True)
class CostesLine:
    """The orthogonal regression along which Costes' thresholds lie, and the keys it gives.

    Parameters
    ----------
    keys
        Key of each level, for the second pass.
    steps_a
        Whether candidates run over the intensities of A; over those of B if not.
    slope, intercept
        The other channel's threshold is slope·T + intercept.
    """

    keys: Keys
    steps_a: bool
    slope: float
    intercept: float


def costes_line(a: Channel, b: Channel, moments: Moments) -> CostesLine | Thresholds:
    """Return the line of Costes' method; NaN thresholds where A and B do not rise together.

    The channel that varies more steps, so the slope is at most 1 and swapping the channels
    swaps the thresholds exactly.

    References
    ----------
    Costes SV et al. (2004) Biophys J 86:3993, doi:10.1529/biophysj.103.038422.
    """
    if a.constant or b.constant or not moments.pearson_r > 0:
        return _failed("Costes' method needs channels that rise together, and these do not.")
    steps_a = moments.variance_b <= moments.variance_a
    step, other = (a, b) if steps_a else (b, a)
    slope = moments.slope if steps_a else moments.swapped().slope
    intercept = other.mean - slope * step.mean
    along = (other.values - intercept) / slope
    if a.integer and b.integer:
        steps = np.clip(np.ceil(along - step.minimum), 0, np.rint(step.maximum - step.minimum))
        along = _levels(step, steps)
    keys = np.unique(np.concatenate([step.values, along]))
    of_step, of_other = (np.searchsorted(keys, values) for values in (step.values, along))
    in_order = (of_step, of_other) if steps_a else (of_other, of_step)
    return CostesLine(Keys(keys, *in_order), steps_a, slope, intercept)


def costes(a: Channel, b: Channel, line: CostesLine, sums: npt.NDArray[Any]) -> Thresholds:
    """Return the largest thresholds on the line below which Pearson's r is not positive.

    Parameters
    ----------
    a, b
        The channels.
    line
        What `costes_line` gave.
    sums
        Sums of n, A, B, A², B², AB at each of the line's keys, shape (keys, 6 or more).
    """
    step, other = (a, b) if line.steps_a else (b, a)
    occupied = np.flatnonzero(sums[:, 0])
    below = np.cumsum(sums[occupied], axis=0)
    last = _last_not_positive(below)
    if last is None:
        return _failed(
            "Costes' method found no threshold: the pixels below each one still rise together."
        )
    keys = line.keys.values[occupied]
    found = float(keys[last])
    if a.integer and b.integer and last + 1 < len(keys):
        found = float(_levels(step, np.rint(keys[last + 1] - step.minimum) - 1))
    partner = _partner(found, line, other)
    return Thresholds(*((found, partner) if line.steps_a else (partner, found)))


def _levels(channel: Channel, steps: Floats) -> Floats:
    """Return the intensities that are whole steps above the least, rounded as the levels are."""
    if channel.x.dtype == np.int64:
        steps = channel.x[0] + steps
        return steps + np.float64(channel.pivot)
    return steps + channel.minimum


def _failed(text: str) -> Thresholds:
    return Thresholds(math.nan, math.nan, (Note(text, COLUMNS),))


def _partner(found: float, line: CostesLine, other: Channel) -> float:
    """Return the other channel's threshold, kept on the side of its levels that the keys say.

    Rounding could put slope·T + intercept beyond a level whose key is T.
    """
    key_of_level = line.keys.values[line.keys.b if line.steps_a else line.keys.a]
    n_below = int(np.searchsorted(key_of_level, found, side="right"))
    partner = line.slope * found + line.intercept
    if n_below and partner < other.values[n_below - 1]:
        return float(other.values[n_below - 1])
    if n_below < len(other.values) and partner >= other.values[n_below]:
        return float(np.nextafter(other.values[n_below], -np.inf))
    return partner


def _last_not_positive(below: npt.NDArray[Any]) -> int | None:
    """Return the last row of cumulative sums at which r is defined and not above 0.

    Where float64 cannot tell, the row is decided in Python's integers.
    """
    n, a, b, aa, bb, ab = below[:, :6].astype(np.float64).T
    variance_a, variance_b, covariance = n * aa - a * a, n * bb - b * b, n * ab - a * b
    unsure = (
        (np.abs(covariance) <= 1e-9 * n * np.abs(ab))
        | (variance_a <= 1e-9 * n * aa)
        | (variance_b <= 1e-9 * n * bb)
    )
    candidates = (n >= 3) & ((covariance <= 0) | unsure)
    for row in np.flatnonzero(candidates)[::-1].tolist():
        if not unsure[row] or Moments(*below[row, :6].tolist()).pearson_r <= 0:
            return int(row)
    return None


def fixed_keys(a: Channel, b: Channel, thresholds: Thresholds) -> Keys:
    """Return keys 0 and 1: a pixel's is 1 where it is above both given thresholds."""
    return Keys(
        np.array([0.0, 1.0]),
        (a.values > thresholds.a).astype(np.int64),
        (b.values > thresholds.b).astype(np.int64),
    )
