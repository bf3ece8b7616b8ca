"""Costes' method: the largest thresholds on a line below which A and B are not correlated.

References
----------
Costes SV et al. (2004) Biophys J 86:3993, doi:10.1529/biophysj.103.038422.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.results import Note
from napari_compare.core.statistics import costes_kernels, real_kernels
from napari_compare.core.statistics.channel import Channel, Floats
from napari_compare.core.statistics.keyed import Keys
from napari_compare.core.statistics.moments import Moments
from napari_compare.core.threads import LEAST, WORKERS, at_once
from napari_compare.core.thresholds import Thresholds

COLUMNS = ("threshold_a", "threshold_b")
BINS = 1 << 16
FIRST_BINS = 64
BLOCK = 1 << 14  # pixels whose keys stay in a fast cache


@dataclass(frozen=True)
class CostesLine:
    """The orthogonal regression along which Costes' thresholds lie.

    Parameters
    ----------
    a, b
        The channels.
    steps_a
        Whether candidates run over the intensities of A; over those of B if not.
    slope, intercept
        The other channel's threshold is slope·T + intercept.
    """

    a: Channel
    b: Channel
    steps_a: bool
    slope: float
    intercept: float

    @property
    def step(self) -> Channel:
        """The channel over whose intensities candidates run."""
        return self.a if self.steps_a else self.b

    @property
    def other(self) -> Channel:
        """The other channel."""
        return self.b if self.steps_a else self.a

    @property
    def whole(self) -> bool:
        """Whether candidates are whole numbers of levels."""
        return self.a.integer and self.b.integer

    def along(self, values: Floats) -> Floats:
        """Return the least candidates at which intensities of the other channel are below."""
        along: Floats = (values - self.intercept) / self.slope
        if not self.whole:
            return along
        low, high = self.step.minimum, self.step.maximum
        # Not `np.clip`, which takes five times as long for the few levels of a small region.
        steps = np.minimum(np.maximum(np.ceil(along - low), 0), np.rint(high - low))
        whole: Floats = self.levels(steps)
        return whole

    def levels(self, steps: Any) -> Any:
        """Return intensities that are whole steps above the least, rounded as the levels are."""
        if self.step.x.dtype == np.int64:
            return self.step.x[0] + steps + np.float64(self.step.pivot)
        return steps + self.step.minimum

    def thresholds(self, found: float, following: float | None) -> Thresholds:
        """Return the thresholds at the last key that is below, of the step channel and the other.

        Parameters
        ----------
        found, following
            That key, and the next that a pixel has; None if there is none.
        """
        if self.whole and following is not None:
            found = float(self.levels(np.rint(following - self.step.minimum) - 1))
        partner = self._partner(found)
        return Thresholds(*((found, partner) if self.steps_a else (partner, found)))

    def _partner(self, found: float) -> float:
        """Return the other channel's threshold, kept on the side of its levels that the keys say.

        Rounding could put slope·T + intercept beyond a level whose key is T.
        """
        values = self.other.values
        partner = self.slope * found + self.intercept
        n_below = int(np.searchsorted(values, partner, side="right"))
        while n_below and self.along(values[n_below - 1]) > found:
            n_below -= 1
        while n_below < len(values) and self.along(values[n_below]) <= found:
            n_below += 1
        if n_below and partner < values[n_below - 1]:
            return float(values[n_below - 1])
        if n_below < len(values) and partner >= values[n_below]:
            return float(np.nextafter(values[n_below], -np.inf))
        return partner


def costes_line(a: Channel, b: Channel, moments: Moments) -> CostesLine | Thresholds:
    """Return the line of Costes' method; NaN thresholds where A and B do not rise together.

    The channel that varies more steps, so the slope is at most 1 and swapping the channels
    swaps the thresholds exactly.
    """
    if a.constant or b.constant or not moments.pearson_r > 0:
        return _failed("Costes' method needs channels that rise together, and these do not.")
    steps_a = moments.variance_b <= moments.variance_a
    step, other = (a, b) if steps_a else (b, a)
    slope = moments.slope if steps_a else moments.swapped().slope
    return CostesLine(a, b, steps_a, slope, other.mean - slope * step.mean)


def costes_keys(line: CostesLine) -> Keys:
    """Return the key k of each level of A and of B: a pixel's is the smaller of its two."""
    step, along = line.step.values, line.along(line.other.values)
    keys = np.empty(len(step) + len(along))
    of_step, of_other = np.empty(len(step), np.int64), np.empty(len(along), np.int64)
    n = costes_kernels.merge_levels(step, along, keys, of_step, of_other)
    return Keys(keys[:n], *((of_step, of_other) if line.steps_a else (of_other, of_step)))


def costes(line: CostesLine, keys: Keys, sums: npt.NDArray[np.int64]) -> Thresholds:
    """Return the largest thresholds on the line below which Pearson's r is not positive.

    Parameters
    ----------
    line, keys
        What `costes_line` and `costes_keys` gave.
    sums
        Sums of n, A, B, A², B², AB at each key, shape (keys, 6 or more).
    """
    occupied, below = np.empty(len(sums), np.int64), np.empty((len(sums), 6), np.int64)
    n = costes_kernels.accumulate(sums, occupied, below)
    last = _last_not_positive(below[:n])
    if last is None:
        return _not_found()
    following = float(keys.values[occupied[last + 1]]) if last + 1 < n else None
    return line.thresholds(float(keys.values[occupied[last]]), following)


def costes_of_pixels(line: CostesLine, a: Floats, b: Floats) -> Thresholds:
    """Return the same as `costes` for pixels whose intensities are real numbers.

    Sums over 65536 intervals of keys tell in which of them r could be 0 or less. Only the pixels
    of these are sorted by their keys, beginning at the largest, until such a key is found.

    Parameters
    ----------
    line
        What `costes_line` gave.
    a, b
        Intensities of the pixels, shape (n,).
    """
    found = _last_key(line, a, b)
    if found is None:
        return _not_found()
    following = None
    if line.whole:
        keys = _keys(line, a, b)
        following = float(np.min(keys, where=keys > found, initial=np.inf))
    return line.thresholds(found, following if following != np.inf else None)


def _keys(line: CostesLine, a: Floats, b: Floats) -> Floats:
    """Return the key of each pixel, float64 whatever the intensities are."""
    step, other = (a, b) if line.steps_a else (b, a)
    keys: Floats = np.minimum(step, line.along(other.astype(np.float64)))
    return keys


def _last_key(line: CostesLine, a: Floats, b: Floats) -> float | None:
    """Return the largest key at which r of the pixels with keys up to it is not positive."""
    bins, sums = _by_bin(line, a, b)
    before = np.cumsum(sums, axis=0) - sums
    suspects = np.flatnonzero(_may_hold_it(before, sums))
    most = FIRST_BINS
    while suspects.size:
        some, suspects = suspects[-most:], suspects[:-most]
        inside = np.flatnonzero((bins >= some[0]) & (bins <= some[-1]))
        k = _keys(line, a[inside], b[inside])
        in_order = np.argsort(k)
        k, inside = k[in_order], inside[in_order]
        p, q = a[inside] - np.float64(line.a.mean), b[inside] - np.float64(line.b.mean)
        rows = np.stack([np.ones(len(k)), p, q, p * p, q * q, p * q], axis=1)
        ends = np.flatnonzero(np.append(k[1:] != k[:-1], True))
        last = _last_not_positive((before[some[0]] + np.cumsum(rows, axis=0))[ends])
        if last is not None:
            return float(k[ends[last]])
        most *= 4
    return None


def _by_bin(line: CostesLine, a: Floats, b: Floats) -> tuple[npt.NDArray[np.uint16], Floats]:
    """Return in which interval of keys each pixel is, and the sums over those of each interval."""
    ends = np.array([[line.a.minimum, line.a.maximum], [line.b.minimum, line.b.maximum]])
    low, high = _keys(line, *ends).tolist()
    scale = BINS / (high - low) if high > low else 0.0
    means = line.a.mean, line.b.mean
    bins = np.empty(len(a), np.uint16)

    def of_part(first: int, last: int) -> Floats:
        sums = np.zeros((BINS, 6))
        for start in range(first, last, BLOCK):
            block = slice(start, min(start + BLOCK, last))
            keys = _keys(line, a[block], b[block])
            real_kernels.add_by_bin(keys, a[block], b[block], *means, low, scale, bins[block], sums)
        return sums

    edges = np.linspace(0, len(a), 1 + min(WORKERS, -(-len(a) // LEAST))).astype(int).tolist()
    parts = at_once(of_part, *itertools.pairwise(edges))
    sums: Floats = np.sum(parts, axis=0)
    return bins, sums


def _may_hold_it(before: Floats, sums: Floats) -> npt.NDArray[np.bool_]:
    """Return in which intervals the covariance of the pixels below could reach 0.

    Whichever of an interval's pixels come first, they change Σ(x - x̄)(y - ȳ) by no more than the
    root of Σ(x - x̄)²·Σ(y - ȳ)² over all of them, and a little more as the means move (Cauchy and
    Schwarz).
    """
    n, a, b, aa, bb, ab = before.T
    more, da, db, daa, dbb, _ = sums.T
    with np.errstate(all="ignore"):
        mean_a, mean_b = a / n, b / n
        covariance = ab - a * mean_b
        spread_a = daa - 2 * mean_a * da + more * mean_a**2
        spread_b = dbb - 2 * mean_b * db + more * mean_b**2
        change = np.sqrt(np.maximum(spread_a, 0) * np.maximum(spread_b, 0)) * (1 + more / n)
        rounding = 1e-6 * np.sqrt(np.abs(aa * bb))
        sure = (n >= 3) & (covariance - change > rounding)
    may: npt.NDArray[np.bool_] = (more > 0) & ~sure
    return may


def _not_found() -> Thresholds:
    return _failed(
        "Costes' method found no threshold: the pixels below each one still rise together."
    )


def _failed(text: str) -> Thresholds:
    return Thresholds(math.nan, math.nan, (Note(text, COLUMNS),))


def _last_not_positive(below: npt.NDArray[Any]) -> int | None:
    """Return the last row of cumulative sums at which r is defined and not above 0.

    Where float64 cannot tell, the row is decided in Python's integers.
    """
    row, unsure = costes_kernels.last_not_positive(below, len(below))
    while unsure and not Moments(*below[row, :6].tolist()).pearson_r <= 0:
        row, unsure = costes_kernels.last_not_positive(below, row)
    return row if row >= 0 else None
