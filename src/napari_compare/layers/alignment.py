"""Moving a layer so that what is seen in it lies where another layer shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from napari_compare.core.shift import Shift
from napari_compare.layers.grids import pixel_matrix, world_matrix

if TYPE_CHECKING:
    from napari.layers import Image


def move_back(layer_a: Image, layer_b: Image, shift: Shift) -> None:
    """Move B back onto A: only B's `translate` changes, no pixel.

    Parameters
    ----------
    layer_a, layer_b
        Image layers with any transform and units of length.
    shift
        How far B lies off A, in pixels of A along its last two axes.
    """
    along = np.array([shift.down, shift.right])
    in_b = pixel_matrix(layer_a, layer_b)[:-1, -3:-1] @ along
    in_world = world_matrix(layer_b)[:-1, :-1] @ in_b
    # A layer's affine comes after its translate.
    moved = np.linalg.solve(layer_b.affine.linear_matrix, in_world)
    layer_b.translate = np.array(layer_b.translate) - moved
