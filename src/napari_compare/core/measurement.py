"""The measuring of one region: pixels in, pass by pass, and its result out."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.regions import Region
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.first import (
    Codes,
    Coding,
    NativeFirstPass,
    Runs,
    TabledFirstPass,
    native_codes,
    pixels,
    ranked_codes,
)
from napari_compare.core.statistics.moments import moments, pearson_r
from napari_compare.core.statistics.second import SecondPass
from napari_compare.core.statistics.statistics import Statistics, Surroundings, statistics
from napari_compare.core.thresholds import (
    CostesLine,
    Thresholds,
    costes,
    costes_line,
    fixed_keys,
    threshold,
)

BLOCK = 1 << 20


Codings = tuple[Coding, Coding]


class Pixels:
    """A part of both images as it was read, and its codes once somebody asks for them."""

    def __init__(self, a: npt.NDArray[Any], b: npt.NDArray[Any]) -> None:
        self.values = np.ascontiguousarray(a).reshape(-1), np.ascontiguousarray(b).reshape(-1)
        self._codes: tuple[Codes, Codes] | None = None

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
    `streams` says so, and take `statistics`.

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
        self.n_excluded = 0
        self.similarity = np.zeros(2)
        self._backgrounds = backgrounds
        self._needs = needs
        self._method = method
        self._given = given
        self._gathered: dict[int, tuple[npt.NDArray[Any], ...]] = {}
        self._codes: tuple[Codes, Codes] | None = None
        self._native: dict[int, NativeFirstPass] = {}
        self._seconds: dict[int, SecondPass] = {}
        # Sorting few pixels is quicker than going through long tables.
        self._codings = codings
        if codings is not None and size < sum(len(one.x) for one in codings):
            self._codings = None
        self.streams = self._codings is not None

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
        if worker not in self._native:
            self._native[worker] = NativeFirstPass(*self._codings)
        for some in _blocks(begin, end):
            self._native[worker].add(*part.codes, *some)

    def prepare(self) -> None:
        """Finish the first pass and plan the second; do that too where pixels were gathered."""
        self._first = self._native_pass() if self.streams else self._tabled_pass()
        a, b = self._first.channels()
        self._rule = self._choose_rule(a, b)
        if isinstance(self._rule, CostesLine):
            keys = self._rule.keys
        else:
            keys = fixed_keys(a, b, self._rule)
        self._second = SecondPass(a, b, self._needs, keys)
        if self._codes is not None:
            self._second.add(*self._codes, *_all_of(self._codes[0]))
            if self._second.exact:
                self._codes = None

    def _native_pass(self) -> NativeFirstPass:
        assert self._codings is not None
        whole = NativeFirstPass(*self._codings)
        for one in self._native.values():
            whole.merge(one)
        self._native.clear()
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
        first = TabledFirstPass(coding_a, coding_b)
        first.add(*self._codes, *_all_of(codes_a))
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
        if worker not in self._seconds:
            self._seconds[worker] = self._second.empty()
        for some in _blocks(begin, end):
            self._seconds[worker].add(*part.codes, *some)

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


def _all_of(codes: Codes) -> tuple[Runs, Runs]:
    return np.array([0]), np.array([len(codes)])


def _blocks(begin: Runs, end: Runs) -> Iterator[tuple[Runs, Runs]]:
    """Yield the runs in groups of about a million pixels, so that one call stays short."""
    if not begin.size:
        return
    group = np.cumsum(end - begin) // BLOCK
    for i, j in zip(*_bounds(group), strict=True):
        yield begin[i:j], end[i:j]


def _bounds(group: npt.NDArray[np.int64]) -> tuple[list[int], list[int]]:
    cuts = (np.flatnonzero(np.diff(group)) + 1).tolist()
    return [0, *cuts], [*cuts, len(group)]
