"""Channels of colour images."""

import dask.array as da
import numpy as np
import pytest
from skimage.color import rgb2gray

from napari_compare.core.colour import colour_channel

PHOTO = np.random.default_rng(0).integers(0, 65535, (5, 6, 4)).astype(np.uint16)


def test_the_luminance_is_that_of_scikit_image_on_raw_intensities():
    found = colour_channel(PHOTO)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, rgb2gray(PHOTO[..., :3]) * 65535, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.uint8])
def test_the_luminance_is_computed_in_float64(dtype):
    photo = (PHOTO % 251).astype(dtype)
    expected = photo[..., :3].astype(float) @ (0.2125, 0.7154, 0.0721)
    np.testing.assert_allclose(colour_channel(photo), expected, rtol=1e-14)


def test_a_colour_is_as_it_was_and_alpha_counts_nowhere():
    for i, colour in enumerate(("red", "green", "blue")):
        found = colour_channel(PHOTO, colour)
        assert found.dtype == PHOTO.dtype
        np.testing.assert_array_equal(found, PHOTO[..., i])
    clear = PHOTO.copy()
    clear[..., 3] = 0
    np.testing.assert_array_equal(colour_channel(clear), colour_channel(PHOTO))


def test_dask_arrays_stay_lazy():
    lazy = da.from_array(PHOTO, chunks=(2, 6, 4))
    for colour in ("luminance", "blue"):
        found = colour_channel(lazy, colour)
        assert isinstance(found, da.Array)
        np.testing.assert_array_equal(found.compute(), colour_channel(PHOTO, colour))


def test_what_is_no_colour_image_is_refused():
    with pytest.raises(ValueError, match="3 or 4 values"):
        colour_channel(PHOTO[..., :2])
    with pytest.raises(ValueError, match="There are: luminance"):
        colour_channel(PHOTO, "cyan")
