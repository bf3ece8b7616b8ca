"""ImageJ's ROIs as regions.

What ImageJ's own measurements count is followed to the pixel: rectangles by their whole-number
bounds, ovals where a pixel's centre lies within or on the ellipse inscribed in these bounds,
polygons by the even–odd rule with a centre on the left outline outside and one on the right
outline inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from roifile import ROI_OPTIONS, ROI_TYPE, ImagejRoi

from napari_compare.core.regions import Region
from napari_compare.core.shapes import (
    Runs,
    ellipse_runs,
    ellipse_size,
    multi_polygon_runs,
    outside_notes,
    polygons_size,
)
from napari_compare.files.imagej.archive import damage_said, read_archive
from napari_compare.files.imagej.outlines import (
    TO_CENTRES,
    ellipse_of,
    encloses_nothing,
    paths_of,
)

_TO_THE_RIGHT = 1e-8  # puts centres on a left outline outside, as ImageJ's polygon filler does


def read_rois(
    path: Path, shape: tuple[int, ...], axes: Sequence[str]
) -> tuple[list[Region], list[str]]:
    """Read ImageJ ROIs as regions of an image.

    Parameters
    ----------
    path
        `.roi` file or `.zip` archive of such.
    shape, axes
        Shape of the image and names of its axes; the last two are the plane. A ROI's slice and
        frame are looked up under "z" and "t".

    Returns
    -------
    regions, warnings
        Regions in the file's order, numbered from 1 by their place in the file, and a sentence
        for each ROI that encloses nothing and was left out.

    Raises
    ------
    ValueError
        If the file is damaged or holds something other than ROIs.
    """
    regions, warnings = [], []
    for number, (name, roi) in enumerate(read_archive(path), start=1):
        with damage_said(path, name):
            if kind := encloses_nothing(roi):
                warnings.append(
                    f'{path.name}: "{name}" is {kind}, encloses nothing and was left out.'
                )
            else:
                regions.append(_region(roi, name, number, shape, axes))
    return regions, warnings


def _region(
    roi: ImagejRoi, name: str, number: int, shape: tuple[int, ...], axes: Sequence[str]
) -> Region:
    """Return the pixels of one ROI."""
    plane = shape[-2], shape[-1]
    runs: Runs
    if ellipse := ellipse_of(roi):
        runs, size = ellipse_runs(*ellipse, plane), ellipse_size(*ellipse)
    else:
        paths = [path - TO_CENTRES + (0, _TO_THE_RIGHT) for path in paths_of(roi)]
        runs, size = multi_polygon_runs(paths, plane), polygons_size(paths)
    region = Region(name, number, plane, *runs)
    drawn_at, where = _position(roi, shape, axes)
    notes = (*outside_notes(region.size, size), *_approximations(roi), *where)
    return replace(region, drawn_at=drawn_at, notes=notes)


def _approximations(roi: ImagejRoi) -> list[str]:
    """Return sentences on what is counted otherwise than ImageJ does."""
    notes = []
    if roi.options & ROI_OPTIONS.SPLINE_FIT and roi.roitype == ROI_TYPE.POLYGON:
        notes.append("ImageJ smooths this outline; its corners are joined by straight lines here.")
    if roi.roitype == ROI_TYPE.RECT and not roi.composite and roi.rounded_rect_arc_size > 0:
        notes.append("The rounded corners of the rectangle are counted as square.")
    return notes


def _position(
    roi: ImagejRoi, shape: tuple[int, ...], axes: Sequence[str]
) -> tuple[Mapping[int, int], list[str]]:
    """Return on which plane a ROI was drawn, and sentences where that is not clear."""
    leading = list(axes[:-2])
    wanted = {axis: at for axis, at in (("z", roi.z_position), ("t", roi.t_position)) if at > 0}
    if not wanted and roi.position > 0:
        if len(leading) == 1:
            wanted = {leading[0]: roi.position}
        elif leading:
            return {}, [
                f"The ROI's place {roi.position} in the stack names no slice and frame: it counts "
                "on all planes."
            ]
    found, notes = {}, []
    for axis, at in wanted.items():
        if axis in leading and at <= shape[leading.index(axis)]:
            found[leading.index(axis)] = at - 1
        elif axis in leading:
            notes.append(
                f"The ROI was drawn at {axis} {at}, which the image does not have: it counts at "
                f"every {axis}."
            )
    return found, notes
