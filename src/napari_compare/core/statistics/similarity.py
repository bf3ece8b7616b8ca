"""The structural similarity map of a plane, in bands, and its sum over regions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels

WINDOW = 7
BAND = 128


def similarity_bands(
    a: npt.NDArray[Any],
    b: npt.NDArray[Any],
    backgrounds: tuple[float, float],
    data_range: float,
) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    """Yield the SSIM map of a plane band by band, with the first row of each.

    Parameters
    ----------
    a, b
        The whole plane of both channels, shape (height, width).
    backgrounds
        What is subtracted from A and B.
    data_range
        Intensity range L.

    Yields
    ------
    int, ndarray
        First row, and the map from there, float64; NaN where a window holds a value that is not
        finite. The plane is mirrored at its edges. Nothing for a plane smaller than the window.

    References
    ----------
    Wang Z et al. (2004) IEEE Trans Image Process 13:600, doi:10.1109/TIP.2003.819861.
    """
    height, width = a.shape
    if min(height, width) < WINDOW:
        return
    margin = WINDOW // 2
    rows = np.pad(np.arange(height), margin, mode="symmetric")
    columns = np.pad(np.arange(width), margin, mode="symmetric")
    constants = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    for first in range(0, height, BAND):
        last = min(height, first + BAND)
        padded, offsets = [], []
        for values, background in zip((a, b), backgrounds, strict=True):
            band = values[rows[first : last + 2 * margin]].astype(np.float64)[:, columns]
            offset = _middle(band)
            padded.append(band - offset)
            offsets.append(offset - background)
        found = np.empty((last - first, width))
        kernels.similarity_map(*padded, *offsets, WINDOW, *constants, found)
        yield first, found


def _middle(values: npt.NDArray[np.float64]) -> float:
    """Return a number near the values, so that squares of what is left do not cancel."""
    finite = values[np.isfinite(values)]
    return float(np.rint(finite.mean())) if finite.size else 0.0
