"""The advice on one comparison: all checks, each made as rarely as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

# Importing the checks registers them.
from napari_compare.core.advice.images import Images
from napari_compare.core.advice.numbers import Numbers
from napari_compare.core.advice.regions import overlaps  # noqa: F401
from napari_compare.core.advice.registry import checks_of
from napari_compare.core.glimpse import glimpse
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Note
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.statistics import Statistics
from napari_compare.core.threads import later

Notes = tuple[Note, ...]
Backgrounds = tuple[str | float, str | float]

_of_images: WeakKeyDictionary[Pair, dict[Backgrounds, Notes]] = WeakKeyDictionary()


class Advice:
    """What must be known of one comparison before its numbers are believed.

    The images are looked at in a thread, from when it is made, and once as long as the same `Pair`
    is compared; numbers are looked at region by region.

    Parameters
    ----------
    pair, regions, settings
        What is compared, and how.
    """

    def __init__(self, pair: Pair, regions: Sequence[Region], settings: Settings) -> None:
        self._settings = settings
        self._looking: Future[Notes] | None = later(advice_on_images, pair, settings)
        self._regions = advice_on_regions(regions, settings)

    @cached_property
    def _images(self) -> Notes:
        return self._looking.result() if self._looking else ()

    def __getstate__(self) -> dict[str, object]:
        """Wait for what is still looked at, before this goes to another process."""
        return {**vars(self), "_images": self._images, "_looking": None}

    def on(self, statistics: Statistics, region: Region) -> Iterator[Note]:
        """Yield the advice on the numbers of one region that has valid pixels."""
        yield from self._images
        numbers = Numbers(statistics, region, self._settings)
        for one in checks_of("numbers"):
            yield from one.find(numbers)
        yield from self._regions.get(region, ())


def advice_on_regions(regions: Sequence[Region], settings: Settings) -> dict[Region, list[Note]]:
    """Return the advice on regions that follows from all of them together."""
    found = defaultdict[Region, list[Note]](list)
    for one in checks_of("regions"):
        for region, note in one.find(regions, settings):
            found[region].append(note)
    return found


def advice_on_images(pair: Pair, settings: Settings) -> Notes:
    """Return the advice on the images themselves, the same for all regions; none on masks."""
    if "b" in (pair.a.dtype.kind, pair.b.dtype.kind):
        return ()
    known = _of_images.setdefault(pair, {})
    backgrounds = settings.background_a, settings.background_b
    if backgrounds not in known:
        images = Images(*glimpse(pair), settings)
        with np.errstate(all="ignore"):
            known[backgrounds] = tuple(
                note for one in checks_of("images") for note in one.find(images)
            )
    return known[backgrounds]
