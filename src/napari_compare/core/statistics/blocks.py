"""Pixels in blocks, small enough for what is kept beside them to stay in a processor's cache."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from napari_compare.core.statistics.window import Codes, Counted, Counts, Runs

BLOCK = 1 << 18
_ONES = np.ones(BLOCK, np.int64)


def one_each(codes: Codes) -> Counts:
    """Return how many pixels have each of at most `BLOCK` codes, where each is one pixel's."""
    return _ONES[: len(codes)]


def blocks(begin: Runs, end: Runs) -> Iterator[tuple[Runs, Runs]]:
    """Yield runs in groups of `BLOCK` pixels, cut where that is needed."""
    counted = np.cumsum(end - begin)
    total = int(counted[-1]) if counted.size else 0
    for first in range(0, total, BLOCK):
        last = min(first + BLOCK, total)
        i, j = np.searchsorted(counted, [first + 1, last])
        some_begin, some_end = begin[i : j + 1].copy(), end[i : j + 1].copy()
        some_begin[0] = end[i] - (counted[i] - first)
        some_end[-1] = end[j] - (counted[j] - last)
        yield some_begin, some_end


def pieces(a: Codes, b: Codes, n: Counts) -> Iterator[Counted]:
    """Yield counted codes in pieces of at most `BLOCK`."""
    for first in range(0, len(a), BLOCK):
        part = slice(first, first + BLOCK)
        yield a[part], b[part], n[part]
