"""Numbers over a series, a curve for each region with its error band, and their histogram."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from napari_compare.core.metrics import METRICS
from napari_compare.core.series import regions_in
from napari_compare.core.words import format_value
from napari_compare.plots.figures import MOST_PANELS, new_figure, write_figure
from napari_compare.plots.themes import LABEL_SIZE, THEMES, TITLE_SIZE, Theme, legend, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

Floats = npt.NDArray[np.float64]

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
"""Of regions that have no colour of their own; people who don't see all colours tell them apart."""
FEW_FRAMES = 50  # each of which is a dot on its curve
MOST_JOINED = 400  # frames: lines between more of them would hide where they are
MOST_BANDS = 8  # curves, up to which error bands don't hide them
MOST_NAMED, ABREAST = 12, 3  # regions that are named above the plot, and in one line
FEWEST_BINS, MOST_BINS = 6, 40
MARGINS = (0.62, 0.12, 0.44, 0.10)
"""Inches at the left, right, bottom and top."""
NAMES_HEIGHT = 0.17  # inches of a line of names
MOST_TICKS, LONGEST_LABEL = 7, 30
LEAST = 0.1  # of the figure, for the axes
OUTDATED = "#8c8c8c"


@dataclass(frozen=True, eq=False)
class Curve:
    """A number of one region over the frames.

    Parameters
    ----------
    name
        What the region is called.
    values
        Shape (frames,); NaN where it is undefined.
    low, high
        The ends of its confidence intervals, if it has any.
    colour
        The region's own colour, if it has one.
    """

    name: str
    values: Floats
    low: Floats | None = None
    high: Floats | None = None
    colour: str | None = None


@dataclass(frozen=True, eq=False)
class SeriesShown:
    """What a plot over a series shows.

    Parameters
    ----------
    curves
        A curve for each region, all of one length.
    label
        What the number is called.
    axis
        Name of the axis of the frames.
    total
        Number of frames that there will be.
    outdated
        Whether it is no longer what the layers hold.
    """

    curves: Sequence[Curve]
    label: str
    axis: str
    total: int
    outdated: bool = False

    @property
    def named(self) -> int:
        """Number of regions that are named above the plot; none where these are too many."""
        return len(self.curves) if 1 < len(self.curves) <= MOST_NAMED else 0

    def frame_at(self, x: float) -> int:
        """Return the frame nearest to a place along the axis of the frames."""
        return min(max(round(x), 0), self.total - 1)

    def in_words(self, frame: int, y: float) -> str:
        """Return what the curve nearest to a height has at a frame, in words."""
        there = [c for c in self.curves if frame < len(c.values) and np.isfinite(c.values[frame])]
        if not there:
            return f"{self.axis} {frame}: undefined"
        curve = min(there, key=lambda c: abs(float(c.values[frame]) - y))
        said = f"{self.axis} {frame}, {curve.name}: {_written(curve.values[frame])}"
        if curve.low is not None and curve.high is not None and np.isfinite(curve.low[frame]):
            said += f" ({_written(curve.low[frame])} to {_written(curve.high[frame])})"
        return said


@dataclass(frozen=True, eq=False)
class DrawnSeries:
    """The axes of the curves, and the line at the frame that is shown."""

    axes: Axes
    line: Line2D


def told_apart(colours: Mapping[int, str]) -> dict[int, str]:
    """Return colours of regions by their number; others where all regions look alike.

    Examples
    --------
    >>> told_apart({1: "#777777", 2: "#777777"}), told_apart({1: "#ff0000", 2: "#00ff00"})
    ({1: '#0072b2', 2: '#e69f00'}, {1: '#ff0000', 2: '#00ff00'})
    """
    if len(colours) == 1 or len(set(colours.values())) > 1:
        return dict(colours)
    return {number: COLOURS[i % len(COLOURS)] for i, number in enumerate(colours)}


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
    colours = [_colour(curve, i, shown, look) for i, curve in enumerate(shown.curves)]
    lines = _draw_curves(axes, shown, colours, look)
    _draw_histogram(sides, shown, colours, look)
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


def curves_figure(
    table: pd.DataFrame, axis: str, metrics: Sequence[str], *, theme: str = "light"
) -> Figure:
    """Return a figure with a panel for each metric, in it a curve over a series for each region.

    Parameters
    ----------
    table
        What `compare_series` gave, or `compare` with a split.
    axis
        The column that counts the frames.
    metrics
        Keys of metrics in it; the first twelve are drawn.
    theme
        "light" or "dark".

    Returns
    -------
    matplotlib.figure.Figure
        To be saved or embedded; it belongs to no window. Where a number is undefined, its curve
        has a gap.
    """
    look, chosen = THEMES[theme], list(metrics)[:MOST_PANELS]
    columns = 1 if len(chosen) < 3 else 2
    rows = math.ceil(len(chosen) / columns)
    figure = Figure((5.2 * columns, 2.2 * rows + 0.4), layout="constrained", dpi=150)
    figure.set_facecolor(look.background)
    for place, metric in enumerate(chosen, start=1):
        axes = figure.add_subplot(rows, columns, place)
        curves = [
            Curve(name, table[table["region_id"] == region][metric].to_numpy(np.float64))
            for region, name in regions_in(table).items()
        ]
        unit = METRICS[metric].unit
        label = f"{METRICS[metric].label} ({unit})" if unit else METRICS[metric].label
        shown = SeriesShown(curves, label, axis, int(table[axis].max()) + 1)
        colours = [_colour(curve, i, shown, look) for i, curve in enumerate(curves)]
        lines = _draw_curves(axes, shown, colours, look)
        legend(axes, look, lines if place == 1 and len(curves) > 1 else [])
    return figure


def _draw_curves(
    axes: Axes, shown: SeriesShown, colours: Sequence[str], look: Theme
) -> list[Line2D]:
    """Draw the curves, each over its error band; return their lines."""
    lines = []
    for curve, colour in zip(shown.curves, colours, strict=True):
        frames = np.arange(len(curve.values))
        joined = shown.total <= MOST_JOINED
        values = np.where(np.isfinite(curve.values), curve.values, np.nan)
        lines += axes.plot(
            frames,
            values,
            linestyle="-" if joined else "",
            linewidth=1.2,
            marker="." if shown.total < FEW_FRAMES or not joined else "",
            markersize=6 if joined else 2,
            color=colour,
            label=short(curve.name),
        )
        if curve.low is None or curve.high is None or len(shown.curves) > MOST_BANDS:
            continue
        if joined:
            axes.fill_between(frames, curve.low, curve.high, color=colour, alpha=0.3, lw=0)
        else:
            axes.vlines(frames, curve.low, curve.high, color=colour, alpha=0.3, lw=0.8)
    axes.set(xlabel=shown.axis, ylabel=short(shown.label, LONGEST_LABEL))
    axes.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, integer=True))
    look.apply(axes)
    return lines


def _draw_histogram(axes: Axes, shown: SeriesShown, colours: Sequence[str], look: Theme) -> None:
    """Draw how often values are found, on the same scale as the curves."""
    values = [curve.values[np.isfinite(curve.values)] for curve in shown.curves]
    count = max((len(one) for one in values), default=0)
    if count:
        bins = min(max(round(2 * math.sqrt(count)), FEWEST_BINS), MOST_BINS)
        edges = np.histogram_bin_edges(np.concatenate(values), bins)
        below = np.zeros(bins)
        for one, colour in zip(values, colours, strict=True):
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


def _colour(curve: Curve, number: int, shown: SeriesShown, look: Theme) -> str:
    if shown.outdated:
        return OUTDATED
    if len(shown.curves) == 1:
        return look.visible(curve.colour or look.curve)
    return look.visible(curve.colour or COLOURS[number % len(COLOURS)])


def _written(value: float) -> str:
    """Return a value as people read it; shares need a digit more than metrics."""
    return f"{value:.4f}" if abs(value) < 10 else format_value(float(value))
