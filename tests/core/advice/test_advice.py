"""Each check with images that have the fault, and the same images without it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter, shift

import napari_compare.core.advice.advice as room
from checks import result
from napari_compare.core.advice import CHECKS
from napari_compare.core.comparison import compare, iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.samples import movie, stack

SQUARE = np.s_[200:400, 100:300]


@pytest.fixture
def channels(cells_sample):
    """Two channels without a fault that any check knows."""
    return cells_sample.a.copy(), cells_sample.b.copy()


def notes(a, b, regions=None, **choices):
    """Text → columns of all notes on a pair."""
    found = result(a, b, regions, **choices)
    return {note.text: note.columns for note in found.notes}


def the_note(words, found):
    """The columns of the only note."""
    (text,) = found
    assert words in text
    return found[text]


def square(shape):
    inside = np.zeros(shape, dtype=bool)
    inside[SQUARE] = True
    return inside


@pytest.mark.parametrize("make", [stack, movie])
def test_sound_stacks_and_movies_need_no_advice(make):
    sample = make()
    found = compare(sample.a, sample.b, list(sample.regions), Settings(split=sample.axes[0]))
    failed = "Costes' method"
    assert all(text == "" or text.startswith(failed) for text in found["notes"]), set(
        found["notes"]
    )


@pytest.mark.parametrize("metrics", ["essential", "all"])
def test_sound_images_need_no_advice(channels, metrics):
    assert notes(*channels, metrics=metrics) == {}


def test_saturated_pixels(channels):
    a, b = channels
    level = int(np.quantile(b, 0.96))
    columns = the_note(" % of B is saturated: its sum is too low", notes(a, np.minimum(b, level)))
    assert {"pearson_r", "manders_tm2"} <= set(columns)
    assert notes(a, np.minimum(b, int(np.quantile(b, 0.995)))) == {}


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


def test_advice_on_numbers_that_were_not_asked_for_is_not_given(channels):
    a, b = channels
    assert notes(a, b + np.uint16(100), metrics=("pearson_r",)) == {}


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


def rows_of(regions, channels, **choices):
    pair = Pair(*channels, ("y", "x"), (1, 1))
    events = iterate(pair, regions, Settings(**choices))
    return [event for event in events if isinstance(event, Result)]


def rectangle(name, rows, columns, shape=(512, 512), **more):
    mask = np.zeros(shape, dtype=bool)
    mask[..., slice(*rows), slice(*columns)] = True
    return Region.from_mask(mask, name, **more)


def test_regions_that_overlap(channels):
    regions = [
        rectangle("left", (100, 200), (100, 200)),
        rectangle("right", (100, 200), (150, 350)),
        rectangle("below", (199, 300), (100, 200)),
        rectangle("far", (300, 400), (300, 400)),
    ]
    found = rows_of(regions, channels, threshold="none")
    said = {
        one.region.name: [n.text[:40] for n in one.notes if "other regions" in n.text]
        for one in found
    }
    assert said == {
        "left": ["50 % of the region lies in other regions"],
        "right": ["25 % of the region lies in other regions"],
        "below": [],
        "far": [],
    }
    assert all("n_pixels" in n.columns for n in found[0].notes if "other regions" in n.text)


def test_pixels_that_lie_in_three_regions_are_counted_once(channels):
    regions = [
        rectangle("all", (100, 200), (100, 200)),
        rectangle("left", (100, 200), (100, 150)),
        rectangle("left again", (100, 200), (100, 150)),
    ]
    first, *rest = rows_of(regions, channels, threshold="none")
    assert "50 % of the region" in first.row["notes"]
    assert all("100 % of the region" in one.row["notes"] for one in rest)


def test_regions_of_different_planes_overlap_only_where_all_planes_count(cells_sample):
    stack = np.stack([cells_sample.a[:256, :256]] * 2)
    pair = Pair(stack, stack[::-1] // 2, ("z", "y", "x"), (1, 1, 1))
    regions = [
        rectangle("lower", (100, 200), (100, 200), (256, 256), drawn_at={0: 0}),
        rectangle("upper", (100, 200), (100, 200), (256, 256), drawn_at={0: 1}),
    ]
    for planes, overlap in (("all", True), ("drawn", False)):
        events = iterate(pair, regions, Settings(planes=planes, threshold="none"))
        for one in (event for event in events if isinstance(event, Result)):
            assert ("other regions" in one.row["notes"]) == overlap


def test_images_are_looked_at_once_for_all_comparisons_of_a_pair(channels, monkeypatch):
    looks = []
    monkeypatch.setattr(
        room, "glimpse", lambda pair: looks.append(pair) or (np.zeros((1, 8, 8)),) * 2
    )
    pair = Pair(*channels, ("y", "x"), (1, 1))
    for threshold in ("mean", "otsu"):
        list(iterate(pair, [Region.whole(pair.shape)], Settings(threshold=threshold)))
    assert looks == [pair]


def test_masks_have_no_grey_levels_to_look_at(channels):
    a, b = (one > 60 for one in channels)
    assert not any("darkest" in text or "gaps" in text for text in notes(a, b, threshold="none"))


def test_every_check_tells_what_it_means_and_what_to_do():
    assert len({one.title for one in CHECKS}) == len(CHECKS) >= 12
    for one in CHECKS:
        first, meaning, remedy = one.doc.split("\n\n")
        assert first.startswith("Find ")
        assert len(meaning) > 60
        assert len(remedy) > 50
