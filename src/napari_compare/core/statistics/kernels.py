"""The loops over pixels, compiled by numba.

All take codes `a`, `b` (1-D, of one unsigned type) and the runs `begin[i]:end[i]` of the pixels
that count, and add to the arrays that they are given. Tables indexed by code say what a code
stands for, so the same loops serve integer and float images. Adding to what is there is what
makes every statistic mergeable: chunks, threads and frames leave the same sums as one pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    compiled: Callable[..., Any] = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    return compiled


@_compiled
def add_marginals(a, b, begin, end, value_a, value_b, near_a, near_b, shift, at_a, at_b, distance):
    """Add counts and sums of the other channel at each code, and the distances of A and B.

    `at_a[code]` holds the number of pixels and the sum of B there; `distance` the sums of
    |near A - near B + shift| and of its square, and the number of pixels at which it is 0.
    """
    apart = distance[0]
    squared = distance[1]
    equal = distance[2]
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            code_a = a[i]
            code_b = b[i]
            x = value_a[code_a]
            y = value_b[code_b]
            at_a[code_a, 0] += 1
            at_a[code_a, 1] += y
            at_b[code_b, 0] += 1
            at_b[code_b, 1] += x
            difference = near_a[code_a] - near_b[code_b] + shift
            apart += abs(difference)
            squared += difference * difference
            if difference == 0:
                equal += 1
    distance[0] = apart
    distance[1] = squared
    distance[2] = equal


@_compiled
def add_rank_products(a, b, begin, end, rank_a, rank_b, halves):
    """Add the products of two tables of integers, in halves of 32 bit so that no sum overflows."""
    high = halves[0]
    low = halves[1]
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            product = rank_a[a[i]] * rank_b[b[i]]
            high += product >> 32
            low += product & 0xFFFFFFFF
    halves[0] = high
    halves[1] = low


@_compiled
def sum_distances(a, b, begin, end, value_a, value_b):
    """Return the sum of the absolute differences of two tables' values."""
    total = 0
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            total += abs(value_a[a[i]] - value_b[b[i]])
    return total


@_compiled
def sum_squared_distances(a, b, begin, end, value_a, value_b):
    """Return the sum of the squared differences of two tables' values."""
    total = 0.0
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            difference = value_a[a[i]] - value_b[b[i]]
            total += difference * difference
    return total


@_compiled
def count_equal_signs(a, b, begin, end, sign_a, sign_b):
    """Return the number of pixels whose tabled signs (-1, 0, 1) have a positive product."""
    count = 0
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            if sign_a[a[i]] * sign_b[b[i]] > 0:
                count += 1
    return count


@_compiled
def add_joint(a, b, begin, end, bin_a, bin_b, counts):
    """Add to the joint histogram."""
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            counts[bin_a[a[i]], bin_b[b[i]]] += 1


@_compiled
def add_sums_by_key(a, b, begin, end, key_a, key_b, value_a, value_b, sums):
    """Add n, A, B, A², B², AB at the smaller of the two channels' keys."""
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            code_a = a[i]
            code_b = b[i]
            x = value_a[code_a]
            y = value_b[code_b]
            at = sums[min(key_a[code_a], key_b[code_b])]
            at[0] += 1
            at[1] += x
            at[2] += y
            at[3] += x * x
            at[4] += y * y
            at[5] += x * y


@_compiled
def add_rank_distances(a, b, begin, end, key_a, key_b, value_a, value_b, rank_a, rank_b, sums):
    """Add d, d·A, d·B at the smaller key, where d is the distance of the two dense ranks."""
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            code_a = a[i]
            code_b = b[i]
            apart = abs(rank_a[code_a] - rank_b[code_b])
            at = sums[min(key_a[code_a], key_b[code_b])]
            at[0] += apart
            at[1] += apart * value_a[code_a]
            at[2] += apart * value_b[code_b]


@_compiled
def pack(a, b, begin, end, rank_a, rank_b, size_b, packed):
    """Write each pixel's two ranks as the one number rank_a·size_b + rank_b."""
    j = 0
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            packed[j] = rank_a[a[i]] * size_b + rank_b[b[i]]
            j += 1


@_compiled
def concordance(packed, size_b):
    """Return concordant minus discordant pairs, and the pairs tied in both channels.

    `packed` is sorted. Pixels are taken by rising A; a binary indexed tree over the ranks of B
    counts those already taken at or below a rank.
    """
    tree = np.zeros(size_b + 1, dtype=np.int64)
    score = np.int64(0)
    tied = np.int64(0)
    taken = np.int64(0)
    n = packed.size
    first = 0
    while first < n:
        rank = packed[first] // size_b
        last = first
        while last < n and packed[last] // size_b == rank:
            same = last
            while same < n and packed[same] == packed[last]:
                same += 1
            count = same - last
            tied += count * (count - 1) // 2
            code = np.int64(packed[last] % size_b)
            below = np.int64(0)
            node = code
            while node > 0:
                below += tree[node]
                node -= node & -node
            at = -below
            node = code + 1
            while node > 0:
                at += tree[node]
                node -= node & -node
            score += count * (below - (taken - below - at))
            last = same
        while first < last:
            node = np.int64(packed[first] % size_b) + 1
            while node <= size_b:
                tree[node] += 1
                node += node & -node
            first += 1
            taken += 1
    return score, tied


@_compiled
def gather(values, begin, end, out):
    """Copy the pixels of the runs into one contiguous array."""
    j = 0
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            out[j] = values[i]
            j += 1


@_compiled
def similarity_map(a, b, offset_a, offset_b, window, c1, c2, out):
    """Write the structural similarity of each window × window neighbourhood.

    `a` and `b` are float64, padded by half a window on every side, and less the offsets, which
    keep their squares small. A window that holds a value that is not finite gives NaN.
    """
    height, width = out.shape
    n = window * window
    sums = np.zeros((a.shape[1], 5))
    for row in range(height):
        for column in range(a.shape[1]):
            sa = sb = saa = sbb = sab = 0.0
            for i in range(row, row + window):
                x = a[i, column]
                y = b[i, column]
                sa += x
                sb += y
                saa += x * x
                sbb += y * y
                sab += x * y
            sums[column, 0] = sa
            sums[column, 1] = sb
            sums[column, 2] = saa
            sums[column, 3] = sbb
            sums[column, 4] = sab
        for column in range(width):
            sa = sb = saa = sbb = sab = 0.0
            for j in range(column, column + window):
                sa += sums[j, 0]
                sb += sums[j, 1]
                saa += sums[j, 2]
                sbb += sums[j, 3]
                sab += sums[j, 4]
            ma = sa / n
            mb = sb / n
            va = (saa - sa * ma) / (n - 1)
            vb = (sbb - sb * mb) / (n - 1)
            cov = (sab - sa * mb) / (n - 1)
            ma += offset_a
            mb += offset_b
            out[row, column] = ((2 * ma * mb + c1) * (2 * cov + c2)) / (
                (ma * ma + mb * mb + c1) * (va + vb + c2)
            )
