"""The loops over pixels in the order of their intensities, compiled by numba."""

from __future__ import annotations

import numpy as np

from napari_compare.core.statistics.kernels import compiled

# The first bit of a float32, and the only other number that equals 0.
SIGN = MINUS_0 = np.uint32(1 << 31)


@compiled
def pack_floats(bits, packed):
    """Write float32 numbers, seen as bits, so that they sort, each with its place behind it."""
    for i in range(bits.size):
        one = bits[i] if bits[i] != MINUS_0 else np.uint32(0)
        key = one ^ (np.uint32(0xFFFFFFFF) if one >> np.uint32(31) else SIGN)
        packed[i] = np.uint64(key) << np.uint64(32) | np.uint64(i)


@compiled
def unpack(packed, places, starts, levels):
    """Write what was packed and sorted: places, where levels start, and the levels' bits.

    Return how many levels there are.
    """
    level = 0
    starts[0] = 0
    before = packed[0] >> np.uint64(32) if packed.size else np.uint64(0)
    for i in range(packed.size):
        places[i] = packed[i] & np.uint64(0xFFFFFFFF)
        key = packed[i] >> np.uint64(32)
        # Written for each pixel, until the last of its level: a branch would often be mispredicted.
        level += key != before
        before = key
        starts[level + 1] = i + 1
        bits = np.uint32(key)
        levels[level] = bits ^ (SIGN if bits & SIGN else np.uint32(0xFFFFFFFF))
    return level + 1 if packed.size else 0


@compiled
def find_levels(values, starts):
    """Write where each level of ascending values starts, and ends; return how many there are."""
    level = 0
    starts[0] = 0
    for i in range(values.size):
        level += i > 0 and values[i] != values[i - 1]
        starts[level + 1] = i + 1
    return level + 1 if values.size else 0


@compiled
def write_ranks(places, starts, ranks):
    """Write twice the mean rank of each level about that of all, at the places of its pixels."""
    level = 0
    for i in range(places.size):
        level += i == starts[level + 1]
        ranks[places[i]] = starts[level] + starts[level + 1] - places.size


@compiled
def write_dense_ranks(places, starts, dense):
    """Write the number of each pixel's level at its place."""
    level = 0
    for i in range(places.size):
        level += i == starts[level + 1]
        dense[places[i]] = level
