"""Every number of the engine against its definition, for every type of image."""

import math

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brute_force import compare as brute_compare
from brute_force import disagreements
from brute_force.pairs import DTYPES, KINDS, random_pair
from checks import assert_row, row
from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import THRESHOLDS

FLOATS = [name for name in DTYPES if name.startswith("float")]


def assert_as_defined(a, b, mask=None, method="costes", manual=(math.nan, math.nan)):
    """Compare all numbers of a pair with those of brute force; return the row."""
    thresholds = manual if method == "manual" else (None, None)
    found = row(a, b, mask, threshold=method, threshold_a=thresholds[0], threshold_b=thresholds[1])
    assert_row(found, a, b, mask, method, manual=manual)
    assert_undefined_is_explained(found)
    return found


def assert_undefined_is_explained(found):
    numbers = {key: value for key, value in found.items() if isinstance(value, float)}
    undefined = [key for key, value in numbers.items() if math.isnan(value)]
    assert found["notes"] or not undefined, f"{undefined} without a note"


@given(
    images=st.tuples(st.integers(1, 4), st.integers(1, 6)).flatmap(
        lambda shape: arrays.arrays(np.uint8, (2, *shape), elements=st.integers(0, 9))
    ),
    dtype=st.sampled_from([name for name in DTYPES if name != "bool"]),
    method=st.sampled_from([name for name in THRESHOLDS if name != "manual"]),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_few_pixels_of_small_numbers(images, dtype, method):
    """Ties, constants and exact zeros abound here."""
    assert_as_defined(*images.astype(dtype), method=method)


def test_brute_force_defines_every_metric():
    defined = set(brute_compare(*random_pair("uint8")))
    assert set(METRICS) - defined <= {"area", "volume", "notes"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_types_and_kinds(dtype, kind):
    assert_as_defined(*random_pair(dtype, kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "int8", "int16"])
def test_images_larger_than_a_table_of_their_grey_levels(dtype, kind):
    """The engine counts these grey level by grey level; smaller ones it sorts."""
    assert_as_defined(*random_pair(dtype, kind, (90, 100)), method="costes")


@pytest.mark.parametrize("method", THRESHOLDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_thresholds(dtype, method):
    assert_as_defined(*random_pair(dtype, seed=1), method=method, manual=(1, 1.5))


@pytest.mark.parametrize("types", [("uint8", "uint16"), ("int8", "uint32"), ("int16", "bool")])
def test_two_types_of_integers(types):
    (a, _), (_, b) = random_pair(types[0]), random_pair(types[1])
    assert_as_defined(a, b)


@pytest.mark.parametrize("types", [("uint8", "float32"), ("float64", "int16")])
def test_integers_against_floats(types):
    (a, _), (_, b) = random_pair(types[0]), random_pair(types[1])
    assert_as_defined(a, b)
    assert_as_defined(a, b, method="otsu")


@pytest.mark.parametrize("offset", [60000, 10**7])
@pytest.mark.parametrize("dtype", ["uint32", "int32", "float32", "float64"])
def test_offsets_do_not_cancel(dtype, offset):
    a, b = (np.rint(10 * x).astype(np.int64) for x in random_pair("float64", "sparse", seed=2))
    assert_as_defined((a + offset).astype(dtype), (b + offset).astype(dtype))


@pytest.mark.parametrize("dtype", ["uint32", "int32"])
def test_intensities_over_the_whole_range_of_32_bits(dtype):
    info = np.iinfo(dtype)
    rng = np.random.default_rng(3)
    a = rng.integers(info.min, info.max, (9, 15), dtype=dtype, endpoint=True)
    b = np.where(rng.random(a.shape) < 0.5, a, rng.permuted(a))
    assert_as_defined(a, b)


def test_only_the_two_ends_of_each_type():
    for dtype in ("uint8", "uint16", "uint32", "int8", "int16", "int32"):
        ends = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
        places = np.random.default_rng(4).integers(0, 2, (2, 8, 9))
        a, b = ends[places[0]], ends[places[0] & places[1]]
        assert_as_defined(a, b)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_a_few_pixels(dtype, n):
    a, b = random_pair(dtype)
    mask = np.zeros(a.shape, bool)
    mask.flat[np.random.default_rng(n).choice(a.size, n, replace=False)] = True
    found = assert_as_defined(a, b, mask)
    assert found["n_pixels"] == n
    assert_as_defined(a, b, mask, "otsu")
    assert_as_defined(a, b, mask, "none")


@pytest.mark.parametrize("dtype", FLOATS)
def test_pixels_that_are_not_finite_are_left_out(dtype):
    a, b = random_pair(dtype, shape=(20, 30))
    a[3, 4], a[5, 6], b[5, 6], b[11, 12], b[0, 0] = np.nan, np.inf, np.nan, -np.inf, np.nan
    found = assert_as_defined(a, b)
    assert found["n_excluded"] == 4
    assert found["n_pixels"] == 596


@pytest.mark.parametrize("dtype", FLOATS)
def test_an_image_that_is_not_finite_anywhere(dtype):
    a, b = np.full((8, 8), np.nan, dtype), np.full((8, 8), np.inf, dtype)
    found = row(a, b)
    assert (found["n_pixels"], found["n_excluded"]) == (0, 64)
    defined = {"n_pixels", "n_excluded", "area"}
    values = {key: found[key] for key in set(METRICS) & set(found) - defined}
    assert [key for key, value in values.items() if value == value and key[:4] != "sum_"] == []
    assert found["notes"]


def test_regions_of_an_image():
    a, b = random_pair("uint16", shape=(24, 32))
    rng = np.random.default_rng(5)
    for method in ("costes", "li"):
        assert_as_defined(a, b, rng.random(a.shape) < 0.4, method)


def test_stacks_are_compared_plane_by_plane_by_ssim():
    a, b = random_pair("uint8", shape=(3, 2, 12, 14))
    assert_as_defined(a, b)
    assert_as_defined(a, b, np.random.default_rng(6).random(a.shape) < 0.5)


def test_a_larger_image_of_16_bits():
    rng = np.random.default_rng(7)
    shared = rng.gamma(2, 900, (150, 160))
    a, b = (
        np.minimum(rng.poisson(gain * shared + rng.gamma(2, 300, shared.shape) + 97), 65535)
        for gain in (1, 0.4)
    )
    assert_as_defined(a.astype(np.uint16), b.astype(np.uint16), method="otsu")
    assert_as_defined(a.astype(np.float32), b.astype(np.uint16), method="mean")


@pytest.mark.parametrize("shape", [(6, 30), (30, 6), (1, 1), (1, 40)])
def test_planes_too_small_for_ssim_say_so(shape):
    a, b = random_pair("uint8", shape=shape)
    found = assert_as_defined(a, b)
    assert math.isnan(found["ssim"])


def test_saturation_at_the_top_of_the_type():
    a, b = random_pair("uint8", shape=(120, 120))
    a[0, 0] = 255
    found = assert_as_defined(a, b)
    assert found["saturated_a"] == 1 / a.size


def test_saturation_at_the_top_of_the_image():
    a, b = random_pair("uint16", shape=(120, 130))
    a[a > 40] = 41
    b.flat[100] = 4095
    found = assert_as_defined(a, b)
    assert found["saturated_a"] == np.mean(a == 41)
    assert found["saturated_b"] == 0


def test_data_range_can_be_given():
    a, b = random_pair("uint8")
    found = row(a, b, metrics=("psnr", "ssim"), data_range=4095)
    expected = brute_compare(a, b, data_range=4095)
    assert disagreements(found, {key: expected[key] for key in ("psnr", "ssim")}) == []


def test_equal_images_are_equal():
    a, _ = random_pair("uint16")
    found = row(a, a, threshold="otsu")
    assert (found["rmsd"], found["mad"], found["identical_fraction"]) == (0, 0, 1)
    assert found["psnr"] == math.inf


@pytest.mark.parametrize(
    "types", [("float32", "float32"), ("float16", "float64"), ("int16", "float32")]
)
def test_equal_pixels_of_floats_are_counted_exactly(types):
    """A difference of values less their means is not 0 where the values are equal."""
    rng = np.random.default_rng(8)
    a = rng.integers(0, 3, (40, 41)).astype(types[0])
    b = rng.integers(0, 3, a.shape).astype(types[1])
    assert row(a, b)["identical_fraction"] == np.mean(a == b)
    assert row(a / 3, b / 3)["identical_fraction"] == np.mean(a / 3 == b / 3)


def test_whole_numbers_held_as_floats_may_have_no_covariance():
    a = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]])
    b = np.array([[0, 0, 1], [1, 1, 0], [0, 0, 0]])
    for dtype in (np.uint8, np.float32, np.float64):
        found = row(a.astype(dtype), b.astype(dtype))
        assert found["pearson_r"] == pytest.approx(0, abs=1e-12)
        assert math.isnan(found["slope"])
