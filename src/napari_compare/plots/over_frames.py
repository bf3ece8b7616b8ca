"""A number over the frames of a series: curves, and beside them the histogram of their values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from napari_compare.plots.curves import OUTDATED, SeriesShown, curve_colours, draw_curves
from napari_compare.plots.figures import new_figure, write_figure
from napari_compare.plots.themes import LABEL_SIZE, THEMES, TITLE_SIZE, Theme, legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

ABREAST = 3  # names of regions in one line
FEWEST_BINS, MOST_BINS = 6, 40
MARGINS = (0.62, 0.12, 0.44, 0.10)
"""Inches at the left, right, bottom and top."""
NAMES_HEIGHT = 0.17  # inches of a line of names
LEAST = 0.1  # of the figure, for the axes


@dataclass(frozen=True, eq=False)
class DrawnSeries:
    """The axes of the curves, and the line at the frame that is shown."""

    axes: Axes
    line: Line2D


def draw_series(figure: Figure, shown: SeriesShown, *, theme: str = "light") -> DrawnSeries:
    """Draw curves over a series, and beside them the histogram of their values.

    Parameters
    ----------
    figure
        Emptied before.
    shown
        What is drawn.
    theme
        "light" or "dark".

    Returns
    -------
    DrawnSeries
        What can be touched with the mouse; the line is at the first frame.

    Examples
    --------
    >>> import numpy as np
    >>> from napari_compare.plots.curves import Curve
    >>> shown = SeriesShown([Curve("cell", np.array([0.4, 0.5, 0.7]))], "x", "t", 3)
    >>> len(draw_series(Figure(), shown).axes.lines)
    2
    """
    look = THEMES[theme]
    figure.clear()
    figure.set_facecolor(look.background)
    grid = figure.add_gridspec(1, 2, width_ratios=(5, 1), wspace=0.04)
    set_series_margins(figure, shown)
    axes = figure.add_subplot(grid[0])
    sides = figure.add_subplot(grid[1], sharey=axes)
    lines = draw_curves(axes, shown, look)
    _draw_histogram(sides, shown, look)
    axes.set_xlim(-0.5, max(shown.total, 1) - 0.5)
    legend(
        axes,
        look,
        lines[: shown.named],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=ABREAST,
        borderaxespad=0.1,
        columnspacing=1,
    )
    if shown.outdated:
        axes.set_title("out of date", color=OUTDATED, fontsize=TITLE_SIZE, loc="right", pad=3)
    if not any(np.isfinite(curve.values).any() for curve in shown.curves):
        axes.text(
            *(0.5, 0.5, "no number is defined: see the notes"),
            transform=axes.transAxes,
            ha="center",
            color=look.foreground,
            fontsize=LABEL_SIZE,
        )
    line = axes.axvline(0, color=look.foreground, linewidth=1, linestyle="--")
    return DrawnSeries(axes, line)


def set_series_margins(figure: Figure, shown: SeriesShown) -> None:
    """Leave room in a figure for what is written around curves, as long as there is some."""
    left, right, bottom, top = MARGINS
    top += NAMES_HEIGHT * max(1, -(-shown.named // ABREAST))
    width, height = figure.get_size_inches()
    first, lowest = (min(share, 1 - LEAST) for share in (left / width, bottom / height))
    figure.subplots_adjust(
        left=first,
        right=max(first + LEAST, 1 - right / width),
        bottom=lowest,
        top=max(lowest + LEAST, 1 - top / height),
    )


def save_series(
    path: str | Path,
    shown: SeriesShown,
    *,
    size_mm: tuple[float, float] = (120.0, 70.0),
    dpi: int = 300,
    theme: str = "light",
) -> None:
    """Save a plot over a series at a chosen size.

    Parameters
    ----------
    path, size_mm, dpi
        See `save_figure`.
    shown, theme
        See `draw_series`.

    Raises
    ------
    ValueError
        If the suffix is of another format, or a size is not above 0.
    OSError
        If the file cannot be written.
    """
    figure = new_figure(size_mm, dpi, theme)
    draw_series(figure, shown, theme=theme).line.remove()
    write_figure(figure, Path(path))


def _draw_histogram(axes: Axes, shown: SeriesShown, look: Theme) -> None:
    """Draw how often values are found, on the same scale as the curves."""
    values = [curve.values[np.isfinite(curve.values)] for curve in shown.curves]
    count = max((len(one) for one in values), default=0)
    if count:
        bins = min(max(round(2 * math.sqrt(count)), FEWEST_BINS), MOST_BINS)
        edges = np.histogram_bin_edges(np.concatenate(values), bins)
        below = np.zeros(bins)
        for one, colour in zip(values, curve_colours(shown, look), strict=True):
            above = below + np.histogram(one, edges)[0]
            # One shape for each region: hundreds of bars would take half a second.
            axes.stairs(
                above, edges, baseline=below, fill=True, orientation="horizontal", color=colour
            )
            below = above
    axes.set_xlabel("frames")
    axes.xaxis.set_major_locator(MaxNLocator(2, integer=True))
    look.apply(axes)
    axes.tick_params(labelleft=False, left=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
