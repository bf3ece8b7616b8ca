"""Thresholds: each method, Costes above all, and from where they are taken."""

import math

import numpy as np
import pytest
import skimage.filters

from brute_force import thresholds
from brute_force.pairs import DTYPES, random_pair
from checks import row
from napari_compare.core.comparison import compare
from napari_compare.core.settings import Settings

KEYS = ("threshold_a", "threshold_b", "pearson_r_below")
ONE_CHANNEL = ("otsu", "li", "triangle", "yen", "isodata", "mean")


def measured(a, b, regions=None, **choices):
    """Both thresholds and r below of the only region, and its notes."""
    found = row(a, b, regions, metrics=KEYS, **choices)
    return [found[key] for key in KEYS], found["notes"]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_costes_is_the_largest_of_all_candidates(dtype, seed):
    """Shapes whose r below changes its sign many times, so that a search would miss."""
    rng = np.random.default_rng(seed)
    steps = np.repeat(rng.permutation(8), 40).reshape(16, 20) * 20
    a = steps + rng.integers(0, 15, steps.shape)
    b = rng.uniform(0.3, 3) * steps + rng.integers(0, 20, steps.shape) + 3 * rng.integers(0, 5)
    a, b = np.clip(a, 0, 255).astype(dtype), np.clip(b, 0, 255).astype(dtype)
    (ta, tb, below), _ = measured(a, b)
    assert (ta, tb) == pytest.approx(thresholds(a.ravel(), b.ravel(), "costes"), nan_ok=True)
    if not math.isnan(ta):
        part = (a <= ta) | (b <= tb)
        assert below == pytest.approx(np.corrcoef(a[part], b[part])[0, 1], abs=1e-9)
        assert below <= 0


@pytest.mark.parametrize("gain", [0.3, 0.999, 1.001, 4])
def test_costes_steps_along_the_channel_that_varies_more(gain):
    rng = np.random.default_rng(5)
    shared = rng.gamma(1.5, 40, (25, 30))
    a = (shared + rng.gamma(2, 15, shared.shape)).astype(np.uint16)
    b = (gain * shared + rng.gamma(2, 15 * gain, shared.shape)).astype(np.uint16)
    (ta, tb, _), _ = measured(a, b)
    steps_a = a.std() >= b.std()
    assert float(ta if steps_a else tb).is_integer()
    (swapped_b, swapped_a, _), _ = measured(b, a)
    assert (swapped_a, swapped_b) == (ta, tb)


def test_costes_decides_ties_of_zero_exactly():
    """Below the threshold the covariance is exactly 0; in floats it would come out as 1e-12."""
    a = np.array([[1, 1, 3, 3, 50, 60, 70, 80]]) + 60000
    b = np.array([[1, 3, 1, 3, 55, 58, 75, 77]]) + 60000
    expected = thresholds(a.ravel(), b.ravel(), "costes")
    for dtype in ("uint16", "int32"):
        (ta, tb, below), _ = measured(a.astype(dtype), b.astype(dtype))
        assert (ta, tb) == pytest.approx(expected)
        assert below == 0


def test_costes_of_whole_numbers_tries_numbers_that_no_pixel_has():
    a = np.array([[0, 10, 0, 10, 40, 60, 80, 99]], np.uint8)
    b = np.array([[10, 0, 11, 2, 45, 55, 85, 90]], np.uint8)
    (ta, tb, _), _ = measured(a, b)
    assert (ta, tb) == pytest.approx(thresholds(a.ravel(), b.ravel(), "costes"))
    assert ta not in a or tb not in b


def test_costes_fails_on_anticorrelated_channels_and_says_so():
    a, b = random_pair("uint8", "anticorrelated")
    values, notes = measured(a, b)
    assert all(map(math.isnan, values))
    assert "Costes" in notes


def test_costes_fails_where_r_is_positive_below_every_candidate():
    a = np.arange(1, 61, dtype=np.uint8).reshape(6, 10)
    values, notes = measured(a, 2 * a)
    assert all(map(math.isnan, values))
    assert "Costes" in notes


def test_costes_fails_on_a_constant_channel():
    a, b = random_pair("uint16", "constant")
    values, notes = measured(a, b)
    assert all(map(math.isnan, values))
    assert notes


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("method", ONE_CHANNEL)
def test_thresholds_are_those_of_scikit_image(method, dtype):
    a, b = random_pair(dtype, seed=8)
    (ta, tb, _), _ = measured(a, b, threshold=method)
    assert (ta, tb) == pytest.approx(thresholds(a.ravel(), b.ravel(), method), rel=1e-9)


@pytest.mark.parametrize("method", ONE_CHANNEL)
def test_scikit_image_given_the_image_itself(method):
    a, b = random_pair("uint8", shape=(40, 41))
    (ta, tb, _), _ = measured(a, b, threshold=method)
    function = getattr(skimage.filters, f"threshold_{method}")
    assert (ta, tb) == pytest.approx((float(function(a)), float(function(b))), rel=1e-9)


@pytest.mark.parametrize("method", ONE_CHANNEL)
def test_a_constant_channel_is_its_own_threshold(method):
    a, b = random_pair("uint8", "both_constant")
    (ta, tb, _), _ = measured(a, b, threshold=method)
    assert (ta, tb) == (a[0, 0], b[0, 0])


@pytest.mark.parametrize("method", ["li", "otsu", "triangle"])
@pytest.mark.parametrize("dtype", ["int8", "int16"])
def test_negative_intensities_do_not_wrap(dtype, method):
    info = np.iinfo(dtype)
    rng = np.random.default_rng(9)
    a = (info.min + rng.gamma(2, 0.1, (20, 20)) * (info.max - info.min)).clip(info.min, info.max)
    a = a.astype(dtype)
    (ta, _, _), _ = measured(a, a[::-1], threshold=method)
    wide = (a.astype(np.int64) - info.min).ravel()
    function = getattr(skimage.filters, f"threshold_{method}")
    assert ta == pytest.approx(float(function(wide)) + info.min, rel=1e-9)


@pytest.mark.parametrize("method", ONE_CHANNEL)
def test_intensities_far_apart_need_little_memory(method):
    """A bin for each whole number would take 32 GB."""
    rng = np.random.default_rng(10)
    a = rng.integers(0, 2**32 - 1, (10, 11), dtype=np.uint32)
    (ta, _, _), _ = measured(a, a[::-1], threshold=method)
    assert a.min() <= ta < a.max()


def test_manual_and_none():
    a, b = random_pair("int16")
    manual = {"threshold": "manual", "threshold_a": 12, "threshold_b": -3.5}
    assert measured(a, b, **manual)[0][:2] == [12, -3.5]
    assert measured(a, b, threshold="none")[0][:2] == [0, 0]


def test_above_is_strictly_greater():
    a = np.arange(20, dtype=np.uint8).reshape(4, 5)
    found = row(a, a, threshold="manual", threshold_a=7, threshold_b=0)
    assert found["fraction_above_a"] == 12 / 20
    assert found["manders_tm2"] == pytest.approx(sum(range(8, 20)) / sum(range(20)))


@pytest.mark.parametrize("method", ["costes", "otsu", "li", "mean"])
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_thresholds_of_the_whole_image_serve_every_region(method, dtype):
    a, b = random_pair(dtype, shape=(30, 32))
    if dtype == "float32":
        a[3, 3] = np.nan
    labels = np.zeros(a.shape, int)
    labels[2:10, 3:20], labels[12:28, 5:30] = 1, 2
    choices = Settings(metrics=KEYS, threshold=method, threshold_scope="image")
    table = compare(a, b, labels, choices)
    valid = np.isfinite(a)
    expected = thresholds(a[valid], b[valid], method)
    for found in table.to_dict("records"):
        assert (found["threshold_a"], found["threshold_b"]) == pytest.approx(expected)


def test_thresholds_of_the_whole_image_are_found_once_for_all_split_indices():
    a, b = random_pair("uint8", shape=(3, 20, 21))
    a[1] += 30
    choices = Settings(metrics=KEYS, threshold="otsu", threshold_scope="image", split=("z",))
    table = compare(a, b, settings=choices)
    expected_a, expected_b = thresholds(a.ravel(), b.ravel(), "otsu")
    assert table["threshold_a"].tolist() == [expected_a] * 3
    assert table["threshold_b"].tolist() == [expected_b] * 3
