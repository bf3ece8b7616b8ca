"""The loops over pixels, compiled by numba.

Most take codes `a`, `b` (1-D, of one unsigned type) and how many pixels `n` have both, and add to
the arrays that they are given. Tables indexed by code say what a code stands for, so the same
loops serve integer and float images. Adding to what is there is what makes every statistic
mergeable: chunks, threads and frames leave the same sums as one pass.

A run of pixels is sliced before the loop over it: its indices are then known not to be negative,
and the loop is about 1.7 times as fast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that runs without Python's lock; what was compiled is kept on disk."""
    loop: Callable[..., Any] = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    return loop


@compiled
def count_pairs(a, b, begin, end, first_a, first_b, side, counts, rest_a, rest_b):
    """Count the pixels of runs in a window of codes; copy those outside it and return how many.

    The window is `first_a` ≤ A < `first_a` + side and the same of B; `side` is a power of two.
    """
    outside = 0
    for run in range(begin.size):
        run_a = a[begin[run] : end[run]]
        run_b = b[begin[run] : end[run]]
        for i in range(run_a.size):
            x = np.uint32(np.uint32(run_a[i]) - first_a)
            y = np.uint32(np.uint32(run_b[i]) - first_b)
            if (x | y) < side:
                counts[x, y] += np.uint32(1)
            else:
                rest_a[outside] = run_a[i]
                rest_b[outside] = run_b[i]
                outside += 1
    return outside


@compiled
def copy_outside(a, b, begin, end, first_a, first_b, side, rest_a, rest_b):
    """Copy the pixels of runs that lie outside a window of codes, and return how many."""
    outside = 0
    for run in range(begin.size):
        run_a = a[begin[run] : end[run]]
        run_b = b[begin[run] : end[run]]
        for i in range(run_a.size):
            x = np.uint32(np.uint32(run_a[i]) - first_a)
            y = np.uint32(np.uint32(run_b[i]) - first_b)
            if (x | y) >= side:
                rest_a[outside] = run_a[i]
                rest_b[outside] = run_b[i]
                outside += 1
    return outside


@compiled
def list_cells(counts, first_a, first_b, code_a, code_b, n):
    """List the cells of a window that hold pixels: both codes, and how many pixels."""
    j = 0
    for x in range(counts.shape[0]):
        row = counts[x]
        for y in range(row.size):
            if row[y]:
                code_a[j] = first_a + x
                code_b[j] = first_b + y
                n[j] = row[y]
                j += 1


@compiled
def add_marginals(a, b, packed_a, packed_b):
    """Add, at each code, one pixel and the other channel's code: 1 << 40 and the code in one."""
    one = np.int64(1) << 40
    for i in range(a.size):
        x = np.int64(a[i])
        y = np.int64(b[i])
        packed_a[a[i]] += one + y
        packed_b[b[i]] += one + x


@compiled
def add_counted_marginals(a, b, n, at_a, at_b):
    """Add, at each code, the number of pixels and the sum of the other channel's codes."""
    for i in range(a.size):
        x = np.int64(a[i])
        y = np.int64(b[i])
        at_a[0, a[i]] += n[i]
        at_a[1, a[i]] += n[i] * y
        at_b[0, b[i]] += n[i]
        at_b[1, b[i]] += n[i] * x


@compiled
def add_distances(a, b, n, shift, distance):
    """Add |A - B + shift|, and the numbers of pixels at which that is 0 and was negative."""
    apart = np.int64(0)
    equal = np.int64(0)
    negative = np.int64(0)
    for i in range(a.size):
        difference = np.int32(a[i]) - np.int32(b[i]) + shift
        apart += n[i] * abs(difference)
        equal += n[i] * (difference == 0)
        negative += n[i] * (difference < 0)
    distance[0] += apart
    distance[1] += equal
    distance[2] += negative


@compiled
def add_pointwise(a, b, n, rank_a, rank_b, near_a, near_b, sign_a, sign_b, sums):
    """Add products of ranks, distances and equal signs, each of two tables.

    `sums` takes the products' halves above and below 32 bit, so that no sum overflows; |near A -
    near B|; and the number of pixels whose signs (-1, 0, 1) have a positive product.
    """
    high = np.int64(0)
    low = np.int64(0)
    apart = np.int64(0)
    alike = np.int64(0)
    for i in range(a.size):
        x = a[i]
        y = b[i]
        product = rank_a[x] * rank_b[y]
        high += n[i] * (product >> 32)
        low += n[i] * (product & 0xFFFFFFFF)
        apart += n[i] * abs(near_a[x] - near_b[y])
        alike += n[i] * (sign_a[x] * sign_b[y] > 0)
    sums[0] += high
    sums[1] += low
    sums[2] += apart
    sums[3] += alike


@compiled
def add_joint(a, b, n, bin_a, bin_b, counts):
    """Add to the joint histogram."""
    for i in range(a.size):
        counts[bin_a[a[i]], bin_b[b[i]]] += n[i]


@compiled
def add_by_key(a, b, n, key_a, key_b, value_a, value_b, sums):
    """Add n, X, X² at the code of the channel with the smaller key, where X is the other's value.

    Codes of B stand in `sums` behind those of A. The value of the channel at whose code they
    stand is one and the same, so all moments at each key follow from these three.
    """
    behind = key_a.size
    for i in range(a.size):
        x = a[i]
        y = b[i]
        of_a = key_a[x] <= key_b[y]
        code = np.int64(x) if of_a else behind + np.int64(y)
        other = value_b[y] if of_a else value_a[x]
        at = sums[code]
        at[0] += n[i]
        at[1] += n[i] * other
        at[2] += n[i] * (other * other)


@compiled
def add_by_key_with_ranks(a, b, n, key_a, key_b, value_a, value_b, rank_a, rank_b, sums):
    """Add what `add_by_key` adds, and d, d·X, where d is the distance of the two dense ranks."""
    behind = key_a.size
    for i in range(a.size):
        x = a[i]
        y = b[i]
        of_a = key_a[x] <= key_b[y]
        code = np.int64(x) if of_a else behind + np.int64(y)
        other = value_b[y] if of_a else value_a[x]
        apart = n[i] * abs(rank_a[x] - rank_b[y])
        at = sums[code]
        at[0] += n[i]
        at[1] += n[i] * other
        at[2] += n[i] * (other * other)
        at[3] += apart
        at[4] += apart * other


@compiled
def add_levels(codes, keys, values, sums, swapped, found):
    """Add to n, A, B, A², B², AB, d, dA, dB at each key what `add_by_key` left at each code.

    `sums` stand at the codes of A, or of B if swapped.
    """
    own, other = (2, 1) if swapped else (1, 2)
    for i in range(codes.size):
        at = sums[codes[i]]
        to = found[keys[i]]
        x = values[i]
        n = at[0]
        to[0] += n
        to[own] += n * x
        to[other] += at[1]
        to[own + 2] += n * x * x
        to[other + 2] += at[2]
        to[5] += x * at[1]
        if at.size > 3:
            to[6] += at[3]
            to[own + 6] += x * at[3]
            to[other + 6] += at[4]


@compiled
def pack(a, b, rank_a, rank_b, size_b, packed):
    """Write each pair's two ranks as the one number rank_a·size_b + rank_b."""
    for i in range(a.size):
        packed[i] = rank_a[a[i]] * size_b + rank_b[b[i]]


@compiled
def concordance(pairs, counts, size_b):
    """Return concordant minus discordant pairs of pixels.

    `pairs` holds distinct rank_a·size_b + rank_b in ascending order, `counts` how many pixels have
    each. Pixels are taken by rising A; a binary indexed tree over the ranks of B counts those
    already taken below a rank, a table those at it.
    """
    size = np.int64(size_b)
    tree = np.zeros(size + 1, dtype=np.int64)
    level = np.zeros(size, dtype=np.int64)
    score = np.int64(0)
    taken = np.int64(0)
    first = 0
    while first < pairs.size:
        base = np.int64(pairs[first] // size_b) * size
        last = first
        while last < pairs.size:
            code = np.int64(pairs[last]) - base
            if code >= size:
                break
            below = np.int64(0)
            node = code
            while node > 0:
                below += tree[node]
                node &= node - 1
            score += counts[last] * (2 * below + level[code] - taken)
            last += 1
        while first < last:
            code = np.int64(pairs[first]) - base
            level[code] += counts[first]
            node = code + 1
            while node <= size:
                tree[node] += counts[first]
                node += node & -node
            taken += counts[first]
            first += 1
    return score


@compiled
def earth_moved(values_a, counts_a, values_b, counts_b):
    """Return how far pixels must be moved, in all, to turn one channel's levels into the other's.

    Values are ascending; between two of them, the surplus of pixels of one channel below is moved.
    """
    moved = 0.0
    surplus = np.int64(0)
    i = 0
    j = 0
    here = min(values_a[0], values_b[0])
    while i < values_a.size or j < values_b.size:
        if j == values_b.size or (i < values_a.size and values_a[i] <= values_b[j]):
            value = values_a[i]
            change = counts_a[i]
            i += 1
        else:
            value = values_b[j]
            change = -counts_b[j]
            j += 1
        moved += abs(surplus) * (value - here)
        surplus += change
        here = value
    return moved


@compiled
def look(values):
    """Return minimum and maximum of whole numbers, and how many of them are the maximum."""
    minimum = values[0]
    maximum = values[0]
    for i in range(values.size):
        minimum = min(minimum, values[i])
        maximum = max(maximum, values[i])
    at_maximum = 0
    for i in range(values.size):
        at_maximum += values[i] == maximum
    return minimum, maximum, at_maximum


@compiled
def as_codes(values, minimum, codes):
    """Write how far values are above their minimum; return whether all are whole numbers."""
    for i in range(values.size):
        codes[i] = np.uint16(values[i] - minimum)
        if codes[i] + minimum != values[i]:
            return False
    return True


@compiled
def gather(values, begin, end, out):
    """Copy the pixels of the runs into one contiguous array."""
    j = 0
    for run in range(begin.size):
        part = values[begin[run] : end[run]]
        out[j : j + part.size] = part
        j += part.size
