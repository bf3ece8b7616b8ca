"""Regions drawn in napari, taken in world coordinates onto an image's pixels.

Reading a layer has two steps, since layers belong to the window's thread and the work does not:
`snapshot` copies what was drawn, quickly; its `rasterise` finds the pixels, in any thread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from napari.layers import Labels, Shapes

from napari_compare.core.drawn import drawn_region
from napari_compare.core.pair import ArrayLike
from napari_compare.core.regions import Region, regions_from_labels
from napari_compare.core.resample import Resampled
from napari_compare.layers.colours import as_hex
from napari_compare.layers.grids import axis_names, full_resolution, pixel_matrix

if TYPE_CHECKING:
    import pandas as pd
    from napari.layers import Image

Floats = npt.NDArray[np.float64]
Found = tuple[list[Region], list[str]]

NAME_COLUMNS = ("name", "region", "label")
OPEN_SHAPES = ("line", "path")
FLAT = 1e-3  # pixels: what varies by less along an axis lies on one plane


def regions_from_layer(layer: Shapes | Labels, image: Image) -> Found:
    """Return the regions of a Shapes or Labels layer on an image layer's pixels.

    Returns
    -------
    regions
        One per closed shape or label, by position in the layer or label value.
    messages
        Sentences that name what was left out, and why. Without regions there is at least one.

    See Also
    --------
    snapshot : The same in two steps, for use with threads.
    """
    return snapshot(layer, image).rasterise()


def snapshot(layer: Shapes | Labels, image: Image) -> Drawing:
    """Return what a Shapes or Labels layer holds now, placed on an image layer's pixels.

    Raises
    ------
    ValueError
        If the labels have more axes than the image, or a transform is flat.
    """
    return _labels(layer, image) if isinstance(layer, Labels) else snapshot_shapes(layer, image)


class Drawing(Protocol):
    """What a layer held when it was looked at, placed on an image's pixels."""

    def rasterise(self) -> Found:
        """Return the regions, and sentences about what was left out."""


@dataclass(frozen=True, eq=False)
class DrawnShape:
    """A shape: napari's name of its kind, its vertices in pixels of the image, name and number."""

    kind: str
    vertices: Floats
    name: str
    id: int


@dataclass(frozen=True, eq=False)
class DrawnShapes:
    """What a Shapes layer held.

    Parameters
    ----------
    layer
        The layer's name.
    shapes
        The shapes, in order.
    image_shape, axes
        Shape of the image and names of its axes.
    free
        Number of leading axes of the image that the layer does not have: its shapes are on every
        plane along them.
    """

    layer: str
    shapes: Sequence[DrawnShape]
    image_shape: tuple[int, ...]
    axes: tuple[str, ...]
    free: int

    def rasterise(self) -> Found:
        """Return the regions, and sentences about what was left out."""
        regions, messages = [], []
        lines = [f'"{shape.name}"' for shape in self.shapes if shape.kind in OPEN_SHAPES]
        if lines:
            messages.append(f"Lines and paths enclose nothing and were left out: {_list(lines)}.")
        for shape in self.shapes:
            if shape.kind in OPEN_SHAPES:
                continue
            across = self.varies_along(shape)
            if across:
                messages.append(
                    f'"{shape.name}" was left out: it was drawn across {_list(across)}, not in '
                    f"the {'-'.join(self.axes[-2:])} plane of the image."
                )
            else:
                corners = shape.vertices[:, self.free :]
                regions.append(
                    drawn_region(
                        shape.kind, corners, shape.name, shape.id, self.image_shape, self.axes
                    )
                )
        if not self.shapes:
            messages.append(f'The layer "{self.layer}" is empty. Draw a shape around a region.')
        elif not regions:
            messages.append(f'The layer "{self.layer}" holds no closed shape to measure.')
        return regions, messages

    @property
    def _leading(self) -> range:
        """The image's axes before the plane that the layer has too."""
        return range(self.free, len(self.image_shape) - 2)

    def varies_along(self, shape: DrawnShape) -> list[str]:
        """Return the axes across which a shape was drawn, which should lie on one plane."""
        extent = np.ptp(shape.vertices, axis=0)
        return [self.axes[axis] for axis in self._leading if extent[axis] > FLAT]


@dataclass(frozen=True, eq=False)
class DrawnLabels:
    """A Labels layer's labels on the image's pixels, not read yet, and the regions' names."""

    layer: str
    labels: ArrayLike
    names: Mapping[int, str]
    notes: tuple[str, ...]

    def rasterise(self) -> Found:
        """Return the regions, and a sentence if there are none."""
        regions = regions_from_labels(np.asarray(self.labels[tuple(map(slice, self.labels.shape))]))
        if not regions:
            return [], [f'The layer "{self.layer}" has no label on the image. Paint a region.']
        named = [
            dataclasses.replace(
                region, name=self.names.get(region.id, f"label {region.id}"), notes=self.notes
            )
            for region in regions
        ]
        return named, []


def region_colours(layer: Shapes | Labels, ids: Iterable[int]) -> dict[int, str]:
    """Return the colour, such as "#ff8800", in which each region of a layer is drawn.

    For shapes it is the edge's, or the face's where all edges look alike and the faces do not.
    Ids that the layer does not hold are left out.
    """
    if isinstance(layer, Labels):
        return {id: as_hex(layer.get_color(id)) for id in ids if id}
    edges, faces = np.asarray(layer.edge_color), np.asarray(layer.face_color)
    by_face = len(np.unique(edges, axis=0)) == 1 < len(np.unique(faces, axis=0))
    colours = faces if by_face else edges
    return {id: as_hex(colours[id - 1]) for id in ids if 0 < id <= len(colours)}


def region_names(layer: Shapes | Labels) -> list[str] | dict[int, str]:
    """Return the names of a layer's shapes in their order, or of its labels by their number."""
    if isinstance(layer, Labels):
        return _label_names(layer.features)
    return _shape_names(layer.features, len(layer.data))


def snapshot_shapes(layer: Shapes, image: Image) -> DrawnShapes:
    """Return what a Shapes layer holds now, placed on an image layer's pixels; see `snapshot`."""
    matrix = pixel_matrix(layer, image)
    names = _shape_names(layer.features, len(layer.data))
    # napari keeps vertices in float32: rounded, a corner drawn on a pixel's centre lies on it.
    drawn = [
        DrawnShape(kind, np.round(vertices @ matrix[:-1, :-1].T + matrix[:-1, -1], 3), name, number)
        for number, (kind, vertices, name) in enumerate(
            zip(layer.shape_type, layer.data, names, strict=True), start=1
        )
    ]
    free = max(0, image.ndim - layer.ndim)
    return DrawnShapes(layer.name, drawn, _shape(image), axis_names(image), free)


def _labels(layer: Labels, image: Image) -> DrawnLabels:
    """Place labels on the image's pixels; those of a plane stay a plane."""
    labels = full_resolution(layer)
    matrix = pixel_matrix(image, layer)
    shape = _shape(image)
    while len(labels.shape) > 2 and len(labels.shape) > len(shape) and labels.shape[0] == 1:
        labels, matrix = labels[0], matrix[1:]
    if len(labels.shape) > len(shape):
        raise ValueError(
            f'The labels "{layer.name}" have {len(labels.shape)} axes and the image '
            f'"{image.name}" {len(shape)}. Choose labels with as many axes or fewer.'
        )
    if len(labels.shape) == 2:
        shape, matrix = shape[-2:], matrix[:, -3:]
    matrix = np.vstack([np.zeros((len(shape) + 1 - len(matrix), matrix.shape[1])), matrix])
    on_image = Resampled(labels, matrix, shape, nearest=True)
    notes: tuple[str, ...] = ()
    if on_image.whole_shift is None:
        notes = (f'The labels "{layer.name}" were taken at the pixels nearest to the image\'s.',)
    return DrawnLabels(layer.name, on_image, _label_names(layer.features), notes)


def _shape(image: Image) -> tuple[int, ...]:
    """Return the shape of an image layer at full resolution, without its colours."""
    return tuple(full_resolution(image).shape[: image.ndim])


def _shape_names(features: pd.DataFrame, n: int) -> list[str]:
    names = [f"shape {number}" for number in range(1, n + 1)]
    column = next((column for column in NAME_COLUMNS if column in features), None)
    if column is None:
        return names
    return [
        str(given) if _is_name(given) else name
        for given, name in zip(features[column], names, strict=True)
    ]


def _label_names(features: pd.DataFrame) -> dict[int, str]:
    """Return the names by label; a column "index" or numeric "label" says whose a row is."""
    numbers: Iterable[int] = range(len(features))
    columns = list(NAME_COLUMNS)
    for column in ("index", "label"):
        if column in features and features[column].dtype.kind in "iu":
            numbers = features[column]
            columns = [name for name in columns if name != column]
            break
    column = next((column for column in columns if column in features), "")
    if not column:
        return {}
    rows = zip(numbers, features[column], strict=True)
    return {int(number): str(name) for number, name in rows if _is_name(name)}


def _is_name(value: object) -> bool:
    """Return whether a table's entry is one: neither empty nor NaN."""
    return value is not None and value == value and str(value).strip() != ""


def _list(words: Sequence[str]) -> str:
    return ", ".join(words)
