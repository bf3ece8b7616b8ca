"""A few threads of our own for compiled loops, which run without Python's lock."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from queue import SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")

WORKERS = max(1, min(4, os.cpu_count() or 1))
PATIENCE = 0.05


def in_threads(work: Callable[[Item, int], Found], items: Iterable[Item]) -> Iterator[Found | None]:
    """Do work on items in a few threads, and yield what it returns, in the order of the items.

    Parameters
    ----------
    work
        Gets an item and the number of the worker, below `WORKERS`. A worker does one item at a
        time, so that it may add to sums of its own.
    items
        Taken when a thread is about to be free.

    Yields
    ------
    object or None
        What `work` returned; None, as often as it takes, while nothing is done for a twentieth
        of a second, so that the caller can stop.
    """
    free: SimpleQueue[int] = SimpleQueue()
    for worker in range(WORKERS):
        free.put(worker)

    def one(item: Item) -> Found:
        worker = free.get()
        try:
            return work(item, worker)
        finally:
            free.put(worker)

    pending: deque[Future[Found]] = deque()
    try:
        for item in items:
            pending.append(_pool().submit(one, item))
            if len(pending) > WORKERS:
                yield from _done(pending.popleft())
        while pending:
            yield from _done(pending.popleft())
    finally:
        for future in pending:
            future.cancel()


@cache
def _pool() -> ThreadPoolExecutor:
    """Return the threads, kept for the next comparison: starting them costs milliseconds."""
    return ThreadPoolExecutor(WORKERS, "napari-compare")


def _done(future: Future[Found]) -> Iterator[Found | None]:
    while not wait([future], PATIENCE).done:
        yield None
    yield future.result()
