"""The reach of textures whose autocorrelation is known."""

import math

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.significance.texture import correlation_length


def texture(sigma, seed, shape=(400, 400)):
    return gaussian_filter(np.random.default_rng(seed).normal(size=shape), sigma, mode="wrap")


def length(a, b, region=None):
    a, b = (1000 + 100 * one / one.std() for one in (a, b))
    return correlation_length(Pair(a, b, ("y", "x"), (1, 1)), region or Region.whole(a.shape))


@pytest.mark.parametrize("sigma", [1.5, 3, 6])
def test_length_of_blurred_noise(sigma):
    """Its autocorrelation is exp(-lag²/4σ²)."""
    known = math.sqrt(4 * sigma**2 + 1)
    assert length(texture(sigma, 1), texture(sigma, 2)) == pytest.approx(known, rel=0.15)


def test_noise_of_single_pixels_does_not_hide_the_texture():
    blurred = texture(3, 3)
    noise = np.random.default_rng(4).normal(size=blurred.shape) * 1.5 * blurred.std()
    assert length(blurred + noise, blurred + noise) == pytest.approx(
        length(blurred, blurred), rel=0.15
    )


def test_noise_alone_reaches_one_pixel():
    assert length(*np.random.default_rng(5).normal(size=(2, 300, 300))) == 1


def test_both_directions_are_looked_at():
    streaks = texture((0.1, 6), 6)
    assert length(streaks, streaks) == pytest.approx(12, rel=0.2)
    assert length(streaks.T, streaks.T) == pytest.approx(12, rel=0.2)


def test_the_shorter_of_both_channels_counts():
    fine, coarse = texture(2, 7), texture(8, 8)
    assert length(fine, coarse) == length(coarse, fine) == length(fine, fine)


def test_a_slope_reaches_through_the_image():
    slope = np.add.outer(np.arange(60.0), np.arange(60.0))
    assert math.isinf(length(slope, slope))


@pytest.mark.parametrize("place", [(0, 0), (10, 59), (30, 30)])
def test_a_single_bright_pixel_or_line_has_no_undefined_length(place):
    pixel = np.zeros((60, 60))
    pixel[place] = 1
    line = np.zeros((60, 60))
    line[:, place[1]] = 1
    for image in (pixel, line):
        assert correlation_length(
            Pair(image, image, ("y", "x"), (1, 1)), Region.whole(image.shape)
        ) in (1, math.inf)


def test_only_the_region_counts():
    both = np.where(np.arange(400) < 200, texture(1.5, 9), texture(6, 10))
    region = Region.from_mask(np.arange(400) < np.full((400, 1), 190), "fine")
    fine = texture(1.5, 9)
    assert length(both, both, region) == pytest.approx(length(fine, fine, region), rel=0.15)


def test_few_planes_of_a_stack_are_read_and_tell_as_much():
    """Reading all of a stack that lies on a disk would take longer than the test itself."""

    class Stored:
        def __init__(self, values):
            self.values, self.shape, self.dtype, self.read = (
                values,
                values.shape,
                values.dtype,
                set(),
            )

        def __getitem__(self, key):
            self.read.add(key[0].start)
            return self.values[key]

    stack = np.stack([texture(2, seed, (300, 300)) for seed in range(20, 60)])
    stored = Stored(stack)
    found = correlation_length(
        Pair(stored, stored, ("z", "y", "x"), (1, 1, 1)), Region.whole(stack.shape)
    )
    assert found == pytest.approx(math.sqrt(17), rel=0.15)
    assert 4 <= len(stored.read) <= 8
