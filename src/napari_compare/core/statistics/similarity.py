"""The structural similarity map of a plane, and its sum over regions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from napari_compare.core.statistics import real_kernels, similarity_kernels

WINDOW = 7
MARGIN = WINDOW // 2
BAND = 128


class Plane:
    """The structural similarity map of a plane, computed band by band.

    The plane is mirrored at its edges; a window that holds a value that is not finite gives NaN.

    Parameters
    ----------
    a, b
        The whole plane of both channels, shape (height, width).
    backgrounds
        What is subtracted from A and B.
    data_range
        Intensity range L.

    References
    ----------
    Wang Z et al. (2004) IEEE Trans Image Process 13:600, doi:10.1109/TIP.2003.819861.
    """

    def __init__(
        self,
        a: npt.NDArray[Any],
        b: npt.NDArray[Any],
        backgrounds: tuple[float, float],
        data_range: float,
    ) -> None:
        self._unknown: npt.NDArray[np.bool_] | None = None
        if "f" in (a.dtype.kind, b.dtype.kind):
            unknown = ~(np.isfinite(a) & np.isfinite(b))
            if unknown.any():
                self._unknown = unknown
                a, b = np.where(unknown, 0, a), np.where(unknown, 0, b)
        self._channels = tuple(zip((a, b), backgrounds, strict=True))
        self._constants = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
        self._height, self._width = a.shape

    @property
    def bands(self) -> range:
        """First row of each band; none where the plane is smaller than the window."""
        return range(0, self._height if min(self._height, self._width) >= WINDOW else 0, BAND)

    def band(self, first: int) -> npt.NDArray[np.float64]:
        """Return the map of the band that begins at a row, shape (rows, width)."""
        found = np.empty((min(BAND, self._height - first), self._width))
        planes, offsets, levels = [], [], []
        for values, background in self._channels:
            offset = float(values[first, 0])
            offset = offset if math.isfinite(offset) else 0.0
            planes.append(values)
            offsets.append(offset)
            levels.append(offset - background)
        similarity_kernels.similarity_map(
            *planes, first, *offsets, *levels, *self._constants, found
        )
        if self._unknown is not None:
            rows = np.pad(np.arange(self._height), MARGIN, mode="symmetric")
            near = self._unknown[rows[first : first + len(found) + 2 * MARGIN]]
            near = np.pad(near, ((0, 0), (MARGIN, MARGIN)), mode="symmetric")
            found[_windows_with(near)] = np.nan
        return found


def _windows_with(unknown: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which windows of a band with margins hold a pixel that is marked."""
    return np.asarray(sliding_window_view(unknown, (WINDOW, WINDOW)).any(axis=(2, 3)))


def map_sums(
    found: npt.NDArray[np.float64], begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the sum of a part of a map over runs of its pixels, and how many are not NaN."""
    sums = np.zeros(2)
    real_kernels.add_known(found.reshape(-1), begin, end, sums)
    return sums
