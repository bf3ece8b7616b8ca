"""What is written at axes: as much as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from napari_compare.plots.themes import LABEL_SIZE, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS_PER_INCH = 72
COARSENESS = 1.1
"""How much longer a text can be on a screen, where letters begin at whole pixels."""


def intensity_label(name: str, room: float) -> str:
    """Return what is written at an axis of intensities.

    Parameters
    ----------
    name
        Name of the channel.
    room
        How long it may be, in points.

    Examples
    --------
    >>> intensity_label("GFP", 200), intensity_label("GFP", 60)
    ('GFP intensity (counts)', 'GFP (counts)')
    """
    name = short(name, 40)
    return fitting((f"{name} intensity (counts)", f"{name} (counts)", name), room)


def fitting(texts: Sequence[str], room: float) -> str:
    """Return the first text that is no longer than the room, in points; or a part of the last."""
    last = texts[-1]
    parts = (short(last, length) for length in range(len(last) - 1, 1, -1))
    return next((text for text in (*texts, *parts) if _length(text) <= room), "")


def room_along(axes: Axes, along: str) -> float:
    """Return how long a label may be, in points.

    Parameters
    ----------
    axes
        The axes, in their place in the figure.
    along
        "x" or "y": the axis at whose middle the label stands, and beyond whose ends it may reach.
    """
    place, figure = axes.get_position(), axes.figure
    low, high, pixels = (
        (place.x0, place.x1, figure.bbox.width)
        if along == "x"
        else (place.y0, place.y1, figure.bbox.height)
    )
    return float(min(low + high, 2 - low - high) * pixels / figure.dpi * POINTS_PER_INCH)


def _length(text: str) -> float:
    font = FontProperties(size=LABEL_SIZE)
    length = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return COARSENESS * float(length)
