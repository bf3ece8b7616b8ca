"""A look at a few small parts of a pair: enough to tell what is wrong with its images."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.pair import Pair

SIDE = 192
MOST_ACROSS = 2
GRID = 8  # parts begin at multiples of this, as the blocks of a compressed image do

Stack = npt.NDArray[Any]


def glimpse(pair: Pair) -> tuple[Stack, Stack]:
    """Return parts of both channels, spread over the plane in the middle of the images.

    At most 2 × 2 parts of 192 × 192 pixels. Of an image in memory they are spread over the whole
    plane; of one that is computed or read when it is asked for they lie about the plane's middle,
    so that little of it must be.

    Returns
    -------
    a, b : ndarray, shape (parts, height, width)
        Intensities as they are in the images.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.zeros((9, 2048, 500), np.uint16)
    >>> a, b = glimpse(Pair(image, image, ("z", "y", "x"), (1, 1, 1)))
    >>> a.shape
    (4, 192, 192)
    """
    *leading, height, width = pair.shape
    middle = [slice(length // 2, length // 2 + 1) for length in leading]
    window = [slice(0, n) if pair.in_memory else _about_the_middle(n) for n in (height, width)]
    a, b = pair.part((*middle, *window))
    rows, columns = (_spread(n) for n in a.shape[-2:])
    places = [(y, x) for y in rows for x in columns]
    return _stack(a, places), _stack(b, places)


def _stack(image: Stack, places: list[tuple[slice, slice]]) -> Stack:
    plane = image.reshape(image.shape[-2:])
    return np.stack([plane[place] for place in places])


def _about_the_middle(length: int) -> slice:
    side = min(length, MOST_ACROSS * SIDE)
    first = (length - side) // 2
    return slice(first, first + side)


def _spread(length: int) -> list[slice]:
    """Cut two equal parts of an axis, at its ends; one where it is a single pixel."""
    count = min(MOST_ACROSS, length)
    side = min(SIDE, length // count)
    first = [(length - side) * i // max(1, count - 1) for i in range(count)]
    return [slice(i - i % GRID, i - i % GRID + side) for i in first]
