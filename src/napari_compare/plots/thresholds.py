"""Threshold lines of a plot, as whoever drags them needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import MouseEvent
    from matplotlib.lines import Line2D

    from napari_compare.plots.scatter import Limits, ScatterArtists
    from napari_compare.plots.themes import Theme

STEPS = 1000
"""A threshold is set to a round number, at least this fine a part of the axis."""


@dataclass(frozen=True, eq=False)
class ThresholdLine:
    """A line across axes at a channel's threshold.

    Parameters
    ----------
    axes
        The axes that it lies in.
    line
        What is drawn, from one border of its axes to the other.
    channel
        0 for A, 1 for B.
    upright
        Whether it is vertical: intensities run along x.
    """

    axes: Axes
    line: Line2D
    channel: int
    upright: bool

    def move(self, threshold: float) -> None:
        """Put it at a threshold; NaN hides it."""
        if self.upright:
            self.line.set_xdata([threshold, threshold])
        else:
            self.line.set_ydata([threshold, threshold])

    def distance(self, event: MouseEvent) -> float:
        """Return how many screen pixels the mouse is away; infinite outside the axes."""
        if not is_over(self.axes, event):
            return np.inf
        data = self.line.get_xdata() if self.upright else self.line.get_ydata()
        place = float(np.asarray(data, float)[0])
        x, y = self.axes.transData.transform((place, place))
        apart = abs(event.x - x) if self.upright else abs(event.y - y)
        return np.inf if np.isnan(apart) else float(apart)

    def threshold_at(self, event: MouseEvent) -> float:
        """Return the threshold where the mouse is, kept within the axes, as a round number."""
        x, y = self.axes.transData.inverted().transform((event.x, event.y))
        place, ends = (x, self.axes.get_xlim()) if self.upright else (y, self.axes.get_ylim())
        return round_threshold(float(np.clip(place, *ends)), ends[1] - ends[0])


@dataclass(frozen=True, eq=False)
class Drawn:
    """What of a plot can be touched with the mouse.

    Parameters
    ----------
    thresholds
        The threshold lines.
    scatter
        The axes of A's intensities against B's; None where the plot has none.
    artists
        What can show another joint histogram in these axes; None where other things in them
        would then be wrong.
    """

    thresholds: Sequence[ThresholdLine]
    scatter: Axes | None = None
    artists: ScatterArtists | None = None

    @property
    def limits(self) -> Limits | None:
        """How far the axes of A's intensities against B's reach."""
        return None if self.scatter is None else (self.scatter.get_xlim(), self.scatter.get_ylim())

    @property
    def changing(self) -> list[Artist]:
        """What is another with another joint histogram, from the back to the front."""
        if self.artists is None:
            return []
        return [self.artists.density, self.artists.regression, self.artists.identity]

    @property
    def key(self) -> Artist | None:
        """What names the lines of the scatter plot, if something does."""
        return None if self.scatter is None else self.scatter.get_legend()


def is_over(axes: Axes, event: MouseEvent) -> bool:
    """Return whether the mouse is over axes; `event.inaxes` knows none that lie in others."""
    return bool(axes.bbox.contains(event.x, event.y))


def threshold_line(
    axes: Axes,
    look: Theme,
    threshold: float,
    channel: int,
    colour: str,
    label: str,
    *,
    upright: bool,
) -> ThresholdLine:
    """Draw the line of a channel's threshold; NaN draws none, but it can be moved later."""
    draw = axes.axvline if upright else axes.axhline
    line = draw(
        threshold,
        color=colour,
        linestyle="--",
        linewidth=1.4,
        label=label,
        path_effects=look.halo(),
    )
    return ThresholdLine(axes, line, channel, upright)


def round_threshold(value: float, extent: float) -> float:
    """Return a value as the nearest round number that a thousandth of an extent tells apart.

    Examples
    --------
    >>> round_threshold(1234.567, 4000), round_threshold(0.1234567, 1)
    (1235.0, 0.123)
    """
    if not extent > 0:
        return value
    return round(value, -int(np.floor(np.log10(extent / STEPS))))
