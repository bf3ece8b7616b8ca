"""An image on another image's pixels: exact where it can be, linear or nearest elsewhere."""

import dask.array as da
import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from napari_compare.core.resample import Resampled


def affine(linear, offset):
    matrix = np.eye(len(offset) + 1)
    matrix[:-1, :-1], matrix[:-1, -1] = linear, offset
    return matrix


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 2**16, (30, 40), dtype=np.uint16)


def test_a_shift_by_whole_pixels_keeps_values_and_type(image):
    shifted = Resampled(image, affine(np.eye(2), (3, 5 + 1e-9)), (20, 30))
    assert shifted.whole_shift == (3, 5)
    assert shifted.dtype == np.uint16
    np.testing.assert_array_equal(shifted[...], image[3:23, 5:35])
    np.testing.assert_array_equal(shifted[2:9, 4:30], image[5:12, 9:35])


def test_a_shift_beyond_the_border_is_nan_there(image):
    shifted = Resampled(image, affine(np.eye(2), (-4, 10)), image.shape)
    expected = np.full(image.shape, np.nan)
    expected[4:, :30] = image[:26, 10:]
    assert shifted.dtype == np.float32
    assert not shifted.covered
    np.testing.assert_array_equal(shifted[...], expected)
    np.testing.assert_array_equal(shifted[2:7, 25:40], expected[2:7, 25:40])
    np.testing.assert_array_equal(shifted[0:3, 0:40], expected[0:3])


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.float16, np.float64, bool])
def test_between_pixels_values_are_linear(dtype):
    image = (np.random.default_rng(1).random((30, 40)) * 100).astype(dtype)
    angle = np.deg2rad(23)
    linear = 0.7 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    sampled = Resampled(image, affine(linear, (4.3, 2.1)), (33, 37))
    places = np.tensordot(linear, np.indices((33, 37)), 1) + np.reshape((4.3, 2.1), (2, 1, 1))
    expected = map_coordinates(image.astype(float), places, order=1, mode="constant", cval=np.nan)
    found = sampled[...]
    assert found.dtype == sampled.dtype
    assert 0 < np.isnan(expected).mean() < 0.5
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(sampled[7:20, 3:31], expected[7:20, 3:31], rtol=1e-5, atol=1e-4)


def test_the_last_centres_count_in_spite_of_rounding(image):
    gain = np.diag([29 / 58.0000001, 39 / 78.0])
    assert np.isfinite(Resampled(image, affine(gain, (-1e-9, 1e-9)), (59, 79))[...]).all()


def test_the_nearest_label_is_taken_and_none_outside():
    labels = np.arange(1, 13, dtype=np.int32).reshape(3, 4)
    sampled = Resampled(labels, affine(np.eye(2) / 2, (-0.25, -1.25)), (6, 10), nearest=True)
    expected = np.pad(np.kron(labels, np.ones((2, 2), int)), ((0, 0), (2, 0)))
    assert sampled.dtype == np.int32
    np.testing.assert_array_equal(sampled[...], expected)


def test_a_plane_is_the_same_along_axes_that_it_lacks(image):
    stack = Resampled(image, affine(np.eye(3), (7, 0, 0)), (5, 30, 40))
    assert stack.dtype == np.uint16
    np.testing.assert_array_equal(stack[1:4], np.stack([image] * 3))
    between = Resampled(image, affine(np.eye(3), (7, 0.5, 0)), (5, 29, 40))
    np.testing.assert_allclose(between[2], (image[1:] / 2 + image[:-1] / 2), rtol=1e-6)


def test_an_axis_of_one_pixel_holds_for_half_a_pixel():
    one = np.full((1, 4, 4), 7.0)
    between = Resampled(one, affine(np.diag([1, 1, 0.5]), (0.4, 0, 0)), (1, 4, 4))
    np.testing.assert_allclose(between[...], 7)
    assert Resampled(one, affine(np.eye(3), (1.0, 0, 0)), (1, 4, 4)).disjoint


def test_grids_beside_each_other_are_disjoint(image):
    assert Resampled(image, affine(np.eye(2), (100, 0)), (30, 40)).disjoint
    assert not Resampled(image, affine(np.eye(2), (29, 0)), (30, 40)).disjoint


def test_only_what_is_needed_is_read(image):
    class Watched:
        shape, dtype = image.shape, image.dtype

        def __getitem__(self, key):
            self.key = key
            return image[key]

    watched = Watched()
    sampled = Resampled(watched, affine(np.eye(2), (0.5, 0.25)), (29, 39))
    sampled[10:12, 20:25]
    assert watched.key == (slice(10, 13), slice(20, 26))


def test_dask_integers_ellipsis_and_negative_indices(image):
    shifted = Resampled(da.from_array(image, chunks=8), affine(np.eye(2), (1, 1)), (29, 39))
    np.testing.assert_array_equal(shifted[3], image[4, 1:])
    np.testing.assert_array_equal(shifted[-1, 2:4], image[29, 3:5])
    np.testing.assert_array_equal(shifted[..., 5], image[1:, 6])
    np.testing.assert_array_equal(np.asarray(shifted), image[1:, 1:])
    assert shifted[5:5].shape == (0, 39)
    with pytest.raises(IndexError, match="steps of 1"):
        shifted[::2]


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
def test_equal_values_remain_equal_between_pixels(dtype):
    image = np.full((30, 40), 1234567, dtype)
    turned = Resampled(image, affine([[0.9, 0.1], [-0.13, 0.87]], (1.3, 5.7)), (20, 25))
    assert turned.dtype == np.float64
    assert np.unique(turned[...]).tolist() == [1234567]
