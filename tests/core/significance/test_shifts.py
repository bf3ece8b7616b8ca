"""Pearson's r of a channel that is moved, against numpy on the pixels that overlap."""

import dask.array as da
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napari_compare import Region, shift_peaks, van_steensel


def images(dtype, shape=(30, 41), seed=0):
    rng = np.random.default_rng(seed)
    light = rng.random(shape)
    high = np.iinfo(dtype).max if np.dtype(dtype).kind in "iu" else 1.0
    both = light, 0.6 * np.roll(light, 3, axis=-1) + 0.4 * rng.random(shape)
    if dtype == "bool":
        return [one > 0.5 for one in both]
    return [(one * high).astype(dtype) for one in both]


def by_hand(a, b, shift, inside=None, axis=-1):
    """r and n over the pixels x of A and x - shift of B."""
    a, b = (np.asarray(one, dtype=float) for one in (a, b))
    inside = np.ones(a.shape, bool) if inside is None else np.broadcast_to(inside, a.shape)
    n = a.shape[axis]
    at_a = np.arange(max(0, shift), min(n, n + shift))
    a, inside_a = (one.take(at_a, axis) for one in (a, inside))
    b, inside_b = (one.take(at_a - shift, axis) for one in (b, inside))
    both = inside_a & inside_b & np.isfinite(a) & np.isfinite(b)
    return np.corrcoef(a[both], b[both])[0, 1], both.sum()


def assert_curve(table, a, b, inside=None, axis=-1):
    for row in table.itertuples():
        r, n = by_hand(a, b, row.shift, inside, axis)
        assert row.n_pixels == n
        assert row.pearson_r == pytest.approx(r, abs=1e-12)


@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int8", "uint16", "int16", "int32", "float16", "float32", "float64"]
)
@pytest.mark.parametrize(("axis", "number"), [("x", -1), ("y", -2)])
def test_whole_planes(dtype, axis, number):
    a, b = images(dtype)
    table = van_steensel(a, b, most=6, axis=axis)
    assert table["shift"].tolist() == list(range(-6, 7))
    assert_curve(table, a, b, axis=number)


def test_types_may_differ():
    a, _ = images("uint16")
    _, b = images("float32")
    assert_curve(van_steensel(a, b, most=4), a, b)


@pytest.mark.parametrize(("axis", "number"), [("x", -1), ("y", -2)])
def test_regions_with_holes_and_pixels_that_are_not_finite(axis, number):
    a, b = images("float64", (40, 50), seed=1)
    rng = np.random.default_rng(2)
    a[rng.random(a.shape) < 0.05] = np.nan
    b[rng.random(a.shape) < 0.05] = np.inf
    inside = rng.random(a.shape) < 0.8
    inside[:4] = inside[:, 45:] = False
    table = van_steensel(a, b, {"holes": inside}, most=5, axis=axis)
    assert_curve(table, a, b, inside, number)


@pytest.mark.parametrize(("axis", "number"), [("x", -1), ("y", -2)])
def test_stacks_and_regions_of_them(axis, number):
    a, b = images("uint16", (2, 3, 20, 25), seed=3)
    flat = np.zeros((20, 25), bool)
    flat[3:15, 2:20] = True
    deep = np.random.default_rng(4).random(a.shape) < 0.7
    deep[0, 1] = False
    table = van_steensel(a, b, {"flat": flat, "deep": deep}, most=3, axis=axis)
    for name, inside in (("flat", flat), ("deep", deep)):
        assert_curve(table[table["region"] == name], a, b, inside, number)


def test_chunks_have_the_same_numbers():
    a, b = images("uint16", (3, 30, 40), seed=5)
    lazy = [da.from_array(one, chunks=(1, 11, 13)) for one in (a, b)]
    pd.testing.assert_frame_equal(van_steensel(a, b, most=4), van_steensel(*lazy, most=4))


def test_images_of_several_bands():
    a, b = images("uint16", (300, 3000), seed=6)
    assert_curve(van_steensel(a, b, most=2), a, b)
    assert_curve(van_steensel(a, b, most=2, axis="y"), a, b, axis=-2)


@given(st.integers(1, 50), st.integers(0, 50), st.sampled_from(["uint16", "int32", "float64"]))
@settings(max_examples=20, deadline=None)
def test_gain_offset_and_type_do_not_matter(gain, offset, dtype):
    a, b = images("uint8", (12, 15), seed=7)
    plain = van_steensel(a, b, most=3)
    other = van_steensel(a.astype(dtype) * gain + offset, b.astype(dtype), most=3)
    np.testing.assert_allclose(other["pearson_r"], plain["pearson_r"], rtol=0, atol=1e-12)


def test_moving_b_back_swaps_the_channels():
    a, b = images("uint16", seed=8)
    there, back = van_steensel(a, b, most=5), van_steensel(b, a, most=5)
    np.testing.assert_allclose(there["pearson_r"], back["pearson_r"][::-1], rtol=0, atol=1e-14)


@pytest.mark.parametrize(("axis", "number"), [("x", 1), ("y", 0)])
def test_a_displaced_channel_is_found(cells_sample, axis, number):
    a = cells_sample.a
    table = van_steensel(a, np.roll(a, 3, axis=number), most=8, axis=axis)
    (peak,) = shift_peaks(table).itertuples()
    assert (peak.axis, peak.shift) == (axis, -3)
    assert peak.pearson_r > 0.99


def test_what_does_not_overlap_is_undefined():
    a, b = images("uint8", (5, 8))
    narrow = np.zeros((5, 8), bool)
    narrow[:, 3:5] = True
    table = van_steensel(a, b, narrow, most=9)
    lonely = table["shift"].abs() >= 2
    assert (table["n_pixels"][lonely] == 0).all()
    assert table["pearson_r"][lonely].isna().all()
    assert table["pearson_r"][~lonely].notna().all()


def test_a_region_without_pixels_and_a_constant_channel_are_undefined():
    a, b = images("uint8", (5, 8))
    empty = van_steensel(a, b, {"nothing": np.zeros((5, 8), bool)}, most=1)
    constant = van_steensel(a, np.full_like(b, 7), most=1)
    for table in (empty, constant):
        assert table["pearson_r"].isna().all()
        assert "Undefined" in shift_peaks(table)["notes"][0]


def peak_of(r):
    most = len(r) // 2
    curve = pd.DataFrame({"shift": range(-most, most + 1), "pearson_r": r})
    (row,) = shift_peaks(curve.assign(region="cell", region_id=1, axis="x")).itertuples()
    return row


def test_width_at_half_of_the_maximum():
    row = peak_of([0.1, 0.2, 0.4, 0.8, 0.6, 0.2, 0.0])
    assert (row.shift, row.pearson_r, row.notes) == (0, 0.8, "")
    assert row.width == pytest.approx(1 + 1.5)


def test_a_gaussian_has_its_own_width():
    shifts = np.arange(-20, 21)
    row = peak_of(0.9 * np.exp(-((shifts - 2) ** 2) / (2 * 4.0**2)))
    assert row.shift == 2
    assert row.width == pytest.approx(2.3548 * 4, rel=0.01)


def test_of_several_maxima_the_closest_counts():
    assert peak_of([0.8, 0.1, 0.1, 0.8, 0.1]).shift == 1


@pytest.mark.parametrize(
    ("r", "said"),
    [([0.5, 0.7, 0.9, 0.7, 0.6], "above half"), ([-0.3, -0.2, -0.1, -0.2, -0.3], "nowhere above")],
)
def test_a_width_that_is_not_there_is_said(r, said):
    row = peak_of(r)
    assert np.isnan(row.width)
    assert said in row.notes


def test_what_does_not_fit_is_refused_in_words():
    a, b = images("uint8", (5, 8))
    with pytest.raises(ValueError, match='"x" or "y", not "z"'):
        van_steensel(a, b, axis="z")
    with pytest.raises(ValueError, match="at least 1 pixel, not 0"):
        van_steensel(a, b, most=0)
    with pytest.raises(ValueError, match="differ in shape"):
        van_steensel(a, b[:4])
    with pytest.raises(ValueError, match="has the shape"):
        van_steensel(a, b, Region.whole((4, 4)))
