"""Mistakes that other tools make with numbers, each of which was measured."""

import math

import numpy as np
import pytest

from brute_force import compare as brute_compare
from brute_force import disagreements
from checks import assert_row, result, row


def test_differences_and_products_of_16_bits_do_not_wrap():
    a, b = np.full((10, 10), 40000, np.uint16), np.full((10, 10), 65000, np.uint16)
    a[0, 0] = b[0, 1] = 7
    found = row(a, b)
    x, y = a.astype(float), b.astype(float)
    assert found["mad"] == pytest.approx(np.abs(x - y).mean(), rel=1e-12)
    assert found["mean_difference"] == pytest.approx((x - y).mean(), rel=1e-12)
    overlap = (x * y).sum() / math.sqrt((x * x).sum() * (y * y).sum())
    assert found["overlap_coefficient"] == pytest.approx(overlap, rel=1e-12)
    assert found["manders_m1"] == 1


@pytest.mark.parametrize("dtype", ["uint16", "int32"])
def test_the_number_of_pixels_times_a_sum_of_products_does_not_overflow(dtype):
    """65,535² · n² exceeds 64 bits at 46,341 pixels."""
    rng = np.random.default_rng(1)
    a = 65535 - rng.integers(0, 300, (250, 250))
    b = np.minimum(65535, a - 100 + rng.integers(0, 250, a.shape))
    a, b = a.astype(dtype), b.astype(dtype)
    assert_row(row(a, b, threshold="otsu"), a, b, None, "otsu")


def test_products_of_ranks_of_four_million_pixels_do_not_overflow():
    keys = ("spearman_rho", "kendall_tau", "pearson_r")
    a = np.arange(1 << 22).reshape(2048, 2048).astype(np.uint16)
    found = row(a, 65535 - a, metrics=keys, threshold="none")
    assert [found[key] for key in keys] == pytest.approx([-1, -1, -1], abs=1e-12)


@pytest.mark.parametrize("offset", [1e5, 1e7])
def test_an_offset_does_not_cancel(offset):
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 40, 50)).round(6)
    plain, shifted = (row(a + x, b + x, threshold="none") for x in (0, offset))
    exact = brute_compare(a + offset, b + offset, None, "none")["pearson_r"]
    assert shifted["pearson_r"] == pytest.approx(exact, rel=1e-12)
    assert shifted["pearson_r"] == pytest.approx(plain["pearson_r"], abs=1e-8)


def test_sums_of_many_floats_of_32_bits_stay_exact():
    """Running sums of this type stop growing at 16.8 million."""
    a = np.random.default_rng(3).integers(0, 4096, (1000, 1000)).astype(np.float32)
    found = row(a, a, metrics=("sum_a", "std_b"), threshold="none")
    assert found["sum_a"] == pytest.approx(a.astype(int).sum(), rel=1e-14)
    assert found["std_b"] == pytest.approx(a.std(dtype=float, ddof=1), rel=1e-12)


def test_floats_of_16_bits_correlate():
    a = np.arange(400, dtype=np.float16).reshape(20, 20)
    assert row(a, a + 1)["pearson_r"] == pytest.approx(1, abs=1e-12)


def test_one_pixel_that_is_no_number_spoils_nothing():
    rng = np.random.default_rng(4)
    a = rng.normal(size=(30, 30))
    b = a + rng.normal(size=a.shape)
    spoilt = a.copy()
    spoilt[4, 5] = np.nan
    without = np.ones(a.shape, bool)
    without[4, 5] = False
    found = row(spoilt, b)
    expected = brute_compare(a, b, without)
    del expected["n_excluded"], expected["psnr"], expected["ssim"]
    assert disagreements(found, expected) == []
    assert found["icq"] > 0


@pytest.mark.parametrize("levels", [200, 256, 257, 300, 1000, 4096])
def test_bins_hold_equally_many_grey_levels(levels):
    a = np.arange(levels, dtype=np.uint16).repeat(2).reshape(2, -1) + 90
    scatter = result(a, a).scatter
    width = -(-levels // 256)
    assert len(scatter.counts) == -(-levels // width)
    assert (np.diff(scatter.edges_a) == width).all()
    assert (scatter.counts.diagonal()[:-1] == 2 * width).all()


@pytest.mark.parametrize("value", [0, 7, 65535])
def test_constant_images_of_any_brightness_are_constant(value):
    for dtype in (np.uint16, np.float32, np.float64):
        a = np.full((12, 12), value, dtype)
        b = np.arange(144, dtype=dtype).reshape(12, 12)
        for found in (row(a, b), row(b, a), row(a / 3, b), row(a, a)):
            assert math.isnan(found["pearson_r"])
            assert math.isnan(found["spearman_rho"])
            assert math.isnan(found["slope"])


@pytest.mark.parametrize("top", [1.0, 0.7, 1000.1])
def test_what_is_constant_above_the_thresholds_has_no_r(top):
    """Clipped images: the sums of floats about a distant mean leave noise, not 0."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        a, b = np.minimum(top * rng.gamma(2, 0.4, (200, 200)), top), rng.random((200, 200))
        a[(a > 0.99 * top) & (a < top)] = 0
        found = row(
            a,
            b,
            metrics=("pearson_r_above",),
            threshold="manual",
            threshold_a=0.99 * top,
            threshold_b=0.2,
        )
        assert math.isnan(found["pearson_r_above"])
        assert "Pearson's r above" in found["notes"]


def test_what_is_nearly_constant_above_the_thresholds_has_an_exact_r():
    rng = np.random.default_rng(6)
    a, b = np.minimum(rng.gamma(2, 0.4, (60, 60)), 1), rng.random((60, 60))
    a[a > 0.999] = 1
    a[:3, :3] = 0.99995
    found = row(a, b, threshold="manual", threshold_a=0.999, threshold_b=0.2)
    expected = brute_compare(a, b, None, "manual", (0.999, 0.2))["pearson_r_above"]
    assert found["pearson_r_above"] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("dtype", ["int8", "int16"])
def test_a_background_hides_no_saturation(dtype):
    """Levels and maximum less a background differ by a rounding if computed in two ways."""
    a = np.random.default_rng(7).integers(-100, 99, (60, 60)).astype(dtype)
    a[:3] = 99
    for background in np.random.default_rng(8).uniform(0, 20, 30).tolist():
        found = row(a, a, metrics=("saturated_a",), background_a=background)
        assert found["saturated_a"] == 3 / 60
