"""ImageJ's ROIs in napari: dragged in they are Shapes layers, and Shapes layers are saved as ROIs.

Both lie on the pixels of an image in the viewer: of the layer that is selected, if it is an
image, else of the topmost image that is shown. Without one, a pixel is 1 wide.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import napari
import numpy as np
from napari.layers import Image, Layer

from napari_compare.files.imagej.shapes import Shape, read_shapes, write_shapes
from napari_compare.layers.colours import as_hex
from napari_compare.layers.grids import world_matrix
from napari_compare.layers.regions import DrawnShape, DrawnShapes, snapshot_shapes

LayerData = tuple[Any, dict[str, Any], str]

POSITIONS = ("t", "z")


def get_reader(path: str | list[str]) -> Callable[[str | list[str]], list[LayerData]] | None:
    """Return what reads a file of ImageJ ROIs, or None if a file is none."""
    paths = [path] if isinstance(path, str) else path
    return read_rois if all(_holds_rois(Path(one)) for one in paths) else None


def read_rois(path: str | list[str]) -> list[LayerData]:
    """Read files of ImageJ ROIs as Shapes layers with names.

    ROIs that were drawn on a plane of a stack lie on that plane; those drawn on none are a layer
    of their own, which is seen on all planes.

    Raises
    ------
    ValueError
        If a file is damaged or holds no shape.
    """
    layers: list[LayerData] = []
    for one in [path] if isinstance(path, str) else path:
        found, messages = roi_layers(Path(one), reference_image())
        for message in messages:
            _warn(message)
        layers += found
    return layers


def roi_layers(path: Path, image: Image | None) -> tuple[list[LayerData], list[str]]:
    """Return the ROIs of a file, those with places along the same axes as one layer.

    Parameters
    ----------
    path
        A `.roi` file, or a `.zip` of them.
    image
        On whose pixels they lie; None: a pixel is 1 wide.

    Returns
    -------
    layers, messages
        Shapes layers, and a sentence for each ROI that is none.

    Raises
    ------
    ValueError
        If the file is damaged or holds no shape.
    """
    shapes, messages = read_shapes(path)
    if not shapes:
        raise ValueError(" ".join([f"{path} holds no shape to show.", *messages]))
    groups: dict[tuple[str, ...], list[Shape]] = {}
    for shape in shapes:
        places = tuple(axis for axis in POSITIONS if axis in shape.at)
        groups.setdefault(places, []).append(shape)
    layers = [_layer(path.stem, group, places, image) for places, group in groups.items()]
    return layers, messages


def write_rois(path: str, data: Any, attributes: dict[str, Any]) -> list[str]:
    """Write a Shapes layer as ImageJ ROIs; return the file written.

    Raises
    ------
    ValueError
        If there is no shape that ImageJ can hold, or several for a `.roi` file.
    """
    layer = Layer.create(data, attributes, "shapes")
    drawn = snapshot_shapes(layer, reference_image() or _own_pixels(layer))
    coloured = list(zip(drawn.shapes, map(as_hex, layer.edge_color), strict=True))
    if left_out := [shape.name for shape in drawn.shapes if drawn.varies_along(shape)]:
        _warn(f"Not on one plane, and so not saved: {', '.join(left_out)}.")
    rois = [_as_roi(*one, drawn) for one in coloured if not drawn.varies_along(one[0])]
    write_shapes(Path(path), rois)
    return [path]


def reference_image() -> Image | None:
    """Return the image on whose pixels ROIs lie, or None if there is none."""
    viewer = napari.current_viewer()
    if viewer is None:
        return None
    if isinstance(viewer.layers.selection.active, Image):
        return viewer.layers.selection.active
    images = [layer for layer in viewer.layers if isinstance(layer, Image)]
    shown = [image for image in images if image.visible]
    return (shown or images or [None])[-1]


def _holds_rois(path: Path) -> bool:
    if path.suffix.lower() == ".roi":
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(".roi") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _layer(
    name: str, shapes: Sequence[Shape], places: tuple[str, ...], image: Image | None
) -> LayerData:
    vertices = [
        np.column_stack(
            [*(np.full(len(shape.corners), shape.at[a]) for a in places), shape.corners]
        )
        for shape in shapes
    ]
    attributes = {
        "name": name,
        "shape_type": [shape.kind for shape in shapes],
        "features": {"name": [shape.name for shape in shapes]},
        "feature_defaults": {"name": ""},
        "text": {"string": "{name}", "color": "white", "size": 10, "anchor": "upper_left"},
        "edge_color": [shape.colour for shape in shapes],
        "face_color": "transparent",
        "edge_width": 1,
        **place_on(image, (*places, "y", "x")),
    }
    return vertices, attributes, "shapes"


def place_on(image: Image | None, axes: tuple[str, ...]) -> dict[str, Any]:
    """Return the transform, units and names of an image's last axes, as many as there are."""
    if image is None:
        return {}
    ndim, common = len(axes), min(len(axes), image.ndim)
    affine = np.eye(ndim + 1)
    affine[-common - 1 :, -common - 1 :] = world_matrix(image)[-common - 1 :, -common - 1 :]
    linear = affine[:-1, :-1]
    if np.array_equal(linear, np.diag(np.diag(linear))) and (np.diag(linear) > 0).all():
        place: dict[str, Any] = {"scale": np.diag(linear), "translate": affine[:-1, -1]}
    else:
        place = {"affine": affine}
    beyond = ndim - common
    place["units"] = (*("pixel",) * beyond, *image.units[-common:])
    place["axis_labels"] = (*axes[:beyond], *image.axis_labels[-common:])
    return place


def _own_pixels(layer: Layer) -> Image:
    """Return an image whose pixels are a layer's own coordinates."""
    return Image(
        np.zeros((1,) * layer.ndim),
        affine=world_matrix(layer),
        units=layer.units,
        axis_labels=layer.axis_labels,
    )


def _as_roi(shape: DrawnShape, colour: str, drawn: DrawnShapes) -> Shape:
    at = {
        axis: round(float(shape.vertices[0, i]))
        for i, axis in enumerate(drawn.axes[:-2])
        if axis in POSITIONS and i >= drawn.free
    }
    return Shape(shape.kind, shape.vertices[:, -2:], shape.name, at, colour)


def _warn(text: str) -> None:
    """Tell a person: napari shows warnings in its window."""
    warnings.warn(text, stacklevel=3)
