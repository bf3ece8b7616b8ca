"""The moments of all pairs of some images at once: matrices of products, merged by addition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics.moments import Moments

Matrix = npt.NDArray[Any]
NARROW = 2  # bytes: products of whole numbers of up to 16 bit are exact in float64
LONGEST = 1 << 17  # pixels, of which sums of such products are exact too
TILE, BLOCK = 32, 256  # images and pixels that are multiplied at once: TILE² · BLOCK is small


@dataclass(frozen=True, eq=False)
class Gram:
    """Sums over the pixels of n images, for every pair of them.

    A pixel counts for a pair where both intensities are finite. Where all are, what does not
    depend on the partner is kept once: arrays broadcast against each other.

    Parameters
    ----------
    pixels
        Number of pixels, valid or not.
    pivots
        What was subtracted from each image, shape (n,): 0 where sums are exact.
    counts
        Number of pixels at which both images are valid, shape (n, n) or (1, 1).
    sums, squares
        Sums of the first image, and of its squares, over these pixels, shape (n, n) or (n, 1).
    products
        Sums of products of both, shape (n, n).
    """

    pixels: int
    pivots: Matrix
    counts: Matrix
    sums: Matrix
    squares: Matrix
    products: Matrix

    def __add__(self, other: Gram) -> Gram:
        """Return the sums over the pixels of both."""
        known = np.broadcast_to(self.counts, self.products.shape).diagonal() > 0
        pivots = np.where(known, self.pivots, other.pivots)
        one, two = self._about(pivots), other._about(pivots)
        return Gram(
            one.pixels + two.pixels,
            pivots,
            one.counts + two.counts,
            one.sums + two.sums,
            one.squares + two.squares,
            one.products + two.products,
        )

    def _about(self, pivots: Matrix) -> Gram:
        """Return the same sums of the images less other pivots."""
        if np.array_equal(pivots, self.pivots):
            return self
        by = (self.pivots - pivots)[:, None]
        sums = self.sums + by * self.counts
        squares = self.squares + by * (2 * self.sums + by * self.counts)
        products = self.products + by * self.sums.T + self.sums * by.T + by * self.counts * by.T
        return Gram(self.pixels, pivots, self.counts, sums, squares, products)

    def moments(self, i: int, j: int) -> Moments:
        """Return the moments of a pair, less the pivots."""
        n, a, aa = (self._entry(one, i, j) for one in (self.counts, self.sums, self.squares))
        b, bb, ab = (self._entry(one, j, i) for one in (self.sums, self.squares, self.products))
        return Moments(int(n), a, b, aa, aa if i == j else bb, aa if i == j else ab)

    def _entry(self, values: Matrix, i: int, j: int) -> float:
        entry: float = np.broadcast_to(values, self.products.shape)[i, j]
        return entry if isinstance(entry, int) else float(entry)


def is_exact(dtypes: list[np.dtype[Any]]) -> bool:
    """Return whether images of these types have sums that are whole numbers without an error."""
    return all(one.kind in "bui" and one.itemsize <= NARROW for one in dtypes)


def no_pixels(n: int, exact: bool) -> Gram:
    """Return the sums over no pixels of n images."""
    zeros = [np.zeros(shape, object if exact else float) for shape in ((1, 1), (n, 1), (n, n))]
    counts, sums, products = zeros
    return Gram(0, np.zeros(n), counts, sums, sums, products)


def gram(values: Matrix, pixels: int, exact: bool, whole: Matrix) -> Gram:
    """Return the sums over some pixels.

    Parameters
    ----------
    values
        Intensities as float64, shape (blocks, n + 1, `BLOCK`): pixels run through the last axis,
        block by block, and what is behind the last of them is 0. The last of the n + 1 rows is
        overwritten, the images may be changed too.
    pixels
        Number of pixels; where `exact`, at most `LONGEST`.
    exact
        Whether all images hold whole numbers of up to 16 bit.
    whole
        Which of the images hold whole numbers, shape (n,): their pivots are whole too.
    """
    images, ones = values[:, :-1], values[:, -1]
    ones[:] = 1
    ones[-1, BLOCK - (ones.size - pixels) :] = 0
    pivots = np.zeros(images.shape[1])
    if not exact:
        with np.errstate(invalid="ignore"):
            pivots = images.sum(axis=(0, 2)) / pixels
        if not np.isfinite(pivots).all():
            return _with_gaps(images, ones[:, None], pixels, whole)
        np.rint(pivots, out=pivots, where=whole)
        images -= pivots[:, None]
        images *= ones[:, None]
    # A row of ones makes the sums a part of the same product.
    found = _products(values, values)
    if exact:
        found = found.astype(np.int64).astype(object)
    sums, products = found[:-1, -1:], found[:-1, :-1]
    return Gram(pixels, pivots, found[-1:, -1:], sums, products.diagonal()[:, None], products)


def _with_gaps(images: Matrix, inside: Matrix, pixels: int, whole: Matrix) -> Gram:
    """Return the sums over pixels of which some are not finite: each pair leaves out its own."""
    valid = np.isfinite(images) & (inside > 0)
    pivots = images.sum(axis=(0, 2), where=valid) / np.maximum(valid.sum(axis=(0, 2)), 1)
    np.rint(pivots, out=pivots, where=whole)
    images -= pivots[:, None]
    images[~valid] = 0
    on = valid.astype(np.float64)
    return Gram(
        pixels,
        pivots,
        _products(on, on),
        _products(images, on),
        _products(np.square(images), on),
        _products(images, images),
    )


def _products(one: Matrix, other: Matrix) -> Matrix:
    """Return the sums of products of each row of one with each of another, over all blocks.

    In pieces so small that the linear algebra library does not wake its threads: they would
    compete with ours for the processors.
    """
    n = one.shape[1]
    found = np.empty((n, n))
    for i in range(0, n, TILE):
        for j in range(0, n, TILE):
            rows, columns = slice(i, i + TILE), slice(j, j + TILE)
            if one is other and j < i:
                found[rows, columns] = found[columns, rows].T
            else:
                pieces = one[:, rows] @ other[:, columns].transpose(0, 2, 1)
                found[rows, columns] = pieces.sum(axis=0)
    return found
