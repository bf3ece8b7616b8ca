"""The loops that take sums and nothing else: no table, so the processor adds many pixels at once.

A run is taken in blocks that stay in the fastest cache, with a loop for each kind of sum: wide
products, narrow sums and extremes fill the processor's registers differently.
"""

from __future__ import annotations

import numpy as np

from napari_compare.core.statistics.kernels import compiled

BLOCK = 4096  # pixels: sums of that many intensities of 16 bit fit into 32 bits

# The columns of what `add_sums` adds up for each region …
A, B, AA, BB, AB, APART, EQUAL = range(7)
LOW_A, HIGH_A, AT_HIGH_A, LOW_B, HIGH_B, AT_HIGH_B = range(7, 13)
N_SUMS = 13
# … and of `add_sums_above`: how many pixels of A, of B and of both are above, then sums of one
# channel where it is above, where the other is, where both are, and where the other is not 0.
ABOVE_A, ABOVE_B, ABOVE = range(3)
A_OWN, B_OWN, A_OTHER, B_OTHER, A_BOTH, B_BOTH, A_POSITIVE, B_POSITIVE = range(3, 11)
AA_BOTH, BB_BOTH, AB_BOTH = range(11, 14)
N_ABOVE = 14


@compiled
def add_sums(a, b, begin, end, region, sums):
    """Add the pixels of runs to the sums of their regions, shape (regions, `N_SUMS`)."""
    for run in range(begin.size):
        row = sums[region[run]]
        for first in range(begin[run], end[run], BLOCK):
            last = min(first + BLOCK, end[run])
            x, y = a[first:last], b[first:last]
            _add_products(x, y, row)
            _add_distances(x, y, row)
            _add_extremes(x, row, LOW_A)
            _add_extremes(y, row, LOW_B)


@compiled
def add_sums_above(a, b, begin, end, region, first_a, first_b, sums):
    """Add to the sums above thresholds, shape (regions, `N_ABOVE`).

    From `first_a` and `first_b` on, intensities are above.
    """
    for run in range(begin.size):
        row = sums[region[run]]
        for first in range(begin[run], end[run], BLOCK):
            last = min(first + BLOCK, end[run])
            x, y = a[first:last], b[first:last]
            _add_above(x, y, first_a, first_b, row)
            _add_products_above(x, y, first_a, first_b, row)


@compiled
def _add_products(a, b, row):
    aa = bb = ab = np.uint64(0)
    for i in range(a.size):
        x, y = np.uint32(a[i]), np.uint32(b[i])
        aa += np.uint64(np.uint32(x * x))
        bb += np.uint64(np.uint32(y * y))
        ab += np.uint64(np.uint32(x * y))
    row[AA] += np.int64(aa)
    row[BB] += np.int64(bb)
    row[AB] += np.int64(ab)


@compiled
def _add_distances(a, b, row):
    of_a = of_b = larger = equal = np.uint32(0)
    for i in range(a.size):
        x, y = np.uint32(a[i]), np.uint32(b[i])
        of_a += x
        of_b += y
        larger += max(x, y)
        equal += np.uint32(x == y)
    row[A] += of_a
    row[B] += of_b
    row[APART] += np.int64(2) * larger - of_a - of_b  # |a - b| is twice the larger, less both
    row[EQUAL] += equal


@compiled
def _add_extremes(values, row, column):
    """Add to the minimum, the maximum and how many pixels hold it, from a column on."""
    low = high = values[0]
    for i in range(values.size):
        low = min(low, values[i])
        high = max(high, values[i])
    row[column] = min(row[column], np.int64(low))
    if high > row[column + 1]:
        row[column + 1] = high
        row[column + 2] = 0
    if high == row[column + 1]:
        n = np.uint32(0)
        for i in range(values.size):
            n += np.uint32(values[i] == high)
        row[column + 2] += n


@compiled
def _add_above(a, b, first_a, first_b, row):
    one = np.uint32(1)
    above_a = above_b = above = a_own = b_own = a_other = b_other = np.uint32(0)
    a_both = b_both = a_positive = b_positive = np.uint32(0)
    for i in range(a.size):
        x, y = np.uint32(a[i]), np.uint32(b[i])
        in_a, in_b = np.uint32(x >= first_a), np.uint32(y >= first_b)
        both = in_a & in_b
        above_a += in_a
        above_b += in_b
        above += both
        # Products, as choosing with `if` takes twice as long.
        a_own += x * in_a
        b_own += y * in_b
        a_other += x * in_b
        b_other += y * in_a
        a_both += x * both
        b_both += y * both
        a_positive += x * min(y, one)
        b_positive += y * min(x, one)
    row[ABOVE_A] += above_a
    row[ABOVE_B] += above_b
    row[ABOVE] += above
    row[A_OWN] += a_own
    row[B_OWN] += b_own
    row[A_OTHER] += a_other
    row[B_OTHER] += b_other
    row[A_BOTH] += a_both
    row[B_BOTH] += b_both
    row[A_POSITIVE] += a_positive
    row[B_POSITIVE] += b_positive


@compiled
def _add_products_above(a, b, first_a, first_b, row):
    aa = bb = ab = np.uint64(0)
    for i in range(a.size):
        x, y = np.uint32(a[i]), np.uint32(b[i])
        both = np.uint32(x >= first_a) & np.uint32(y >= first_b)
        x, y = x * both, y * both
        aa += np.uint64(np.uint32(x * x))
        bb += np.uint64(np.uint32(y * y))
        ab += np.uint64(np.uint32(x * y))
    row[AA_BOTH] += np.int64(aa)
    row[BB_BOTH] += np.int64(bb)
    row[AB_BOTH] += np.int64(ab)
