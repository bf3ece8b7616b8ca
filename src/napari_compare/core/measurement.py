"""The measuring of one region: pixels in, pass by pass, and its result out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.regions import Region
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.first import (
    Codes,
    Coding,
    FirstPass,
    Runs,
    native_codes,
    native_coding,
    pixels,
    ranked_codes,
)
from napari_compare.core.statistics.moments import moments
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

FEW = 1 << 4
BLOCK = 1 << 20


class Part:
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
    dtypes, backgrounds
        Type of each channel, and what is subtracted from it.
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
        dtypes: tuple[np.dtype[Any], np.dtype[Any]],
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
        self._gathered: list[tuple[npt.NDArray[Any], ...]] = []
        self._first: FirstPass | None = None
        a, b = (native_coding(*one) for one in zip(dtypes, backgrounds, strict=True))
        if a and b and size * FEW >= len(a.x) + len(b.x):
            self._first = FirstPass(a, b)
        self.streams = self._first is not None

    def first(self, part: Part, begin: Runs, end: Runs) -> None:
        """Take the runs of the region that lie in a part, in the first pass."""
        if self._first is not None:
            for some in _blocks(begin, end):
                self._first.add(*part.codes, *some)
            return
        gathered = [pixels(values, begin, end) for values in part.values]
        valid = np.isfinite(gathered[0]) & np.isfinite(gathered[1])
        self.n_excluded += int(valid.size - np.count_nonzero(valid))
        self._gathered.append(tuple(values[valid] for values in gathered))

    def prepare(self) -> None:
        """Finish the first pass and plan the second; do that too where pixels were gathered."""
        codes = None
        if self._first is None:
            codes, codings = self._ranked()
            self._first = FirstPass(*codings)
            span = np.array([0]), np.array([len(codes[0])])
            self._first.add(*codes, *span)
        a, b = self._first.channels()
        self._rule = self._choose_rule(a, b)
        if isinstance(self._rule, CostesLine):
            keys = self._rule.keys
        else:
            keys = fixed_keys(a, b, self._rule)
        self._second = SecondPass(a, b, self._needs, keys)
        if codes is not None:
            self._second.add(*codes, *span)

    def _ranked(self) -> tuple[tuple[Codes, Codes], tuple[Coding, Coding]]:
        channels = [np.concatenate(one) for one in zip(*self._gathered, strict=True)]
        self._gathered.clear()
        channels = channels or [np.zeros(0), np.zeros(0)]
        (a, coding_a), (b, coding_b) = (
            ranked_codes(*one) for one in zip(channels, self._backgrounds, strict=True)
        )
        return (a, b), (coding_a, coding_b)

    def _choose_rule(self, a: Channel, b: Channel) -> CostesLine | Thresholds:
        """Return the thresholds, or the line along which the second pass will find them."""
        if self._given is not None:
            return self._given
        if self._method == "costes":
            return costes_line(a, b, moments(a, b))
        integer = a.integer and b.integer
        return Thresholds(threshold(self._method, a, integer), threshold(self._method, b, integer))

    def second(self, part: Part, begin: Runs, end: Runs) -> None:
        """Take the runs of the region that lie in a part, in the second pass."""
        for some in _blocks(begin, end):
            self._second.add(*part.codes, *some)

    def add_similarity(self, found: npt.NDArray[np.float64], begin: Runs, end: Runs) -> None:
        """Take the runs of the region that lie in a part of the SSIM map."""
        values = pixels(found.reshape(-1), begin, end)
        values = values[np.isfinite(values)]
        self.similarity += values.sum(), values.size

    def statistics(self, surroundings: Surroundings) -> Statistics:
        """Return all that was found."""
        assert self._first is not None
        thresholds = self._rule
        if isinstance(thresholds, CostesLine):
            thresholds = costes(*self._second.channels, thresholds, self._second.sums)
        total, n = self.similarity.tolist()
        return statistics(
            self._first, self._second, thresholds, surroundings, self.n_excluded, (total, int(n))
        )


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
