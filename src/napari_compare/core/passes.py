"""Reading a pair of images part by part, each part once for every pass."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, Runs, chunks, planes, runs
from napari_compare.core.measurement import Codings, Measurement
from napari_compare.core.pair import Pair
from napari_compare.core.pixels import Pixels
from napari_compare.core.progress import Steps
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.coding import native_coding
from napari_compare.core.statistics.similarity import Plane, map_sums
from napari_compare.core.statistics.statistics import Surroundings
from napari_compare.core.survey import Surveys, look, merge
from napari_compare.core.threads import in_threads
from napari_compare.core.thresholds import Thresholds

Floats = npt.NDArray[np.float64]

# Pixels of all regions that are kept so that parts need not be read twice: each takes 4 bytes.
LEAST_KEPT, KEPT, KEPT_OF_FILES = 1 << 16, 1 << 19, 1 << 22

Part = tuple[Key, list[tuple[Runs, Runs]]]


@dataclass(frozen=True)
class Task:
    """What all split indices and regions of a comparison share.

    Parameters
    ----------
    pair, settings
        What is compared, and how.
    backgrounds
        What is subtracted from A and B.
    seen
        What was seen of the whole images.
    look
        Whether that is still to be seen, in the first pass.
    pixel_size
        Area or volume of a pixel.
    steps
        The counter of steps.
    runs
        Runs of regions in parts that have been found.
    """

    pair: Pair
    settings: Settings
    backgrounds: tuple[float, float]
    seen: Surveys
    look: bool
    pixel_size: float
    steps: Steps
    runs: dict[tuple[Hashable, ...], tuple[Runs, Runs]] = field(default_factory=dict)

    @cached_property
    def codings(self) -> Codings | None:
        """Codings of both channels, where their values are their own codes."""
        ends = [None, None] if self.look else [one.maximum for one in self.seen]
        dtypes = self.pair.a.dtype, self.pair.b.dtype
        found = zip(dtypes, self.backgrounds, ends, strict=True)
        a, b = (native_coding(*one) for one in found)
        return (a, b) if a and b else None

    @property
    def surroundings(self) -> Surroundings:
        """What is known of the whole images, once they were seen."""
        data_range = self.settings.data_range
        ends = list(zip(self.seen, self.backgrounds, strict=True))
        if data_range is None:
            highest = max(one.maximum - level for one, level in ends)
            data_range = float(highest - min(one.minimum - level for one, level in ends))
        dtypes = self.pair.a.dtype, self.pair.b.dtype
        saturated_a, saturated_b = (
            one.saturated(dtype) - level for (one, level), dtype in zip(ends, dtypes, strict=True)
        )
        return Surroundings(data_range, saturated_a, saturated_b, self.pixel_size)


class Place:
    """Regions at one split index, and the parts of the pair that lie there.

    Parameters
    ----------
    task
        What is compared, and how.
    regions
        The regions.
    index
        Split axis → index.
    needs
        What the second pass must gather; see `NEEDS`.
    given
        Thresholds that are known already.
    """

    def __init__(
        self,
        task: Task,
        regions: Sequence[Region],
        index: Mapping[int, int],
        needs: frozenset[str],
        given: Thresholds | None = None,
    ) -> None:
        self.task = task
        self.regions = regions
        self.index = index
        self.needs = needs
        self.given = given
        self.parts: list[Part] = [
            (key, [self._runs(one, key) for one in regions]) for key in chunks(task.pair, index)
        ]
        of_regions = zip(*(found for _, found in self.parts), strict=True)
        self.sizes = [sum(int((end - begin).sum()) for begin, end in one) for one in of_regions]
        self.measured = measurements(task, regions, self.sizes, needs, given)

    def _runs(self, region: Region, key: Key) -> tuple[Runs, Runs]:
        """Return a region's runs in a part; on many planes alike, they are found once."""
        drawn = self.task.settings.planes == "drawn"
        alike = len(region.shape) == 2 and not (drawn and region.drawn_at)
        sizes = [part.stop - part.start for part in key[:-2]]
        name = (region, *sizes, *((part.start, part.stop) for part in key[-2:]))
        if alike and name in self.task.runs:
            return self.task.runs[name]
        found = runs(region, key, self.task.pair.shape, drawn)
        if alike:
            self.task.runs[name] = found
        return found

    def first(self, numbered: tuple[int, Part], worker: int) -> Surveys | bool:
        """Take a part in the first pass; return what was seen of it if it is to be looked at."""
        return take_first(self.task, self.measured, numbered, worker) or True

    @property
    def streams(self) -> bool:
        """Whether a region needs a second pass."""
        return any(one.streams for one in self.measured)

    def second(self, part: Part, worker: int) -> bool:
        """Take a part in the second pass."""
        key, of_regions = part
        pixels = Pixels(*self.task.pair.part(key))
        for one, of_region in zip(self.measured, of_regions, strict=True):
            if one.streams:
                one.second(pixels, *of_region, worker)
        return True

    def planes(self) -> Iterator[tuple[Key, Plane]]:
        """Read the whole planes at this index, one by one."""
        task = self.task
        for key in planes(task.pair, self.index):
            a, b = (values.reshape(task.pair.shape[-2:]) for values in task.pair.part(key))
            yield key, Plane(a, b, task.backgrounds, task.surroundings.data_range)

    def similarity(self, key: Key, plane: Plane, first: int) -> list[Floats]:
        """Return each region's sums of the SSIM map over a band of a plane."""
        found = plane.band(first)
        band = (*key[:-2], slice(first, first + len(found)), key[-1])
        return [map_sums(found, *self._runs(one.region, band)) for one in self.measured]

    def add_similarity(self, sums: list[Floats]) -> None:
        """Add what `similarity` found."""
        for one, of_region in zip(self.measured, sums, strict=True):
            one.similarity += of_region


def measurements(
    task: Task,
    regions: Sequence[Region],
    sizes: Sequence[int],
    needs: frozenset[str],
    given: Thresholds | None,
) -> list[Measurement]:
    """Return a measurement of each region, of so many pixels, that has seen none."""
    most_kept = max(
        LEAST_KEPT, (KEPT if task.pair.in_memory else KEPT_OF_FILES) // max(1, len(regions))
    )
    common = needs, task.settings.threshold, given, most_kept
    return [
        Measurement(region, size, task.codings, task.backgrounds, *common)
        for region, size in zip(regions, sizes, strict=True)
    ]


def take_first(
    task: Task, measured: Sequence[Measurement], numbered: tuple[int, Part], worker: int = 0
) -> Surveys | None:
    """Take a part in the first pass; return what was seen of it if it is to be looked at."""
    number, (key, of_regions) = numbered
    values = task.pair.part(key)
    part = Pixels(*values)
    for one, of_region in zip(measured, of_regions, strict=True):
        one.first(number, part, *of_region, worker)
    return look(task.pair, task.settings, key, values, (None, None)) if task.look else None


def measure(place: Place, task: Task) -> Generator[Progress, None, None]:
    """Measure the regions at one split index, part by part in a few threads.

    Yields
    ------
    Progress
        After each part, and at least every twentieth of a second.
    """
    steps = task.steps
    for seen in in_threads(place.first, enumerate(place.parts)):
        if isinstance(seen, tuple):
            merge(task.seen, seen)
        yield steps.next() if seen else steps.same()
    for _ in in_threads(lambda one, _: one.prepare(), place.measured):
        yield steps.same()
    if place.streams:
        for done in in_threads(place.second, place.parts):
            yield steps.next() if done else steps.same()
    else:
        yield steps.next(len(place.parts))
    if "similarity" not in place.needs:
        return
    for key, plane in place.planes():
        for sums in in_threads(lambda first, _: place.similarity(key, plane, first), plane.bands):  # noqa: B023
            if sums is not None:
                place.add_similarity(sums)
            yield steps.same()
        yield steps.next()


def measure_here(place: Place) -> None:
    """Measure the regions at one split index in the thread that calls.

    For places that are small and many: a few are measured at once, each in a thread.
    """
    for numbered in enumerate(place.parts):
        place.first(numbered, 0)
    for one in place.measured:
        one.prepare()
    if place.streams:
        for part in place.parts:
            place.second(part, 0)
    if "similarity" in place.needs:
        for key, plane in place.planes():
            for first in plane.bands:
                place.add_similarity(place.similarity(key, plane, first))
