"""A sample: two channels, and the regions drawn on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.shapes import ellipse_runs, polygon_runs

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.uint16]
Layer = tuple[Any, dict[str, Any], str]

NAMES = ("green channel", "magenta channel")


@dataclass(frozen=True, eq=False)
class Outline:
    """A region as it was drawn.

    Parameters
    ----------
    name
        Name of the region.
    kind
        "polygon" or "ellipse", as a Shapes layer names them.
    vertices
        Corners (row, column) in pixels, shape (n, 2); of an ellipse those of its bounding box.
    colour
        Colour of the line, as a hexadecimal number.
    """

    name: str
    kind: str
    vertices: Floats
    colour: str

    def region(self, id: int, plane_shape: tuple[int, int]) -> Region:
        """Return the pixels inside the outline as region number `id`."""
        if self.kind == "ellipse":
            centre = self.vertices.mean(axis=0)
            sides = self.vertices[[1, 3]] - self.vertices[0]
            runs = ellipse_runs(centre, sides.T / 2, plane_shape)
        else:
            runs = polygon_runs(self.vertices, plane_shape)
        return Region(self.name, id, plane_shape, *runs)


@dataclass(frozen=True, eq=False)
class Sample:
    """Two channels and the regions drawn on them.

    Parameters
    ----------
    a, b
        The channels, uint16 of equal shape, with intensities of 12 bits.
    outlines
        The regions, drawn on the last two axes.
    axes
        Name of each axis.
    spacing
        Size of a pixel along each axis: µm, and seconds for "t".
    """

    a: Counts
    b: Counts
    outlines: tuple[Outline, ...]
    axes: tuple[str, ...]
    spacing: tuple[float, ...]

    @property
    def regions(self) -> list[Region]:
        """The outlined regions, numbered from 1."""
        height, width = self.a.shape[-2:]
        return [
            outline.region(i, (height, width)) for i, outline in enumerate(self.outlines, start=1)
        ]

    @property
    def pair(self) -> Pair:
        """The channels as `iterate` takes them."""
        return Pair(self.a, self.b, self.axes, self.spacing, "µm", NAMES)

    def layers(self) -> list[Layer]:
        """Return both channels and the regions as napari's layer data tuples."""
        units = tuple("s" if axis == "t" else "µm" for axis in self.axes)
        grid = {"scale": self.spacing, "units": units, "axis_labels": self.axes}
        images: list[Layer] = []
        for data, name, colour in zip((self.a, self.b), NAMES, ("green", "magenta"), strict=True):
            look = {"colormap": colour, "blending": "additive"}
            limits = (0, float(np.quantile(data, 0.999)))
            images.append(
                (data, {"name": name, "contrast_limits": limits, **look, **grid}, "image")
            )
        shapes = {
            "name": "regions",
            "shape_type": [outline.kind for outline in self.outlines],
            "features": {"name": [outline.name for outline in self.outlines]},
            "feature_defaults": {"name": ""},
            "text": {"string": "{name}", "color": "white", "size": 10, "anchor": "upper_left"},
            "edge_color": [outline.colour for outline in self.outlines],
            "face_color": "transparent",
            "edge_width": 2,
            **{key: values[-2:] for key, values in grid.items()},
        }
        return [*images, ([outline.vertices for outline in self.outlines], shapes, "shapes")]
