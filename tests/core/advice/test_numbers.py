"""Checks of the numbers of a region, where they have the fault and where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from checks import notes, result, the_note

SQUARE = np.s_[200:400, 100:300]


def square(shape):
    inside = np.zeros(shape, dtype=bool)
    inside[SQUARE] = True
    return inside


def test_saturated_pixels(channels):
    a, b = channels
    level = int(np.quantile(b, 0.96))
    columns = the_note(" % of B is saturated: its sum is too low", notes(a, np.minimum(b, level)))
    assert {"pearson_r", "manders_tm2"} <= set(columns)
    assert notes(a, np.minimum(b, int(np.quantile(b, 0.995)))) == {}


def test_m1_and_m2_that_must_be_1(channels):
    a, b = channels
    found = notes(a, np.maximum(b, 1), metrics=("manders_m1",))
    assert the_note("No pixel of B is 0, so M1 cannot be less", found) == ("manders_m1",)
    assert notes(a, np.maximum(b, 1)) == {}


def test_negative_intensities(channels):
    a, b = channels
    assert "manders_tm1" in the_note("A has negative intensities", notes(a, b, background_a=20))


def test_few_pixels(channels):
    small = np.zeros(channels[0].shape, dtype=bool)
    small[100:109, 100:110] = True
    columns = the_note(
        "Only 90 pixels: r can be off by 0.2", notes(*channels, small, threshold="mean")
    )
    assert {"n_pixels", "pearson_r"} <= set(columns)
    small[100:111, 100:110] = True
    assert notes(*channels, small, threshold="mean") == {}


def test_very_few_pixels(channels):
    tiny = np.zeros(channels[0].shape, dtype=bool)
    tiny[100, 100:103] = True
    assert any("Only 3 pixels: too few" in text for text in notes(*channels, tiny))
    tiny[100, 101:103] = False
    assert any("Only 1 pixel: too few" in text for text in notes(*channels, tiny))


def test_background_that_dominates(channels):
    a, b = channels
    manual = {"threshold": "manual", "threshold_a": 120, "threshold_b": 120}
    columns = the_note(" % of the pixels are below both thresholds", notes(a, b, **manual))
    assert "icq" in columns
    assert "manders_tm1" not in columns
    assert notes(a, b, square(a.shape), **manual) == {}
    manual |= {"threshold_a": 300, "threshold_b": 300}
    the_note("of the pixels are below both", notes(a, b, square(a.shape), **manual))


def test_the_same_image_twice(channels):
    a, _ = channels
    assert "pearson_r" in the_note(
        "A and B are equal at every pixel", notes(a, a, threshold="mean")
    )


@pytest.mark.parametrize(
    "copied",
    [
        lambda a: (a.astype(np.float32) - 7) * 0.37,
        lambda a: (3 * a + 5).astype(np.uint16),
        lambda a: np.round(a * (255 / a.max())).astype(np.uint8),
        lambda a: a.max() - a,
    ],
)
def test_a_rescaled_copy(channels, copied):
    found = notes(channels[0], copied(channels[0]), threshold="mean", metrics=("pearson_r",))
    assert any("B is a rescaled copy of A" in text for text in found)


def test_channels_that_are_nearly_alike_are_no_copies(channels):
    a, _ = channels
    noise = np.random.default_rng(0).normal(0, 1.5, a.shape).round()
    b = np.clip(a + noise, 0, None).astype(np.uint16)
    found = notes(a, b, threshold="mean")
    assert result(a, b, threshold="mean").row["pearson_r"] > 0.999
    assert found == {}


def test_costes_thresholds_that_do_not_fit():
    a = np.repeat(np.array([0, 0, 1, 5, 9, 9], dtype=np.uint8), 100).reshape(20, 30)
    b = np.repeat(np.array([0, 1, 0, 5, 9, 8], dtype=np.uint8), 100).reshape(20, 30)
    a[0, 0] = b[0, 0] = 10  # without it, all pixels of 9 were saturated
    columns = the_note("Costes' thresholds fit poorly: r below them is -0.50", notes(a, b))
    assert {"threshold_a", "pearson_r_below"} <= set(columns)
    manual = {"threshold": "manual", "threshold_a": 1, "threshold_b": 1}
    assert notes(a, b, **manual) == {}
