"""The structural similarity map of a plane, and its sum over regions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.first import pixels

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
        self._channels = tuple(zip((a, b), backgrounds, strict=True))
        self._constants = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
        self._height, self._width = a.shape

    @property
    def bands(self) -> range:
        """First row of each band; none where the plane is smaller than the window."""
        return range(0, self._height if min(self._height, self._width) >= WINDOW else 0, BAND)

    def band(self, first: int) -> npt.NDArray[np.float64]:
        """Return the map of the band that begins at a row, shape (rows, width)."""
        last = min(self._height, first + BAND)
        rows = np.pad(np.arange(self._height), MARGIN, mode="symmetric")[first : last + 2 * MARGIN]
        padded, offsets, unknown = [], [], np.zeros(0, dtype=bool)
        for values, background in self._channels:
            band = _padded(values[rows])
            bad = ~np.isfinite(band) if values.dtype.kind == "f" else unknown
            if bad.any():
                band[bad] = 0
                unknown = unknown | bad if unknown.size else bad
            offset = float(band[0, 0])
            band -= offset
            padded.append(band)
            offsets.append(offset - background)
        found = np.empty((last - first, self._width))
        kernels.similarity_map(*padded, *offsets, *self._constants, found)
        if unknown.any():
            found[_windows_with(unknown)] = np.nan
        return found


def _padded(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return rows as float64, with their ends mirrored."""
    height, width = values.shape
    band = np.empty((height, width + 2 * MARGIN))
    band[:, MARGIN:-MARGIN] = values
    band[:, :MARGIN] = values[:, MARGIN - 1 :: -1]
    band[:, -MARGIN:] = values[:, : -MARGIN - 1 : -1]
    return band


def _windows_with(unknown: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which windows of a padded band hold a pixel that is marked."""
    return np.asarray(sliding_window_view(unknown, (WINDOW, WINDOW)).any(axis=(2, 3)))


def map_sums(
    found: npt.NDArray[np.float64], begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the sum of a part of a map over runs of its pixels, and how many are finite."""
    values = pixels(found.reshape(-1), begin, end)
    values = values[np.isfinite(values)]
    return np.array([values.sum(), values.size])
