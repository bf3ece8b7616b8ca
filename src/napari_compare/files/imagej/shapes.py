"""ImageJ's ROIs as shapes to draw, and shapes as ROIs: kinds and corners as napari has them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from roifile import ROI_OPTIONS, ROI_SUBTYPE, ROI_TYPE, ImagejRoi

from napari_compare.files.atomic import whole_file
from napari_compare.files.imagej.archive import damage_said, read_archive
from napari_compare.files.imagej.outlines import (
    TO_CENTRES,
    ellipse_of,
    encloses_nothing,
    paths_of,
)

Floats = npt.NDArray[np.float64]

YELLOW = "#ffff00"  # in which ImageJ draws what has no colour of its own
_LARGEST_CORNER = 30_000  # pixels: ImageJ keeps whole-number bounds in 16 bits
# A centre on a left outline is outside and one on a right outline inside in ImageJ, and the other
# way round here. Polygons are moved by so many columns, so that both count the same pixels: those
# with corners on whole numbers, which meet many centres, by what is left after rounding elsewhere,
# others by little more than the precision of ImageJ's numbers.
_ASIDE_IF_WHOLE = np.array([0, 1e-3])
_ASIDE = np.array([0, 2.0**-13])
_WHOLE = 1e-3  # pixels: corners that are nearer to a whole number lie on it
_OPEN = {
    ROI_TYPE.LINE: "line",
    ROI_TYPE.FREELINE: "path",
    ROI_TYPE.POLYLINE: "path",
    ROI_TYPE.ANGLE: "path",
}


@dataclass(frozen=True, eq=False)
class Shape:
    """A shape drawn on a plane.

    Parameters
    ----------
    kind
        "rectangle", "ellipse", "polygon", "line" or "path", as a Shapes layer names them.
    corners
        Corners (row, column) in pixels, with pixel centres at whole numbers, shape (n, 2); of an
        ellipse those of the parallelogram around it.
    name
        What the shape is called.
    at
        Axis "z" or "t" → index of the plane on which it was drawn, for those that are known.
    colour
        Colour of its line, as a hexadecimal number.
    """

    kind: str
    corners: Floats
    name: str
    at: Mapping[str, int] = field(default_factory=dict)
    colour: str = YELLOW


def read_shapes(path: Path) -> tuple[list[Shape], list[str]]:
    """Read ImageJ's ROIs as shapes.

    A composite, which has holes or parts, becomes one polygon that goes from part to part and
    back the same way: by the even–odd rule it encloses the same pixels.

    Returns
    -------
    shapes, warnings
        The shapes, and a sentence for each ROI that is none: points, texts and images.

    Raises
    ------
    ValueError
        If the file is damaged or holds something other than ROIs.
    """
    shapes, warnings = [], []
    for name, roi in read_archive(path):
        with damage_said(path, name):
            outline = _outline(roi)
            if outline is None or len(np.unique(outline[1], axis=0)) < 2:
                kind = encloses_nothing(roi) or "a single point"
                warnings.append(f'{path.name}: "{name}" is {kind}, no shape, and was left out.')
                continue
            at = {
                "t": roi.t_position,
                "z": roi.z_position or (0 if roi.t_position else roi.position),
            }
            known = {axis: place - 1 for axis, place in at.items() if place > 0}
            colour = roi.hexcolor(roi.stroke_color, default=YELLOW)
            shapes.append(Shape(*outline, name, known, colour or YELLOW))
    return shapes, warnings


def write_shapes(path: Path, shapes: Sequence[Shape]) -> None:
    """Write shapes as ImageJ's ROIs: `.zip` for the ROI Manager, or `.roi` for a single one.

    Rectangles and ellipses with edges along pixels become ImageJ's own, so that they can be
    edited there; all others keep their corners as floating-point numbers.

    Raises
    ------
    ValueError
        If there is no shape, or several for a `.roi` file.
    """
    if not shapes:
        raise ValueError(f"There is no shape to save in {path.name}.")
    if path.suffix.lower() != ".zip" and len(shapes) > 1:
        raise ValueError(f"A .roi file holds 1 shape, not {len(shapes)}: save them as .zip.")
    with whole_file(path) as draft:
        if path.suffix.lower() != ".zip":
            draft.write_bytes(_roi(shapes[0]).tobytes())
            return
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, shape in zip(_entries(shapes), shapes, strict=True):
                archive.writestr(entry, _roi(shape).tobytes())


def _outline(roi: ImagejRoi) -> tuple[str, Floats] | None:
    """Return kind and corners of a ROI, or None if it is no shape."""
    if roi.roitype in _OPEN and roi.subtype not in (ROI_SUBTYPE.TEXT, ROI_SUBTYPE.IMAGE):
        if roi.roitype == ROI_TYPE.LINE:
            return "line", np.array([(roi.y1, roi.x1), (roi.y2, roi.x2)]) - TO_CENTRES
        return "path", _checked(paths_of(roi)[0] - TO_CENTRES)
    if encloses_nothing(roi):
        return None
    if ellipse := ellipse_of(roi):
        return "ellipse", _checked(_box(*ellipse))
    if roi.roitype == ROI_TYPE.RECT and not roi.composite:
        return "rectangle", paths_of(roi)[0] - TO_CENTRES
    paths = paths_of(roi)
    aside = _ASIDE_IF_WHOLE if all((path == np.rint(path)).all() for path in paths) else 0
    paths = [path - TO_CENTRES + aside for path in paths]
    kind = "rectangle" if roi.subtype == ROI_SUBTYPE.ROTATED_RECT else "polygon"
    return kind, _checked(paths[0] if len(paths) == 1 else _joined(paths))


def _checked(corners: Floats) -> Floats:
    if not np.isfinite(corners).all():
        raise ValueError("a corner is not a finite number")
    return corners


def _box(centre: Floats, axes: Floats) -> Floats:
    """Return the corners of the parallelogram around an ellipse."""
    return np.array([centre + axes @ sign for sign in ((-1, -1), (1, -1), (1, 1), (-1, 1))])


def _joined(paths: Sequence[Floats]) -> Floats:
    """Return closed paths as one: out to each and back along the same line."""
    start = paths[0][:1]
    return np.concatenate([part for path in paths for part in (path, path[:1], start)])


def _roi(shape: Shape) -> ImagejRoi:
    """Return a shape as a ROI."""
    corners = shape.corners + TO_CENTRES
    roi = _upright(shape.kind, corners)
    if roi is None and shape.kind == "ellipse":
        roi = _tilted_ellipse(corners)
    elif roi is None and shape.kind == "line":
        (y1, x1), (y2, x2) = corners.tolist()
        roi = ImagejRoi(roitype=ROI_TYPE.LINE, x1=x1, y1=y1, x2=x2, y2=y2)
    elif roi is None and shape.kind == "path":
        roi = _with_points(corners)
        roi.roitype = ROI_TYPE.POLYLINE
    elif roi is None:
        roi = _polygon(corners)
    roi.version = 228
    roi.name = shape.name
    roi.stroke_color = b"\xff" + bytes.fromhex(shape.colour[1:7])
    roi.z_position, roi.t_position = (shape.at.get(axis, -1) + 1 for axis in "zt")
    if len(shape.at) == 1:
        roi.position = roi.z_position or roi.t_position
    return roi


def _upright(kind: str, corners: Floats) -> ImagejRoi | None:
    """Return ImageJ's rectangle or oval, if a shape is one with edges along those of pixels."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    bounds = np.rint([low, high])
    at_edges = np.abs(corners[:, None] - bounds).min(axis=1).max() < _WHOLE
    fits = np.abs(bounds).max() < _LARGEST_CORNER and (bounds[0] < bounds[1]).all()
    sides = np.diff(corners[[0, 1, 2]], axis=0) if len(corners) == 4 else np.ones((2, 2))
    along_axes = (np.abs(sides).min(axis=1) < _WHOLE).all()
    if kind not in ("rectangle", "ellipse") or not (at_edges and fits and along_axes):
        return None
    (top, left), (bottom, right) = bounds.astype(int).tolist()
    roitype = ROI_TYPE.RECT if kind == "rectangle" else ROI_TYPE.OVAL
    return ImagejRoi(roitype=roitype, top=top, left=left, bottom=bottom, right=right)


def _tilted_ellipse(corners: Floats) -> ImagejRoi:
    """Return ImageJ's ellipse: its long axis, and the ratio of the short one to it."""
    half = np.column_stack([corners[1] - corners[0], corners[3] - corners[0]]) / 2
    directions, lengths, _ = np.linalg.svd(half)
    centre, long_axis = corners.mean(axis=0), directions[:, 0] * lengths[0]
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    around = centre + (half @ [np.cos(angles), np.sin(angles)]).T
    roi = _with_points(around)
    roi.subtype = ROI_SUBTYPE.ELLIPSE
    (roi.y1, roi.x1), (roi.y2, roi.x2) = (
        (centre - long_axis).tolist(),
        (centre + long_axis).tolist(),
    )
    packed = struct.pack(">f", lengths[1] / lengths[0] if lengths[0] else 1.0)
    style, head, arc = struct.unpack(">BBh", packed)
    roi.arrow_style_or_aspect_ratio, roi.arrow_head_size, roi.rounded_rect_arc_size = (
        style,
        head,
        arc,
    )
    return roi


def _polygon(corners: Floats) -> ImagejRoi:
    """Return a polygon; one that came from ImageJ with whole numbers has them again."""
    whole = np.rint(corners - _ASIDE_IF_WHOLE)
    if np.abs(corners - _ASIDE_IF_WHOLE - whole).max() < _WHOLE / 10:
        roi = ImagejRoi.frompoints(whole[:, ::-1].astype(np.int64), name="")
    else:
        roi = _with_points(corners - _ASIDE)
    roi.roitype = ROI_TYPE.POLYGON
    return roi


def _with_points(corners: Floats) -> ImagejRoi:
    roi = ImagejRoi.frompoints(corners[:, ::-1], name="")
    roi.options |= ROI_OPTIONS.SUB_PIXEL_RESOLUTION
    return roi


def _entries(shapes: Iterable[Shape]) -> list[str]:
    """Return a name in the archive for each shape: its own, since ImageJ shows that, but a file's.

    Examples
    --------
    >>> cells = [Shape("line", np.zeros((2, 2)), name) for name in ("cell", "../cell", "cell")]
    >>> _entries(cells)
    ['cell.roi', '.._cell.roi', 'cell-1.roi']
    """
    entries: dict[str, None] = {}
    for shape in shapes:
        name = "".join(
            sign if sign.isprintable() and sign not in '/\\:*?"<>|' else "_" for sign in shape.name
        )
        entry, number = f"{name or 'region'}.roi", 0
        while entry in entries:
            number += 1
            entry = f"{name or 'region'}-{number}.roi"
        entries[entry] = None
    return list(entries)
