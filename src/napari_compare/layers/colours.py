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
WITHOUT_RED = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
WITHOUT_GREEN = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])
GAMMA = 2.2
SAME_HUE = 0.95  # cosine of the angle between two colours as seen, about 18 degrees
ALIKE = 0.5  # RGB distance below which two colours are hard to tell apart


def channel_colours(layer_a: Image, layer_b: Image) -> tuple[Floats, Floats]:
    """Return the brightest colours (RGBA) of two layers' colormaps.

    Green and magenta where these are hard to tell apart, also for people who do not see red or
    green as others do, or where one is part of the other, as red is of white: then their sum could
    not be told from one of them.
    """
    a, b = (np.array(layer.colormap.colors[-1], dtype=np.float64) for layer in (layer_a, layer_b))
    together = both(a, b)
    distances = [np.linalg.norm(x[:3] - y[:3]) for x, y in ((a, b), (a, together), (b, together))]
    if min(distances) >= ALIKE and _told_apart(a, b):
        return a, b
    return (MAGENTA, GREEN) if b[1] - b[0] > a[1] - a[0] else (GREEN, MAGENTA)


def _told_apart(a: Floats, b: Floats) -> bool:
    """Return whether two hues differ for people without red or without green cones.

    How bright a colour is must not count, as that tells the intensity. Viénot, Brettel and Mollon
    (1999), doi:10.1002/(SICI)1520-6378(199908)24:4<243::AID-COL5>3.0.CO;2-3.
    """
    for matrix in (WITHOUT_RED, WITHOUT_GREEN):
        seen_a, seen_b = matrix @ a[:3] ** GAMMA, matrix @ b[:3] ** GAMMA
        cosine = seen_a @ seen_b / (np.linalg.norm(seen_a) * np.linalg.norm(seen_b))
        if cosine > SAME_HUE:
            return False
    return True


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
