"""What is taken from the whole images: backgrounds, saturation and the intensity range."""

import math

import numpy as np
import pytest

from brute_force import compare as brute_compare
from brute_force import disagreements, without_background
from brute_force.pairs import overlapping_masks, random_pair
from checks import assert_row, rows
from napari_compare.core import survey as survey_module
from napari_compare.core.comparison import compare, iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.settings import THRESHOLDS, Settings
from napari_compare.core.survey import background_levels


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint32", "float32"])
@pytest.mark.parametrize(("of_a", "of_b"), [(3, 7), (0, -11), (300, 1e5)])
def test_a_background_is_subtracted_and_negatives_stay(dtype, of_a, of_b):
    a, b = random_pair(dtype, shape=(24, 30))
    one, _ = overlapping_masks(a.shape)
    settings = Settings("all", "otsu", background_a=of_a, background_b=of_b)
    (row,) = rows(a, b, one, settings)
    expected = brute_compare(without_background(a, of_a), without_background(b, of_b), one, "otsu")
    del expected["saturated_a"], expected["saturated_b"]
    assert disagreements(row, expected) == []


def test_a_large_image_less_a_background():
    a, b = random_pair("uint16", shape=(100, 110))
    settings = Settings("all", "costes", background_a=25, background_b=25)
    (row,) = rows(a, b, None, settings)
    assert_row(row, *(without_background(x, 25) for x in (a, b)), None, "costes")


@pytest.mark.parametrize("method", [m for m in THRESHOLDS if m not in ("manual", "none")])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "uint32"])
@pytest.mark.parametrize("shape", [(20, 21), (100, 110)])
def test_a_background_that_is_not_whole_moves_the_origin_of_integers_only(method, dtype, shape):
    a, b = random_pair(dtype, shape=shape)
    (plain,) = rows(a, b, None, Settings("all", method))
    less = Settings("all", method, background_a=37.3, background_b=12.77)
    (row,) = rows(a, b, None, less)
    for channel, background in (("a", 37.3), ("b", 12.77)):
        expected = plain[f"threshold_{channel}"] - background
        assert row[f"threshold_{channel}"] == pytest.approx(expected, nan_ok=True)
    masks = {"dice", "jaccard", "fraction_above_a", "area_overlap_b", "pearson_r_below"}
    same = {key for key, metric in METRICS.items() if metric.ignores_offset} & set(row) | masks
    for key in same:
        assert row[key] == pytest.approx(plain[key], rel=1e-9, abs=1e-12, nan_ok=True), key
    floats = brute_compare(a - 37.3, b - 12.77, None, "none")
    for key in ("mean_a", "rmsd", "mad", "manders_m1", "overlap_coefficient", "wasserstein"):
        assert row[key] == pytest.approx(floats[key], rel=1e-9), key


def test_a_background_may_be_a_quantile_of_the_whole_image():
    a, b = random_pair("uint16", shape=(24, 30))
    one, _ = overlapping_masks(a.shape)
    settings = Settings(
        ("mean_a", "mean_b"), background_a="quantile 0.05", background_b="quantile 1"
    )
    (row,) = rows(a, b, one, settings)
    assert row["mean_a"] == pytest.approx(a[one].mean() - np.sort(a.ravel())[int(0.05 * a.size)])
    assert row["mean_b"] == pytest.approx(b[one].mean() - b.max())


def test_a_background_may_be_the_mean_of_a_region():
    a, b = random_pair("float32", shape=(24, 30))
    a[0, 0] = np.nan
    one, two = overlapping_masks(a.shape)
    two[0, 0] = True
    settings = Settings(("mean_a", "mean_b"), background_a="region dark spot")
    first, second = rows(a, b, {"cell": one, "dark spot": two}, settings)
    level = np.nanmean(a[two].astype(float))
    assert first["mean_a"] == pytest.approx(a[one].mean(dtype=float) - level)
    assert first["mean_b"] == pytest.approx(b[one].mean(dtype=float))
    assert second["mean_a"] == pytest.approx(0, abs=1e-12)


def test_a_background_region_that_is_not_there_is_refused_with_those_that_are():
    a, b = random_pair("uint8")
    with pytest.raises(ValueError, match=r'"dark".*There are: cell'):
        compare(a, b, {"cell": a >= 0}, Settings(background_a="region dark"))


def test_a_background_region_without_pixels_is_refused():
    a, b = random_pair("uint8")
    with pytest.raises(ValueError, match="cell"):
        compare(a, b, {"cell": a < 0}, Settings(background_b="region cell"))


def test_saturation_is_of_the_intensities_before_the_background():
    a, b = random_pair("uint8")
    a[:2] = 255
    (row,) = rows(a, b, None, Settings(("saturated_a",), background_a=20))
    assert row["saturated_a"] == 2 / 11


def test_thresholds_count_after_the_background():
    a = np.arange(20, dtype=np.uint8).reshape(4, 5)
    settings = Settings(("fraction_above_a",), "manual", 10, 0, background_a=5)
    (row,) = rows(a, a, None, settings)
    assert row["fraction_above_a"] == 4 / 20


def test_the_intensity_range_is_that_of_both_whole_images():
    a, b = random_pair("uint8", shape=(24, 30))
    a[23, 29], b[23, 28] = 255, 0
    one, _ = overlapping_masks(a.shape)
    (row,) = rows(a, b, one, Settings(("psnr", "rmsd")))
    assert row["psnr"] == pytest.approx(20 * math.log10(255 / row["rmsd"]))


def test_an_image_is_looked_at_once_as_long_as_its_pair_is_there(monkeypatch):
    image = np.arange(100, dtype=np.uint16).reshape(10, 10)
    looks = []
    look = survey_module.look
    monkeypatch.setattr(survey_module, "look", lambda *given: (looks.append(1), look(*given))[1])
    pair = Pair(image, image[::-1].copy(), ("y", "x"), (1, 1))
    whole = [Region.whole(pair.shape)]
    first, again = ([*iterate(pair, whole, Settings())][-1].row for _ in "ab")
    assert first == again
    assert len(looks) == 1
    list(iterate(Pair(image, image, ("y", "x"), (1, 1)), whole, Settings()))
    assert len(looks) == 2


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32, np.int32])
def test_backgrounds_of_any_type(dtype):
    rng = np.random.default_rng(0)
    image = rng.integers(-50 if np.dtype(dtype).kind != "u" else 0, 90, (40, 50)).astype(dtype)
    inside = np.zeros(image.shape, bool)
    inside[3:9, 4:40] = True
    pair = Pair(image, image, ("y", "x"), (1, 1))
    region = Region.from_mask(inside, "dark")
    settings = Settings(background_a="quantile 0.37", background_b="region dark")
    a, b = background_levels(pair, [region], settings)
    assert a == np.sort(image, axis=None)[int(0.37 * image.size)]
    assert b == pytest.approx(image[inside].mean(dtype=float), rel=1e-12)
