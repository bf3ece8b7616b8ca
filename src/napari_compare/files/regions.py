"""Reading regions from ImageJ ROIs, label images and napari's shapes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from napari_compare.core.drawn import drawn_region
from napari_compare.core.pair import default_axes
from napari_compare.core.regions import Region, as_regions
from napari_compare.files.imagej.regions import read_rois
from napari_compare.files.images import read_image

MOST_LABELS = 20_000
LARGEST_TABLE = 1 << 27  # bytes of a table of shapes
_ENCLOSING = ("rectangle", "ellipse", "polygon")


def read_regions(
    path: str | Path, shape: tuple[int, ...], axes: Sequence[str] = ()
) -> tuple[list[Region], list[str]]:
    """Read the regions of an image from a file.

    Parameters
    ----------
    path
        ImageJ ROIs (`.roi`, or `.zip` of them), shapes saved by napari (`.csv`), or a label image
        in any format that napari reads: a region for each number but 0.
    shape, axes
        Shape of the image, and the names of its axes.

    Returns
    -------
    regions, warnings
        Regions, and a sentence for each shape that encloses nothing and was left out.

    Raises
    ------
    ValueError
        If there is no such file, it cannot be read, does not fit the image or has no region.
    """
    path = Path(path)
    if not path.exists():
        raise ValueError(f"There is no file {path}.")
    suffix = path.suffix.lower()
    if suffix in (".roi", ".zip"):
        regions, warnings = read_rois(path, shape, axes)
    elif suffix == ".csv":
        regions, warnings = _read_shapes(path, shape, axes or default_axes(len(shape)))
    else:
        regions, warnings = _read_labels(path, shape), []
    if not regions:
        raise ValueError(" ".join([f"{path} holds no region that encloses pixels.", *warnings]))
    return regions, warnings


def regions_or_whole(
    path: Path | None, shape: tuple[int, ...], axes: Sequence[str]
) -> tuple[list[Region], list[str]]:
    """Read regions as `read_regions` does, or return the whole image where there is no file."""
    return ([Region.whole(shape)], []) if path is None else read_regions(path, shape, axes)


def _read_labels(path: Path, shape: tuple[int, ...]) -> list[Region]:
    """Return a region for each label of a label image."""
    labels = np.asarray(read_image(path).data)
    while labels.ndim > 2 and labels.shape[0] == 1:
        labels = labels[0]
    count = np.unique(labels).size
    if count > MOST_LABELS:
        raise ValueError(
            f"{path} holds {count} different numbers, too many for labels of regions: it seems to "
            "be an image of intensities."
        )
    try:
        return as_regions(labels, shape)
    except ValueError as error:
        raise ValueError(f"{path} does not serve as regions: {error}") from error


def _read_shapes(
    path: Path, shape: tuple[int, ...], axes: Sequence[str]
) -> tuple[list[Region], list[str]]:
    """Return the shapes of a table as napari saves it."""
    if path.stat().st_size > LARGEST_TABLE:
        raise ValueError(f"{path} is too large for a table of shapes.")
    try:
        table = pd.read_csv(path)
        columns = [column for column in table.columns if str(column).startswith("axis-")]
        shapes = [
            (str(part["shape-type"].iloc[0]), part.sort_values("vertex-index")[columns])
            for _, part in table.groupby("index", sort=True)
        ]
    except (KeyError, ValueError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{path} is no table of shapes as napari saves it: {_first_line(error)}."
        ) from error
    if len(columns) < 2:
        raise ValueError(f"{path} is no table of shapes: it has fewer than two axes.")
    regions, warnings = [], []
    for number, (kind, corners) in enumerate(shapes, start=1):
        name = f"shape {number}"
        if kind not in _ENCLOSING:
            warnings.append(
                f'{path.name}: "{name}" is a {kind}, encloses nothing and was left out.'
            )
            continue
        try:
            at = corners.to_numpy(np.float64)
            regions.append(_shape_region(at, kind, name, number, shape, axes))
        except ValueError as error:
            raise ValueError(f'{path}: "{name}" cannot be used: {error}') from error
    return regions, warnings


def _shape_region(
    corners: npt.NDArray[np.float64],
    kind: str,
    name: str,
    number: int,
    shape: tuple[int, ...],
    axes: Sequence[str],
) -> Region:
    """Return the pixels of one shape with corners in pixels of the image."""
    if np.ptp(corners[:, :-2], axis=0).any():
        raise ValueError("It is not drawn in the plane of the last two axes.")
    return drawn_region(kind, corners[:, -len(shape) :], name, number, shape, axes)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
