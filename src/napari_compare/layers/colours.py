"""Colours of output layers, from the colours in which the channels are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from napari.layers import Image
    from napari.utils.colormaps import Colormap, DirectLabelColormap

Floats = npt.NDArray[np.float64]

BLACK = np.array([0.0, 0.0, 0.0, 1.0])
GREEN = np.array([0.0, 1.0, 0.0, 1.0])
MAGENTA = np.array([1.0, 0.0, 1.0, 1.0])
ORANGE = np.array([1.0, 0.6, 0.1, 1.0])
BLUE = np.array([0.2, 0.5, 1.0, 1.0])
ALIKE = 0.5  # RGB distance below which two colours are hard to tell apart


def channel_colours(layer_a: Image, layer_b: Image) -> tuple[Floats, Floats]:
    """Return the brightest colours (RGBA) of two layers' colormaps.

    Green and magenta where these are hard to tell apart, or where one is part of the other, as
    red is of white: then their sum could not be told from one of them.
    """
    a, b = (np.array(layer.colormap.colors[-1], dtype=np.float64) for layer in (layer_a, layer_b))
    together = both(a, b)
    distances = [np.linalg.norm(x[:3] - y[:3]) for x, y in ((a, b), (a, together), (b, together))]
    return (GREEN, MAGENTA) if min(distances) < ALIKE else (a, b)


def both(a: Floats, b: Floats) -> Floats:
    """Return the colour of two colours' light together."""
    return np.minimum(a + b, 1)


def diverging(negative: Floats, positive: Floats) -> Colormap:
    """Return the colormap from one colour through black at the middle to another."""
    from napari.utils.colormaps import Colormap

    name = f"{as_hex(negative)} to {as_hex(positive)}"
    return Colormap([negative, BLACK, positive], name=name, display_name=name)


def rising(colour: Floats) -> Colormap:
    """Return the colormap from black to a colour."""
    from napari.utils.colormaps import Colormap

    name = f"black to {as_hex(colour)}"
    return Colormap([BLACK, colour], name=name, display_name=name)


def overlap_colours(a: Floats, b: Floats) -> DirectLabelColormap:
    """Return the colours of the labels 1 (A only), 2 (B only) and 3 (both)."""
    from napari.utils.colormaps import DirectLabelColormap

    colours: dict[int | None, Any] = {None: "transparent", 0: "transparent"}
    return DirectLabelColormap(color_dict=colours | {1: a, 2: b, 3: both(a, b)})


def as_hex(colour: npt.ArrayLike) -> str:
    """Return an RGB or RGBA colour as text.

    Examples
    --------
    >>> as_hex((1, 0.5, 0))
    '#ff8000'
    """
    red, green, blue = (round(255 * float(value)) for value in np.asarray(colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"
