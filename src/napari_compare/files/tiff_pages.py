"""The pages of a TIFF file as a series, each unpacked when it is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from napari_compare.files.tiff import MAPPED_BYTES

TOGETHER = 1 << 22  # pixels that are read at once
GREY = (tifffile.PHOTOMETRIC.MINISBLACK, tifffile.PHOTOMETRIC.MINISWHITE)


@dataclass(frozen=True, eq=False)
class TiffPages:
    """Pages of one shape as one array.

    Parameters
    ----------
    path
        The file.
    shape
        Number of pages, and shape of each.
    dtype
        Type of the intensities.
    """

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def chunks(self) -> tuple[int, ...]:
        """How much is best read at once: finding a page means passing those before it."""
        frames, *plane = self.shape
        return (min(frames, max(1, TOGETHER // math.prod(plane))), *plane)

    def __getitem__(self, key: tuple[slice, ...]) -> npt.NDArray[Any]:
        """Read a range of pages, and return a part of each."""
        frames, *within = key
        pages = range(self.shape[0])[frames]
        read = tifffile.imread(self.path, key=pages, maxworkers=1)
        part: npt.NDArray[Any] = read.reshape(len(pages), *self.shape[1:])[:, *within]
        return part


def tiff_pages(path: Path) -> TiffPages | None:
    """Return the pages of a TIFF file as a series where it can only, or best, be read by pages.

    That is a file of packed pages too large to be unpacked at once, and one whose pages were
    written one by one, so that each counts as an image of its own.

    Returns
    -------
    TiffPages or None
        None for any other file.

    Raises
    ------
    Exception
        Of any kind, if the file is no TIFF, or is damaged.
    """
    with tifffile.TiffFile(path) as file:
        if not file.series or file.series[0].keyframe.photometric not in GREY:
            return None
        first, count = file.series[0], len(file.pages)
        plane = tuple(first.keyframe.shape)
        packed = first.dataoffset is None and first.nbytes >= MAPPED_BYTES
        together = len(file.series) == 1 and first.shape == (count, *plane) and packed
        apart = len(file.series) == count > 1 and all(
            (one.shape, one.dtype) == (plane, first.dtype) for one in file.series
        )
        if len(plane) == 2 and (together or apart):
            return TiffPages(path, (count, *plane), np.dtype(first.dtype))
    return None
