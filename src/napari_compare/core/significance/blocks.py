"""Square blocks of both channels, cut out of a region, as rows of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.significance import kernels
from napari_compare.core.significance.parts import masks, parts
from napari_compare.core.significance.scale import as_plane, scale

Ints = npt.NDArray[np.int64]
Values = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Grid:
    """Where whole blocks lie in a region, none upon another.

    Parameters
    ----------
    size
        Side of a block in pixels.
    rows, columns
        First row and column of each block in these parts, shapes (blocks,).
    keys
        The part of each plane that holds the region; every block goes through all of them.
    """

    size: int
    rows: Ints
    columns: Ints
    keys: Sequence[Key]

    @property
    def pixels(self) -> int:
        """Number of pixels of a block."""
        return self.size * self.size * len(self.keys)


@dataclass(frozen=True, eq=False)
class Blocks:
    """The intensities in the blocks of a grid that hold finite numbers only.

    Parameters
    ----------
    a, b
        Intensities less a number for each channel, shape (blocks, pixels of a block): int16 where
        whole numbers of up to 16 bit are compared, else float64.
    sums_a, sums_b
        Sum and sum of squares of each block, shape (blocks, 2).
    n_excluded
        How many blocks were left out.
    """

    a: Values
    b: Values
    sums_a: Values
    sums_b: Values
    n_excluded: int


def grid(shape: tuple[int, ...], region: Region, size: int) -> Grid:
    """Return where blocks lie wholly in a region: as many as a regular grid can have there.

    A block of a stack is a column: the same square on every plane on which the region is. Planes
    that follow each other resemble each other, so a shuffle must not tear them apart.
    """
    keys = parts(shape, region)
    if not keys:
        return Grid(size, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), keys)
    inside = np.asarray(masks(region, keys[0]).all(axis=0))
    rows, columns = _best_grid(inside, size) if not inside.all() else _full_grid(inside.shape, size)
    return Grid(size, rows, columns, keys)


def _full_grid(shape: tuple[int, ...], size: int) -> tuple[Ints, Ints]:
    axes = (np.arange(0, length - size + 1, size) for length in shape)
    rows, columns = np.meshgrid(*axes, indexing="ij")
    return rows.ravel(), columns.ravel()


def _best_grid(inside: npt.NDArray[np.bool_], size: int) -> tuple[Ints, Ints]:
    """Return the first rows and columns of the blocks of the grid that has most of them inside."""
    fits = _fitting(inside, size)
    rows, columns = np.nonzero(fits)
    offsets = (rows % size) * size + columns % size
    best = np.bincount(offsets, minlength=1).argmax()
    kept = offsets == best
    return rows[kept], columns[kept]


def _fitting(inside: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.bool_]:
    """Return at which pixels a block that begins there lies wholly inside."""
    sums = np.zeros((inside.shape[0] + 1, inside.shape[1] + 1), dtype=np.int64)
    sums[1:, 1:] = inside.cumsum(axis=0).cumsum(axis=1)
    if min(inside.shape) < size:
        return np.zeros((0, 0), dtype=bool)
    counts = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
    return np.asarray(counts == size * size)


def cut(pair: Pair, where: Grid) -> Blocks:
    """Cut both channels into blocks; those that hold a pixel that is not finite are left out."""
    numbers = scale(pair, where.keys)
    n = len(where.rows)
    a, b = (np.empty((n, where.pixels), dtype=numbers.values) for _ in "ab")
    sums_a, sums_b = (np.zeros((n, 2), dtype=numbers.sums) for _ in "ab")
    area = where.size * where.size
    for i, key in enumerate(where.keys):
        for values, origin, blocks, sums in zip(
            pair.part(key), numbers.origins, (a, b), (sums_a, sums_b), strict=True
        ):
            plane = np.ascontiguousarray(as_plane(values))
            part = blocks[:, i * area : (i + 1) * area]
            kernels.cut(plane, where.rows, where.columns, where.size, origin, part, sums)
    kept = np.isfinite(sums_a).all(axis=1) & np.isfinite(sums_b).all(axis=1)
    if kept.all():
        return Blocks(a, b, sums_a, sums_b, 0)
    return Blocks(a[kept], b[kept], sums_a[kept], sums_b[kept], int((~kept).sum()))
