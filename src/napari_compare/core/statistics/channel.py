"""One channel of one region: its distinct intensities, and how often each occurs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
BINS = 256


@dataclass(frozen=True, eq=False)
class Channel:
    """The intensities of one channel in one region, as a table of levels.

    Parameters
    ----------
    codes
        The code of each level in the arrays that kernels read, ascending.
    n_codes
        Number of possible codes: the length of a table indexed by code.
    values
        Intensity of each level, ascending, float64.
    x
        Intensity of each level less `pivot`: int64 and not negative where sums are to be exact,
        else float64 about the mean, so that squares do not cancel.
    pivot
        What was subtracted; a Python int where the intensities are whole numbers.
    counts
        Number of pixels at each level, all greater than 0.
    integer
        Whether the image holds whole numbers, so that levels are 1 apart; the background
        subtracted need not be whole.
    """

    codes: npt.NDArray[Any]
    n_codes: int
    values: Floats
    x: Numbers
    pivot: float
    counts: npt.NDArray[np.int64]
    integer: bool

    @cached_property
    def n(self) -> int:
        """Number of pixels."""
        return int(self.counts.sum())

    @cached_property
    def sum_x(self) -> float:
        """Sum of `x` over the pixels."""
        return dot(self.counts, self.x)

    @cached_property
    def sum_xx(self) -> float:
        """Sum of `x` squared over the pixels."""
        return dot(self.counts * self.x, self.x)

    @property
    def sum(self) -> float:
        """Sum of the intensities."""
        return self.sum_x + self.n * self.pivot

    @property
    def mean(self) -> float:
        """Mean intensity; NaN without pixels."""
        if not self.n:
            return np.nan
        # A sum of whole numbers is exact; of others the mean of what is left is nearer.
        return (
            self.sum / self.n if isinstance(self.pivot, int) else self.sum_x / self.n + self.pivot
        )

    @property
    def constant(self) -> bool:
        """Whether all pixels have one intensity (or there are none)."""
        return len(self.x) < 2

    @property
    def minimum(self) -> float:
        """Least intensity; NaN without pixels."""
        return float(self.values[0]) if self.n else np.nan

    @property
    def maximum(self) -> float:
        """Greatest intensity; NaN without pixels."""
        return float(self.values[-1]) if self.n else np.nan

    @cached_property
    def cumulative(self) -> npt.NDArray[np.int64]:
        """Number of pixels at or below each level."""
        return np.cumsum(self.counts)

    def quantile(self, q: float) -> float:
        """Return the intensity at place floor(q·n) of the sorted pixels; NaN without pixels."""
        if not self.n:
            return np.nan
        return float(self.values[self.level_at(q)])

    def level_at(self, q: float) -> int:
        """Return the index of the level at which a quantile lies."""
        place = min(self.n - 1, int(np.floor(q * self.n)))
        return int(np.searchsorted(self.cumulative, place, side="right"))

    def first_above(self, threshold: float) -> int:
        """Return the index of the first level above a threshold."""
        return int(np.searchsorted(self.values, threshold, side="right"))

    def n_above(self, threshold: float) -> int:
        """Return the number of pixels above a threshold."""
        return int(self.counts[self.first_above(threshold) :].sum())

    def sum_above(self, threshold: float) -> float:
        """Return the sum of the intensities above a threshold."""
        above = slice(self.first_above(threshold), None)
        return dot(self.counts[above], self.x[above]) + self.pivot * int(self.counts[above].sum())

    @cached_property
    def ranks(self) -> npt.NDArray[np.int64]:
        """Twice the rank of each level about the mean rank; pixels of one level share theirs."""
        return 2 * self.cumulative - self.counts - self.n

    @property
    def rank_squares(self) -> float:
        """Sum of the squares of the ranks over the pixels."""
        ranks = self.ranks.astype(np.float64)
        return dot(self.counts * ranks, ranks)

    def bins(self, edges: Floats) -> npt.NDArray[np.int64]:
        """Return the bin of each level; the last bin includes its upper edge."""
        inside = np.searchsorted(edges, self.values, side="right") - 1
        return np.minimum(inside, len(edges) - 2)

    def histogram(self, edges: Floats) -> Floats:
        """Return the share of the pixels in each bin."""
        below = np.searchsorted(self.values, edges[1:-1])
        reached = np.concatenate([[0], self.cumulative])[below]
        return np.diff(reached, prepend=0, append=self.n) / self.n

    @cached_property
    def dense_ranks(self) -> npt.NDArray[np.int64]:
        """Rank of each level among the levels, from 0."""
        return np.arange(len(self.x))

    def n_at(self, intensity: float) -> int:
        """Return the number of pixels of an intensity that was found in the image."""
        if self.integer:
            return int(self.counts[np.abs(self.values - intensity) < 0.5].sum())
        return int(self.counts[self.values == intensity].sum())

    def table(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return one value a level as a table indexed by code."""
        table = np.zeros(self.n_codes, dtype=values.dtype)
        table[self.codes] = values
        return table


def dot(x: Numbers, y: Numbers) -> float:
    """Return the sum of products; a Python int of whole numbers.

    Not `x @ y`: that would wake the threads of the linear algebra library, which then compete
    with ours for the processors.
    """
    total: float = (x * y).sum().item()
    return total


def bin_edges(minimum: float, maximum: float, integer: bool) -> Floats:
    """Return the edges of at most 256 equal bins over a range of intensities.

    For whole numbers a bin is a whole number of levels, and its edges lie between levels.

    Examples
    --------
    >>> bin_edges(0, 3, integer=True)
    array([-0.5,  0.5,  1.5,  2.5,  3.5])
    """
    if not minimum <= maximum:
        return np.array([0.0, 1.0])
    if integer:
        span = int(maximum - minimum) + 1
        width = -(-span // BINS)
        return minimum - 0.5 + width * np.arange(-(-span // width) + 1, dtype=np.float64)
    if maximum == minimum:
        return np.array([minimum - 0.5, maximum + 0.5])
    return np.linspace(minimum, maximum, BINS + 1)
