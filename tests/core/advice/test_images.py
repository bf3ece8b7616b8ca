"""Checks of the images: each with images that have the fault, and the same without it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter, shift

from checks import notes, the_note


def test_a_cameras_offset(channels):
    a, b = channels
    found = notes(a, b + np.uint16(100))
    columns = the_note("The darkest pixels of B are at 10", found)
    assert "manders_tm1" in columns
    assert "pearson_r" not in columns
    found = notes(a + np.uint16(500), b + np.uint16(100))
    the_note("of A and B are at 50", found)
    assert notes(a, b + np.uint16(100), background_b=100) == {}


def test_a_cameras_offset_is_seen_beside_black_borders(channels):
    a, b = channels[0], channels[1] + np.uint16(100)
    b[-90:, -130:] = 0
    the_note("The darkest pixels of B are at 10", notes(a, b))


def test_dim_images_without_offset_are_dark():
    photons = np.random.default_rng(0).poisson(3, (2, 200, 200))
    assert notes(*photons, threshold="mean") == {}
    assert notes(*(6 * photons), threshold="mean", metrics=("manders_tm1",)) == {}


def test_channels_shifted_against_each_other(channels):
    a, b = channels
    moved = shift(b.astype(float), (2.4, -1.0), order=1).round().astype(np.uint16)
    columns = the_note(
        "B is shifted against A by 2.6 pixels (1.0 left and 2.4 down)", notes(a, moved)
    )
    assert {"pearson_r", "manders_tm1"} <= set(columns)


def bleeding(share, seed=0):
    rng = np.random.default_rng(seed)
    light = [gaussian_filter((rng.random((300, 300)) < 0.002) * 1.0, 3) for _ in "ab"]
    a, b = (800 * one / one.max() for one in light)
    return rng.poisson(a + 5), rng.poisson(b + 5 + share * a)


@pytest.mark.parametrize("seed", range(3))
def test_bleed_through(seed):
    a, b = bleeding(0.15, seed)
    words = "Wherever A is bright, B is 1"
    assert any(words in text for text in notes(a, b, threshold="mean"))
    assert any("when B bleeds through into A" in text for text in notes(b, a, threshold="mean"))
    assert notes(*bleeding(0, seed), threshold="mean") == {}


def test_shared_structures_are_no_bleed_through(channels):
    rng = np.random.default_rng(1)
    light = gaussian_filter((rng.random((300, 300)) < 0.002) * 800.0, 2)
    own = gaussian_filter((rng.random((300, 300)) < 0.002) * 800.0, 2)
    a, b = rng.poisson(5 + light), rng.poisson(5 + 0.6 * light)
    assert not any("bleeds" in text for text in notes(a, b))
    assert not any("bleeds" in text for text in notes(a, rng.poisson(5 + light + own)))


@pytest.mark.parametrize(
    ("stretch", "fault"),
    [
        (lambda a: (a * 1.4).astype(np.uint16), "uneven gaps between its grey levels"),
        (lambda a: (a // 2 * 2.55).astype(np.int16) - 99, "uneven gaps between its grey levels"),
        (lambda a: (a // 16 * 16 * 1.3).astype(np.uint16) * 2, "uneven gaps"),
        (lambda a: np.minimum(a // 4, 255).astype(np.uint16) * 257, "256 grey levels of 8 bit"),
        (lambda a: np.minimum(a // 4, 255).astype(np.int32) * 256, "256 grey levels of 8 bit"),
        (lambda a: (np.minimum(a // 4, 255) / 255).astype(np.float32), "256 grey levels of 8 bit"),
    ],
)
def test_stretched_and_8_bit_originals(channels, stretch, fault):
    a, b = channels
    found = notes(stretch(a), b, threshold="mean")
    assert any(text.startswith("A has ") and fault in text for text in found), found


@pytest.mark.parametrize(
    "written",
    [
        *(lambda a, dtype=dtype: (a // 8).astype(dtype) for dtype in ("uint8", "int32", "float64")),
        lambda a: a * np.uint16(16),  # a camera of 12 bit whose values end at the top of 16 bit
        lambda a: np.where(a > 2000, np.uint16(65535), a // 16 * 16),
        lambda a: (a / 4095).astype(np.float32),
        lambda a: (a // 16 / 65535).astype(np.float32),
        lambda a: a / 7.0 - 20,
    ],
)
def test_grey_levels_as_the_camera_gave_them(channels, written):
    a, b = (written(one) for one in channels)
    assert not any("grey levels" in text for text in notes(a, b, threshold="mean"))


def through_jpeg(image, quality):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


@pytest.mark.parametrize("cut", [0, 3])
def test_lossy_compression(channels, cut):
    a, b = (np.minimum(one // 4, 255).astype(np.uint8) for one in channels)
    lossy = through_jpeg(b, 75)[cut:, cut:]
    found = notes(a[cut:, cut:], lossy, threshold="mean")
    assert any("B has edges every 8 pixels" in text for text in found)
    assert not any("A has edges" in text for text in found)


def test_masks_have_no_grey_levels_to_look_at(channels):
    a, b = (one > 60 for one in channels)
    assert not any("darkest" in text or "gaps" in text for text in notes(a, b, threshold="none"))
