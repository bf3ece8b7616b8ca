"""Reading a pair of images part by part, each part once for every pass."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, Runs, chunks, planes, runs
from napari_compare.core.measurement import Codings, Measurement, Pixels
from napari_compare.core.metrics import Metric
from napari_compare.core.pair import Pair
from napari_compare.core.progress import Steps
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.first import native_coding
from napari_compare.core.statistics.similarity import Plane, map_sums
from napari_compare.core.statistics.statistics import Surroundings
from napari_compare.core.survey import Surveys, look, merge
from napari_compare.core.threads import in_threads
from napari_compare.core.thresholds import Thresholds

Measuring = Generator[Progress, None, list[Measurement]]
Floats = npt.NDArray[np.float64]
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
    """

    pair: Pair
    settings: Settings
    backgrounds: tuple[float, float]
    seen: Surveys
    look: bool
    pixel_size: float
    steps: Steps

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


def measure(
    task: Task,
    regions: Sequence[Region],
    index: Mapping[int, int],
    metrics: Sequence[Metric],
    given: Thresholds | None = None,
) -> Measuring:
    """Measure regions at one split index.

    Parameters
    ----------
    task
        What is compared, and how.
    regions
        The regions.
    index
        Split axis → index.
    metrics
        What the measurements must serve.
    given
        Thresholds that are known already.

    Yields
    ------
    Progress
        After each part, and at least every twentieth of a second.

    Returns
    -------
    list of Measurement
        One for each region.
    """
    needs = frozenset({"thresholds", "above"}.union(*(one.needs for one in metrics)))
    pair, drawn = task.pair, task.settings.planes == "drawn"
    parts: list[Part] = [
        (key, [runs(region, key, pair.shape, drawn) for region in regions])
        for key in chunks(pair, index)
    ]
    measured = [
        Measurement(
            region,
            sum(int((end - begin).sum()) for begin, end in of_region),
            task.codings,
            task.backgrounds,
            needs,
            task.settings.threshold,
            given,
        )
        for region, of_region in zip(
            regions, zip(*(found for _, found in parts), strict=True), strict=True
        )
    ]
    yield from _first_pass(task, measured, parts)
    for _ in in_threads(lambda one, _: one.prepare(), measured):
        yield task.steps.same()
    yield from _second_pass(task, measured, parts)
    if "similarity" in needs:
        yield from _similarity(task, measured, index)
    return measured


def _first_pass(
    task: Task, measured: Sequence[Measurement], parts: list[Part]
) -> Generator[Progress, None, None]:
    def work(numbered: tuple[int, Part], worker: int) -> Surveys | bool:
        number, (key, of_regions) = numbered
        values = task.pair.part(key)
        pixels = Pixels(*values)
        for one, of_region in zip(measured, of_regions, strict=True):
            one.first(number, pixels, *of_region, worker)
        return look(task.pair, task.settings, key, values, (None, None)) if task.look else True

    for seen in in_threads(work, enumerate(parts)):
        if isinstance(seen, tuple):
            merge(task.seen, seen)
        yield task.steps.next() if seen else task.steps.same()


def _second_pass(
    task: Task, measured: Sequence[Measurement], parts: list[Part]
) -> Generator[Progress, None, None]:
    def work(part: Part, worker: int) -> bool:
        key, of_regions = part
        pixels = Pixels(*task.pair.part(key))
        for one, of_region in zip(measured, of_regions, strict=True):
            if one.streams:
                one.second(pixels, *of_region, worker)
        return True

    if not any(one.streams for one in measured):
        yield task.steps.next(len(parts))
        return
    for done in in_threads(work, parts):
        yield task.steps.next() if done else task.steps.same()


def _similarity(
    task: Task, measured: Sequence[Measurement], index: Mapping[int, int]
) -> Generator[Progress, None, None]:
    pair, drawn = task.pair, task.settings.planes == "drawn"
    for key in planes(pair, index):
        a, b = (values.reshape(pair.shape[-2:]) for values in pair.part(key))
        plane = Plane(a, b, task.backgrounds, task.surroundings.data_range)

        def sums_of(
            first: int, _: int, plane: Plane = plane, key: Key = key
        ) -> list[npt.NDArray[np.float64]]:
            found = plane.band(first)
            band = (*key[:-2], slice(first, first + len(found)), key[-1])
            return [map_sums(found, *runs(one.region, band, pair.shape, drawn)) for one in measured]

        for sums in in_threads(sums_of, plane.bands):
            for one, of_region in zip(measured, sums or (), strict=sums is not None):
                one.similarity += of_region
            yield task.steps.same()
        yield task.steps.next()
