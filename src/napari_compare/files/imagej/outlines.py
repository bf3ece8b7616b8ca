"""What a ROI outlines, in ImageJ's coordinates: the whole numbers are corners of pixels."""

from __future__ import annotations

import struct
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from roifile import ROI_SUBTYPE, ROI_TYPE, ImagejRoi

Floats = npt.NDArray[np.float64]
Ellipse = tuple[Floats, Floats]

TO_CENTRES = 0.5
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


def encloses_nothing(roi: ImagejRoi) -> str | None:
    """Return what a ROI is that has no area, or None."""
    if roi.subtype in _NO_AREA:
        return _NO_AREA[roi.subtype]
    if roi.roitype in _AREAS:
        return None
    return _KINDS.get(roi.roitype, f"of the unknown type {int(roi.roitype)}")


def ellipse_of(roi: ImagejRoi) -> Ellipse | None:
    """Return centre and half axes, with pixel centres at whole numbers, if a ROI is an ellipse."""
    if roi.roitype == ROI_TYPE.OVAL:
        return _oval(roi)
    return _ellipse(roi) if roi.subtype == ROI_SUBTYPE.ELLIPSE else None


def _oval(roi: ImagejRoi) -> Ellipse:
    """Return centre and half axes of an oval, which ImageJ counts by its whole-number bounds."""
    half = np.array([roi.bottom - roi.top, roi.right - roi.left]) / 2
    return np.array([roi.top, roi.left]) + half - TO_CENTRES, np.diag(half)


def _ellipse(roi: ImagejRoi) -> Ellipse:
    """Return centre and half axes of an ellipse given by its long axis and aspect ratio."""
    first, last, ratio = _axis(roi)
    along = (last - first) / 2
    across = ratio * along[::-1] * (-1, 1)
    return (first + last) / 2 - TO_CENTRES, np.column_stack([along, across])


def paths_of(roi: ImagejRoi) -> list[Floats]:
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
