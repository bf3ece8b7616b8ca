"""Thresholds that are moved by hand: each region is counted once, then its numbers follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock

from napari_compare.core.advice import Advice
from napari_compare.core.again import Engine
from napari_compare.core.comparison import iterate, look_ahead, split_axes
from napari_compare.core.measurement import Measurement
from napari_compare.core.pair import Pair
from napari_compare.core.passes import Place, Task, measure
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, Result
from napari_compare.core.rows import columns_of, needs_of, result_of
from napari_compare.core.settings import Settings
from napari_compare.core.thresholds import Thresholds

Regions = tuple[Region, ...]


class MovedThresholds:
    """Compares as `iterate` does, and sooner where only the thresholds by hand have changed.

    It keeps what was counted of the regions that it was asked for last: about 5 MB for a region of
    some million pixels. Where pixels are not kept, as of images larger than memory, and where
    frames are rows of their own, `iterate` does it.

    Parameters
    ----------
    engine
        `iterate`, or what does the same.
    """

    def __init__(self, engine: Engine = iterate) -> None:
        self._engine = engine
        self._counted: tuple[Task, Regions, list[Measurement]] | None = None
        self._lock = Lock()

    def __call__(
        self, pair: Pair, regions: Sequence[Region], settings: Settings
    ) -> Iterator[Progress | Result]:
        """Yield what `iterate` yields."""
        by_hand = settings.manual_thresholds
        if by_hand is None or settings.split or not pair.in_memory:
            self._counted = None
            yield from self._engine(pair, regions, settings)
            return
        thresholds = Thresholds(*by_hand)
        advice, columns = Advice(pair, regions, settings), columns_of(pair, settings, ())
        # A comparison that another one has overtaken may still be running in another thread.
        with self._lock:
            moved = self._moved(pair, regions, settings, thresholds)
            results = [result_of(*one, columns, {}, advice) for one in moved]
        if results:
            yield from results
            return
        split = split_axes(pair, settings)
        task = yield from look_ahead(pair, regions, settings, split)
        place = Place(task, regions, {}, needs_of(columns), thresholds)
        yield from measure(place, task)
        yield from [result_of(task, one, columns, {}, advice) for one in place.measured]
        self._counted = task, tuple(regions), place.measured

    def _moved(
        self, pair: Pair, regions: Sequence[Region], settings: Settings, thresholds: Thresholds
    ) -> list[tuple[Task, Measurement]]:
        """Return what was counted, with other thresholds; nothing where that will not do."""
        if self._counted is None:
            return []
        task, known, measured = self._counted
        before = replace(
            task.settings, threshold_a=settings.threshold_a, threshold_b=settings.threshold_b
        )
        same = task.pair is pair and before == settings and len(known) == len(regions)
        same = same and all(map(Region.equals, known, regions))
        if not same or not all(one.move(thresholds) for one in measured):
            return []
        for one, region in zip(measured, regions, strict=True):
            one.region = region
        return [(replace(task, settings=settings), one) for one in measured]
