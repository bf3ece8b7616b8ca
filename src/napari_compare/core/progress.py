"""Counting the steps of a comparison before it is done."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from typing import TypeVar

from napari_compare.core.chunks import chunks
from napari_compare.core.metrics import chosen
from napari_compare.core.pair import Pair
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings

Found = TypeVar("Found")


def finished(work: Generator[Progress, None, Found]) -> Found:
    """Return what work returns when it is through; nobody looks at its progress."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: Found = done.value
            return found


class Steps:
    """Counts the steps of a comparison: each part of the image, once for each pass over it.

    Parameters
    ----------
    pair
        The images.
    settings
        What is measured and how.
    split
        The axes of which each index is measured by itself.
    ahead
        Whether the whole images are looked at before anything is measured.
    """

    def __init__(self, pair: Pair, settings: Settings, split: Sequence[int], ahead: bool) -> None:
        whole = len(chunks(pair, {}))
        places = math.prod(pair.shape[axis] for axis in split)
        self._done = 0
        self._of_place = 2 * len(chunks(pair, dict.fromkeys(split, 0)))
        if any("similarity" in metric.needs for metric in chosen(settings.metrics)):
            self._of_place += math.prod(pair.shape[:-2]) // places
        self._total = whole * ahead + self._of_place * places
        if settings.threshold_scope == "image" and settings.threshold != "manual":
            self._total += 2 * whole

    def next(self, steps: int = 1) -> Progress:
        """Return the progress after one step more, or several."""
        self._done = min(self._done + steps, self._total)
        return self.same()

    def next_places(self, places: int) -> Progress:
        """Return the progress after all steps of some split indices."""
        return self.next(places * self._of_place)

    def same(self) -> Progress:
        """Return the progress as it is, within a step."""
        return Progress(self._done, self._total)
