"""The loops along the candidates of Costes' method: one each, where numpy would take a dozen calls.

A movie has thousands of frames of a few hundred candidates, for which calls count, not numbers.
"""

from __future__ import annotations

import numpy as np

from napari_compare.core.statistics.kernels import compiled

ROUNDING = 1e-9  # share of a sum of products below which a difference of such is rounding


@compiled
def merge_levels(x, y, values, place_x, place_y):
    """Merge two ascending arrays; write the values that occur, and the place of each of both.

    Return how many values there are.
    """
    i = j = n = 0
    while i < x.size or j < y.size:
        value = x[i] if j == y.size or (i < x.size and x[i] <= y[j]) else y[j]
        values[n] = value
        while i < x.size and x[i] == value:
            place_x[i] = n
            i += 1
        while j < y.size and y[j] == value:
            place_y[j] = n
            j += 1
        n += 1
    return n


@compiled
def accumulate(sums, rows, below):
    """Write which rows of sums have pixels, and the sums up to each; return how many there are.

    The first of the sums is the number of pixels.
    """
    total = np.zeros(below.shape[1], below.dtype)
    n = 0
    for row in range(sums.shape[0]):
        if sums[row, 0]:
            for k in range(total.size):
                total[k] += sums[row, k]
                below[n, k] = total[k]
            rows[n] = row
            n += 1
    return n


@compiled
def last_not_positive(below, end):
    """Return the last row before `end` at which r could be 0 or less, and whether that is unsure.

    Of sums of n, A, B, A², B², AB. The row is -1 where there is none; it is unsure where float64
    cannot tell.
    """
    for row in range(end - 1, -1, -1):
        n, a, b = np.float64(below[row, 0]), np.float64(below[row, 1]), np.float64(below[row, 2])
        aa, bb = np.float64(below[row, 3]), np.float64(below[row, 4])
        ab = np.float64(below[row, 5])
        covariance = n * ab - a * b
        unsure = (
            abs(covariance) <= ROUNDING * n * abs(ab)
            or n * aa - a * a <= ROUNDING * n * aa
            or n * bb - b * b <= ROUNDING * n * bb
        )
        if n >= 3 and (covariance <= 0 or unsure):
            return row, unsure
    return -1, False
