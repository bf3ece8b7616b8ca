"""The scatter plot: the joint histogram of two channels, and lines over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.colors import LogNorm

from napari_compare.core.results import Scatter
from napari_compare.plots.cloud import Cloud
from napari_compare.plots.labels import intensity_label, room_along
from napari_compare.plots.themes import COLOURS, THEMES, Theme, is_drawn, legend, short
from napari_compare.plots.thresholds import ThresholdLine, threshold_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D


Limits = tuple[tuple[float, float], tuple[float, float]]

BAR_WIDTH = 0.04
ROOM = 0.5  # of the axes' extent


@dataclass(frozen=True, eq=False)
class ScatterArtists:
    """What `draw_scatter` drew, for whoever redraws or drags it.

    Parameters
    ----------
    density
        Image of the joint histogram.
    thresholds
        Vertical line at the threshold of A, horizontal line at that of B.
    regression, identity
        Orthogonal regression line, and the line on which A equals B.
    """

    density: AxesImage
    thresholds: tuple[ThresholdLine, ThresholdLine]
    regression: Line2D
    identity: Line2D

    @property
    def lines(self) -> list[Line2D]:
        """The lines that can be seen: thresholds, regression, identity."""
        lines = [one.line for one in self.thresholds] + [self.regression, self.identity]
        return [line for line in lines if is_drawn(line)]

    @property
    def _has_pixels(self) -> bool:
        """Whether there is a cloud, and not a text instead."""
        return bool(np.ma.count(np.ma.asarray(self.density.get_array())))

    def show(self, scatter: Scatter, *, anyway: bool = False) -> bool:
        """Show another joint histogram in the same axes; return whether it fits into them.

        If not, nothing is changed, unless it is to be shown `anyway`. The colour bar stays: counts
        beyond it have its last colour.
        """
        axes = self.density.axes
        ends = [limits(scatter.edges_a), limits(scatter.edges_b)]
        room = [axes.get_xlim(), axes.get_ylim()]
        fits = all(
            least <= low and high <= most
            for (low, high), (least, most) in zip(ends, room, strict=True)
        )
        if not ((fits or anyway) and scatter.counts.any() and self._has_pixels):
            return False
        counts, extent = _fit_bins(scatter.counts, ends, axes)
        self.density.set_data(np.ma.masked_equal(counts.T, 0))
        self.density.set_extent(extent)
        for line, threshold in zip(
            self.thresholds, (scatter.threshold_a, scatter.threshold_b), strict=True
        ):
            line.move(threshold)
        x = np.array(ends[0])
        if is_drawn(self.regression):
            self.regression.set_data(x, scatter.slope * x + scatter.intercept)
        if is_drawn(self.identity):
            self.identity.set_data(x, x)
        return True


def draw_scatter(
    axes: Axes,
    scatter: Scatter,
    names: tuple[str, str] = ("A", "B"),
    *,
    colours: tuple[str, str] = COLOURS,
    theme: str = "light",
    regression: bool = True,
    identity: bool = False,
    named: bool = True,
    bar_at: float = 1.02,
    at_least: Limits | None = None,
) -> ScatterArtists:
    """Draw the joint histogram of two channels with its thresholds and regression line.

    Parameters
    ----------
    axes
        Empty axes, with room for a colour bar at their right.
    scatter
        Joint histogram, thresholds and regression line.
    names
        Names of the channels, written at the axes.
    colours
        Colours of the channels' threshold lines, as matplotlib takes them.
    theme
        "light" or "dark".
    regression
        Whether to draw the orthogonal regression line.
    identity
        Whether to draw the line on which A equals B: of use where both have the same unit.
    named
        Whether to name the lines in a corner.
    bar_at
        Where the colour bar begins, in widths of the axes.
    at_least
        Lowest and highest intensity of A, and of B, that the axes must reach.

    Returns
    -------
    ScatterArtists
        The image and the lines, to be moved or redrawn.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(layout="constrained")
    >>> edges = np.arange(4.0)
    >>> scatter = Scatter(np.eye(3, dtype=np.int64), edges, edges, 1.5, 1.5, 1.0, 0.0)
    >>> artists = draw_scatter(figure.add_subplot(), scatter, ("GFP", "mCherry"))
    >>> artists.thresholds[0].line.get_xdata()
    [1.5, 1.5]
    """
    look = THEMES[theme]
    left, right = limits(scatter.edges_a)
    bottom, top = limits(scatter.edges_b)
    density = _draw_density(axes, look, scatter, bar_at)
    thresholds = (
        threshold_line(
            axes, look, scatter.threshold_a, 0, colours[0], _label(names[0]), upright=True
        ),
        threshold_line(
            axes, look, scatter.threshold_b, 1, colours[1], _label(names[1]), upright=False
        ),
    )
    ends = np.array([left, right])
    artists = ScatterArtists(
        density,
        thresholds,
        _line(axes, look, "-", "regression", ends, scatter.slope * ends + scatter.intercept),
        _line(axes, look, ":", "A = B", ends, ends),
    )
    for line, wanted in ((artists.regression, regression), (artists.identity, identity)):
        if not wanted:
            line.set_data([], [])
    more_a, more_b = at_least or ((left, right), (bottom, top))
    axes.set(
        xlim=(min(left, more_a[0]), max(right, more_a[1])),
        ylim=(min(bottom, more_b[0]), max(top, more_b[1])),
        xlabel=intensity_label(names[0], room_along(axes, "x")),
        ylabel=intensity_label(names[1], room_along(axes, "y")),
    )
    if not scatter.counts.any():
        axes.text(
            0.5, 0.5, "no pixels", transform=axes.transAxes, ha="center", color=look.foreground
        )
    if named:
        legend(axes, look, artists.lines)
    look.apply(axes)
    axes.xaxis.label.set_color(colours[0])
    axes.yaxis.label.set_color(colours[1])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return artists


def limits(edges: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return first and last edge; a constant channel's single value gets some width."""
    low, high = (float(edges[0]), float(edges[-1])) if len(edges) else (0.0, 1.0)
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def room_for(scatter: Scatter, now: Limits) -> Limits:
    """Return limits of now in which a cloud fits, or wider ones in which it also may grow.

    A cloud that grows bit by bit would otherwise need other axes each time.
    """
    a, b = (
        _with_room(limits(edges), ends)
        for edges, ends in zip((scatter.edges_a, scatter.edges_b), now, strict=True)
    )
    return a, b


def _with_room(wanted: tuple[float, float], now: tuple[float, float]) -> tuple[float, float]:
    (low, high), (least, most) = wanted, now
    room = ROOM * (max(high, most) - min(low, least))
    return (
        least if least <= low else low - room,
        most if high <= most else high + room,
    )


def _draw_density(axes: Axes, look: Theme, scatter: Scatter, bar_at: float) -> AxesImage:
    ends = [limits(scatter.edges_a), limits(scatter.edges_b)]
    counts, extent = _fit_bins(scatter.counts, ends, axes)
    density = Cloud(
        axes,
        cmap=look.density_map(),
        norm=LogNorm(1, max(int(counts.max(initial=0)), 2)),
        extent=extent,
        origin="lower",
        interpolation="nearest",
    )
    density.set_data(np.ma.masked_equal(counts.T, 0))
    axes.add_image(density)
    place = axes.inset_axes((bar_at, 0, BAR_WIDTH, 1))
    bar = axes.figure.colorbar(density, cax=place, label="pixels")
    bar.minorticks_off()
    look.apply(bar.ax)
    return density


def _fit_bins(
    counts: npt.NDArray[np.int64], ends: Sequence[tuple[float, float]], axes: Axes
) -> tuple[npt.NDArray[np.int64], tuple[float, float, float, float]]:
    """Add up neighbouring bins that would share a screen pixel, so that none is left out.

    Returns the bins and their extent: left, right, bottom, top.
    """
    box = axes.get_window_extent()
    extent: list[float] = []
    for axis, pixels in enumerate((box.width, box.height)):
        bins = counts.shape[axis]
        low, high = ends[axis]
        step = math.ceil(bins / max(1.0, pixels))
        if step > 1:
            spare = -bins % step
            counts = np.pad(counts, [(0, spare if i == axis else 0) for i in range(2)])
            counts = np.add.reduceat(counts, range(0, bins + spare, step), axis=axis)
            high += (high - low) * spare / bins
        extent += [low, high]
    left, right, bottom, top = extent
    return counts, (left, right, bottom, top)


def _line(
    axes: Axes,
    look: Theme,
    style: str,
    label: str,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
) -> Line2D:
    (line,) = axes.plot(
        x, y, style, color=look.foreground, linewidth=1.4, label=label, path_effects=look.halo()
    )
    return line


def _label(name: str) -> str:
    return f"threshold of {short(name)}"
