"""The loops over pairs of intensities, for Kendall's tau."""

from __future__ import annotations

import numpy as np

from napari_compare.core.statistics.kernels import compiled


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
