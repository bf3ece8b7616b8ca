"""The measuring of one region: pixels in, pass by pass, and its result out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.costes import (
    CostesLine,
    costes,
    costes_keys,
    costes_line,
    costes_of_pixels,
)
from napari_compare.core.pixels import Pixels, take_second
from napari_compare.core.regions import Region
from napari_compare.core.statistics.blocks import blocks, one_each, pieces
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.coding import Coding, pixels, whole_codes
from napari_compare.core.statistics.first import FirstPass
from napari_compare.core.statistics.keyed import Keys, fixed_keys
from napari_compare.core.statistics.real import RealRegion
from napari_compare.core.statistics.second import SecondPass
from napari_compare.core.statistics.statistics import (
    Around,
    Statistics,
    Surroundings,
    of_counts,
    of_pixels,
)
from napari_compare.core.statistics.window import (
    NO_WINDOW,
    Codes,
    Counted,
    Runs,
    Window,
)
from napari_compare.core.thresholds import Thresholds, threshold

Intensities = npt.NDArray[Any]
Codings = tuple[Coding, Coding]
MOST_LEVELS = 1 << 16


@dataclass
class Partial:
    """What the first pass over some of the parts has found of a region.

    Parameters
    ----------
    first
        The pass, closed; None where pixels were gathered.
    gathered
        Number of the part → the region's pixels of A and of B in it.
    """

    first: FirstPass | None = None
    gathered: dict[int, tuple[Intensities, Intensities]] = field(default_factory=dict)


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
    most_kept
        Pixels that may be kept so that parts need not be read twice.
    """

    def __init__(
        self,
        region: Region,
        size: int,
        codings: Codings | None,
        backgrounds: tuple[float, float],
        needs: Collection[str],
        method: str,
        given: Thresholds | None,
        most_kept: int,
    ) -> None:
        self.region = region
        self.similarity = np.zeros(2)
        self.streams = False
        self._size = size
        self._backgrounds = backgrounds
        self._needs = needs
        self._method = method
        self._given = given
        self._most_kept = most_kept
        self._n_excluded = 0
        self._window: Window | None = None
        self._choosing = Lock()
        self._real: RealRegion | None = None
        self._rule: CostesLine | Thresholds
        self._gathered: dict[int, tuple[Intensities, Intensities]] = {}
        self._firsts: dict[int, FirstPass] = {}
        self._seconds: dict[int, SecondPass] = {}
        # Few pixels are looked at first: their own tables are shorter than the images'.
        self._codings = codings
        if codings is not None and size < sum(len(one.x) for one in codings):
            self._codings = None

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
        if not begin.size:
            return
        if self._codings is None:
            a, b = (pixels(values, begin, end) for values in part.values)
            self._gathered[number] = a, b
            return
        if worker not in self._firsts:
            window = self._window_in(*part.codes, begin, end)
            self._firsts[worker] = FirstPass(*self._codings, window, self._size, self._most_kept)
        for some in blocks(begin, end):
            self._firsts[worker].add(*part.codes, *some)

    def _window_in(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> Window:
        """Return the window of intensities, chosen where the first worker meets the region."""
        with self._choosing:
            if self._window is None:
                self._window = Window.around(a, b, begin, end, self._size)
        return self._window

    def leave(self) -> Partial:
        """Return what the first pass has found so far, for another measurement to take."""
        if self._codings is None:
            return Partial(gathered=self._gathered)
        first, *others = self._firsts.values() or [FirstPass(*self._codings, NO_WINDOW, 0, 0)]
        for one in others:
            first.merge(one)
        first.close()
        self._firsts.clear()
        return Partial(first)

    def prepare(self, found: Sequence[Partial] = ()) -> None:
        """Finish the first pass and plan the second; do that too where pixels were kept.

        Parameters
        ----------
        found
            What others have left of the first pass over other parts.
        """
        parts = list(found) or [self.leave()]
        if self._codings is None:
            self._take_gathered(parts)
            parts = [self.leave()]
        if self._real is not None:
            self._rule = self._choose_rule(self._real)
            return
        first, *others = firsts = [one.first for one in parts if one.first is not None]
        rests = [None if one.rest is None else [*one.rest] for one in firsts]
        for one in others:
            first.merge(one)
        self._rule = self._choose_rule(first)
        keys = _keys(self._rule, *first.channels)
        self._second = SecondPass(first.channels, first.moments, self._needs, keys)
        self._first = first
        self._rests = [some for rest in rests for some in rest or ()]
        self.streams = any(rest is None for rest in rests)
        for some in self._counted():
            self._second.add(*some)

    def _counted(self) -> Iterator[Counted]:
        """Yield the pixels of the region by their codes, but for those that are read again."""
        for cells in self._first.cells:
            yield from pieces(*cells)
        for a, b in self._rests:
            yield a, b, one_each(a)

    def move(self, thresholds: Thresholds) -> bool:
        """Take other thresholds; return False where pixels would have to be read again."""
        if self._real is None:
            if self.streams:
                return False
            keys = fixed_keys(*self._first.channels, thresholds.a, thresholds.b)
            self._second = self._second.with_keys(keys)
            for some in self._counted():
                self._second.add_keyed(*some)
        self._rule = thresholds
        return True

    def _take_gathered(self, parts: Sequence[Partial]) -> None:
        """Take the first pass over gathered pixels, or leave them as real numbers."""
        a, b = self._valid(parts)
        of_a, of_b = (
            whole_codes(values, background, MOST_LEVELS)
            for values, background in zip((a, b), self._backgrounds, strict=True)
        )
        if of_a is None or of_b is None:
            self._real = RealRegion(a, b, self._backgrounds, self._needs)
            return
        (codes_a, coding_a), (codes_b, coding_b) = of_a, of_b
        self._codings = coding_a, coding_b
        if not len(codes_a):
            return
        begin, end = np.array([0]), np.array([len(codes_a)])
        window = self._window_in(codes_a, codes_b, begin, end)
        self._firsts[0] = FirstPass(coding_a, coding_b, window, len(codes_a), len(codes_a))
        for some in blocks(begin, end):
            self._firsts[0].add(codes_a, codes_b, *some)

    def _valid(self, parts: Sequence[Partial]) -> tuple[Intensities, Intensities]:
        """Return the gathered pixels that are finite in both channels."""
        gathered: dict[int, tuple[Intensities, Intensities]] = {}
        for part in parts:
            gathered |= part.gathered
        self._gathered.clear()
        if not gathered:
            return np.zeros(0), np.zeros(0)
        in_order = [gathered[number] for number in sorted(gathered)]
        a, b = (np.concatenate(one) for one in zip(*in_order, strict=True))
        if "f" not in (a.dtype.kind, b.dtype.kind):
            return a, b
        valid = np.isfinite(a) & np.isfinite(b)
        self._n_excluded = int(valid.size - np.count_nonzero(valid))
        return (a[valid], b[valid]) if self._n_excluded else (a, b)

    def _choose_rule(self, found: FirstPass | RealRegion) -> CostesLine | Thresholds:
        """Return the thresholds, or the line along which the second pass will find them."""
        if self._given is not None:
            return self._given
        a, b = found.channels
        if self._method == "costes":
            line = costes_line(a, b, found.moments)
            if isinstance(line, CostesLine) and isinstance(found, RealRegion):
                return costes_of_pixels(line, found.a, found.b)
            return line
        integer = a.integer and b.integer
        return Thresholds(threshold(self._method, a, integer), threshold(self._method, b, integer))

    def second(self, part: Pixels, begin: Runs, end: Runs, worker: int) -> None:
        """Take the runs of the region that lie in a part, in the second pass; see `first`."""
        if not begin.size:
            return
        if worker not in self._seconds:
            self._seconds[worker] = self._second.empty()
        take_second(self._seconds[worker], self._first.window, part, begin, end)

    def take(self, second: SecondPass) -> None:
        """Take what another has found in the second pass over other parts."""
        self._second.merge(second)

    def plan(self) -> SecondPass:
        """Return an empty second pass, for another to fill."""
        return self._second.empty()

    def statistics(self, surroundings: Surroundings) -> Statistics:
        """Return all that was found."""
        total, n = self.similarity.tolist()
        seen = (surroundings, self._n_excluded, (total, int(n)))
        if self._real is not None:
            assert isinstance(self._rule, Thresholds)
            return of_pixels(self._real, Around(self._rule, *seen))
        for one in self._seconds.values():
            self._second.merge(one)
        self._seconds.clear()
        found = self._rule
        if isinstance(found, CostesLine):
            found = costes(found, self._second.keys, self._second.sums)
        return of_counts(self._first, self._second, Around(found, *seen))


def _keys(rule: CostesLine | Thresholds, a: Channel, b: Channel) -> Keys:
    """Return what tells, in the second pass, which pixels are above."""
    if isinstance(rule, CostesLine):
        return costes_keys(rule)
    return fixed_keys(a, b, rule.a, rule.b)
