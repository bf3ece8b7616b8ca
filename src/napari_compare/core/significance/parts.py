"""The part of each plane that holds a region: no other pixel is read."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key
from napari_compare.core.regions import Region


def parts(shape: tuple[int, ...], region: Region) -> list[Key]:
    """Return a part of each plane on which a region is: the smallest that holds all of it.

    Parameters
    ----------
    shape
        Shape of the image.
    region
        The region; one of the plane is on every plane of a stack.
    """
    if not region.size:
        return []
    height = shape[-2]
    flat = len(region.shape) == 2
    on = np.arange(math.prod(shape[:-2])) if flat else np.unique(region.rows // height)
    rows = region.rows % height
    box = (
        slice(int(rows.min()), int(rows.max()) + 1),
        slice(int(region.starts.min()), int(region.stops.max())),
    )
    return [(*(slice(i, i + 1) for i in _place(int(plane), shape)), *box) for plane in on]


def masks(region: Region, key: Key) -> npt.NDArray[np.bool_]:
    """Return a region inside its parts, shape (planes, rows, columns); of the plane: one plane.

    Parameters
    ----------
    region
        The region.
    key
        One of its parts.
    """
    rows, columns = key[-2:]
    planes, on = np.unique(region.rows // region.shape[-2], return_inverse=True)
    shape = (len(planes), rows.stop - rows.start, columns.stop - columns.start)
    if region.size == math.prod(shape):
        return np.ones(shape, dtype=bool)
    inside = on * shape[1] + region.rows % region.shape[-2] - rows.start
    starts, stops = region.starts - columns.start, region.stops - columns.start
    return Region("", 0, shape, inside, starts, stops).mask()


def _place(plane: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the index of a plane along each leading axis."""
    return tuple(int(i) for i in np.unravel_index(plane, shape[:-2])) if len(shape) > 2 else ()
