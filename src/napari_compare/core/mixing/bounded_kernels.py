"""Coefficients within bounds, frame by frame, compiled by numba."""

from __future__ import annotations

import numpy as np

from napari_compare.core.mixing.kernels import compiled


@compiled
def solve_bounded(gram, cross, upper, summed, found):
    """Find the coefficients within bounds that minimise x·G·x/2 - h·x, frame by frame.

    A primal active-set method: from a point within the bounds towards the minimum of the free
    coefficients, up to the first bound met; where the minimum is reached, a bound that holds it
    back is let go (Nocedal and Wright 2006, Numerical Optimization, section 16.5).

    Parameters
    ----------
    gram
        G, shape (frames or 1, k, k), positive definite.
    cross
        h, shape (frames, k).
    upper
        Upper bound of all coefficients, which may be infinite; the lower is 0.
    summed
        Whether they sum to one.
    found
        Shape (frames, k): the coefficients.
    """
    k = cross.shape[1]
    for f in range(cross.shape[0]):
        g = gram[min(f, gram.shape[0] - 1)]
        scale = 0.0
        for i in range(k):
            scale = max(scale, g[i, i])
        x = found[f]
        x[:] = 1.0 / k if summed else 0.5
        held = np.zeros(k, dtype=np.bool_)
        for _ in range(100 * k):
            step, pull = _step(g, cross[f], x, held, summed, scale)
            size = np.abs(step).max()
            if size <= 1e-13 * (1 + np.abs(x).max()):
                worst = -1
                least = -1e-12 * (1 + np.abs(cross[f]).max() / scale)
                for i in range(k):
                    if held[i]:
                        outwards = pull[i] if x[i] > 0 else -pull[i]
                        if outwards < least:
                            least = outwards
                            worst = i
                if worst < 0:
                    break
                held[worst] = False
            else:
                _move(x, step, held, upper)


@compiled
def _move(x, step, held, upper):
    """Go as far as the first bound, and hold the coefficient that meets it."""
    share = 1.0
    first = -1
    for i in range(x.size):
        room = share
        if step[i] < 0:
            room = -x[i] / step[i]
        elif step[i] > 0:
            room = (upper - x[i]) / step[i]
        if not held[i] and room < share:
            share = room
            first = i
    for i in range(x.size):
        x[i] += share * step[i]
    if first >= 0:
        x[first] = 0.0 if step[first] < 0 else upper
        held[first] = True


@compiled
def _step(g, h, x, held, summed, scale):
    """Return the step to the minimum of the free coefficients, and the pull on each.

    The pull is the negative gradient, less what the sum of the coefficients holds against it.
    """
    k = x.size
    free = np.flatnonzero(~held)
    n = free.size
    size = n + 1 if summed else n
    pull = h.copy()
    for i in range(k):
        for j in range(k):
            pull[i] -= g[i, j] * x[j]
    pull /= scale
    table = np.zeros((size, size + 1))
    for i in range(n):
        for j in range(n):
            table[i, j] = g[free[i], free[j]] / scale
        table[i, size] = pull[free[i]]
        if summed:
            table[i, n] = 1.0
            table[n, i] = 1.0
    _eliminate(table)
    step = np.zeros(k)
    for i in range(n):
        step[free[i]] = table[i, size]
    if summed:
        pull -= table[n, size]
    return step, pull


@compiled
def _eliminate(table):
    """Solve linear equations whose right side is the last column, in place there."""
    n = table.shape[0]
    for column in range(n):
        pivot = column
        for row in range(column + 1, n):
            if abs(table[row, column]) > abs(table[pivot, column]):
                pivot = row
        for j in range(n + 1):
            swapped = table[column, j]
            table[column, j] = table[pivot, j]
            table[pivot, j] = swapped
        for row in range(n):
            if row != column:
                factor = table[row, column] / table[column, column]
                for j in range(column, n + 1):
                    table[row, j] -= factor * table[column, j]
    for row in range(n):
        table[row, n] /= table[row, row]
