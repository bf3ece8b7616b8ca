"""Scatter plots of two channels, the same for the dock, the command line and documentation.

Figures are made without pyplot, so nothing is shown and no global state is touched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.colors import Colormap, ListedColormap, LogNorm, to_hex
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from napari_compare.core.results import Result, Scatter
from napari_compare.core.words import result_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D

COLOURS = ("#009e73", "#cc5fa0")
MOST_PANELS = 12
_PANEL_INCHES = (3.6, 3.1)


@dataclass(frozen=True)
class Theme:
    """Colours of a plot.

    Parameters
    ----------
    background, foreground
        Colour of the paper, and of text, ticks and lines.
    density
        Name of the matplotlib colour map of pixel counts, and the part of it that stands out
        from the background at both ends.
    """

    background: str
    foreground: str
    density: tuple[str, float, float]

    def density_map(self) -> Colormap:
        """Return the colour map of pixel counts; bins without pixels stay clear."""
        name, low, high = self.density
        shades = colormaps[name](np.linspace(low, high, 256))
        return ListedColormap([to_hex(shade) for shade in shades], name=f"{name} part")


THEMES = {
    "light": Theme("#ffffff", "#222222", ("magma_r", 0.15, 1.0)),
    "dark": Theme("#262930", "#f0f1f2", ("inferno", 0.35, 1.0)),
}


@dataclass(frozen=True, eq=False)
class ScatterArtists:
    """What `draw_scatter` drew, for whoever redraws or drags it.

    Parameters
    ----------
    density
        Image of the joint histogram.
    threshold_a, threshold_b
        Vertical line at the threshold of A, horizontal line at that of B.
    regression, identity
        Orthogonal regression line, and the line on which A equals B.
    """

    density: AxesImage
    threshold_a: Line2D
    threshold_b: Line2D
    regression: Line2D
    identity: Line2D

    def set_thresholds(self, threshold_a: float, threshold_b: float) -> None:
        """Move the threshold lines; NaN hides one."""
        left, right, bottom, top = self.density.get_extent()
        self.threshold_a.set_data([threshold_a, threshold_a], [bottom, top])
        self.threshold_b.set_data([left, right], [threshold_b, threshold_b])


def draw_scatter(
    axes: Axes,
    scatter: Scatter,
    names: tuple[str, str] = ("A", "B"),
    *,
    colours: tuple[str, str] = COLOURS,
    theme: str = "light",
    identity: bool = False,
    legend: bool = True,
) -> ScatterArtists:
    """Draw the joint histogram of two channels with its thresholds and regression line.

    Parameters
    ----------
    axes
        Empty axes of a figure with a layout engine that makes room for a colour bar.
    scatter
        Joint histogram, thresholds and regression line.
    names
        Names of the channels, written at the axes.
    colours
        Colours of the channels' threshold lines, as matplotlib takes them.
    theme
        "light" or "dark".
    identity
        Whether to draw the line on which A equals B: of use where both have the same unit.
    legend
        Whether to name the lines above the axes.

    Returns
    -------
    ScatterArtists
        The image and the lines, to be moved or redrawn.

    Examples
    --------
    >>> figure = Figure(layout="constrained")
    >>> edges = np.arange(4.0)
    >>> scatter = Scatter(np.eye(3, dtype=np.int64), edges, edges, 1.5, 1.5, 1.0, 0.0)
    >>> artists = draw_scatter(figure.add_subplot(), scatter, ("GFP", "mCherry"))
    >>> artists.threshold_a.get_xdata()
    [1.5, 1.5]
    """
    look = THEMES[theme]
    left, right = _limits(scatter.edges_a)
    bottom, top = _limits(scatter.edges_b)
    counts, extent = _fit_bins(scatter.counts, [(left, right), (bottom, top)], axes)
    most = int(counts.max(initial=0))
    density = axes.imshow(
        np.ma.masked_equal(counts.T, 0),
        cmap=look.density_map(),
        norm=LogNorm(1, max(most, 2)),
        extent=extent,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )
    bar = axes.figure.colorbar(density, ax=axes, label="pixels", pad=0.02)
    bar.minorticks_off()
    lines = [
        _line(axes, look, colours[0], "--", f"threshold of {_short(names[0])}"),
        _line(axes, look, colours[1], "--", f"threshold of {_short(names[1])}"),
        _line(axes, look, look.foreground, "-", "regression"),
        _line(axes, look, look.foreground, ":", "A = B"),
    ]
    artists = ScatterArtists(density, *lines)
    artists.set_thresholds(scatter.threshold_a, scatter.threshold_b)
    ends = np.array([left, right])
    artists.regression.set_data(ends, scatter.slope * ends + scatter.intercept)
    if identity:
        artists.identity.set_data(ends, ends)
    axes.set(
        xlim=(left, right),
        ylim=(bottom, top),
        xlabel=f"{names[0]} intensity",
        ylabel=f"{names[1]} intensity",
    )
    if most == 0:
        axes.text(0.5, 0.5, "no pixels", transform=axes.transAxes, ha="center")
    if legend:
        _legend(axes, lines, look)
    for part in (axes, bar.ax):
        _apply(part, look)
    return artists


def scatter_figure(
    results: Sequence[Result],
    names: tuple[str, str] = ("A", "B"),
    *,
    colours: tuple[str, str] = COLOURS,
    theme: str = "light",
    identity: bool = False,
) -> Figure:
    """Return a figure with a scatter plot for each result.

    Parameters
    ----------
    results
        What `iterate` yielded. The first twelve are drawn; the title says so if there are more.
    names, colours, theme, identity
        See `draw_scatter`.

    Returns
    -------
    matplotlib.figure.Figure
        To be saved or embedded; it belongs to no window.
    """
    look = THEMES[theme]
    shown = results[:MOST_PANELS]
    columns = max(1, math.ceil(math.sqrt(len(shown))))
    rows = max(1, math.ceil(len(shown) / columns))
    width, height = _PANEL_INCHES
    figure = Figure((width * columns, height * rows), layout="constrained", dpi=150)
    figure.set_facecolor(look.background)
    for position, result in enumerate(shown, start=1):
        axes = figure.add_subplot(rows, columns, position)
        draw_scatter(axes, result.scatter, names, colours=colours, theme=theme, identity=identity)
        axes.set_title(result_title(result), color=look.foreground, fontsize=9)
    if len(shown) < len(results):
        figure.suptitle(
            f"The first {len(shown)} of {len(results)} regions", color=look.foreground, fontsize=9
        )
    return figure


def _limits(edges: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return first and last edge; a constant channel's single value gets some width."""
    low, high = (float(edges[0]), float(edges[-1])) if len(edges) else (0.0, 1.0)
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _fit_bins(
    counts: npt.NDArray[np.int64], limits: Sequence[tuple[float, float]], axes: Axes
) -> tuple[npt.NDArray[np.int64], tuple[float, float, float, float]]:
    """Add up neighbouring bins that would share a screen pixel, so that none is left out.

    Returns the bins and their extent: left, right, bottom, top.
    """
    box = axes.get_window_extent()
    extent: list[float] = []
    for axis, pixels in enumerate((box.width, box.height)):
        bins = counts.shape[axis]
        low, high = limits[axis]
        step = math.ceil(bins / max(1.0, pixels))
        if step > 1:
            spare = -bins % step
            counts = np.pad(counts, [(0, spare if i == axis else 0) for i in range(2)])
            counts = np.add.reduceat(counts, range(0, bins + spare, step), axis=axis)
            high += (high - low) * spare / bins
        extent += [low, high]
    left, right, bottom, top = extent
    return counts, (left, right, bottom, top)


def _line(axes: Axes, look: Theme, colour: str, style: str, label: str) -> Line2D:
    """Add a line without points; a halo keeps it apart from the density under it."""
    halo = withStroke(linewidth=3, foreground=look.background)
    (line,) = axes.plot(
        [], [], color=colour, linestyle=style, linewidth=1.4, label=label, path_effects=[halo]
    )
    return line


def _legend(axes: Axes, lines: Sequence[Line2D], look: Theme) -> None:
    seen = [line for line in lines if np.isfinite(np.asarray(line.get_ydata(), float)).any()]
    seen = [line for line in seen if np.isfinite(np.asarray(line.get_xdata(), float)).any()]
    if seen:
        axes.legend(
            handles=seen,
            loc="best",
            fontsize=7,
            labelcolor=look.foreground,
            facecolor=look.background,
            edgecolor="none",
            framealpha=0.7,
            handlelength=1.6,
            borderpad=0.3,
        )


def _apply(axes: Axes, look: Theme) -> None:
    axes.set_facecolor(look.background)
    axes.tick_params(colors=look.foreground, which="both", labelsize=8)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set_color(look.foreground)
        label.set_fontsize(8)
    for spine in axes.spines.values():
        spine.set_edgecolor(look.foreground)


def _short(name: str, length: int = 16) -> str:
    return name if len(name) <= length else f"{name[: length - 1]}…"
