"""One pass over the pixels of all images, for the moments of all pairs in each region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, Runs, runs
from napari_compare.core.regions import Region
from napari_compare.core.series.gram import BLOCK, LONGEST, Gram, gram, is_exact, no_pixels
from napari_compare.core.series.images import Images
from napari_compare.core.threads import in_threads

ROOM = 1 << 21  # numbers that are multiplied at once: float64 that stay in a fast cache

Table = npt.NDArray[np.float64]


class MomentsOfPairs:
    """Gathers the moments of all pairs of images in some regions.

    Iterate over it, which yields None now and then, and take `grams`.

    Parameters
    ----------
    images
        The images.
    regions
        The regions.
    drawn
        Whether a region of the plane counts on the plane on which it was drawn only.
    parts
        The parts of the images that are read one after another.
    """

    def __init__(
        self, images: Images, regions: Sequence[Region], drawn: bool, parts: Sequence[Key]
    ) -> None:
        self._images, self._regions, self._drawn, self._parts = images, regions, drawn, parts
        dtypes = [one.dtype for one in images.arrays]
        n = len(dtypes)
        self.exact = is_exact(dtypes)
        self.grams = [no_pixels(n, self.exact) for _ in regions]
        self._whole = np.array([one.kind in "bui" for one in dtypes])
        self._room = max(1, min(LONGEST, ROOM // (n + 1)) // BLOCK) * BLOCK
        self._tables: dict[int, Table] = {}

    def __iter__(self) -> Iterator[bool]:
        """Read all parts; yield True after each, and False while it takes long."""
        for found in in_threads(self._of_part, self._parts):
            if found is not None:
                for number, one in found:
                    self.grams[number] += one
            yield found is not None

    def _of_part(self, key: Key, worker: int) -> list[tuple[int, Gram]]:
        """Return number of the region and its sums, for each region that lies in a part."""
        where = [runs(region, key, self._images.shape, self._drawn) for region in self._regions]
        if not any(begin.size for begin, _ in where):
            return []
        if worker not in self._tables:
            self._tables[worker] = np.empty((len(self._images.arrays) + 1) * self._room)
        values = [one.reshape(-1) for one in self._images.read(key)]
        return [
            (number, one)
            for number, (begin, end) in enumerate(where)
            for one in self._of_pixels(values, begin, end, self._tables[worker])
        ]

    def _of_pixels(
        self, values: list[npt.NDArray[Any]], begin: Runs, end: Runs, table: Table
    ) -> Iterator[Gram]:
        """Yield the sums over the pixels of runs, as many at a time as there is room for."""
        n = int((end - begin).sum())
        inside = None if n == len(values[0]) else _pixels(begin, end)
        for first in range(0, n, self._room):
            some = slice(first, min(first + self._room, n))
            pixels = some.stop - first
            rows = -(-pixels // BLOCK)
            blocks = table[: rows * (len(values) + 1) * BLOCK].reshape(rows, -1, BLOCK)
            for i, image in enumerate(values):
                _fill(blocks[:, i], image[some if inside is None else inside[some]])
            yield gram(blocks, pixels, self.exact, self._whole)


def _fill(blocks: Table, pixels: npt.NDArray[Any]) -> None:
    """Write pixels into the blocks of an image, shape (blocks, `BLOCK`), and 0 behind them."""
    full = len(pixels) // BLOCK
    blocks[:full] = pixels[: full * BLOCK].reshape(-1, BLOCK)
    blocks[full:] = 0
    blocks[full:, : len(pixels) - full * BLOCK] = pixels[full * BLOCK :]


def _pixels(begin: Runs, end: Runs) -> Runs:
    """Return the offset of each pixel of some runs."""
    lengths = end - begin
    before = np.cumsum(lengths) - lengths
    return np.repeat(begin - before, lengths) + np.arange(lengths.sum())
