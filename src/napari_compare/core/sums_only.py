"""Rows of metrics that follow from sums alone: one pass over the pixels, which no table slows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.advice import Advice
from napari_compare.core.advice.numbers import ON_A_LINE
from napari_compare.core.chunks import Key, chunks, runs
from napari_compare.core.metrics import Metric
from napari_compare.core.pair import Pair
from napari_compare.core.passes import Task
from napari_compare.core.regions import Region
from napari_compare.core.rows import row_of
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.sums import TYPES, Sums
from napari_compare.core.survey import Surveys, look, merge
from napari_compare.core.threads import WORKERS, in_threads
from napari_compare.core.thresholds import Thresholds

TOLD = {"positive", "thresholds", "above"}
LEAST = 1 << 18  # pixels for which it pays to wake a thread

Ints = npt.NDArray[np.int64]


def sums_tell(pair: Pair, settings: Settings, columns: Sequence[Metric]) -> bool:
    """Return whether sums over pixels are all that these columns need.

    So it is for images of unsigned integers of up to 16 bit as they are, with thresholds that are
    known beforehand.
    """
    dtypes = {pair.a.dtype, pair.b.dtype}
    return (
        len(dtypes) == 1
        and dtypes <= {np.dtype(one) for one in TYPES}
        and (settings.background_a, settings.background_b) == ("none", "none")
        and settings.threshold in ("none", "manual")
        and not settings.split
        and all(one.needs <= TOLD for one in columns)
    )


@dataclass(frozen=True)
class Row:
    """The numbers of one region.

    Parameters
    ----------
    row
        Column key → value.
    """

    row: dict[str, Any]


def rows_of_sums(
    task: Task, regions: Sequence[Region], columns: Sequence[Metric], advice: Advice | None
) -> list[Row] | None:
    """Return a row for each region; None where sums turn out not to tell enough.

    That is where a region's pixels lie on a line: whether one channel is a copy of the other
    depends on its levels.

    Parameters
    ----------
    task
        What is compared, and how; see `sums_tell`.
    regions, columns
        The regions, and the metrics of a row.
    advice
        What to beware of; None where nothing but the numbers is looked at.
    """
    thresholds = None
    if advice is not None or any(one.needs for one in columns):
        thresholds = Thresholds(*(task.settings.manual_thresholds or (0.0, 0.0)))
    sums = _sums(task, regions, thresholds)
    found = [sums.statistics(i, task.surroundings) for i in range(len(regions))]
    if advice is not None and any(abs(one.moments.pearson_r) > ON_A_LINE for one in found):
        return None
    return [
        Row(row_of(task, one, region, columns, {}, advice)[0])
        for region, one in zip(regions, found, strict=True)
    ]


def _sums(task: Task, regions: Sequence[Region], thresholds: Thresholds | None) -> Sums:
    """Read the images once, in a few threads, and return the sums of all regions."""
    of_workers: dict[int, Sums] = {}

    def work(piece: _Piece, worker: int) -> Surveys | None:
        if worker not in of_workers:
            of_workers[worker] = Sums(len(regions), thresholds)
        key, values, begin, end, region = piece
        if values is None:
            values = task.pair.part(key)
        a, b = (one.reshape(-1) for one in values)
        of_workers[worker].add(a, b, begin, end, region)
        return look(task.pair, task.settings, key, values, (None, None)) if task.look else None

    for seen in in_threads(work, _pieces(task, regions)):
        if seen is not None:
            merge(task.seen, seen)
    total = Sums(len(regions), thresholds)
    for one in of_workers.values():
        total.merge(one)
    return total


_Piece = tuple[Key, tuple[npt.NDArray[Any], npt.NDArray[Any]] | None, Ints, Ints, Ints]


def _pieces(task: Task, regions: Sequence[Region]) -> Iterator[_Piece]:
    """Yield the runs of all regions, cut into pieces of work: parts of what is read at once."""
    pair = task.pair
    whole = tuple(slice(0, length) for length in pair.shape)
    if all(isinstance(one, np.ndarray) and one.flags.c_contiguous for one in (pair.a, pair.b)):
        values = pair.part(whole)
        begin, end, region = _runs(task, regions, whole)
        pixels = np.cumsum(end - begin)
        n = int(pixels[-1]) if pixels.size else 0
        count = max(1, min(WORKERS, n // LEAST))
        cuts = [0, *np.searchsorted(pixels, n * np.arange(1, count) / count), pixels.size]
        for some in itertools.starmap(slice, itertools.pairwise(cuts)):
            yield whole, values, begin[some], end[some], region[some]
        return
    for key in chunks(pair, {}):
        yield key, None, *_runs(task, regions, key)


def _runs(task: Task, regions: Sequence[Region], key: Key) -> tuple[Ints, Ints, Ints]:
    """Return where the runs of all regions begin and end in a part, and whose each is."""
    drawn = task.settings.planes == "drawn"
    found = [runs(one, key, task.pair.shape, drawn) for one in regions]
    begin, end = (np.concatenate(ends) for ends in zip(*found, strict=True))
    return begin, end, np.repeat(np.arange(len(found)), [len(one) for one, _ in found])
