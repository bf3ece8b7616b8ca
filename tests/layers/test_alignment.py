"""A layer moved back lies where it would lie without its shift, whatever its transform."""

import numpy as np
import pytest
from napari.layers import Image

from napari_compare.core.shift import Shift
from napari_compare.layers.alignment import move_back
from napari_compare.layers.grids import pixel_matrix

AFFINE = [[0, -1, 3], [1, 0.2, -2], [0, 0, 1]]
PLACES = [
    {},
    {"scale": (0.5, 2), "translate": (7, -3)},
    {"scale": (0.5, 2), "rotate": 30, "affine": AFFINE},
]


@pytest.mark.parametrize("place_a", PLACES)
@pytest.mark.parametrize("place_b", PLACES)
def test_it_moves_by_so_many_pixels_of_a(place_a, place_b):
    a, b = (Image(np.zeros((20, 30)), **place) for place in (place_a, place_b))
    before = pixel_matrix(b, a)
    move_back(a, b, Shift(down=3, right=-4.5))
    after = pixel_matrix(b, a)
    np.testing.assert_allclose(after[:2, :2], before[:2, :2], atol=1e-12)
    np.testing.assert_allclose(after[:2, 2] - before[:2, 2], (-3, 4.5), atol=1e-12)


def test_in_other_units_and_with_more_axes():
    a = Image(np.zeros((2, 20, 30)), scale=(1, 0.5, 0.5), units=("s", "um", "um"))
    b = Image(np.zeros((20, 30)), scale=(500, 500), units=("nm", "nm"))
    move_back(a, b, Shift(down=2, right=1))
    np.testing.assert_allclose(b.translate, (-1000, -500))
