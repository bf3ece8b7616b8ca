"""However pixels are taken, counted and sorted: the numbers are the same."""

from collections import Counter

import dask.array
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

import brute_force
from napari_compare import Settings, compare
from napari_compare.core import costes, measurement
from napari_compare.core.statistics import real_kernels
from napari_compare.core.statistics.first import FirstPass
from napari_compare.core.statistics.order import order_of
from napari_compare.core.statistics.window import NO_WINDOW, Window

ALL = Settings("all")


def pair(shape=(160, 200), depth=900, seed=0):
    rng = np.random.default_rng(seed)
    a = rng.poisson(60, shape)
    a[: shape[0] // 2] += rng.integers(0, depth, (shape[0] // 2, shape[1]))
    return a.astype(np.uint16), (a // 2 + rng.poisson(40, shape)).astype(np.uint16)


@pytest.mark.parametrize(
    "window",
    [NO_WINDOW, Window(0, 0, 32), Window(50, 60, 64), Window(65500, 3, 32), Window(40, 40, 512)],
)
def test_the_window_decides_nothing_but_the_time(window, monkeypatch):
    a, b = pair()
    usual = compare(a, b, settings=ALL)
    monkeypatch.setattr(Window, "around", lambda *_: window)
    pd.testing.assert_frame_equal(compare(a, b, settings=ALL), usual, check_exact=True)


def test_the_window_holds_most_pixels():
    a, b = (one.reshape(-1) for one in pair((1000, 1000)))
    runs = np.array([0, 700_000]), np.array([500_000, 1_000_000])
    window = Window.around(a, b, *runs, a.size)
    inside = (a - window.first_a < window.side) & (b - window.first_b < window.side)
    assert window.side == 128
    assert inside[500_000:].mean() > 0.9


def test_pixels_outside_the_window_may_be_kept_or_read_again(monkeypatch):
    a, b = pair()
    usual = compare(a, b, settings=ALL)
    read_again = []

    def forgetful(*given):
        return FirstPass(*given[:4], 0)

    second = measurement.take_second
    monkeypatch.setattr(measurement, "FirstPass", forgetful)
    monkeypatch.setattr(
        measurement, "take_second", lambda *given: (read_again.append(1), second(*given))
    )
    pd.testing.assert_frame_equal(compare(a, b, settings=ALL), usual, check_exact=True)
    assert read_again


def test_whole_numbers_in_float_images_with_most_pixels_outside_every_window():
    rng = np.random.default_rng(1)
    a = rng.integers(0, 1 << 16, (800, 800), dtype=np.uint16)
    b = (a // 2 + rng.integers(0, 1 << 15, a.shape)).astype(np.uint16)
    keys = ("pearson_r", "spearman_rho", "kendall_tau", "icq", "mad_normalized", "rwc1", "rmsd")
    chosen = Settings(keys, threshold="manual", threshold_a=9000, threshold_b=9000)
    integers = compare(a, b, settings=chosen)
    floats = compare(a.astype(np.float32), b.astype(np.float64), settings=chosen)
    pd.testing.assert_frame_equal(integers, floats, check_exact=True)


VALUES = st.floats(-1e3, 1e3, width=32)


@settings(deadline=None)  # the first example compiles
@given(arrays(np.float32, st.integers(0, 40), elements=VALUES | st.sampled_from([0.0, -0.0, 1.0])))
def test_the_order_is_that_of_the_intensities(values):
    for given_values in (values, values.astype(np.float64), np.rint(values).astype(np.int32)):
        order, levels = order_of(given_values)
        expected, dense = np.unique(given_values, return_inverse=True)
        np.testing.assert_array_equal(levels, expected)
        np.testing.assert_array_equal(order.dense, dense)
        np.testing.assert_array_equal(np.diff(order.starts), np.bincount(dense))
        ranks = 2 * rankdata(given_values) - len(given_values) - 1
        np.testing.assert_array_equal(order.ranks, ranks)


@pytest.mark.parametrize("bins", [1, 3, 64])
@pytest.mark.parametrize("seed", range(6))
def test_costes_of_real_numbers_finds_the_largest_candidate_in_any_interval(
    bins, seed, monkeypatch
):
    rng = np.random.default_rng(seed)
    a = rng.gamma(2, 50, (30, 31))
    b = a * rng.choice([0.2, 1, 3]) + rng.normal(0, 40, a.shape)
    b[rng.random(b.shape) < 0.3] -= 60  # r of dim pixels goes up and down
    monkeypatch.setattr(costes, "BINS", bins)
    monkeypatch.setattr(costes, "FIRST_BINS", 1)
    (found,) = compare(a, b, settings=Settings(("manders_tm1",))).to_dict("records")
    expected = brute_force.compare(a, b)
    for key in ("threshold_a", "threshold_b", "pearson_r_below"):
        assert found[key] == pytest.approx(expected[key], rel=1e-9, nan_ok=True)


def test_frames_of_one_chunk_are_read_together():
    frames = np.random.default_rng(0).integers(0, 900, (12, 64, 64), dtype=np.uint16)
    reads = Counter()

    def counted(block, block_info=None):
        reads[tuple(block_info[0]["chunk-location"])] += 1
        return block

    a = dask.array.from_array(frames, chunks=(4, 64, 64)).map_blocks(counted, dtype=np.uint16)
    b = dask.array.from_array(frames[::-1].copy(), chunks=(4, 64, 64))
    reads.clear()
    table = compare(a, b, settings=Settings(split=("t",)), axes=("t", "y", "x"))
    assert list(table.t) == list(range(12))
    pd.testing.assert_frame_equal(
        table,
        compare(frames, frames[::-1], settings=Settings(split=("t",)), axes=("t", "y", "x")),
        check_exact=True,
    )
    # Once to look at the whole movie, once to measure; and once in the middle, for advice.
    assert sorted(reads.values()) == [2, 2, 3]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [0, -3.7, 1e6, 1e12])
def test_edges_decide_in_which_bin_of_the_joint_histogram_a_real_number_is(dtype, offset):
    rng = np.random.default_rng(7)
    a, b = (rng.normal(offset, spread, 20000).astype(dtype) for spread in (1, 300))
    edges = [
        np.linspace(float(x.min()), float(x.max()) + (x.min() == x.max()), 257) for x in (a, b)
    ]
    at_edges = [one.astype(dtype)[:9000:3] for one in edges]
    inside = [
        np.concatenate([x, np.clip(more, edge[0], edge[-1]).astype(dtype)])
        for x, more, edge in zip((a, b), at_edges, edges, strict=True)
    ]
    valid = np.all([(x >= e[0]) & (x <= e[-1]) for x, e in zip(inside, edges, strict=True)], axis=0)
    inside = [x[valid] for x in inside]
    counts = np.zeros((256, 256), np.int64)
    real_kernels.add_joint(*inside, *edges, counts)
    bins = [
        np.minimum(np.searchsorted(edge, x.astype(np.float64), side="right") - 1, 255)
        for x, edge in zip(inside, edges, strict=True)
    ]
    expected = np.zeros_like(counts)
    np.add.at(expected, tuple(bins), 1)
    np.testing.assert_array_equal(counts, expected)
