"""What is looked at of a pair, and how little."""

import numpy as np
import pytest

from napari_compare.core.glimpse import glimpse
from napari_compare.core.pair import Pair


class Reads:
    """An image that is read when asked for, and remembers which part was."""

    def __init__(self, values):
        self.values, self.keys = values, []
        self.shape, self.dtype, self.ndim = values.shape, values.dtype, values.ndim

    def __getitem__(self, key):
        self.keys.append(key)
        return self.values[key]


def pair(image, other=None):
    axes = ("t", "z", "y", "x")[-image.ndim :]
    return Pair(image, image if other is None else other, axes, (1,) * image.ndim)


def test_parts_are_spread_over_the_plane_in_the_middle():
    image = np.arange(3 * 1000 * 900, dtype=np.int32).reshape(3, 1000, 900)
    a, b = glimpse(pair(image))
    assert a.shape == b.shape == (4, 192, 192)
    plane, y, x = np.unravel_index(a[:, 0, 0], image.shape)
    assert set(plane) == {1}
    assert sorted(set(y)) == [0, 808]
    assert sorted(set(x)) == [0, 704]
    np.testing.assert_array_equal(a[3], image[1, 808:1000, 704:896])


@pytest.mark.parametrize(
    ("shape", "parts"), [((1, 1), (1, 1, 1)), ((2, 600), (4, 1, 192)), ((150, 160), (4, 75, 80))]
)
def test_small_images_are_seen_in_small_parts(shape, parts):
    image = np.arange(np.prod(shape)).reshape(shape)
    a, _ = glimpse(pair(image))
    assert a.shape == parts
    assert set(a[-1].ravel()) <= set(image.ravel())


def test_of_an_image_that_must_be_read_the_middle_is_read_once():
    image = Reads(np.zeros((5, 4, 3000, 3000), np.uint8))
    a, _ = glimpse(pair(image.values, image))
    assert a.shape == (4, 192, 192)
    (key,) = image.keys
    assert key == (slice(2, 3), slice(2, 3), slice(1308, 1692), slice(1308, 1692))
