"""ImageJ's regions of interest: `.roi` files and `.zip` archives of them.

In ImageJ the whole numbers of an outline are corners of pixels, so the centre of pixel i lies at
i + 0.5; here it lies at i. What ImageJ's own measurements count is followed to the pixel:
rectangles by their whole-number bounds, ovals where a pixel's centre lies within or on the
ellipse inscribed in these bounds, polygons by the even–odd rule with a centre on the left
outline outside and one on the right outline inside.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from roifile import ROI_OPTIONS, ROI_SUBTYPE, ROI_TYPE, ImagejRoi

from napari_compare.core.regions import Region
from napari_compare.core.shapes import (
    Runs,
    ellipse_runs,
    ellipse_size,
    multi_polygon_runs,
    outside_notes,
    polygons_size,
)

Floats = npt.NDArray[np.float64]

LARGEST_ROI = 1 << 24  # bytes of one ROI
LARGEST_ARCHIVE = 1 << 27  # bytes of all its ROIs
MOST_ROIS = 20_000
_TO_CENTRES = 0.5
_TO_THE_RIGHT = 1e-8  # puts centres on a left outline outside, as ImageJ's polygon filler does
_CURVE_STEPS = np.linspace(0, 1, 33)[1:, None]
_AREAS = (ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED, ROI_TYPE.RECT, ROI_TYPE.OVAL)
_NO_AREA = {ROI_SUBTYPE.TEXT: "text", ROI_SUBTYPE.IMAGE: "an image", ROI_SUBTYPE.ARROW: "an arrow"}
_KINDS = {
    ROI_TYPE.LINE: "a line",
    ROI_TYPE.FREELINE: "a line",
    ROI_TYPE.POLYLINE: "a line",
    ROI_TYPE.ANGLE: "an angle",
    ROI_TYPE.POINT: "points",
}


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
    for number, (name, data) in enumerate(_contents(path), start=1):
        try:
            roi = ImagejRoi.frombytes(data)
            name = roi.name or name
            if kind := _encloses_nothing(roi):
                warnings.append(
                    f'{path.name}: "{name}" is {kind}, encloses nothing and was left out.'
                )
                continue
            regions.append(_region(roi, name, number, shape, axes))
        except (ValueError, TypeError, IndexError, struct.error, UnicodeDecodeError) as error:
            raise ValueError(f'{path}: the ROI "{name}" is damaged ({error}).') from error
    return regions, warnings


def _contents(path: Path) -> list[tuple[str, bytes]]:
    """Return name and bytes of each ROI in a file."""
    if path.suffix.lower() != ".zip":
        _check_sizes(path, [path.stat().st_size])
        return [(path.stem, path.read_bytes())]
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                entry
                for entry in archive.infolist()
                if entry.filename.lower().endswith(".roi")
                and not Path(entry.filename).name.startswith("._")
            ]
            _check_sizes(path, [entry.file_size for entry in entries])
            return [(Path(entry.filename).stem, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"{path} is damaged or no archive of ROIs: {error}.") from error


def _check_sizes(path: Path, sizes: Sequence[int]) -> None:
    """Refuse what no ImageJ writes before it is unpacked."""
    if len(sizes) > MOST_ROIS:
        raise ValueError(f"{path} holds {len(sizes)} ROIs; at most {MOST_ROIS} are read.")
    if max(sizes, default=0) > LARGEST_ROI:
        raise ValueError(f"{path} holds an entry that is too large for a ROI.")
    if sum(sizes) > LARGEST_ARCHIVE:
        raise ValueError(
            f"{path} holds {sum(sizes) >> 20} MB of ROIs; at most {LARGEST_ARCHIVE >> 20} are read."
        )


def _encloses_nothing(roi: ImagejRoi) -> str | None:
    """Return what a ROI is that has no area, or None."""
    if roi.subtype in _NO_AREA:
        return _NO_AREA[roi.subtype]
    if roi.roitype in _AREAS:
        return None
    return _KINDS.get(roi.roitype, f"of the unknown type {int(roi.roitype)}")


def _region(
    roi: ImagejRoi, name: str, number: int, shape: tuple[int, ...], axes: Sequence[str]
) -> Region:
    """Return the pixels of one ROI."""
    plane = shape[-2], shape[-1]
    if roi.roitype == ROI_TYPE.OVAL:
        ellipse = _oval(roi)
    elif roi.subtype == ROI_SUBTYPE.ELLIPSE:
        ellipse = _ellipse(roi)
    else:
        ellipse = None
    runs: Runs
    if ellipse:
        runs, size = ellipse_runs(*ellipse, plane), ellipse_size(*ellipse)
    else:
        paths = [path - _TO_CENTRES + (0, _TO_THE_RIGHT) for path in _paths(roi)]
        runs, size = multi_polygon_runs(paths, plane), polygons_size(paths)
    region = Region(name, number, plane, *runs)
    drawn_at, where = _position(roi, shape, axes)
    notes = (*outside_notes(region.size, size), *_approximations(roi), *where)
    return replace(region, drawn_at=drawn_at, notes=notes)


def _oval(roi: ImagejRoi) -> tuple[Floats, Floats]:
    """Return centre and half axes of an oval, which ImageJ counts by its whole-number bounds."""
    half = np.array([roi.bottom - roi.top, roi.right - roi.left]) / 2
    return np.array([roi.top, roi.left]) + half - _TO_CENTRES, np.diag(half)


def _ellipse(roi: ImagejRoi) -> tuple[Floats, Floats]:
    """Return centre and half axes of an ellipse given by its long axis and aspect ratio."""
    first, last, ratio = _axis(roi)
    along = (last - first) / 2
    across = ratio * along[::-1] * (-1, 1)
    return (first + last) / 2 - _TO_CENTRES, np.column_stack([along, across])


def _paths(roi: ImagejRoi) -> list[Floats]:
    """Return the closed outlines (row, column) of a ROI, in ImageJ's coordinates."""
    if roi.multi_coordinates is not None:
        return _composite_paths(roi.multi_coordinates.tolist())
    if roi.subtype == ROI_SUBTYPE.ROTATED_RECT:
        first, last, width = _axis(roi)
        along = last - first
        aside = along[::-1] * (-1, 1) / (np.hypot(*along) or 1.0) * width / 2
        return [np.array([first + aside, last + aside, last - aside, first - aside])]
    if roi.roitype == ROI_TYPE.RECT:
        rows, columns = (roi.top, roi.bottom), (roi.left, roi.right)
        corners = [(rows[i], columns[j]) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0))]
        return [np.array(corners, dtype=np.float64)]
    return [np.asarray(roi.coordinates(), dtype=np.float64)[:, ::-1]]


def _axis(roi: ImagejRoi) -> tuple[Floats, Floats, float]:
    """Return both ends (row, column) of a rotated shape's axis, and its aspect ratio or width.

    That number is a float in the four bytes in which other ROIs keep the look of arrows.
    """
    packed = struct.pack(
        ">BBh", roi.arrow_style_or_aspect_ratio, roi.arrow_head_size, roi.rounded_rect_arc_size
    )
    (number,) = struct.unpack(">f", packed)
    return np.array([roi.y1, roi.x1]), np.array([roi.y2, roi.x2]), number


def _composite_paths(path: list[float]) -> list[Floats]:
    """Return the closed outlines of a composite: moves, lines and curves, as Java writes them."""
    paths: list[Floats] = []
    points: list[Floats] = []
    place = 0
    lengths = {0: 1, 1: 1, 2: 2, 3: 3, 4: 0}
    while place < len(path):
        command = int(path[place])
        if command not in lengths:
            raise ValueError(f"its outline has the unknown command {command}")
        end = place + 1 + 2 * lengths[command]
        given = np.array(path[place + 1 : end], dtype=np.float64).reshape(-1, 2)[:, ::-1]
        if len(given) != lengths[command] or (command != 0 and not points):
            raise ValueError("its outline is incomplete")
        if command in (0, 4) and points:
            paths.append(np.array(points))
            points = [] if command == 0 else [points[0]]
        if len(given):
            start = points[-1:] if command else []
            points.extend(_curve(np.array([*start, *given])) if start else given)
        place = end
    return [*paths, np.array(points)] if len(points) > 1 else paths


def _curve(controls: Floats) -> Floats:
    """Return points of a Bézier curve of any degree, without its first (de Casteljau)."""
    if len(controls) == 2:
        return controls[1:]
    points = [np.broadcast_to(control, (len(_CURVE_STEPS), 2)) for control in controls]
    while len(points) > 1:
        points = [one + _CURVE_STEPS * (other - one) for one, other in pairwise(points)]
    return np.asarray(points[0])


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
