"""Regions drawn as shapes: corners in pixels of an image in, pixels out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from napari_compare.core.regions import Region
from napari_compare.core.shapes import (
    ellipse_runs,
    ellipse_size,
    outside_notes,
    polygon_runs,
    polygons_size,
)


def drawn_region(
    kind: str,
    corners: npt.NDArray[np.float64],
    name: str,
    id: int,
    shape: tuple[int, ...],
    axes: Sequence[str],
) -> Region:
    """Return the pixels of a shape that was drawn on a plane of an image.

    Parameters
    ----------
    kind
        "ellipse": corners are those of the parallelogram around it. Anything else: a polygon's.
    corners
        Shape (n, d), in pixels of the image with pixel centres at whole numbers, of its last d
        axes. Along those before the plane it is where the shape was drawn.
    name, id
        What the region is called, and its number.
    shape, axes
        Shape of the image, and names of its axes.

    Returns
    -------
    Region
        Its notes say what part of it lies outside the image.

    Raises
    ------
    ValueError
        If a coordinate is not finite, or an ellipse does not have four corners.
    """
    plane, outline = (shape[-2], shape[-1]), corners[:, -2:]
    if kind == "ellipse":
        if len(outline) != 4:
            raise ValueError(f"An ellipse has 4 corners, not {len(outline)}.")
        half_axes = np.column_stack([outline[1] - outline[0], outline[3] - outline[0]]) / 2
        ellipse = outline.mean(axis=0), half_axes
        runs, size = ellipse_runs(*ellipse, plane), ellipse_size(*ellipse)
    else:
        runs, size = polygon_runs(outline, plane), polygons_size([outline])
    notes = outside_notes(int((runs[2] - runs[1]).sum()), size)
    leading = range(len(shape) - corners.shape[1], len(shape) - 2)
    places = corners[:, :-2].mean(axis=0).tolist()
    drawn_at = {axis: round(place) for axis, place in zip(leading, places, strict=True)}
    beside = [f"{axes[i]} = {at}" for i, at in drawn_at.items() if not 0 <= at < shape[i]]
    if beside:
        where = " and ".join(beside)
        notes += (f"The region was drawn at {where}, where the image has no plane.",)
    return Region(name, id, plane, *runs, drawn_at, notes)
