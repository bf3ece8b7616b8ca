"""The loops over pixels whose intensities are real numbers, compiled by numba.

All take the intensities `a`, `b` of the pixels of a region, contiguous, float64 or float32, of
which all that is computed is float64. Sums of floats may be made in any order (`reassoc`), so that
a processor adds several at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from napari_compare.core.statistics.kernels import compiled

# So many pixels are added up before the sum is added to others: errors of rounding stay small.
STRIDE = 4096
NEAR_EDGE, EPSILON = 1e-6, float(np.finfo(np.float64).eps)


def _summing(function: Callable[..., Any]) -> Callable[..., Any]:
    loop: Callable[..., Any] = numba.njit(
        nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "nsz"}
    )(function)
    return loop


@_summing
def add_moments(a, b, mean_a, mean_b, sums):
    """Add Σx, Σy, Σx², Σy², Σxy of x = a - mean a, y = b - mean b."""
    for first in range(0, a.size, STRIDE):
        part_a = a[first : first + STRIDE]
        part_b = b[first : first + STRIDE]
        sx = sy = sxx = syy = sxy = 0.0
        for i in range(part_a.size):
            x = part_a[i] - mean_a
            y = part_b[i] - mean_b
            sx += x
            sy += y
            sxx += x * x
            syy += y * y
            sxy += x * y
        sums[0] += sx
        sums[1] += sy
        sums[2] += sxx
        sums[3] += syy
        sums[4] += sxy


@_summing
def add_distances(a, b, sums):
    """Add |a - b|, (a - b)², and the number of pixels at which a = b."""
    for first in range(0, a.size, STRIDE):
        part_a = a[first : first + STRIDE]
        part_b = b[first : first + STRIDE]
        apart = squared = equal = 0.0
        for i in range(part_a.size):
            difference = np.float64(part_a[i]) - np.float64(part_b[i])
            apart += abs(difference)
            squared += difference * difference
            equal += difference == 0
        sums[0] += apart
        sums[1] += squared
        sums[2] += equal


@_summing
def add_normalized(a, b, low_a, low_b, width_a, width_b, sums):
    """Add |x - y| and (x - y)² of x = (a - low)/width and y likewise."""
    for first in range(0, a.size, STRIDE):
        part_a = a[first : first + STRIDE]
        part_b = b[first : first + STRIDE]
        apart = squared = 0.0
        for i in range(part_a.size):
            difference = (part_a[i] - low_a) / width_a - (part_b[i] - low_b) / width_b
            apart += abs(difference)
            squared += difference * difference
        sums[0] += apart
        sums[1] += squared


@_summing
def add_where_above(a, b, threshold_a, threshold_b, sums):
    """Add a where b is above its threshold, and b where a is."""
    for first in range(0, a.size, STRIDE):
        part_a = a[first : first + STRIDE]
        part_b = b[first : first + STRIDE]
        sum_a = sum_b = 0.0
        for i in range(part_a.size):
            sum_a += part_a[i] * np.float64(part_b[i] > threshold_b)
            sum_b += part_b[i] * np.float64(part_a[i] > threshold_a)
        sums[0] += sum_a
        sums[1] += sum_b


@compiled
def add_alike(a, b, mean_a, mean_b, sums):
    """Add the number of pixels at which both are above, or both below, their means."""
    n = 0
    for i in range(a.size):
        n += ((a[i] > mean_a) & (b[i] > mean_b)) | ((a[i] < mean_a) & (b[i] < mean_b))
    sums[0] += n


@compiled
def add_products(rank_a, rank_b, sums):
    """Add the products' parts above and below 32 bit, so that no sum overflows."""
    high = np.int64(0)
    low = np.int64(0)
    for i in range(rank_a.size):
        product = np.int64(rank_a[i]) * np.int64(rank_b[i])
        high += product >> 32
        low += product & 0xFFFFFFFF
    sums[0] += high
    sums[1] += low


@compiled
def add_joint(a, b, edges_a, edges_b, counts):
    """Add to the joint histogram; the last bin includes its upper edge."""
    x = np.empty(STRIDE, np.int32)
    y = np.empty(STRIDE, np.int32)
    for first in range(0, a.size, STRIDE):
        part_a = a[first : first + STRIDE]
        part_b = b[first : first + STRIDE]
        _find_bins(part_a, edges_a, x)
        _find_bins(part_b, edges_b, y)
        for i in range(part_a.size):
            counts[x[i], y[i]] += 1


@compiled
def _find_bins(values, edges, bins):
    """Write the bin of each value.

    As edges are rounded, the bin that follows from their distance may be one beside where a value
    is about at an edge. Only if there is such a value, values are compared with edges.
    """
    last = edges.size - 2
    scale = (last + 1) / (edges[last + 1] - edges[0])
    largest = max(abs(edges[0]), abs(edges[last + 1]))
    close = NEAR_EDGE + 4 * EPSILON * largest * scale
    n_close = 0
    for i in range(values.size):
        place = (values[i] - edges[0]) * scale
        bins[i] = min(max(np.int32(place), np.int32(0)), np.int32(last))
        n_close += int(abs(place - np.rint(place)) < close)
    for i in range(values.size if n_close else 0):
        if bins[i] > 0 and values[i] < edges[bins[i]]:
            bins[i] -= 1
        elif bins[i] < last and values[i] >= edges[bins[i] + 1]:
            bins[i] += 1


@_summing
def add_above(a, b, threshold_a, threshold_b, means, sums):
    """Add n, Σx, Σy, Σx², Σy², Σxy of the pixels above both thresholds, and of all others.

    `sums` has a row of six for each of the two, and `means` one of two.
    """
    for first in range(0, a.size, STRIDE):
        part_a = a[first : first + STRIDE]
        part_b = b[first : first + STRIDE]
        for k in range(2):
            n = sx = sy = sxx = syy = sxy = 0.0
            for i in range(part_a.size):
                above = (part_a[i] > threshold_a) & (part_b[i] > threshold_b)
                counts = 1.0 if above == (k == 0) else 0.0
                x = counts * (part_a[i] - means[k, 0])
                y = counts * (part_b[i] - means[k, 1])
                n += counts
                sx += x
                sy += y
                sxx += x * x
                syy += y * y
                sxy += x * y
            sums[k, 0] += n
            sums[k, 1] += sx
            sums[k, 2] += sy
            sums[k, 3] += sxx
            sums[k, 4] += syy
            sums[k, 5] += sxy


@compiled
def add_rank_distances(a, b, threshold_a, threshold_b, dense_a, dense_b, sums):
    """Add d, d·a, d·b over the pixels above both; d is the distance of their dense ranks."""
    for i in range(a.size):
        if (a[i] > threshold_a) & (b[i] > threshold_b):
            apart = float(abs(np.int64(dense_a[i]) - np.int64(dense_b[i])))
            sums[0] += apart
            sums[1] += apart * a[i]
            sums[2] += apart * b[i]


@compiled
def add_by_bin(keys, a, b, mean_a, mean_b, low, scale, bins, sums):
    """Write the bin of each key, and add n, Σx, Σy, Σx², Σy², Σxy to its sums.

    x = a - mean a, y = b - mean b.
    """
    last = len(sums) - 1
    for i in range(keys.size):
        k = min(max(int((keys[i] - low) * scale), 0), last)
        x = a[i] - mean_a
        y = b[i] - mean_b
        bins[i] = k
        at = sums[k]
        at[0] += 1
        at[1] += x
        at[2] += y
        at[3] += x * x
        at[4] += y * y
        at[5] += x * y


@_summing
def add_offsets(values, origin, sums):
    """Add value - origin."""
    for first in range(0, values.size, STRIDE):
        part = values[first : first + STRIDE]
        total = 0.0
        for i in range(part.size):
            total += part[i] - origin
        sums[0] += total


@_summing
def add_known(values, begin, end, sums):
    """Add the sum and the number of the values in runs that are not NaN."""
    for run in range(begin.size):
        part = values[begin[run] : end[run]]
        total = known = 0.0
        for i in range(part.size):
            total += part[i] if part[i] == part[i] else 0.0
            known += part[i] == part[i]
        sums[0] += total
        sums[1] += known
