"""Image layers, or parts of them, as images among which the most alike are found."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_compare.core.alike import Candidate, Match, Picture
from napari_compare.core.images import difference
from napari_compare.core.settings import Settings
from napari_compare.layers.colours import BLUE, ORANGE, as_hex, diverging
from napari_compare.layers.grids import full_resolution, world_matrix
from napari_compare.layers.outputs import TAG, LayerData, contrast_limits, is_output
from napari_compare.layers.several import Frames

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image
    from napari.layers.base import Layer

FILE = "napari-compare file"
MOST_PLANES = 256  # on which a box is drawn: napari takes seconds for thousands of shapes
LINE_SHARE = 0.005  # of the image's width


@dataclass(frozen=True, eq=False)
class Part:
    """An image layer, or what it holds at an index along some axes.

    Parameters
    ----------
    layer
        The layer.
    index
        Axis → the index along it; the part does not have these axes.
    """

    layer: Image
    index: Mapping[int, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a person calls it."""
        where = (f"{Frames(self.layer, axis).name} {at}" for axis, at in self.index.items())
        return ", ".join([self.layer.name, *where])

    def picture(self) -> Picture:
        """Return it as an image, at full resolution, without reading it."""
        data: Any = full_resolution(self.layer)
        key = tuple(self.index.get(axis, slice(None)) for axis in range(len(data.shape)))
        return Picture(data[key], bool(self.layer.rgb))

    def where(self) -> dict[str, Any]:
        """Return the arguments that let a layer, with all axes, lie where this lies."""
        start = np.eye(self.layer.ndim + 1)
        for axis, at in self.index.items():
            start[axis, -1] = at
        return {
            "affine": world_matrix(self.layer) @ start,
            "units": self.layer.units,
            "axis_labels": self.layer.axis_labels,
        }

    def same(self, other: Part) -> bool:
        """Return whether another part is the same pixels."""
        # Not by `is`: napari may hand out a proxy of a layer, each time another.
        return self.layer == other.layer and dict(self.index) == dict(other.index)


def part_of(viewer: ViewerModel, layer: Image, plane: bool) -> Part:
    """Return a layer, or of it the plane where the viewer's sliders are."""
    shown = _shown(viewer, layer)
    return Part(layer, {axis: shown[axis] for axis in range(layer.ndim - 2)} if plane else {})


def frame_of(viewer: ViewerModel, layer: Image, frames: Frames) -> Part:
    """Return what of a layer can be compared with frames: the frame that is shown, if it has any.

    A layer with the axes of a frame is taken as it is.
    """
    has_frames = layer.ndim == frames.layer.ndim
    return Part(layer, {frames.axis: _shown(viewer, layer)[frames.axis]} if has_frames else {})


def layers_as_candidates(
    viewer: ViewerModel, layers: Sequence[Image], asked: Part, plane: bool
) -> list[Candidate]:
    """Return image layers but the one that is asked about; of each the plane shown, if `plane`.

    Raises
    ------
    ValueError
        If there is no other.
    """
    parts = [part_of(viewer, layer, plane) for layer in layers if layer != asked.layer]
    if not parts:
        raise ValueError(
            "There is no other image layer: open some, or look in a folder or among frames."
        )
    return [_candidate(part) for part in parts]


def frames_as_candidates(frames: Frames, asked: Part) -> list[Candidate]:
    """Return the frames of a layer but the one that is asked about."""
    parts = [Part(frames.layer, {frames.axis: i}) for i in range(frames.count)]
    return [_candidate(part) for part in parts if not part.same(asked)]


def go_to(viewer: ViewerModel, part: Part) -> None:
    """Select and show a layer, and move the sliders to where the part of it is."""
    part.layer.visible = True
    viewer.layers.selection.active = part.layer
    move_to(viewer, part)


def move_to(viewer: ViewerModel, part: Part) -> None:
    """Move the viewer's sliders to where a part of a layer is."""
    layer = part.layer
    if part.index:
        place = np.array(layer.world_to_data(tuple(viewer.dims.point)[-layer.ndim :]), dtype=float)
        for axis, at in part.index.items():
            place[axis] = at
        first = viewer.dims.ndim - layer.ndim
        viewer.dims.set_point(range(first, viewer.dims.ndim), layer.data_to_world(tuple(place)))


def opened(viewer: ViewerModel, path: Path) -> Layer | None:
    """Return the layer in which a file is open; None if there is none."""
    return next((layer for layer in viewer.layers if opened_from(layer) == path), None)


def opened_from(layer: Layer) -> Path | None:
    """Return the file that is open in a layer; None if there is none."""
    path = layer.metadata.get(FILE) or layer.source.path
    return Path(path) if path else None


def file_as_layer(path: Path, picture: Picture, asked: Part) -> LayerData:
    """Return an image file as napari's layer data tuple, on the image asked about if it fits."""
    meta = {"name": path.stem, "rgb": picture.colour, "metadata": {FILE: str(path)}}
    if picture.shape != asked.picture().shape:
        return picture.data, meta, "image"
    data = _with_all_axes(picture.data, asked)
    return data, meta | asked.where(), "image"


def what_differs(asked: Part, match: Match, other: Picture) -> list[LayerData]:
    """Return where an image differs as napari's layer data tuples: the difference, and a box.

    Parameters
    ----------
    asked
        The image asked about, on which the layers lie.
    match, other
        The image that differs. It must have the same shape.
    """
    names = asked.name, match.candidate.name
    signed = difference(asked.picture().intensities(), other.intensities())
    image = _with_all_axes(signed, asked)
    look = {
        "contrast_limits": contrast_limits("signed", image),
        "colormap": diverging(BLUE, ORANGE),
        "blending": "additive",
    }
    box = {
        "shape_type": "rectangle",
        "edge_width": max(1.0, LINE_SHARE * other.shape[-1]),
        "edge_color": as_hex(ORANGE),
        "face_color": "transparent",
    }
    return [
        (image, {**_ours("alike_difference", names, asked, "{} − {}"), **look}, "image"),
        (_rectangles(match, asked), {**_ours("alike_box", names, asked), **box}, "shapes"),
    ]


def put_in_place(viewer: ViewerModel, layer: Layer) -> None:
    """Add a layer of ours, instead of an earlier one of the same kind."""
    wanted = layer.metadata[TAG]["output"]
    for earlier in [one for one in viewer.layers if is_output(one)]:
        if earlier.metadata[TAG].get("output") == wanted:
            viewer.layers.remove(earlier)
    viewer.add_layer(layer)


def _shown(viewer: ViewerModel, layer: Image) -> list[int]:
    """Return the pixel of a layer at which the viewer's sliders are, the nearest one there is."""
    point = layer.world_to_data(tuple(viewer.dims.point)[-layer.ndim :])
    lengths = full_resolution(layer).shape
    return [min(max(round(float(at)), 0), n - 1) for at, n in zip(point, lengths, strict=False)]


def _candidate(part: Part) -> Candidate:
    return Candidate(part.name, part.picture, part)


def _with_all_axes(data: Any, part: Part) -> Any:
    """Return an image of a part's shape with the axes that the part lacks, of length one."""
    for axis in sorted(part.index):
        data = data[(slice(None),) * axis + (None,)]
    return data


def _ours(
    output: str, names: tuple[str, str], asked: Part, title: str = "where {} and {} differ"
) -> dict[str, Any]:
    from napari_compare import __version__

    tag = {
        "output": output,
        "intensities": "raw",
        "layers": list(names),
        "settings": Settings().to_dict(),
        "version": __version__,
        "regions": [],
        "regions_from": "",
    }
    return {"name": title.format(*names), "metadata": {TAG: tag}, **asked.where()}


def _rectangles(match: Match, asked: Part) -> list[Any]:
    """Return the box in which an image differs: a rectangle on each plane, the first 256."""
    assert match.differing is not None
    *leading, (top, bottom), (left, right) = match.differing.box
    planes = itertools.product(*(range(first, last + 1) for first, last in leading))
    rows, columns = (top - 0.5, bottom + 0.5), (left - 0.5, right + 0.5)
    corners = list(zip(np.repeat(rows, 2), (*columns, *reversed(columns)), strict=True))
    made = []
    for plane in itertools.islice(planes, MOST_PLANES):
        vertices = np.array([(*plane, *corner) for corner in corners], dtype=float)
        for axis in sorted(asked.index):
            vertices = np.insert(vertices, axis, 0, axis=1)
        made.append(vertices)
    return made


def planes_without_box(match: Match) -> int:
    """Return on how many planes of its box, beyond the first 256, no rectangle is drawn."""
    assert match.differing is not None
    count = prod(last - first + 1 for first, last in match.differing.box[:-2])
    return max(0, count - MOST_PLANES)
