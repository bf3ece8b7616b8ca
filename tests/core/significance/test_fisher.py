"""Intervals of correlations of textures: how often they hold what they should."""

import math

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from napari_compare import compare_correlations, correlation_intervals
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.significance.fisher import effective_samples

SIDE, BLUR = 96, 3.0


def texture(rng, blur=BLUR):
    """Return noise, blurred: its autocorrelation falls to 1/e at twice the blur."""
    noise = rng.standard_normal((SIDE, SIDE))
    return gaussian_filter(noise, blur, mode="wrap") * 2 * math.sqrt(math.pi) * blur


def pair_of(a, b):
    return Pair(a, b, ("y", "x"), (1.0, 1.0))


@pytest.mark.parametrize("r", [0.0, 0.6])
def test_intervals_hold_the_true_correlation_as_often_as_they_say(r):
    rng = np.random.default_rng(3)
    held = []
    for _ in range(150):
        a = texture(rng)
        b = r * a + math.sqrt(1 - r**2) * texture(rng)
        row = correlation_intervals(a, b).iloc[0]
        held.append(row["low"] < r < row["high"])
    assert 0.9 <= np.mean(held) <= 0.995


def test_independent_textures_differ_as_often_as_they_should():
    rng = np.random.default_rng(4)
    wrong, by_pixels = [], []
    for _ in range(120):
        first, second = (correlation_intervals(texture(rng), texture(rng)) for _ in range(2))
        r_1, r_2 = first["pearson_r"][0], second["pearson_r"][0]
        n_1, n_2 = first["n_effective"][0], second["n_effective"][0]
        wrong.append(compare_correlations(r_1, n_1, r_2, n_2).p_value < 0.05)
        by_pixels.append(compare_correlations(r_1, SIDE**2, r_2, SIDE**2).p_value < 0.05)
    assert np.mean(wrong) <= 0.1
    assert np.mean(by_pixels) > 0.6


def test_pixels_of_noise_are_independent():
    a, b = np.random.default_rng(0).integers(0, 99, (2, SIDE, SIDE))
    assert effective_samples(pair_of(a, b), Region.whole(a.shape)) == SIDE**2


def test_noise_beside_the_texture_makes_more_samples():
    rng = np.random.default_rng(1)
    a, b = texture(rng), texture(rng)
    noisy = [image + rng.standard_normal(a.shape) for image in (a, b)]
    whole = Region.whole(a.shape)
    assert effective_samples(pair_of(*noisy), whole) > 2 * effective_samples(pair_of(a, b), whole)


def test_planes_of_a_stack_count_as_one():
    rng = np.random.default_rng(2)
    a, b = texture(rng), texture(rng)
    stack = Pair(np.stack([a] * 4), np.stack([b] * 4), ("z", "y", "x"), (1.0, 1.0, 1.0))
    plane = effective_samples(pair_of(a, b), Region.whole(a.shape))
    assert effective_samples(stack, Region.whole(stack.shape)) == pytest.approx(plane, rel=0.01)
    assert effective_samples(stack, Region.whole(a.shape)) == pytest.approx(plane, rel=0.01)


def test_what_has_no_interval_says_why():
    y, x = np.mgrid[:SIDE, :SIDE]
    flat = np.ones((SIDE, SIDE))
    a = np.random.default_rng(0).random((SIDE, SIDE))
    assert "constant" in correlation_intervals(a, flat)["notes"][0]
    assert "follows from the other" in correlation_intervals(a, 2 * a)["notes"][0]
    slope = correlation_intervals((x + y) / 9 + a / 99, x - y / 9 + a / 99)
    assert "so coarse" in slope["notes"][0]
    assert math.isnan(slope["low"][0])


def test_fishers_z_by_hand():
    found = compare_correlations(0.2, 53, 0.5, 28)
    z = (math.atanh(0.5) - math.atanh(0.2)) / math.sqrt(1 / 50 + 1 / 25)
    assert found.z == pytest.approx(z, rel=1e-12)
    assert found.low < found.difference < found.high
    assert (found.p_value < 0.05) == (found.low > 0)
    other = compare_correlations(0.5, 28, 0.2, 53)
    assert (other.low, other.high) == pytest.approx((-found.high, -found.low))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((0.2, 3, 0.5, 30), "too few"), ((0.2, math.nan, 0.5, 30), "few"), ((1, 9, 0, 9), "lies")],
)
def test_what_cannot_be_compared_is_said(numbers, said):
    with pytest.raises(ValueError, match=said):
        compare_correlations(*numbers)
