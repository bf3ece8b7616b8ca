"""What the registry declares of the metrics, and what holds of every number."""

import math

import dask.array as da
import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import zarr
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from brute_force import disagreements
from brute_force.pairs import random_pair
from checks import row
from napari_compare.core.metrics import METRICS

IMAGES = st.tuples(st.integers(1, 5), st.integers(1, 8)).flatmap(
    lambda shape: st.tuples(
        *(arrays.arrays(np.uint8, shape, elements=st.integers(0, 40)) for _ in "ab")
    )
)
BINNED = [key for key in METRICS if key.startswith("histogram") or "mutual" in key]
SUMS_OF_FLOATS = ("mad_normalized", "rmsd_normalized", "ssim")
quickly = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def numbers(a, b, regions=None, **choices):
    """All numbers of the only region of two images: key → value."""
    found = row(a, b, regions, **choices)
    return {key: found[key] for key in METRICS if key in found}


def assert_same(found, expected, keys=None):
    keys = expected if keys is None else keys
    assert disagreements(found, {key: expected[key] for key in keys if key in expected}) == []


def assert_identical(found, expected):
    """Check that rows agree to the last bit, or nearly where floats are added pixel by pixel."""
    assert_same(found, expected)
    exact = [key for key in expected if key not in SUMS_OF_FLOATS]
    assert [repr(float(found[key])) for key in exact] == [
        repr(float(expected[key])) for key in exact
    ]


def test_what_is_declared_is_consistent():
    for key, metric in METRICS.items():
        if metric.swaps_with is not None:
            assert METRICS[metric.swaps_with].swaps_with == key
        if metric.of_itself is not None:
            assert metric.bounds[0] <= metric.of_itself <= metric.bounds[1]


@pytest.mark.parametrize("method", ["costes", "otsu", "none"])
@given(pair=IMAGES)
@quickly
def test_exchanging_the_channels_exchanges_the_numbers(pair, method):
    a, b = pair
    forth, back = numbers(a, b, threshold=method), numbers(b, a, threshold=method)
    swaps = {key: m.swaps_with for key, m in METRICS.items() if key in forth and m.swaps_with}
    assert_same({key: back[other] for key, other in swaps.items()}, forth, swaps)


@given(pair=IMAGES, gain=st.integers(2, 1500))
@quickly
def test_gain(pair, gain):
    a, b = pair
    keys = [key for key, metric in METRICS.items() if metric.ignores_gain]
    expected = numbers(a, b, threshold="none")
    assert_same(numbers(a.astype(np.uint16) * np.uint16(gain), b, threshold="none"), expected, keys)
    assert_same(numbers(a, b * np.float64(gain / 7), threshold="none"), expected, keys)


@given(pair=IMAGES, offset=st.sampled_from([-1000, -1, 3, 60000, 10**7]))
@quickly
def test_offset(pair, offset):
    a, b = (channel.astype(np.int32) for channel in pair)
    keys = [key for key, metric in METRICS.items() if metric.ignores_offset]
    expected = numbers(a, b, threshold="none")
    assert_same(numbers(a + offset, b, threshold="none"), expected, keys)
    assert_same(numbers(a, b.astype(np.float64) + offset, threshold="none"), expected, keys)


@given(pair=IMAGES)
@quickly
def test_an_image_and_itself(pair):
    a, _ = pair
    assume(a.min() < a.max())
    found = numbers(a, a.copy(), threshold="none")
    for key, metric in METRICS.items():
        undefined = key in found and math.isnan(found[key])
        if metric.of_itself is not None and key in found and not undefined:
            assert found[key] == pytest.approx(metric.of_itself, rel=1e-12, abs=1e-12), key
    declared = {key for key, metric in METRICS.items() if metric.of_itself is not None}
    needs_a_large_plane, needs_a_wide_range = {"ssim"}, {"mad_normalized", "rmsd_normalized"}
    undefined = {key for key in declared if math.isnan(found[key])}
    assert undefined <= needs_a_large_plane | needs_a_wide_range | {"histogram_correlation"}


@pytest.mark.parametrize("method", ["costes", "otsu", "none"])
@given(pair=IMAGES)
@quickly
def test_bounds(pair, method):
    found = numbers(*pair, threshold=method)
    for key in found:
        low, high = METRICS[key].bounds
        assert math.isnan(found[key]) or low <= found[key] <= high, key


@given(pair=IMAGES, seed=st.integers(0, 2**32 - 1))
@quickly
def test_the_order_of_the_pixels_does_not_matter(pair, seed):
    a, b = pair
    order = np.random.default_rng(seed).permutation(a.size)
    shuffled = (channel.ravel()[order].reshape(a.shape) for channel in pair)
    assert_identical(numbers(*shuffled), numbers(a, b))


@pytest.mark.parametrize("dtype", ["uint16", "uint32", "int8", "int16", "int32", "int64"])
@given(pair=IMAGES)
@settings(quickly, max_examples=15)
def test_integers_of_any_type_have_the_same_numbers(pair, dtype):
    a, b = pair
    expected = numbers(a, b)
    for key in ("saturated_a", "saturated_b"):
        del expected[key]
    assert_same(numbers(a.astype(dtype), b.astype(dtype)), expected)
    assert_same(numbers(a, b.astype(dtype)), expected)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@given(pair=IMAGES)
@settings(quickly, max_examples=15)
def test_whole_numbers_as_floats_have_the_same_numbers(pair, dtype):
    a, b = pair
    keys = [key for key in METRICS if key not in BINNED]
    expected = numbers(a, b, threshold="none")
    assert_same(numbers(a.astype(dtype), b.astype(dtype), threshold="none"), expected, keys)


@pytest.mark.parametrize("chunks", [(1, 1), (7, 5), (13, 300), (29, 31), (64, 64)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "float32"])
def test_chunks_have_the_numbers_of_the_whole(dtype, chunks):
    if chunks == (1, 1):
        a, b = random_pair(dtype, shape=(9, 10))
    else:
        a, b = random_pair(dtype, shape=(61, 67))
    mask = np.random.default_rng(1).random(a.shape) < 0.6
    whole = numbers(a, b, mask)
    parts = numbers(da.from_array(a, chunks=chunks), da.from_array(b, chunks=chunks[::-1]), mask)
    if np.dtype(dtype).kind == "f":
        assert_same(parts, whole)
    else:
        assert_identical(parts, whole)


@pytest.mark.parametrize("threshold", ["costes", "otsu"])
def test_chunks_of_a_stack_have_the_numbers_of_the_whole(threshold):
    a, b = random_pair("uint16", shape=(4, 3, 33, 35))
    whole = numbers(a, b, threshold=threshold)
    parts = (da.from_array(x, chunks=(3, 2, 10, 35)) for x in (a, b))
    assert_identical(numbers(*parts, threshold=threshold), whole)


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_zarr_arrays_have_the_numbers_of_the_whole(dtype):
    a, b = random_pair(dtype, shape=(2, 31, 37))
    parts = (zarr.array(x, chunks=chunks) for x, chunks in ((a, (1, 10, 37)), (b, (2, 7, 11))))
    assert_identical(numbers(*parts), numbers(a, b))


@pytest.mark.parametrize("order", ["F", "strided", "reversed", "big endian", "read-only"])
def test_the_layout_in_memory_does_not_matter(order):
    a, b = random_pair("uint16", shape=(30, 31))
    expected = numbers(a, b)
    changed = {
        "F": np.asfortranarray,
        "strided": lambda x: np.repeat(np.repeat(x, 2, 0), 3, 1)[::2, ::3],
        "reversed": lambda x: np.ascontiguousarray(x[::-1, ::-1])[::-1, ::-1],
        "big endian": lambda x: x.astype(">u2"),
        "read-only": read_only,
    }[order]
    assert_identical(numbers(changed(a), changed(b)), expected)


def read_only(x):
    x = x.copy()
    x.flags.writeable = False
    return x


def test_the_images_are_not_changed():
    for dtype in ("uint16", "float32"):
        a, b = random_pair(dtype)
        before = a.copy(), b.copy()
        numbers(a, b, threshold="li", background_a=1, background_b="quantile 0.1")
        assert np.array_equal(a, before[0])
        assert np.array_equal(b, before[1])
