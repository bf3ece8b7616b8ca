"""Folders of pairs, cut from the sample of four cells."""

from pathlib import Path

import numpy as np
from roifile import ROI_TYPE, ImagejRoi, roiwrite
from tifffile import imwrite

SIDE = 96


def cell_rois():
    oval = ImagejRoi(roitype=ROI_TYPE.OVAL, top=10, left=8, bottom=80, right=60, name="oval")
    corners = np.array([(50, 10), (90, 20), (80, 90), (40, 70)])
    return [oval, ImagejRoi.frompoints(corners, name="polygon")]


class Folders:
    """Two folders, `a` and `b`, with a pair for each index."""

    def __init__(self, parent: Path, sample) -> None:
        self.parent, self.sample = parent, sample
        self.a, self.b, self.out = parent / "green", parent / "magenta", parent / "out"
        self.a.mkdir()
        self.b.mkdir()

    def cut(self, i: int):
        """Return a window of both channels, another one for each index."""
        window = np.s_[60 + i : 60 + i + SIDE, 70 + 2 * i : 70 + 2 * i + SIDE]
        return self.sample.a[window], self.sample.b[window]

    def file_a(self, i: int) -> Path:
        return self.a / f"img{i}__a.tif"

    def file_b(self, i: int) -> Path:
        return self.b / f"img{i}__b.tif"

    def file_rois(self, i: int) -> Path:
        return self.a / f"img{i}__a_roi.zip"

    def add(self, *indices: int, rois: bool = True) -> None:
        for i in indices:
            a, b = self.cut(i)
            imwrite(self.file_a(i), a)
            imwrite(self.file_b(i), b)
            if rois:
                roiwrite(self.file_rois(i), cell_rois())
