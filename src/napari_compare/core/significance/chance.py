"""What the products of two channels are by chance: when blocks of one of them change places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.significance import kernels
from napari_compare.core.significance.blocks import Blocks
from napari_compare.core.threads import WORKERS, in_threads

Values = npt.NDArray[Any]

GROUP = 25  # shuffles at a time: a block of A is read once for all of them
STRIP = 1024  # blocks at a time, which are turned within a cache
LARGEST = 8192  # rows of a matrix of products: 0.5 GB


def shuffled(blocks: Blocks, shuffles: int, seed: int) -> Values:
    """Return the sum of all products for the blocks as they lie, and for each shuffle.

    Parameters
    ----------
    blocks
        The blocks.
    shuffles
        How often the blocks of B change places.
    seed
        Shuffle number s puts block `numpy.random.default_rng((seed, s)).permutation(n)[i]` of B
        at the place of block i.

    Returns
    -------
    ndarray
        Shape (shuffles + 1,), the blocks as they lie first; whole numbers are exact.
    """
    n = len(blocks.a)
    gram = products(blocks.a, blocks.b) if n <= shuffles else None

    def work(group: range, _worker: int) -> Values:
        orders = np.stack([_order(seed, s, n) for s in group])
        if gram is not None:
            return np.asarray(gram[np.arange(n), orders].sum(axis=1))
        sums = np.zeros(len(orders), dtype=blocks.sums_a.dtype)
        kernels.add_shuffled(blocks.a, blocks.b, orders, sums)
        return sums

    everything = range(shuffles + 1)
    groups = [everything[first : first + GROUP] for first in everything[::GROUP]]
    return np.concatenate([one for one in in_threads(work, groups) if one is not None])


def _order(seed: int, shuffle: int, n: int) -> npt.NDArray[np.int64]:
    """Return the order of a shuffle, counted from 1; number 0 leaves everything in its place."""
    return np.random.default_rng((seed, shuffle)).permutation(n) if shuffle else np.arange(n)


def expected(blocks: Blocks) -> tuple[float, float]:
    """Return mean and variance of the sum of all products over every order of the blocks.

    With d[i, j] the product of block i of A and block j of B, each less the mean block of its
    channel, the variance is Σ d²/(n - 1): of n blocks if these are fewer than their pixels, from
    their matrix of products; otherwise from the products of pixels over all blocks of either
    channel, as Σ (A Bᵀ)² = Σ (Aᵀ A)(Bᵀ B).

    References
    ----------
    Hoeffding W (1951) Ann Math Statist 22:558, doi:10.1214/aoms/1177729545.
    """
    n, pixels = blocks.a.shape
    if min(n, pixels) > LARGEST:
        raise ValueError(
            f"{n} blocks of {pixels} pixels are too many for the closed form: shuffle instead, or "
            "choose a smaller region."
        )
    mean = float(np.dot(blocks.a.sum(axis=0, dtype=float), blocks.b.sum(axis=0, dtype=float))) / n
    if n <= pixels:
        gram = products(blocks.a, blocks.b).astype(np.float64)
        gram -= gram.mean(axis=0)
        gram -= gram.mean(axis=1, keepdims=True)
        return mean, float((gram**2).sum()) / (n - 1)
    a, b = _covariances(blocks.a), _covariances(blocks.b)
    both = 2 * np.vdot(a, b) - np.dot(np.diagonal(a), np.diagonal(b))
    return mean, float(both) / (n - 1)


def products(x: Values, y: Values) -> Values:
    """Return the product of each row of x and each row of y, shape (rows of x, rows of y)."""
    out = np.zeros((len(x), len(y)), dtype=_of_sums(x))

    def work(rows: slice, _worker: int) -> None:
        kernels.add_products(x[rows], y, out[rows])

    _in_parts(work, len(x), 1 + len(x) // (4 * WORKERS))
    return out


def _covariances(blocks: Values) -> Values:
    """Return Σ (x - mean)(y - mean) over all blocks for each two pixels x, y of a block.

    What lies above the diagonal is 0. Whole numbers are exact until the last division.
    """
    n, pixels = blocks.shape
    sums = np.zeros((WORKERS, pixels, pixels), dtype=_of_sums(blocks))

    def work(rows: slice, worker: int) -> None:
        kernels.add_own_products(kernels.turned(blocks[rows]), sums[worker])

    _in_parts(work, n, STRIP)
    totals = blocks.sum(axis=0, dtype=sums.dtype)
    return np.asarray(np.tril(n * sums.sum(axis=0) - np.outer(totals, totals)) / n)


def _of_sums(values: Values) -> type[np.int64 | np.float64]:
    return np.int64 if values.dtype == np.int16 else np.float64


def _in_parts(work: Callable[[slice, int], None], n: int, step: int) -> None:
    """Do work on parts of n rows in threads."""
    for _ in in_threads(work, [slice(first, first + step) for first in range(0, n, step)]):
        pass
