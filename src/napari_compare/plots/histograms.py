"""Histograms of each channel, and of their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from napari_compare.plots.choice import Shown
from napari_compare.plots.labels import fitting, intensity_label, room_along
from napari_compare.plots.overlays import FILL, LOWEST
from napari_compare.plots.scatter import limits
from napari_compare.plots.themes import LABEL_SIZE, THEMES, Theme, is_drawn, legend, short
from napari_compare.plots.thresholds import ThresholdLine, threshold_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 0.36  # of each, so that what is written at the upper one fits between them
"""Height of one of two histograms above each other, as a part of the axes that they share."""


def draw_histograms(
    axes: Axes, shown: Shown, colours: tuple[str, str], theme: str
) -> tuple[ThresholdLine, ThresholdLine]:
    """Draw the histogram of A above that of B, each with its threshold.

    Counts are on a logarithmic scale, as background would else hide the signal.

    Parameters
    ----------
    axes
        Empty axes, whose place the two histograms take.
    shown
        What is plotted.
    colours
        Colours of the channels, as matplotlib takes them.
    theme
        "light" or "dark".

    Returns
    -------
    tuple of ThresholdLine
        The lines at the thresholds of A and of B.
    """
    look, scatter = THEMES[theme], shown.scatter
    axes.set_axis_off()
    upper = axes.inset_axes((0, 1 - HEIGHT, 1, HEIGHT))
    lower = axes.inset_axes((0, 0, 1, HEIGHT))
    draw_histogram(upper, scatter.counts.sum(axis=1), scatter.edges_a, colours[0], look)
    draw_histogram(lower, scatter.counts.sum(axis=0), scatter.edges_b, colours[1], look)
    found = []
    for channel, (part, threshold) in enumerate(
        ((upper, scatter.threshold_a), (lower, scatter.threshold_b))
    ):
        room = room_along(axes, "x")
        part.set_xlabel(intensity_label(shown.names[channel], room), fontsize=LABEL_SIZE)
        label = f"threshold of {short(shown.names[channel])}"
        line = threshold_line(part, look, threshold, channel, look.foreground, label, upright=True)
        legend(part, look, [line.line] if is_drawn(line.line) else [])
        found.append(line)
    return found[0], found[1]


def draw_difference(axes: Axes, shown: Shown, theme: str) -> None:
    """Draw the histogram of A - B, with a line at 0 and one at the mean.

    Parameters
    ----------
    axes
        Empty axes.
    shown
        What is plotted; without its `difference` the plot says that it is being made.
    theme
        "light" or "dark".
    """
    look = THEMES[theme]
    found = shown.difference
    a, b = (short(name, 24) for name in shown.names)
    axes.set_xlabel(fitting((f"{a} − {b} (counts)", "A − B (counts)"), room_along(axes, "x")))
    if found is None or not found.counts.any():
        text = "counting …" if found is None else "no pixels"
        axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", color=look.foreground)
        look.apply(axes)
        return
    draw_histogram(axes, found.counts, found.edges, look.curve, look)
    lines = [
        axes.axvline(value, color=look.foreground, linestyle=style, linewidth=1.2, label=label)
        for value, style, label in (
            (0.0, "-", "no difference"),
            (_median(found.counts, found.edges), ":", "median"),
        )
    ]
    legend(axes, look, lines)


def draw_histogram(
    axes: Axes,
    counts: npt.NDArray[np.int64],
    edges: npt.NDArray[np.float64],
    colour: str,
    look: Theme,
) -> None:
    """Draw one histogram, with counts on a logarithmic scale."""
    ends = limits(edges)
    edges = np.array(ends) if len(counts) == 1 else edges
    axes.set_yscale("log")
    if len(counts):
        axes.stairs(counts, edges, fill=True, color=colour, alpha=FILL, baseline=LOWEST)
    axes.set(xlim=ends, ylim=(LOWEST, 2 * max(1, int(counts.max(initial=1)))))
    axes.set_ylabel("pixels")
    axes.minorticks_off()
    look.apply(axes)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _median(counts: npt.NDArray[np.int64], edges: npt.NDArray[np.float64]) -> float:
    """Return the middle of the bin in which the median lies."""
    at = int(np.searchsorted(np.cumsum(counts), counts.sum() // 2, side="right"))
    return float(edges[at] + edges[at + 1]) / 2
