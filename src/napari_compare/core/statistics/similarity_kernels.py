"""The loop over the windows of a plane that gives the structural similarity map."""

from __future__ import annotations

import numpy as np

from napari_compare.core.statistics.kernels import compiled


@compiled
def read_line(values, row, offset, line):
    """Write a row of a plane that is mirrored at its edges, 3 pixels beyond both ends."""
    height, width = values.shape
    if row < 0:
        row = -1 - row
    if row >= height:
        row = 2 * height - 1 - row
    source = values[row]
    inner = line[3 : 3 + width]
    for j in range(width):
        inner[j] = np.float64(source[j]) - offset
    for j in range(3):
        line[2 - j] = line[3 + j]
        line[width + 3 + j] = line[width + 2 - j]


@compiled
def similarity_map(a, b, first, offset_a, offset_b, level_a, level_b, c1, c2, out):
    """Write the structural similarity of each neighbourhood of 7 × 7 pixels, from a row on.

    `a` and `b` are whole planes of finite numbers. The offsets are subtracted, which keeps squares
    small; the levels are what means then lack. Sums over 7 rows slide down; sums over 7 columns
    are made of sums over 2 and 4, in loops that a processor does several columns at a time.
    """
    height, width = out.shape
    wide = width + 6
    kept_a = np.empty((7, wide))
    kept_b = np.empty((7, wide))
    down = np.zeros((4, wide))
    across = np.empty((4, width))
    two = np.empty(wide - 1)
    for row in range(-6, height):
        line_a = kept_a[(row + 6) % 7]
        line_b = kept_b[(row + 6) % 7]
        if row > 0:
            for j in range(wide):
                x = line_a[j]
                y = line_b[j]
                down[0, j] -= x
                down[1, j] -= y
                down[2, j] -= x * x + y * y
                down[3, j] -= x * y
        read_line(a, first + row + 3, offset_a, line_a)
        read_line(b, first + row + 3, offset_b, line_b)
        for j in range(wide):
            x = line_a[j]
            y = line_b[j]
            down[0, j] += x
            down[1, j] += y
            down[2, j] += x * x + y * y
            down[3, j] += x * y
        if row < 0:
            continue
        for k in range(4):
            sums = down[k]
            total = across[k]
            for j in range(wide - 1):
                two[j] = sums[j] + sums[j + 1]
            for j in range(width):
                total[j] = (two[j] + two[j + 2]) + (two[j + 4] + sums[j + 6])
        line = out[row]
        for j in range(width):
            mean_a = across[0, j] / 49
            mean_b = across[1, j] / 49
            variances = across[2, j] - across[0, j] * mean_a - across[1, j] * mean_b
            covariance = across[3, j] - across[0, j] * mean_b
            mean_a += level_a
            mean_b += level_b
            line[j] = ((2 * mean_a * mean_b + c1) * (covariance / 24 + c2)) / (
                (mean_a * mean_a + mean_b * mean_b + c1) * (variances / 48 + c2)
            )
