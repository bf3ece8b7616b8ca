"""Small places, such as the frames of a movie: a few are measured at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from napari_compare.core.advice import Advice
from napari_compare.core.chunks import Key, block_of
from napari_compare.core.cluster import active_client, groups, on_cluster
from napari_compare.core.held import held, held_in_memory, without_pixels
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair
from napari_compare.core.passes import Place, Task, measure_here
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, Result
from napari_compare.core.rows import needs_of, result_of
from napari_compare.core.threads import in_threads
from napari_compare.core.thresholds import Thresholds

Index = Mapping[int, int]
Block = tuple[Key, list[Index]]


@dataclass(frozen=True)
class Small:
    """What small places share.

    Parameters
    ----------
    task
        What is compared, and how.
    regions
        The regions.
    columns
        Keys of the metrics of a row.
    given
        Thresholds that are known already.
    advice
        What is to be said of the images and regions; None for nothing.
    """

    task: Task
    regions: Sequence[Region]
    columns: Sequence[str]
    given: Thresholds | None
    advice: Advice | None

    def results(self, pair: Pair, indices: Sequence[Index]) -> list[Result]:
        """Return the results at some split indices of a pair that holds their pixels."""
        task = self.task if pair is self.task.pair else replace(self.task, pair=pair)
        columns = [METRICS[key] for key in self.columns]
        needs, found = needs_of(columns), []
        for index in indices:
            place = Place(task, self.regions, index, needs, self.given)
            measure_here(place)
            found += [result_of(task, one, columns, index, self.advice) for one in place.measured]
        return found


def measure_small_places(small: Small, indices: Sequence[Index]) -> Iterator[Progress | Result]:
    """Measure places of one part each; those in one chunk together, so that it is read once.

    Yields
    ------
    Progress or Result
        Results in the order of the indices.
    """
    task = small.task
    blocks = [
        (key, list(some))
        for key, some in itertools.groupby(indices, lambda index: block_of(task.pair, index))
    ]
    client = active_client()
    if client is None:
        found = in_threads(lambda block, _: _read_and_measure(small, block), blocks)
    else:
        away = replace(small, task=replace(task, pair=without_pixels(task.pair), runs={}))
        work = (
            (away, [(held(task.pair, key), some) for key, some in group])
            for group in groups(client, blocks)
        )
        found = on_cluster(client, _measure_all, work)
    for results in found:
        yield from results or ()
        n = len(results or ()) // max(1, len(small.regions))
        yield task.steps.next_places(n)


def _read_and_measure(small: Small, block: Block) -> list[Result]:
    key, indices = block
    pair = small.task.pair
    return small.results(pair if len(indices) == 1 else held_in_memory(pair, key), indices)


def _measure_all(small: Small, blocks: Sequence[tuple[Pair, list[Index]]]) -> list[Result]:
    found = []
    for pair, indices in blocks:
        found += small.results(pair, indices)
    return found
