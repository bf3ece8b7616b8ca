"""A gate on a scatter plot: how it looks, and where the mouse takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Polygon

from napari_compare.core.gates import Gate
from napari_compare.plots.themes import THEMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import MouseEvent
    from matplotlib.lines import Line2D

LEAST_SIZE = 4  # screen pixels: what is smaller was a click
LEAST_STEP = 3  # screen pixels between two corners of a lasso
OPACITY = 0.12


def gate_patch(axes: Axes, theme: str) -> Polygon:
    """Add the outline of a gate to axes; it has no corners yet."""
    look = THEMES[theme]
    patch = Polygon(
        np.full((1, 2), np.nan),
        closed=True,
        facecolor=to_rgba(look.foreground, OPACITY),
        edgecolor=look.foreground,
        linewidth=1.3,
        path_effects=look.halo(2.6),
    )
    axes.add_patch(patch)
    return patch


def show_gate(patch: Polygon, gate: Gate | None) -> None:
    """Give the outline the corners of a gate; without one it cannot be seen."""
    patch.set_xy(np.full((1, 2), np.nan) if gate is None else gate.outline)


class GatePath:
    """The way of the mouse while it draws a gate, in intensities, as axes may be drawn anew.

    Parameters
    ----------
    kind
        One of `core.gates.KINDS`.
    axes
        The axes of A's intensities against B's.
    event
        Where the mouse was pressed.
    """

    def __init__(self, kind: str, axes: Axes, event: MouseEvent) -> None:
        self._kind = kind
        self._path = [_intensities(axes, event)]

    def follow(self, axes: Axes, event: MouseEvent) -> Gate | None:
        """Return the gate when the mouse is here; None where it is too small to be one."""
        here, on_screen = _intensities(axes, event), axes.transData.transform
        if self._kind != "lasso":
            self._path[1:] = [here]
        elif np.hypot(*(on_screen(here) - on_screen(self._path[-1]))) >= LEAST_STEP:
            self._path.append(here)
        few = 3 if self._kind == "lasso" else 2
        if len(self._path) < few or np.ptp(on_screen(self._path), axis=0).min() < LEAST_SIZE:
            return None
        return Gate(self._kind, tuple(self._path))


class GateMove:
    """The way of the mouse while it moves a gate.

    Parameters
    ----------
    gate
        The gate as it was when the mouse was pressed.
    axes
        The axes of A's intensities against B's.
    event
        Where the mouse was pressed.
    """

    def __init__(self, gate: Gate, axes: Axes, event: MouseEvent) -> None:
        self._gate = gate
        self._from = _intensities(axes, event)

    def follow(self, axes: Axes, event: MouseEvent) -> Gate:
        """Return the gate when the mouse is here."""
        (a, b), (from_a, from_b) = _intensities(axes, event), self._from
        return self._gate.moved(a - from_a, b - from_b)


def _intensities(axes: Axes, event: MouseEvent) -> tuple[float, float]:
    a, b = axes.transData.inverted().transform((event.x, event.y))
    return float(a), float(b)


def pixel_mark(axes: Axes, theme: str) -> Line2D:
    """Add the mark of a pixel's place to axes; it is nowhere yet."""
    look = THEMES[theme]
    (mark,) = axes.plot(
        [np.nan],
        [np.nan],
        "o",
        markersize=8,
        markerfacecolor="none",
        markeredgecolor=look.curve,
        markeredgewidth=2,
        path_effects=look.halo(4),
    )
    return mark
