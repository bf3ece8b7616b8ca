"""The measuring of one region: pixels in, pass by pass, and its result out."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.regions import Region
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.first import (
    BLOCK,
    Coding,
    NativeFirstPass,
    TabledFirstPass,
    native_codes,
    one_each,
    pixels,
    ranked_codes,
)
from napari_compare.core.statistics.moments import moments, pearson_r
from napari_compare.core.statistics.second import SecondPass
from napari_compare.core.statistics.statistics import Statistics, Surroundings, statistics
from napari_compare.core.statistics.window import (
    NO_WINDOW,
    Codes,
    Counted,
    Counts,
    Runs,
    Window,
)
from napari_compare.core.thresholds import (
    CostesLine,
    Thresholds,
    costes,
    costes_line,
    fixed_keys,
    threshold,
)

Codings = tuple[Coding, Coding]


class Pixels:
    """A part of both images as it was read, and its codes once somebody asks for them."""

    def __init__(self, a: npt.NDArray[Any], b: npt.NDArray[Any]) -> None:
        self.values = np.ascontiguousarray(a).reshape(-1), np.ascontiguousarray(b).reshape(-1)
        self._codes: tuple[Codes, Codes] | None = None
        self._counted: list[Counted] = []

    @property
    def codes(self) -> tuple[Codes, Codes]:
        """Both channels as codes of their own type."""
        if self._codes is None:
            a, b = self.values
            self._codes = native_codes(a), native_codes(b)
        return self._codes


class Measurement:
    """Measures one region at one split index.

    Give every part of the image to `first`, call `prepare`, give every part to `second` where
    `streams` then says so, and take `statistics`.

    Parameters
    ----------
    region
        The region.
    size
        Number of its pixels, at the most.
    codings
        Codings of both channels, where their values are their own codes; else None.
    backgrounds
        What is subtracted from each channel.
    needs
        What its metrics need; see `NEEDS`.
    method
        The threshold method.
    given
        Thresholds that are known already.
    """

    def __init__(
        self,
        region: Region,
        size: int,
        codings: Codings | None,
        backgrounds: tuple[float, float],
        needs: Collection[str],
        method: str,
        given: Thresholds | None = None,
    ) -> None:
        self.region = region
        self._size = size
        self._window: Window | None = None
        self._choosing = Lock()
        self.n_excluded = 0
        self.similarity = np.zeros(2)
        self._backgrounds = backgrounds
        self._needs = needs
        self._method = method
        self._given = given
        self._gathered: dict[int, tuple[npt.NDArray[Any], ...]] = {}
        self._codes: tuple[Codes, Codes] | None = None
        self._counted: list[Counted] = []
        self._native: dict[int, NativeFirstPass] = {}
        self._seconds: dict[int, SecondPass] = {}
        # Sorting few pixels is quicker than going through long tables.
        self._codings = codings
        if codings is not None and size < sum(len(one.x) for one in codings):
            self._codings = None
        self.streams = False

    def first(self, number: int, part: Pixels, begin: Runs, end: Runs, worker: int) -> None:
        """Take the runs of the region that lie in a part, in the first pass.

        Parameters
        ----------
        number
            Which part it is.
        part, begin, end
            The part, and the runs.
        worker
            Number of the thread that calls: each adds to sums of its own.
        """
        if self._codings is None:
            self._gathered[number] = tuple(pixels(values, begin, end) for values in part.values)
            return
        if not begin.size:
            return
        if worker not in self._native:
            window = self._window_in(part, begin, end)
            self._native[worker] = NativeFirstPass(*self._codings, window, self._size)
        for some in _blocks(begin, end):
            self._native[worker].add(*part.codes, *some)

    def _window_in(self, part: Pixels, begin: Runs, end: Runs) -> Window:
        """Return the window of intensities, chosen where the first worker meets the region."""
        with self._choosing:
            if self._window is None:
                self._window = Window.around(*part.codes, begin, end, self._size)
        return self._window

    def prepare(self) -> None:
        """Finish the first pass and plan the second; do that too where pixels were gathered."""
        self._first = self._tabled_pass() if self._codings is None else self._native_pass()
        a, b = self._first.channels()
        self._rule = self._choose_rule(a, b)
        if isinstance(self._rule, CostesLine):
            keys = self._rule.keys
        else:
            keys = fixed_keys(a, b, self._rule)
        self._second = SecondPass(a, b, self._needs, keys)
        for some in self._counted:
            self._second.add(*some)
        self._counted = []
        if self._second.exact:
            self._codes = None

    def _native_pass(self) -> NativeFirstPass:
        assert self._codings is not None
        if not self._native:
            self._native[0] = NativeFirstPass(*self._codings, NO_WINDOW, 0)
        whole, *others = self._native.values()
        for one in others:
            whole.merge(one)
        self._native.clear()
        self._counted = list(_pieces(*whole.close()))
        self._counted += [(a, b, one_each(a)) for a, b in whole.rest or ()]
        self.streams = whole.rest is None
        return whole

    def _tabled_pass(self) -> TabledFirstPass:
        parts = [self._gathered[number] for number in sorted(self._gathered)]
        self._gathered.clear()
        a, b = (np.concatenate(one) for one in zip(*parts, strict=True))
        valid = np.isfinite(a) & np.isfinite(b)
        self.n_excluded = int(valid.size - np.count_nonzero(valid))
        codes_a, coding_a = ranked_codes(a[valid], self._backgrounds[0])
        codes_b, coding_b = ranked_codes(b[valid], self._backgrounds[1])
        self._codes = codes_a, codes_b
        self._counted = list(_pieces(codes_a, codes_b, np.ones(len(codes_a), np.int64)))
        first = TabledFirstPass(coding_a, coding_b)
        for some in self._counted:
            first.add(*some)
        return first

    def _choose_rule(self, a: Channel, b: Channel) -> CostesLine | Thresholds:
        """Return the thresholds, or the line along which the second pass will find them."""
        if self._given is not None:
            return self._given
        if self._method == "costes":
            return costes_line(a, b, moments(a, b))
        integer = a.integer and b.integer
        return Thresholds(threshold(self._method, a, integer), threshold(self._method, b, integer))

    def second(self, part: Pixels, begin: Runs, end: Runs, worker: int) -> None:
        """Take the runs of the region that lie in a part, in the second pass; see `first`."""
        if not begin.size:
            return
        if worker not in self._seconds:
            self._seconds[worker] = self._second.empty()
        assert self._window is not None
        for some in _blocks(begin, end):
            a, b = self._window.outside(*part.codes, *some)
            self._seconds[worker].add(a, b, one_each(a))

    def statistics(self, surroundings: Surroundings) -> Statistics:
        """Return all that was found."""
        for one in self._seconds.values():
            self._second.merge(one)
        self._seconds.clear()
        thresholds = self._rule
        if isinstance(thresholds, CostesLine):
            thresholds = costes(*self._second.channels, thresholds, self._second.sums)
        total, n = self.similarity.tolist()
        found = statistics(
            self._first, self._second, thresholds, surroundings, self.n_excluded, (total, int(n))
        )
        return found if self._codes is None else self._with_precise_correlations(found)

    def _with_precise_correlations(self, found: Statistics) -> Statistics:
        """Replace r of the pixels above and below by r about their own means.

        Sums of float intensities about the whole region's mean cancel where these pixels are
        nearly constant, as in a clipped image.
        """
        assert self._codes is not None
        a, b = self._codes
        above = (a >= found.a.first_above(found.thresholds.a)) & (
            b >= found.b.first_above(found.thresholds.b)
        )
        x, y = found.a.x[a], found.b.x[b]
        return dataclasses.replace(
            found,
            r_above=pearson_r(x[above], y[above]),
            r_below=pearson_r(x[~above], y[~above]),
        )


def _blocks(begin: Runs, end: Runs) -> Iterator[tuple[Runs, Runs]]:
    """Yield runs in groups of `BLOCK` pixels, cut where that is needed."""
    counted = np.cumsum(end - begin)
    total = int(counted[-1]) if counted.size else 0
    for first in range(0, total, BLOCK):
        last = min(first + BLOCK, total)
        i, j = np.searchsorted(counted, [first + 1, last])
        some_begin, some_end = begin[i : j + 1].copy(), end[i : j + 1].copy()
        some_begin[0] = end[i] - (counted[i] - first)
        some_end[-1] = end[j] - (counted[j] - last)
        yield some_begin, some_end


def _pieces(a: Codes, b: Codes, n: Counts) -> Iterator[Counted]:
    """Yield counted codes in pieces of at most `BLOCK`."""
    for first in range(0, len(a), BLOCK):
        part = slice(first, first + BLOCK)
        yield a[part], b[part], n[part]
