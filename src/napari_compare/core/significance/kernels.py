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
        In ascending order. Moved by s, the pixel of B at column x lies at x + s.
    work
        Room for a row of A and of B, of a type that holds them less the origins.
    sums
        Shape (shifts, 6).
    """
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
        _subtract(a[row], runs_a[i:end_i], origins[0], line_a)
        _subtract(b[row], runs_b[j:end_j], origins[1], line_b)
        first = j
        for one in range(i, end_i):
            while first < end_j and runs_b[first, 2] + shifts[-1] <= runs_a[one, 1]:
                first += 1
            other = first
            while other < end_j and runs_b[other, 1] + shifts[0] < runs_a[one, 2]:
                _add_runs(line_a, line_b, runs_a[one], runs_b[other], shifts, sums)
                other += 1
        i = end_i
        j = end_j


@_compiled
def _add_runs(a, b, run_a, run_b, shifts, sums):
    """Add the sums over the pixels of one run of A on which those of one run of B come to lie.

    From one shift to the next, sums of one channel change by the pixels at the ends only.
    """
    zero = sums.dtype.type(0)
    sum_a = zero
    sum_aa = zero
    sum_b = zero
    sum_bb = zero
    low_a = high_a = run_a[1]
    low_b = high_b = run_b[1]
    for s in range(shifts.size):
        shift = shifts[s]
        low = max(run_a[1], run_b[1] + shift)
        high = min(run_a[2], run_b[2] + shift)
        if low >= high:
            continue
        sum_a, sum_aa = _moved_end(a, high_a, high, 1, sum_a, sum_aa)
        sum_a, sum_aa = _moved_end(a, low_a, low, -1, sum_a, sum_aa)
        sum_b, sum_bb = _moved_end(b, high_b, high - shift, 1, sum_b, sum_bb)
        sum_b, sum_bb = _moved_end(b, low_b, low - shift, -1, sum_b, sum_bb)
        low_a, high_a = low, high
        low_b, high_b = low - shift, high - shift
        at = sums[s]
        at[0] += high - low
        at[1] += sum_a
        at[2] += sum_b
        at[3] += sum_aa
        at[4] += sum_bb
        at[5] += dot(a[low:high], b[low - shift : high - shift], zero)


@_compiled
def _moved_end(line, old, new, sign, total, squares):
    """Return sum and sum of squares of a piece, of which one end has moved.

    `sign` is 1 for the end behind the piece's last pixel, and -1 for its first pixel.
    """
    if new < old:
        old, new, sign = new, old, -sign
    piece = line[old:new]
    more = total * 0
    more_squares = total * 0
    for x in range(piece.size):
        more += piece[x]
        more_squares += piece[x] * piece[x]
    return total + sign * more, squares + sign * more_squares


@_compiled
def _subtract(values, runs, origin, line):
    """Write the pixels of the runs less the origin."""
    for i in range(runs.shape[0]):
        piece = values[runs[i, 1] : runs[i, 2]]
        out = line[runs[i, 1] : runs[i, 2]]
        for x in range(piece.size):
            out[x] = piece[x] - origin


@_compiled
def _end_of_row(runs, i, row):
    """Return the index behind the last run of a row that begins at run i."""
    while i < runs.shape[0] and runs[i, 0] == row:
        i += 1
    return i
