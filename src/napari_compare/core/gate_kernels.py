"""The loop over pixels that finds those in a gate, compiled by numba."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Slabs = tuple[Floats, Ints, Floats, Floats]

RECTANGLE, ELLIPSE, POLYGON = range(3)
INSIDE, OUTSIDE = 1, 2


def slabs_of(corners: Floats) -> Slabs:
    """Cut a polygon at the x of each corner, so that each slab's edges run from side to side.

    Parameters
    ----------
    corners
        Shape (n, 2): x and y.

    Returns
    -------
    x
        The cuts, ascending; slab i lies between x[i] and x[i + 1].
    first
        Where the edges of each slab begin in the next two, shape (slabs + 1,).
    slope, intercept
        y = slope·x + intercept of each slab's edges.
    """
    here, there = corners, np.roll(corners, -1, axis=0)
    x, place = np.unique(np.concatenate([here[:, 0], there[:, 0]]), return_inverse=True)
    ends = np.sort(place.reshape(2, -1), axis=0)
    count = ends[1] - ends[0]
    edge = np.repeat(np.arange(len(corners)), count)
    slab = np.arange(len(edge)) + (ends[0] - np.cumsum(count) + count)[edge]
    order = np.argsort(slab, kind="stable")
    edge = edge[order]
    run = there[edge] - here[edge]
    slope = run[:, 1] / run[:, 0]
    intercept = here[edge, 1] - slope * here[edge, 0]
    first = np.searchsorted(slab[order], np.arange(len(x)))
    return x, first.astype(np.int64), slope, intercept


def _mark_runs(
    a: Floats,
    b: Floats,
    begin: Ints,
    end: Ints,
    kind: int,
    box: Floats,
    slabs: Slabs,
    mark: npt.NDArray[np.uint8],
    sums: Floats,
) -> None:
    """Mark the pixels of runs as inside or outside a gate, and add up both kinds.

    `box` holds the gate's least and greatest a, least and greatest b. `sums` gets the number of
    pixels, the sums of a and of b, and the same three of those inside. Pixels that are marked
    already, and those that are NaN, are passed over.
    """
    middle_a = (box[0] + box[1]) / 2
    middle_b = (box[2] + box[3]) / 2
    half_a = (box[1] - box[0]) / 2
    half_b = (box[3] - box[2]) / 2
    x, first, slope, intercept = slabs
    for run in range(begin.size):
        for i in range(begin[run], end[run]):
            p = a[i]
            q = b[i]
            if mark[i] or np.isnan(p):
                continue
            inside = box[0] <= p <= box[1] and box[2] <= q <= box[3]
            if inside and kind == ELLIPSE:
                inside = ((p - middle_a) / half_a) ** 2 + ((q - middle_b) / half_b) ** 2 <= 1
            elif inside and kind == POLYGON:
                inside = False
                slab = np.searchsorted(x, p, side="right") - 1
                if slab < first.size - 1:
                    for edge in range(first[slab], first[slab + 1]):
                        if slope[edge] * p + intercept[edge] <= q:
                            inside = not inside
            sums[0] += 1
            sums[1] += p
            sums[2] += q
            if inside:
                sums[3] += 1
                sums[4] += p
                sums[5] += q
            mark[i] = INSIDE if inside else OUTSIDE


mark_runs: Any = numba.njit(nogil=True, cache=True, error_model="numpy")(_mark_runs)
