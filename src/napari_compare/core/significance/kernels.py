"""The loops over pairs of pixels that do not lie at one place, compiled by numba.

All sums have the type of the array they are added to: int64 for whole numbers, so that they are
exact, and float64 for all others. Floats may be summed in any order, which lets a processor add
several at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

STRIP = 1024  # numbers of a row at a time, so that many rows fit into a cache
SQUARE = 32


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    compiled: Callable[..., Any] = numba.njit(
        nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"}
    )(function)
    return compiled


@_compiled
def dot(x, y, zero):
    """Return the sum of the products of two rows, of the type of `zero`."""
    total = zero
    for k in range(x.size):
        total += x[k] * y[k]
    return total


@_compiled
def cut(values, rows, columns, size, origin, blocks, sums):
    """Write squares of an image, less the origin, into rows of `blocks`.

    The square i begins at (`rows[i]`, `columns[i]`). The sum and the sum of squares of its
    pixels are added to `sums[i]`; they are not finite where a pixel is not.
    """
    for i in range(rows.size):
        total = sums[i, 0]
        squares = sums[i, 1]
        block = blocks[i]
        for y in range(size):
            line = values[rows[i] + y, columns[i] : columns[i] + size]
            out = block[y * size : (y + 1) * size]
            for x in range(size):
                value = line[x] - origin
                out[x] = value
                total += value
                squares += value * value
        sums[i, 0] = total
        sums[i, 1] = squares


@_compiled
def turned(x):
    """Return a copy whose rows are the columns of `x`, made in squares that fit into a cache."""
    out = np.empty((x.shape[1], x.shape[0]), dtype=x.dtype)
    for top in range(0, x.shape[0], SQUARE):
        for left in range(0, x.shape[1], SQUARE):
            for j in range(left, min(left + SQUARE, x.shape[1])):
                for i in range(top, min(top + SQUARE, x.shape[0])):
                    out[j, i] = x[i, j]
    return out


@_compiled
def add_shuffled(a, b, orders, sums):
    """Add the products of the blocks of A, and those of B that a shuffle puts there.

    `orders[s, i]` is the block of B that shuffle s puts at block i; its sum is `sums[s]`.
    """
    zero = sums.dtype.type(0)
    for i in range(a.shape[0]):
        for s in range(orders.shape[0]):
            sums[s] += dot(a[i], b[orders[s, i]], zero)


@_compiled
def add_products(x, y, out):
    """Add the product of each row of `x` and each of `y` to `out`, shape (rows of x, of y)."""
    zero = out.dtype.type(0)
    for begin in range(0, x.shape[1], STRIP):
        for i in range(x.shape[0]):
            part = x[i, begin : begin + STRIP]
            for j in range(y.shape[0]):
                out[i, j] += dot(part, y[j, begin : begin + STRIP], zero)


@_compiled
def add_own_products(x, out):
    """Add the product of each row of `x` and each one up to itself to `out`, below its diagonal."""
    zero = out.dtype.type(0)
    for begin in range(0, x.shape[1], STRIP):
        for i in range(x.shape[0]):
            part = x[i, begin : begin + STRIP]
            for j in range(i + 1):
                out[i, j] += dot(part, x[j, begin : begin + STRIP], zero)


@_compiled
def add_shifted(a, b, runs_a, runs_b, origins, shifts, work, sums):
    """Add n, A, B, A², B², AB over the pixels that overlap when B is moved along the rows.

    Parameters
    ----------
    a, b
        Images, shape (rows, columns).
    runs_a, runs_b
        Row, first column and the one behind the last of each run of pixels that count, shape
        (k, 3), in the order of the image.
    origins
        What is subtracted from A and B.
    shifts
        Moved by s, the pixel of B at column x lies at x + s.
    work
        Room for a row of A and of B, of the type in which they are multiplied.
    sums
        Shape (shifts, 6).
    """
    zero = sums.dtype.type(0)
    before_a = np.zeros((2, a.shape[1] + 1), dtype=sums.dtype)
    before_b = np.zeros((2, a.shape[1] + 1), dtype=sums.dtype)
    line_a = work[0]
    line_b = work[1]
    i = 0
    j = 0
    while i < runs_a.shape[0]:
        row = runs_a[i, 0]
        end_i = _end_of_row(runs_a, i, row)
        while j < runs_b.shape[0] and runs_b[j, 0] < row:
            j += 1
        end_j = _end_of_row(runs_b, j, row)
        _accumulate(a[row], runs_a[i:end_i], origins[0], line_a, before_a, zero)
        _accumulate(b[row], runs_b[j:end_j], origins[1], line_b, before_b, zero)
        for s in range(shifts.size):
            shift = shifts[s]
            at = sums[s]
            first = j
            for one in range(i, end_i):
                while first < end_j and runs_b[first, 2] + shift <= runs_a[one, 1]:
                    first += 1
                other = first
                while other < end_j and runs_b[other, 1] + shift < runs_a[one, 2]:
                    low = max(runs_a[one, 1], runs_b[other, 1] + shift)
                    high = min(runs_a[one, 2], runs_b[other, 2] + shift)
                    at[0] += high - low
                    at[1] += before_a[0, high] - before_a[0, low]
                    at[2] += before_b[0, high - shift] - before_b[0, low - shift]
                    at[3] += before_a[1, high] - before_a[1, low]
                    at[4] += before_b[1, high - shift] - before_b[1, low - shift]
                    at[5] += dot(line_a[low:high], line_b[low - shift : high - shift], zero)
                    other += 1
        i = end_i
        j = end_j


@_compiled
def _end_of_row(runs, i, row):
    """Return the index behind the last run of a row that begins at run i."""
    while i < runs.shape[0] and runs[i, 0] == row:
        i += 1
    return i


@_compiled
def _accumulate(values, runs, origin, line, before, zero):
    """Write a row less the origin, and at each column the sums of what lies before it in the runs.

    `before` holds the sums of the values and of their squares.
    """
    total = zero
    squares = zero
    for i in range(runs.shape[0]):
        before[0, runs[i, 1]] = total
        before[1, runs[i, 1]] = squares
        for x in range(runs[i, 1], runs[i, 2]):
            value = values[x] - origin
            line[x] = value
            total += value
            squares += value * value
            before[0, x + 1] = total
            before[1, x + 1] = squares
