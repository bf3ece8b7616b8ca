"""A few threads of our own for compiled loops, which run without Python's lock."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Item = TypeVar("Item")
Found = TypeVar("Found")

WORKERS = max(1, min(4, os.cpu_count() or 1))
PATIENCE = 0.05
# Pixels for which it pays to wake a thread.
LEAST = 1 << 17


def in_threads(
    work: Callable[[Item, int], Found], items: Iterable[Item], pool: str = "parts"
) -> Iterator[Found | None]:
    """Do work on items in a few threads, and yield what it returns, in the order of the items.

    Parameters
    ----------
    work
        Gets an item and the number of the worker, below `WORKERS`. A worker does one item at a
        time, so that it may add to sums of its own.
    items
        Taken when a thread is about to be free.
    pool
        Which threads; work that itself waits for some must be done by others.

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
            pending.append(_pool(pool).submit(one, item))
            if len(pending) > WORKERS:
                yield from _done(pending.popleft())
        while pending:
            yield from _done(pending.popleft())
    finally:
        for future in pending:
            future.cancel()


def later(work: Callable[..., Found], *arguments: Any) -> Future[Found]:
    """Begin something that is needed later only, in a thread of its own."""
    return _pool("later").submit(work, *arguments)


def at_once(work: Callable[..., Found], *items: tuple[Any, ...]) -> list[Found]:
    """Do the same work on a few things at once, and return what was found of each.

    Parameters
    ----------
    work
        What to do; it must not wait for threads itself.
    items
        Its arguments for each.
    """
    if len(items) < 2:
        return [work(*arguments) for arguments in items]
    pending = [_pool("pieces").submit(work, *arguments) for arguments in items]
    return [future.result() for future in pending]


def summed(
    loop: Callable[..., None],
    pixels: tuple[npt.NDArray[Any], npt.NDArray[Any]],
    shape: int | tuple[int, ...],
    *more: Any,
    dtype: type = np.float64,
) -> npt.NDArray[Any]:
    """Return what a compiled loop adds up over pixels, taken in a few parts at once.

    Parameters
    ----------
    loop
        Takes a part of both channels' pixels, `more`, and the sums to which it adds.
    pixels
        Both channels, shape (n,).
    shape, dtype
        Of the sums.
    more
        What else the loop takes.
    """
    n = len(pixels[0])
    step = max(LEAST, -(-n // WORKERS))

    def part(first: int) -> npt.NDArray[Any]:
        sums: npt.NDArray[Any] = np.zeros(shape, dtype)
        loop(*(one[first : first + step] for one in pixels), *more, sums)
        return sums

    parts = at_once(part, *((first,) for first in range(0, max(n, 1), step)))
    total: npt.NDArray[Any] = np.sum(parts, axis=0)
    return total


@cache
def _pool(name: str) -> ThreadPoolExecutor:
    """Return threads, kept for the next comparison: starting them costs milliseconds."""
    return ThreadPoolExecutor(WORKERS, f"napari-compare {name}")


def _done(future: Future[Found]) -> Iterator[Found | None]:
    while not wait([future], PATIENCE).done:
        yield None
    yield future.result()
