"""The loops over the pixels of a series, compiled by numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

STRIP = 512  # pixels at a time: with those of all columns they fit into the nearest cache
ABREAST = 8  # frames that are taken through a strip one after another
MOST = 1 << 31  # sums of whole numbers stay below this within a strip, or are taken in 64 bits
HIGHEST = 1 << 15


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile; floats may be summed in any order, which lets a processor add several at a time."""
    loop: Callable[..., Any] = numba.njit(
        nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"}
    )(function)
    return loop


@compiled
def add_whole(frames, begin, end, columns, largest, sums, squares):
    """Add, for each frame, the sums of its pixels times each column, and of their squares.

    Products of 16-bit numbers are summed in 32 bits, which a processor does many at a time. The
    sum of the pixels of a strip tells whether these may overflow.

    Parameters
    ----------
    frames
        Shape (frames, pixels), whole numbers of up to 16 bit without a sign.
    begin, end
        Where the runs of the region begin and end among a frame's pixels.
    columns
        Shape (columns, n) of int16, as the pixels of the region follow; the first is all 1.
    largest
        The largest absolute number in the columns.
    sums, squares
        Shapes (frames, columns) and (frames,) of int64.
    """
    for first_frame in range(0, frames.shape[0], ABREAST):
        offset = 0
        for run in range(begin.size):
            for first in range(begin[run], end[run], STRIP):
                last = min(first + STRIP, end[run])
                behind = offset + last - first
                for f in range(first_frame, min(first_frame + ABREAST, frames.shape[0])):
                    piece = frames[f, first:last]
                    bits = _bits(piece)
                    total = np.int64(_narrow(piece, columns[0, offset:behind]))
                    if bits < HIGHEST and total * max(largest, bits) < MOST:
                        sums[f, 0] += total
                        squares[f] += _narrow(piece, piece)
                        for j in range(1, columns.shape[0]):
                            sums[f, j] += _narrow(piece, columns[j, offset:behind])
                    else:
                        squares[f] += _wide(piece, piece)
                        for j in range(columns.shape[0]):
                            sums[f, j] += _wide(piece, columns[j, offset:behind])
                offset = behind


@compiled
def _bits(x):
    """Return all bits that any of the numbers has: none is larger."""
    bits = np.uint16(0)
    for i in range(x.size):
        bits |= np.uint16(x[i])
    return np.int64(bits)


@compiled
def _narrow(x, y):
    total = np.int32(0)
    for i in range(x.size):
        product = np.int32(np.int32(np.int16(x[i])) * np.int32(np.int16(y[i])))
        total = np.int32(total + product)
    return total


@compiled
def _wide(x, y):
    total = np.int64(0)
    for i in range(x.size):
        total += np.int64(x[i]) * np.int64(y[i])
    return total


@compiled
def add_real(frames, begin, end, base, columns, weights, sums, squares):
    """Add, for each frame, the weighted sums of y times each column, and of y².

    Parameters
    ----------
    frames, begin, end
        See `add_whole`; of any type.
    base
        Subtracted from each frame: y is the rest. Shape (n,).
    columns
        Shape (columns, n) of float64, times the weights.
    weights
        Shape (n,), or (0,) where all are 1.
    sums, squares
        Shapes (frames, columns) and (frames,) of float64.
    """
    y = np.empty(STRIP)
    offset = 0
    for run in range(begin.size):
        for first in range(begin[run], end[run], STRIP):
            last = min(first + STRIP, end[run])
            behind = offset + last - first
            rest = y[: last - first]
            here = base[offset:behind]
            for f in range(frames.shape[0]):
                piece = frames[f, first:last]
                for i in range(rest.size):
                    rest[i] = piece[i] - here[i]
                for j in range(columns.shape[0]):
                    sums[f, j] += _dot(rest, columns[j, offset:behind])
                if weights.size:
                    part = weights[offset:behind]
                    for i in range(rest.size):
                        squares[f] += part[i] * rest[i] * rest[i]
                else:
                    squares[f] += _dot(rest, rest)
            offset = behind


@compiled
def _dot(x, y):
    total = 0.0
    for i in range(x.size):
        total += x[i] * y[i]
    return total


@compiled
def add_box_products(images, reach, sums):
    """Add the products of each pixel of one image and each of another up to `reach` away.

    Parameters
    ----------
    images
        Shape (images, height, width).
    reach
        Pixels count whose rows and columns differ by so much at the most.
    sums
        Shape (images, images).
    """
    count, height, width = images.shape
    of_columns = np.zeros((count, width))
    box = np.empty((count, width))
    for y in range(-reach, height):
        for j in range(count):
            if y + reach < height:
                of_columns[j] += images[j, y + reach]
            if y - reach - 1 >= 0:
                of_columns[j] -= images[j, y - reach - 1]
        if y < 0:
            continue
        for j in range(count):
            total = 0.0
            for x in range(min(reach, width)):
                total += of_columns[j, x]
            for x in range(width):
                if x + reach < width:
                    total += of_columns[j, x + reach]
                if x - reach - 1 >= 0:
                    total -= of_columns[j, x - reach - 1]
                box[j, x] = total
        for i in range(count):
            for j in range(count):
                sums[i, j] += _dot(images[i, y], box[j])
