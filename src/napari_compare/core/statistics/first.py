"""The first pass: counts and sums at each intensity, from which most numbers follow."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.blocks import one_each
from napari_compare.core.statistics.channel import Channel, dot
from napari_compare.core.statistics.coding import Coding
from napari_compare.core.statistics.moments import Moments
from napari_compare.core.statistics.window import (
    NO_WINDOW,
    Codes,
    Counted,
    Counts,
    Runs,
    Window,
    WindowCounts,
)

_SUM_BITS = 40
# Pixels before a count could leave its 23 bits, or a sum of 16-bit codes its 40.
_ROOM = 1 << 23


Pieces = list[tuple[Codes, Codes]]


class FirstPass:
    """Counts and sums at each intensity of two channels whose codes are whole intensities.

    It adds up over parts of the image, exactly.

    Parameters
    ----------
    a, b
        Codings of the two channels; see `native_coding`.
    window
        Where most pixels lie.
    size
        Number of pixels, at the most.
    most_kept
        Pixels outside the window that are kept, at the most.
    """

    def __init__(self, a: Coding, b: Coding, window: Window, size: int, most_kept: int) -> None:
        self.window = window
        self.cells: list[Counted] = []
        self.rest: Pieces | None = []
        self._most_kept = most_kept
        self._codings = (a, b)
        self._inside = WindowCounts(window, size)
        self._packed = [np.zeros(len(coding.x), np.int64) for coding in self._codings]
        self._at = [np.zeros((2, len(coding.x)), np.int64) for coding in self._codings]
        self._distance = np.zeros(3, np.int64)
        self._room = _ROOM

    @property
    def _shift(self) -> float:
        """What A - B lacks when both are codes."""
        return self._codings[0].pivot - self._codings[1].pivot

    def add(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> None:
        """Add pixels: codes of A and of B, and where runs begin and end."""
        a, b = self._inside.add(a, b, begin, end)
        if len(a) > self._room:
            self._unpack()
        self._room -= len(a)
        kernels.add_marginals(a, b, *self._packed)
        self._add_distances(a, b, one_each(a))
        self._keep([(a.copy(), b.copy())])

    def _keep(self, more: Pieces | None) -> None:
        """Keep the pixels outside the window, while they are few: they need no second reading."""
        if self.rest is None or more is None:
            self.rest = None
            return
        self.rest += more
        if sum(len(a) for a, _ in self.rest) > self._most_kept:
            self.rest = None

    def _add_distances(self, a: Codes, b: Codes, n: Counts) -> None:
        kernels.add_distances(a, b, n, np.int64(math.floor(self._shift)), self._distance)

    def _unpack(self) -> None:
        """Make room for more pixels before counts or sums grow into each other."""
        for packed, at in zip(self._packed, self._at, strict=True):
            at[0] += packed >> _SUM_BITS
            at[1] += packed & (1 << _SUM_BITS) - 1
            packed[:] = 0
        self._room = _ROOM

    def merge(self, other: FirstPass) -> None:
        """Add what another pass over other pixels with the same codings has found.

        Either both are closed, or neither is and both have the same window.
        """
        for one in (self, other):
            one._unpack()
        self._inside.merge(other._inside)
        self.cells += other.cells
        self._keep(other.rest)
        for mine, its in zip(
            (*self._at, self._distance), (*other._at, other._distance), strict=True
        ):
            mine += its

    def close(self) -> None:
        """Add the pixels in the window, after all parts; their codes are then in `cells`.

        The codes of the pixels outside are in `rest`, or None where they were too many to keep.
        """
        cells = self._inside.cells()
        self._inside = WindowCounts(NO_WINDOW, 0)
        self._unpack()
        kernels.add_counted_marginals(*cells, *self._at)
        self._add_distances(*cells)
        self.cells.append(cells)

    @cached_property
    def channels(self) -> tuple[Channel, Channel]:
        """The two channels' levels, once the pass is closed."""
        (a, b), (at_a, at_b) = self._codings, self._at
        return _channel(a, at_a[0]), _channel(b, at_b[0])

    @cached_property
    def _others(self) -> tuple[Counts, Counts]:
        """Sum of the other channel's codes over the pixels at each level of A, and of B."""
        a, b = (at[1][one.codes] for at, one in zip(self._at, self.channels, strict=True))
        return a, b

    @cached_property
    def moments(self) -> Moments:
        """Moments of both channels' `x`."""
        a, b = self.channels
        products = dot(a.x, self._others[0])
        return Moments(a.n, a.sum_x, b.sum_x, a.sum_xx, b.sum_xx, products)

    def sums_where_above(self, threshold_a: float, threshold_b: float) -> tuple[float, float]:
        """Return the sum of A where B is above its threshold, and of B where A is."""
        (a, b), (other_a, other_b) = self.channels, self._others
        from_a, from_b = a.first_above(threshold_a), b.first_above(threshold_b)
        return (
            int(other_b[from_b:].sum()) + a.pivot * int(b.counts[from_b:].sum()),
            int(other_a[from_a:].sum()) + b.pivot * int(a.counts[from_a:].sum()),
        )

    @property
    def distance(self) -> tuple[float, float, int]:
        """Sums of |a - b| and (a - b)², and the number of pixels at which a = b."""
        of = self.moments
        apart, equal, negative = self._distance.tolist()
        whole = math.floor(self._shift)
        rest = self._shift - whole
        summed = of.a - of.b + of.n * whole
        squared = of.aa + of.bb - 2 * of.ab + 2 * whole * (of.a - of.b) + of.n * whole**2
        return (
            apart + rest * (of.n - 2 * negative),
            squared + 2 * rest * summed + of.n * rest**2,
            0 if rest else equal,
        )


def _channel(coding: Coding, counts: Counts) -> Channel:
    codes = np.flatnonzero(counts)
    return Channel(
        codes,
        len(coding.x),
        coding.values[codes],
        coding.x[codes],
        coding.pivot,
        counts[codes],
        coding.integer,
    )
