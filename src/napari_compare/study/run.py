"""The work of a study: pair after pair, a few at a time, each kept as soon as it is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from threading import Event

import numpy as np

from napari_compare.core.comparison import iterate
from napari_compare.core.results import Progress, Result
from napari_compare.core.settings import Settings
from napari_compare.core.significance.fisher import effective_samples
from napari_compare.files.errors import sentence
from napari_compare.files.results import write_image
from napari_compare.report.pair import MOST_SCATTERS, pair_notes, pair_pictures
from napari_compare.study.plan import PlannedPair
from napari_compare.study.records import Records, identity_of
from napari_compare.study.rows import SAMPLES, Outcome, numbers

WORKERS = max(1, min(4, os.cpu_count() or 1))
STEPS = 1000  # of progress, in each pair
PATIENCE = 0.05

Events = Generator[Progress | Outcome, None, None]


class Stopped(Exception):
    """Nobody waits for the pair any more."""


def run(
    pairs: Sequence[PlannedPair],
    settings: Settings,
    records: Records | None = None,
    workers: int = WORKERS,
) -> Events:
    """Compare the pairs of a study, yielding progress and outcomes as they come.

    Closing the generator stops the work: what is done is kept, and nothing is left half done.

    Parameters
    ----------
    pairs
        The pairs, with different names.
    settings
        How to compare them.
    records
        Where the numbers of each pair are kept, and looked up before it is compared.
    workers
        How many pairs are worked on at a time, and held in memory. They are threads: while one
        reads and unpacks, another computes.

    Yields
    ------
    Progress or Outcome
        Progress at short intervals; the outcome of each pair, in the order in which they end.
    """
    if workers < 1:
        raise ValueError(f"A study needs 1 worker or more, not {workers}.")
    stop = Event()
    shares = [0.0] * len(pairs)

    def work(i: int) -> Outcome:
        def tell(share: float) -> None:
            if stop.is_set():
                raise Stopped
            shares[i] = share

        outcome = compare_pair(pairs[i], settings, records, tell)
        shares[i] = 1.0
        return outcome

    todo = iter(range(len(pairs)))
    pending: set[Future[Outcome]] = set()
    pool = ThreadPoolExecutor(workers, "napari-compare-study")
    try:
        while True:
            # One more than there are workers, so that none waits for the next.
            pending |= {pool.submit(work, i) for i in islice(todo, workers + 1 - len(pending))}
            if not pending:
                break
            done, pending = wait(pending, PATIENCE, FIRST_COMPLETED)
            for future in done:
                yield future.result()
            yield Progress(round(STEPS * sum(shares)), STEPS * len(pairs))
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def compare_pair(
    pair: PlannedPair,
    settings: Settings,
    records: Records | None = None,
    tell: Callable[[float], None] = lambda _: None,
) -> Outcome:
    """Compare one pair of a study, or take its numbers from an earlier run.

    Parameters
    ----------
    pair, settings, records
        See `run`.
    tell
        Called at short intervals with the share that is done; what it raises stops the work.

    Returns
    -------
    Outcome
        With an error where the pair could not be compared: no file of it can end a study.
    """
    if pair.problem:
        return Outcome(pair, error=pair.problem)
    try:
        return _compare(pair, settings, records, tell)
    except Stopped:
        raise
    except Exception as error:  # readers are anybody's code and may fail in any way
        return Outcome(pair, error=sentence(error))


def _compare(
    pair: PlannedPair, settings: Settings, records: Records | None, tell: Callable[[float], None]
) -> Outcome:
    if records:
        # Before the files are read: should they change meanwhile, the record is of the old ones.
        identity = identity_of(pair.inputs, settings, lambda: tell(0))
        known = records.rows(pair.name, identity)
        if known is not None:
            return Outcome(pair, known, kept=True)
        records.forget(pair.name)
    tell(0)
    read = pair.inputs.read(settings)
    results: list[Result] = []
    for event in iterate(read.pair, read.regions, settings):
        if isinstance(event, Progress):
            tell(event.done / max(1, event.total))
        else:
            results.append(event if len(results) < MOST_SCATTERS else _without_histogram(event))
    rows = numbers(results, read.pair, read.warnings)
    if rows and not settings.split and "pearson_r" in rows[0]:
        for row, result in zip(rows, results, strict=True):
            row[SAMPLES] = effective_samples(read.pair, result.region)
    if records:
        for kind in records.images:
            with records.image(pair.name, kind) as draft:
                write_image(draft, kind, results, read.pair, settings)
        pictures = pair_pictures(results, read.pair, settings) + pair_notes(results)
        records.keep(pair.name, identity, rows, pictures)
    return Outcome(pair, rows)


def _without_histogram(result: Result) -> Result:
    """Return a result without its largest part: half a megabyte, for each of many regions."""
    empty = np.zeros((0, 0), dtype=np.int64)
    return replace(result, scatter=replace(result.scatter, counts=empty))
