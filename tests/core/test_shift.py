"""Finding how far a channel is shifted, and moving it back."""

import numpy as np
import pytest
from scipy.ndimage import shift as moved

from napari_compare.core.comparison import compare
from napari_compare.core.pair import Pair
from napari_compare.core.shift import Shift, find_shift, without_shift

CELLS = {"co-localized": np.s_[:256, :256], "half": np.s_[:256, 256:]}
UNRELATED = {"independent": np.s_[256:, :256], "exclusive": np.s_[256:, 256:]}


def pair(a, b, axes=("y", "x")):
    return Pair(a, b, axes, (1.0,) * len(axes))


def off(b, by):
    return moved(b.astype(float), by, order=1, mode="nearest").round().astype(np.uint16)


@pytest.mark.parametrize("by", [(0.8, 0.0), (-2.3, 1.4), (5, -7), (-9, 12)])
@pytest.mark.parametrize("cell", CELLS)
def test_a_shift_is_found(cells_sample, cell, by):
    """A quarter of a pixel exactly, although half the structures may be of one channel only."""
    inside = CELLS[cell]
    found = find_shift(pair(cells_sample.a[inside], off(cells_sample.b, by)[inside]))
    assert (found.down, found.right) == pytest.approx(by, abs=0.15)


def test_exchanging_the_channels_turns_the_shift_round(cells_sample):
    a, b = cells_sample.a, off(cells_sample.b, (2, -3))
    there, back = find_shift(pair(a, b)), find_shift(pair(b, a))
    assert (there.down, there.right) == pytest.approx((-back.down, -back.right), abs=1e-3)


@pytest.mark.parametrize("by", [(0, 0), (0, 0.3), (-0.3, 0.2)])
def test_less_than_half_a_pixel_is_none(cells_sample, by):
    assert find_shift(pair(cells_sample.a, off(cells_sample.b, by))) is None


@pytest.mark.parametrize("by", [(0, 0), (3, 4)])
@pytest.mark.parametrize("cell", UNRELATED)
def test_unrelated_channels_have_none(cells_sample, cell, by):
    inside = UNRELATED[cell]
    assert find_shift(pair(cells_sample.a[inside], off(cells_sample.b, by)[inside])) is None


def test_noise_constants_and_slivers_have_none():
    noise = np.random.default_rng(0).poisson(50, (2, 300, 300))
    assert find_shift(pair(*noise)) is None
    assert find_shift(pair(noise[0], np.zeros_like(noise[0]))) is None
    assert find_shift(pair(noise[0, :20], noise[0, 3:23])) is None


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32", "float64"])
def test_any_type_and_missing_pixels(cells_sample, dtype):
    a, b = ((one // 16).astype(dtype) for one in (cells_sample.a, off(cells_sample.b, (2, -3))))
    if b.dtype.kind == "f":
        a *= np.finfo(dtype).max / 1000
        a[:30], b[60:70] = np.nan, np.inf
    found = find_shift(pair(a, b))
    assert (found.down, found.right) == pytest.approx((2, -3), abs=0.3)


def test_the_plane_in_the_middle_of_a_stack_is_looked_at(cells_sample):
    a, b = cells_sample.a, off(cells_sample.b, (2, -3))
    stack = np.stack([a, b, a]), np.stack([a, a, a])
    found = find_shift(pair(*stack, axes=("z", "y", "x")))
    assert (found.down, found.right) == pytest.approx((-2, 3), abs=0.15)


def test_without_its_shift_a_pair_is_as_it_was(cells_sample):
    a, b = cells_sample.a, off(cells_sample.b, (3, -4))
    before, shifted = pair(a, cells_sample.b), pair(a, b)
    corrected = without_shift(shifted, Shift(3, -4))
    assert find_shift(corrected) is None
    np.testing.assert_array_equal(corrected.b[100:200, 100:200], before.b[100:200, 100:200])
    assert corrected.notes[-1] == "B was moved back onto A by 5.0 pixels (4.0 left and 3.0 down)."
    r = [compare(a, one.b).pearson_r[0] for one in (before, shifted, corrected)]
    assert r[1] < 0.8 * r[0]
    assert r[2] == pytest.approx(r[0], abs=0.02)


def test_pixels_without_a_value_after_moving_are_left_out():
    a = np.arange(48.0).reshape(2, 4, 6)
    corrected = without_shift(pair(a, a, ("z", "y", "x")), Shift(down=1, right=0))
    (row,) = compare(a, corrected.b).to_dict("records")
    assert row["n_excluded"] == 12
    assert row["mad"] == 6


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (Shift(0, -2), "2.0 pixels (2.0 left)"),
        (Shift(-1.5, 2), "2.5 pixels (2.0 right and 1.5 up)"),
        (Shift(0.8, 0.01), "0.8 pixels (0.8 down)"),
    ],
)
def test_in_words(shift, words):
    assert str(shift) == words
