"""Whether two images are the same, pixel by pixel, and where they are not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from napari_compare.core.alike.picture import Picture, as_pair
from napari_compare.core.chunks import chunks

Box = tuple[tuple[int, int], ...]
"""The first and the last pixel along each axis."""


@dataclass(frozen=True)
class Differing:
    """The pixels in which two images of one shape differ.

    Parameters
    ----------
    count
        How many there are.
    box
        The first and the last of them along each axis; empty where there are none.
    """

    count: int
    box: Box = ()


def differing(one: Picture, other: Picture) -> Differing | None:
    """Return which pixels of two images have different values.

    Types do not count: 7 is 7 in 8 bit, in 16 bit and as a float. Two pixels that are both not a
    number are the same. Of colour images a pixel differs where one of its colours does;
    transparency is never data.

    Returns
    -------
    Differing or None
        None where the images cannot be laid on each other: their shapes differ, or only one is in
        colour.

    Examples
    --------
    >>> image = np.zeros((8, 9))
    >>> edited = image.copy()
    >>> edited[2:4, 5] = 1
    >>> differing(Picture(image), Picture(edited))
    Differing(count=2, box=((2, 3), (5, 5)))
    """
    if one.shape != other.shape or one.colour != other.colour:
        return None
    pairs = [as_pair(a, b) for a, b in zip(one.channels, other.channels, strict=True)]
    count = 0
    first, last = [math.inf] * len(one.shape), [-math.inf] * len(one.shape)
    for key in chunks(pairs[0], {}):
        unlike = np.zeros([part.stop - part.start for part in key], dtype=np.bool_)
        for pair in pairs:
            a, b = pair.part(key)
            unlike |= (a != b) & ~((a != a) & (b != b))  # only what is not a number is not itself
        count += int(np.count_nonzero(unlike))
        for axis, part in enumerate(key):
            others = tuple(i for i in range(unlike.ndim) if i != axis)
            places = np.flatnonzero(unlike.any(axis=others))
            if places.size:
                first[axis] = min(first[axis], part.start + int(places[0]))
                last[axis] = max(last[axis], part.start + int(places[-1]))
    if not count:
        return Differing(0)
    return Differing(count, tuple((int(a), int(b)) for a, b in zip(first, last, strict=True)))
