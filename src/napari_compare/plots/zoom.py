"""A part of a scatter plot, seen larger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import MouseEvent

    from napari_compare.plots.scatter import Limits

STEP = 1.3
"""How much larger a plot is seen after a notch of the mouse's wheel."""
CLOSEST = 200
"""At most so many times as large as the whole."""


def zoomed(axes: Axes, event: MouseEvent, whole: Limits) -> Limits:
    """Return the limits of axes after a turn of the mouse's wheel.

    The intensities under the mouse stay there; nothing outside the whole is shown.

    Parameters
    ----------
    axes
        The axes, with the limits of now.
    event
        The turn: up to see more closely.
    whole
        The limits of the whole plot, of A and of B.
    """
    x, y = axes.transData.inverted().transform((event.x, event.y))
    factor = STEP ** float(-event.step)
    a = _stretched(axes.get_xlim(), float(x), factor, whole[0])
    b = _stretched(axes.get_ylim(), float(y), factor, whole[1])
    return a, b


def _stretched(
    now: tuple[float, float], fixed: float, factor: float, whole: tuple[float, float]
) -> tuple[float, float]:
    extent = whole[1] - whole[0]
    length = float(np.clip(factor * (now[1] - now[0]), extent / CLOSEST, extent))
    low = fixed - (fixed - now[0]) * length / (now[1] - now[0])
    low = float(np.clip(low, whole[0], whole[1] - length))
    return low, low + length
