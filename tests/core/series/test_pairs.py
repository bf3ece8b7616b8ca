"""Every pair of images: the same numbers as pair by pair, whatever the images and regions are."""

import dask.array as da
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as extra

from napari_compare import METRICS, Region, Settings, compare, compare_all
from napari_compare.core.regions import as_regions
from napari_compare.core.results import Progress
from napari_compare.core.series import gram, images, iterate_pairs, moments
from napari_compare.core.series.images import as_images

OF_MOMENTS = tuple(key for key, one in METRICS.items() if one.of_moments)
OTHERS = ("spearman_rho", "manders_tm1", "manders_tm2", "mutual_information", "psnr")


@pytest.fixture
def cells():
    """Four images that have something in common, shape (4, 40, 50)."""
    rng = np.random.default_rng(3)
    light = rng.gamma(2, 300, (4, 40, 50))
    return light + light[:1]


def quarters():
    """Regions of which one has a single pixel."""
    labels = np.indices((40, 50)).sum(axis=0) // 30
    labels[0, 0] = 9
    return labels


def assert_same(table, arrays, regions=None, tolerance=1e-12, **choices):
    """Check each row against `compare` of its pair."""
    for row in table.to_dict("records"):
        i, j = (int(row[name]) for name in ("image_1", "image_2"))
        keys = tuple(key for key in row if key in METRICS)
        pair = compare(arrays[i], arrays[j], regions, Settings(metrics=keys, **choices))
        (expected,) = pair[pair["region_id"] == row["region_id"]].to_dict("records")
        for key in keys:
            assert row[key] == pytest.approx(
                expected[key], rel=tolerance, abs=1e-300, nan_ok=True
            ), (key, i, j)


def with_gaps(values):
    gaps = values.astype(np.float32)
    gaps[np.random.default_rng(1).random(values.shape) < 0.1] = np.nan
    gaps[2, :, :25] = np.inf
    return gaps


@pytest.mark.parametrize(
    "made",
    [
        lambda x: x.astype(np.uint16),
        lambda x: (x - 700).astype(np.int16),
        lambda x: x > 1000,
        lambda x: x.astype(np.int64) + 10**9,
        lambda x: x.astype(np.float32),
        lambda x: x + 1e7,
        lambda x: (x / 1e9).astype(np.float64),
        lambda x: x.astype(np.uint16).astype(">u2"),
        with_gaps,
    ],
)
def test_moments_of_all_pairs_are_those_of_each(cells, made):
    arrays = made(cells)
    table = compare_all(arrays, quarters(), OF_MOMENTS)
    assert len(table) == 16 * 3  # both ways round, as the slope differs by that
    assert_same(table, arrays, quarters(), 1e-9)


def test_whole_numbers_are_exact_to_the_last_digit(cells):
    arrays = (cells + 60_000).astype(np.uint16)
    exact = (
        "pearson_r",
        "concordance",
        "slope",
        "overlap_coefficient",
        "k1",
        "k2",
        "rmsd",
        "std_a",
    )
    assert_same(compare_all(arrays, None, exact), arrays, tolerance=0)


def test_images_of_different_types_are_compared(cells):
    arrays = [cells[0].astype(np.uint8), cells[1].astype(np.uint16), cells[2], cells[3] > 900]
    assert_same(compare_all(arrays, None, OF_MOMENTS), arrays, tolerance=1e-11)


def test_pearson_is_that_of_numpy_and_each_pair_stands_once(cells):
    table = compare_all(cells.astype(np.uint16))
    expected = np.corrcoef(cells.astype(np.uint16).reshape(4, -1))
    assert list(table) == [
        *("image_1", "image_2", "region", "region_id", "n_pixels", "n_excluded"),
        *("pearson_r", "notes"),
    ]
    first, second = (table[name].astype(int) for name in ("image_1", "image_2"))
    assert list(zip(first, second, strict=True)) == [*zip(*np.triu_indices(4), strict=True)]
    assert table["pearson_r"].to_numpy() == pytest.approx(expected[first, second], rel=1e-12)


@pytest.mark.parametrize("threshold", ["costes", "otsu"])
def test_other_metrics_are_those_of_each_pair(cells, threshold):
    arrays = list(cells.astype(np.uint16)[:3])
    chosen = Settings(metrics=(*OTHERS, "pearson_r"), threshold=threshold)
    table = compare_all(arrays, quarters(), settings=chosen)
    assert {*OTHERS, "threshold_a", "pearson_r_below"} < {*table}
    assert len(table) == 9 * 3
    assert_same(table, arrays, quarters(), 0, threshold=threshold)


def test_everything_can_be_measured(cells):
    table = compare_all(cells[:2].astype(np.uint16), metrics="all")
    assert {*METRICS} - {*table} == {"volume"}  # of planes there is an area


def test_a_background_is_subtracted(cells):
    arrays = cells[:2].astype(np.uint16)
    chosen = Settings(metrics=("overlap_coefficient",), background_a=100, background_b=100)
    assert_same(compare_all(arrays, settings=chosen), arrays, background_a=100, background_b=100)


def test_nearly_equal_float_images_differ_by_what_they_differ(cells):
    """Sums of squares cancel: what they leave of a small distance would have few digits."""
    noise = np.random.default_rng(0).normal(0, 1e-6, (2, *cells.shape[1:]))
    arrays = [cells[0] + 1e5, cells[0] + 1e5 + noise[0], cells[0] + 1e5 + noise[1], cells[1]]
    table = compare_all(arrays, metrics=("rmsd",))
    found = {(r["image_1"], r["image_2"]): r["rmsd"] for r in table.to_dict("records")}
    for (i, j), value in found.items():
        apart = arrays[int(i)] - arrays[int(j)]
        assert value == pytest.approx(np.sqrt(np.mean(apart**2)), rel=1e-12)
    assert found["0", "0"] == 0


def test_what_is_undefined_is_said(cells):
    arrays = {"flat": np.full((40, 50), 7, np.uint8), "cells": cells[0].astype(np.uint16)}
    table = compare_all(arrays, {"all": np.ones((40, 50), bool), "none": np.zeros((40, 50), bool)})
    rows = {(r["image_1"], r["image_2"], r["region"]): r for r in table.to_dict("records")}
    flat = rows["flat", "cells", "all"]
    assert np.isnan(flat["pearson_r"])
    assert "A is constant (every pixel is 7)" in flat["notes"]
    assert rows["cells", "cells", "all"]["notes"] == ""
    assert np.isnan(rows["flat", "flat", "all"]["pearson_r"])
    empty = rows["cells", "cells", "none"]
    assert empty["n_pixels"] == 0
    assert "no valid pixel" in empty["notes"]


def test_each_pair_leaves_out_its_own_gaps(cells):
    arrays = with_gaps(cells)
    table = compare_all(arrays)
    for row in table.to_dict("records"):
        both = np.isfinite(arrays[int(row["image_1"])]) & np.isfinite(arrays[int(row["image_2"])])
        assert row["n_pixels"] == both.sum()
        assert row["n_excluded"] == both.size - both.sum()
        assert "left out" in row["notes"]


def test_parts_and_chunks_change_nothing(cells, monkeypatch):
    arrays = np.repeat(cells[:, None], 3, axis=1).astype(np.uint16)
    arrays[:, 1] += 5
    region = Region.from_mask(quarters() == 1, "drawn", drawn_at={0: 1})
    chosen = Settings(metrics=OF_MOMENTS, planes="drawn")
    whole = compare_all(arrays, [region], settings=chosen)
    assert (whole["n_pixels"] == (quarters() == 1).sum()).all()
    lazy = da.from_array(arrays, chunks=(2, 2, 17, 50))
    assert compare_all(lazy, [region], settings=chosen).equals(whole)
    assert compare_all([*lazy], [region], settings=chosen).equals(whole)
    monkeypatch.setattr(images, "MOST", 100)
    monkeypatch.setattr(images, "MOST_OF_CHUNKS", 1000)
    monkeypatch.setattr(moments, "ROOM", 0)
    assert compare_all(arrays, [region], settings=chosen).equals(whole)
    assert compare_all(lazy, [region], settings=chosen).equals(whole)


def test_parts_of_real_numbers_are_merged_without_loss(cells, monkeypatch):
    """Each part has other gaps and another mean, and all are far from 0."""
    arrays = with_gaps(cells).astype(np.float64) + 1e7
    arrays[:, :10] += 500
    arrays[3, :6] = np.nan
    monkeypatch.setattr(images, "MOST", 600)
    monkeypatch.setattr(moments, "ROOM", 0)
    rows = compare_all(arrays, None, ("pearson_r", "slope", "std_a")).to_dict("records")
    for row in rows:
        a, b = (arrays[int(row[name])] for name in ("image_1", "image_2"))
        both = np.isfinite(a) & np.isfinite(b)
        a, b = a[both] - a[both].mean(), b[both] - b[both].mean()
        r = (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())
        assert row["pearson_r"] == pytest.approx(r, rel=1e-9)
        assert row["std_a"] == pytest.approx(a.std(ddof=1), rel=1e-9)


def test_a_zarr_stack_is_read_once(cells, tmp_path):
    zarr = pytest.importorskip("zarr")
    arrays = cells.astype(np.uint16)
    stored = zarr.create_array(
        tmp_path / "a.zarr", shape=arrays.shape, chunks=(3, 20, 50), dtype=arrays.dtype
    )
    stored[:] = arrays
    read = []

    class Counting:
        shape, dtype, chunks = stored.shape, stored.dtype, stored.chunks

        def __getitem__(self, key):
            part = stored[key]
            read.append(part.size)
            return part

    assert compare_all(Counting()).equals(compare_all(arrays))
    assert sum(read) == arrays.size
    assert len(read) == 2
    assert_same(compare_all(Counting(), None, ("mad",)), arrays, tolerance=0)


def test_memory_is_that_of_a_part(cells):
    many = as_images(da.zeros((1000, 4000, 4000), dtype=np.uint16, chunks=(1, 4000, 4000)))
    sizes = [np.prod([s.stop - s.start for s in key]) for key in many.parts()]
    assert max(sizes) * 1000 <= images.MOST_OF_CHUNKS
    assert sum(sizes) == 4000 * 4000


def test_sums_beyond_64_bits_stay_exact():
    ones = np.full((gram.LONGEST // gram.BLOCK, 3, gram.BLOCK), 65535.0)
    few = gram.gram(ones, gram.LONGEST, True, np.ones(2, bool))
    many = few
    for _ in range(16):
        many = many + many
    found = many.moments(0, 1)
    assert found.ab == 65535**2 << 33
    assert found.covariance == 0


def test_progress_rises_to_its_total_and_results_come_between(cells):
    given = as_images(cells.astype(np.uint16))
    for metrics in ("pearson_r", "spearman_rho"):
        events = [*iterate_pairs(given, as_regions(None, given.shape), Settings(metrics=metrics))]
        steps = [(one.done, one.total) for one in events if isinstance(one, Progress)]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]
        assert sum(not isinstance(one, Progress) for one in events) == 10


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        ([np.ones((5, 5)), np.ones((5, 6))], {}, "differ in shape: 0 has (5, 5), 1 has (5, 6)"),
        ([np.ones((5, 5))], {}, "Two images or more are needed, not 1."),
        ([], {}, "Two images or more are needed, not 0."),
        (np.ones((5, 5)), {}, "three axes or more"),
        (np.ones((2, 5, 5)), {"names": ["a"]}, "2 images, but 1 names"),
        (np.ones((2, 5, 5)), {"names": ["a", "a"]}, "the same name: a."),
        (np.ones((2, 5, 5), complex), {}, "holds complex128"),
        (np.ones((2, 5, 5)), {"metrics": "nonsense"}, "Unknown metrics: nonsense"),
        (np.ones((2, 5, 5)), {"settings": Settings(split=("t",))}, "not split by t"),
    ],
)
def test_what_does_not_fit_is_a_sentence(given, options, said):
    with pytest.raises(ValueError, match=said.replace("(", r"\(").replace(")", r"\)")):
        compare_all(given, **options)


small = extra.arrays(np.uint8, st.tuples(st.integers(2, 4), st.integers(1, 3), st.integers(1, 5)))


@settings(max_examples=40, deadline=None)
@given(small, st.randoms())
def test_an_order_of_the_images_is_no_matter(arrays, random):
    order = list(range(len(arrays)))
    random.shuffle(order)
    names = [str(i) for i in order]
    straight = compare_all(arrays, None, ("pearson_r", "slope", "rmsd"))
    shuffled = compare_all(arrays[order], None, ("pearson_r", "slope", "rmsd"), names=names)
    keys = ["image_1", "image_2"]
    one, other = (table.sort_values(keys).reset_index(drop=True) for table in (straight, shuffled))
    assert one.equals(other)


@settings(max_examples=40, deadline=None)
@given(extra.arrays(np.float64, (3, 3, 4), elements=st.floats(-1e6, 1e6, width=32)))
def test_correlations_and_distances_are_what_they_must_be(arrays):
    rows = compare_all(arrays, None, ("pearson_r", "rmsd", "overlap_coefficient"))
    rmsd = {(r["image_1"], r["image_2"]): r["rmsd"] for r in rows.to_dict("records")}
    assert rmsd["0", "2"] <= (rmsd["0", "1"] + rmsd["1", "2"]) * (1 + 1e-9)
    for key in ("pearson_r", "overlap_coefficient"):
        assert rows[key].dropna().between(-1, 1).all()
    assert all(rmsd[i, i] == 0 for i in "012")
