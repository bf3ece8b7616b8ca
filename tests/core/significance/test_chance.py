"""What products are by chance, against explicit shuffles and all orders there are."""

import itertools

import numpy as np
import pytest

from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.significance.blocks import Blocks, cut, grid
from napari_compare.core.significance.chance import expected, products, shuffled


def blocks_of(a, b, size):
    return cut(Pair(a, b, ("y", "x"), (1, 1)), grid(a.shape, Region.whole(a.shape), size))


def images(dtype, shape, seed=0):
    values = np.random.default_rng(seed).random((2, *shape))
    high = np.iinfo(dtype).max if np.dtype(dtype).kind in "iu" else 1000.0
    return (values * high).astype(dtype)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "uint32", "float32", "float64"])
@pytest.mark.parametrize("size", [2, 8])
def test_sums_are_those_of_explicit_shuffles(dtype, size):
    """36 blocks are fewer than the shuffles, so that their matrix is made; 576 are not."""
    blocks = blocks_of(*images(dtype, (48, 48)), size)
    n = len(blocks.a)
    a, b = (
        list(map(int, one.flat)) if one.dtype == np.int16 else one for one in (blocks.a, blocks.b)
    )
    a, b = (np.array(one, dtype=object).reshape(n, -1) for one in (a, b))
    found = shuffled(blocks, 60, seed=5)
    orders = [np.arange(n), *(np.random.default_rng((5, s)).permutation(n) for s in range(1, 61))]
    by_hand = [(a * b[order]).sum() for order in orders]
    if np.dtype(dtype).itemsize <= 2:
        assert found.tolist() == by_hand
    else:
        scale = float((abs(a) * abs(b)).sum())
        assert np.abs(found - np.array(by_hand, dtype=float)).max() < 1e-13 * scale


@pytest.mark.parametrize("dtype", ["uint16", "float64"])
@pytest.mark.parametrize(("size", "shape"), [(1, (1, 6)), (2, (4, 6)), (3, (6, 9)), (2, (2, 12))])
def test_the_closed_form_is_over_all_orders(dtype, size, shape):
    """With 6 blocks of 1 and 4 pixels, pixels are fewer than blocks; with 9 more."""
    blocks = blocks_of(*images(dtype, shape, seed=3), size)
    assert len(blocks.a) == 6
    a, b = blocks.a.astype(float), blocks.b.astype(float)
    sums = [(a * b[list(order)]).sum() for order in itertools.permutations(range(6))]
    mean, variance = expected(blocks)
    assert mean == pytest.approx(np.mean(sums), rel=1e-10, abs=1e-9 * np.std(sums))
    assert variance == pytest.approx(np.var(sums), rel=1e-10)


def test_both_ways_to_the_closed_form_agree():
    """Blocks of 64 pixels, 64 of them and 65: by the blocks' products, and by the pixels'."""
    a, b = images("uint16", (8, 65 * 8), seed=4)
    many = blocks_of(a, b, 8)
    mean, variance = expected(many)
    gram = products(many.a, many.b).astype(float)
    gram -= gram.mean(axis=0)
    gram -= gram.mean(axis=1, keepdims=True)
    assert len(many.a) == 65 > many.a.shape[1]
    assert variance == pytest.approx((gram**2).sum() / 64, rel=1e-12)
    assert mean == pytest.approx((many.a.sum(0, dtype=float) @ many.b.sum(0, dtype=float)) / 65)


def test_shuffles_come_close_to_the_closed_form():
    blocks = blocks_of(*images("uint16", (60, 60), seed=6), 5)
    found = shuffled(blocks, 4000, seed=1)[1:]
    mean, variance = expected(blocks)
    assert abs(found.mean() - mean) < 4 * (variance / 4000) ** 0.5
    assert found.std() == pytest.approx(variance**0.5, rel=0.05)


def test_a_matrix_that_would_not_fit_is_refused_in_words():
    nothing = np.broadcast_to(np.int16(0), (9000, 9000))
    sums = np.zeros((9000, 2), dtype=np.int64)
    with pytest.raises(ValueError, match=r"9000 blocks of 9000 pixels .* shuffle instead"):
        expected(Blocks(nothing, nothing, sums, sums, 0))
