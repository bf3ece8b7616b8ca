"""The window of intensities in which most pixels of a region lie, and how often each pair occurs.

Most of a micrograph is background: pairs of a few hundred grey levels of each channel. Such pixels
cost one addition to a table, and whatever comes after is done for each cell of that table, not
for each pixel. The pixels outside, the rest, are taken one by one. Where the window lies decides
how long that takes, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels

Codes = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
Counted = tuple[Codes, Codes, Counts]
Runs = npt.NDArray[np.int64]

SMALLEST, LARGEST = 32, 512
PIXELS_A_CELL = 16
SAMPLE = 1 << 10
# Rows a multiple of 4096 bytes apart would share the same few lines of a processor's cache.
_PAD = 8


@dataclass(frozen=True)
class Window:
    """A square of codes: `side` codes of A from `first_a` on, and of B from `first_b` on.

    Parameters
    ----------
    first_a, first_b
        Where it begins.
    side
        Its size, a power of two; 0 for no window.
    """

    first_a: int
    first_b: int
    side: int

    @classmethod
    def around(cls, a: Codes, b: Codes, begin: Runs, end: Runs, size: int) -> Window:
        """Return the window that holds many of the pixels of some runs.

        Parameters
        ----------
        a, b, begin, end
            Codes of both channels, and the runs.
        size
            Number of pixels of the whole region: going through the cells must pay.
        """
        side = LARGEST
        while side * side * PIXELS_A_CELL > size:
            side //= 2
        if side < SMALLEST:
            return NO_WINDOW
        places = _places(begin, end)
        return cls(_fullest(a[places], side), _fullest(b[places], side), side)

    def outside(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> tuple[Codes, Codes]:
        """Return the codes of the pixels of runs that lie outside."""
        rest = _empty(a, begin, end)
        n = kernels.copy_outside(a, b, begin, end, *self.place, *rest)
        return rest[0][:n], rest[1][:n]

    @property
    def place(self) -> tuple[np.uint32, np.uint32, np.uint32]:
        """Its three numbers as the loops take them."""
        return np.uint32(self.first_a), np.uint32(self.first_b), np.uint32(self.side)


NO_WINDOW = Window(0, 0, 0)


class WindowCounts:
    """How many pixels have each pair of codes in a window; adds up over parts of the image.

    Parameters
    ----------
    window
        The window.
    size
        Number of pixels that will be counted, at the most.
    """

    def __init__(self, window: Window, size: int) -> None:
        self._window = window
        dtype = np.uint32 if size <= np.iinfo(np.uint32).max else np.int64
        self._counts = np.zeros((window.side, window.side + _PAD), dtype)[:, : window.side]

    def add(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> tuple[Codes, Codes]:
        """Count the pixels of runs, and return the codes of those outside the window."""
        rest = _empty(a, begin, end)
        n = kernels.count_pairs(a, b, begin, end, *self._window.place, self._counts, *rest)
        return rest[0][:n], rest[1][:n]

    def merge(self, other: WindowCounts) -> None:
        """Add what was counted of other pixels in the same window."""
        self._counts += other._counts

    def cells(self) -> Counted:
        """Return the pairs that occur, ascending by A and then B, and how many pixels have each."""
        n = int(np.count_nonzero(self._counts))
        cells = np.empty(n, np.uint16), np.empty(n, np.uint16), np.empty(n, np.int64)
        kernels.list_cells(self._counts, self._window.first_a, self._window.first_b, *cells)
        return cells


def _empty(codes: Codes, begin: Runs, end: Runs) -> tuple[Codes, Codes]:
    size = int((end - begin).sum())
    return np.empty(size, codes.dtype), np.empty(size, codes.dtype)


def _places(begin: Runs, end: Runs) -> Runs:
    """Return the places of a sample of the pixels of runs, evenly spread."""
    counted = np.cumsum(end - begin)
    wanted = np.arange(0, counted[-1], max(1, counted[-1] // SAMPLE))
    run = np.searchsorted(counted, wanted, side="right")
    places: Runs = end[run] - (counted[run] - wanted)
    return places


def _fullest(sample: Codes, side: int) -> int:
    """Return where a window of codes begins that holds the most of a sample."""
    ordered = np.sort(sample).astype(np.int64)
    held = np.searchsorted(ordered, ordered + side) - np.arange(len(ordered))
    return int(ordered[np.argmax(held)])
