"""Metrics that sums alone tell: the same numbers and words as by the usual way, to the last bit."""

from __future__ import annotations

import dask.array as da
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napari_compare.core import comparison
from napari_compare.core.comparison import compare, iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair, default_axes
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.results import Result
from napari_compare.core.rows import columns_of
from napari_compare.core.settings import Settings
from napari_compare.core.sums_only import TOLD, sums_tell

TOLD_METRICS = tuple(key for key, metric in METRICS.items() if metric.needs <= TOLD)


@pytest.fixture
def taken(monkeypatch):
    """Return a list of how often sums were enough."""
    found = []
    original = comparison.rows_of_sums

    def watched(*given):
        rows = original(*given)
        found.append(rows is not None)
        return rows

    monkeypatch.setattr(comparison, "rows_of_sums", watched)
    return found


def as_usual(a, b, regions, chosen):
    """Return the rows of `iterate`, which counts intensities."""
    pair = Pair(a, b, default_axes(a.ndim, ()), (1.0,) * a.ndim)
    events = iterate(pair, as_regions(regions, pair.shape), chosen)
    return pd.DataFrame([event.row for event in events if isinstance(event, Result)])


def assert_as_usual(a, b, regions, chosen):
    found = compare(a, b, regions, chosen)
    pd.testing.assert_frame_equal(found, as_usual(a, b, regions, chosen), check_exact=True)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    dtype=st.sampled_from([np.uint8, np.uint16]),
    shape=st.sampled_from([(3, 5), (17, 40), (2, 9, 30), (1, 1)]),
    top=st.sampled_from([2, 40, 256]),
    thresholds=st.one_of(
        st.none(), st.tuples(st.floats(-3, 300), st.integers(-2, 70000).map(float))
    ),
)
def test_numbers_and_words_are_those_of_the_usual_way(seed, dtype, shape, top, thresholds):
    random = np.random.default_rng(seed)
    a, b = random.integers(0, top, (2, *shape)).astype(dtype)
    masks = {name: random.random(shape[-2:]) < 0.5 for name in ("one", "another")}
    masks["none of it"] = np.zeros(shape[-2:], bool)
    how = {"threshold": "none"}
    if thresholds is not None:
        how = {"threshold": "manual", "threshold_a": thresholds[0], "threshold_b": thresholds[1]}
    assert_as_usual(a, b, masks, Settings(metrics=TOLD_METRICS, **how))


def test_sums_were_enough_for_unsigned_integers_with_known_thresholds(taken):
    a = np.arange(600, dtype=np.uint16).reshape(20, 30)
    chosen = Settings(metrics=("pearson_r", "mad"), threshold="none")
    compare(a, a[::-1], settings=chosen)
    assert taken == [True]


@pytest.mark.parametrize(
    ("dtype", "more"),
    [
        (np.int16, {}),
        (np.float32, {}),
        (np.uint32, {}),
        (np.uint16, {"background_a": 3}),
        (np.uint16, {"threshold": "otsu"}),
        (np.uint16, {"metrics": ("pearson_r", "spearman_rho")}),
        (np.uint16, {"metrics": ("normalized_mutual_information",)}),
    ],
)
def test_all_else_takes_the_usual_way(taken, dtype, more):
    a = np.random.default_rng(1).integers(0, 99, (20, 30)).astype(dtype)
    chosen = Settings(**({"metrics": ("pearson_r",), "threshold": "none"} | more))
    pair = Pair(a, a[::-1], ("y", "x"), (1, 1))
    assert not sums_tell(pair, chosen, columns_of(pair, chosen, ()))
    assert_as_usual(a, a[::-1], None, chosen)
    assert not taken


def test_sums_of_the_brightest_pixels_do_not_overflow():
    a = np.full((3000, 1500), 65535, np.uint16)
    b = a.copy()
    b[0, 0] = 65533
    row = compare(
        a, b, settings=Settings(metrics=("sum_a", "k1", "mad", "rmsd"), threshold="none")
    ).iloc[0]
    n = a.size
    assert row.sum_a == n * 65535
    assert row.mad == 2 / n
    assert row.rmsd == pytest.approx((4 / n) ** 0.5, rel=1e-12)
    assert row.k1 == pytest.approx((65535**2 * (n - 1) + 65535 * 65533) / (65535**2 * n), rel=1e-15)


def test_a_copy_is_noticed_though_sums_do_not_tell(taken):
    a = np.random.default_rng(2).integers(0, 200, (40, 50)).astype(np.uint16)
    chosen = Settings(metrics=("pearson_r",), threshold="none")
    assert "rescaled copy" in compare(a, 3 * a, settings=chosen).notes[0]
    assert taken == [False]
    assert_as_usual(a, 3 * a, None, chosen)


@pytest.mark.parametrize("planes", ["all", "drawn"])
def test_regions_of_one_plane_and_of_the_whole_stack(taken, planes):
    random = np.random.default_rng(3)
    a, b = random.integers(0, 4000, (2, 3, 30, 40)).astype(np.uint16)
    flat = Region.from_mask(random.random((30, 40)) < 0.3, "flat", 1, drawn_at={0: 2})
    deep = Region.from_mask(random.random((3, 30, 40)) < 0.3, "deep", 2)
    chosen = Settings(metrics=TOLD_METRICS, threshold="none", planes=planes)
    assert_as_usual(a, b, [flat, deep], chosen)
    assert taken == [True]


def test_chunks_and_views_give_the_same_as_arrays_in_one_piece(taken):
    random = np.random.default_rng(4)
    a, b = random.integers(0, 70000, (2, 300, 1000)).astype(np.uint16)
    a[:3] = 65535
    mask = random.random(a.shape) < 0.4
    chosen = Settings(metrics=TOLD_METRICS, threshold="manual", threshold_a=900.5, threshold_b=5)
    expected = compare(a, b, {"some": mask, "all": ~np.zeros_like(mask)}, chosen)
    regions = {"some": mask, "all": ~np.zeros_like(mask)}
    views = [np.repeat(one, 2, axis=1)[:, ::2] for one in (a, b)]
    chunked = [da.from_array(one, chunks=(70, 256)) for one in (a, b)]
    for pair in (views, chunked):
        found = compare(*pair, regions, chosen)
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert taken == [True] * 3


def test_without_advice_the_numbers_are_the_same_and_no_image_is_judged(taken):
    a = np.random.default_rng(5).integers(90, 99, (40, 50)).astype(np.uint16)
    for metrics in (("pearson_r",), ("pearson_r", "spearman_rho")):
        chosen = Settings(metrics=metrics, threshold="none")
        table, plain = (
            compare(a, a[::-1], settings=chosen, advice=advice) for advice in (True, False)
        )
        assert "few" not in plain.notes[0]
        pd.testing.assert_frame_equal(table.drop(columns="notes"), plain.drop(columns="notes"))
    constant = compare(a, a * 0, settings=chosen, advice=False)
    assert "B is constant" in constant.notes[0]
    assert taken == [True, True]


def test_thresholds_that_were_not_asked_for_are_no_columns():
    a = np.arange(600, dtype=np.uint16).reshape(20, 30)
    plain = compare(a, a[::-1], settings=Settings(metrics=("pearson_r",), threshold="none"))
    assert not {"threshold_a", "threshold_b", "pearson_r_below"} & set(plain)
    for more in ({"metrics": ("manders_tm1",)}, {"threshold": "costes"}):
        chosen = Settings(**({"metrics": ("pearson_r",), "threshold": "none"} | more))
        assert {"threshold_a", "threshold_b", "pearson_r_below"} <= set(
            compare(a, a[::-1], settings=chosen)
        )
