"""The structural similarity map of a plane, and its sum over regions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.first import pixels

WINDOW = 7
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
        margin = WINDOW // 2
        rows = np.pad(np.arange(self._height), margin, mode="symmetric")[first : last + 2 * margin]
        columns = np.pad(np.arange(self._width), margin, mode="symmetric")
        padded, offsets = [], []
        for values, background in self._channels:
            band = values[rows].astype(np.float64)[:, columns]
            offset = _middle(band)
            padded.append(band - offset)
            offsets.append(offset - background)
        found = np.empty((last - first, self._width))
        kernels.similarity_map(*padded, *offsets, WINDOW, *self._constants, found)
        return found


def map_sums(
    found: npt.NDArray[np.float64], begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the sum of a part of a map over runs of its pixels, and how many are finite."""
    values = pixels(found.reshape(-1), begin, end)
    values = values[np.isfinite(values)]
    return np.array([values.sum(), values.size])


def _middle(values: npt.NDArray[np.float64]) -> float:
    """Return a number near the values, so that squares of what is left do not cancel."""
    finite = values[np.isfinite(values)]
    return float(np.rint(finite.mean())) if finite.size else 0.0
