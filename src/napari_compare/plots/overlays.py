"""What can lie over or beside the scatter plot: curves, outlines of regions, histograms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D

from napari_compare.core.joint import centres as bin_centres
from napari_compare.core.joint import conditional_quantiles, density_level, smooth_density
from napari_compare.core.results import Scatter
from napari_compare.plots.choice import RegionDensity
from napari_compare.plots.scatter import limits
from napari_compare.plots.themes import Theme, short

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

SHARES = (0.9, 0.5)
"""An outline encloses that part of a region's pixels, where they lie densest."""
MARGINAL = 0.16
GAP = 0.02
"""Height of a histogram at the side, and its distance, as parts of the axes."""
FILL = 0.55
LOWEST = 0.5
"""Below one pixel, where a logarithmic scale of counts begins."""


def draw_median(axes: Axes, scatter: Scatter, look: Theme) -> list[Artist]:
    """Draw the conditional median of B at each intensity of A, and a band between its quartiles.

    Returns
    -------
    list of Artist
        What to name in a legend.
    """
    low, median, high = conditional_quantiles(scatter)
    a = bin_centres(scatter.edges_a)
    band = axes.fill_between(
        a, low, high, color=look.curve, alpha=0.35, linewidth=0, label="quartiles of B"
    )
    (line,) = axes.plot(
        a, median, color=look.curve, linewidth=1.6, label="median of B", path_effects=look.halo(2.5)
    )
    return [line, band] if np.isfinite(median).any() else []


def draw_outlines(axes: Axes, regions: Sequence[RegionDensity], look: Theme) -> list[Artist]:
    """Draw, for each region in its colour, lines around 90 % and 50 % of its pixels.

    The axes are widened to show all of them.

    Returns
    -------
    list of Artist
        What to name in a legend.
    """
    handles: list[Artist] = []
    for region in regions:
        if not region.scatter.counts.any():
            continue
        a, b, density = smooth_density(region.scatter)
        levels = sorted({density_level(density, share) for share in SHARES})
        widths = (1.2, 1.8)[-len(levels) :]
        colour = look.visible(region.colour)
        lines = axes.contour(a, b, density.T, levels, colors=[colour], linewidths=widths)
        lines.set_path_effects(look.halo(2.5))
        handles.append(Line2D([], [], color=colour, label=short(region.name)))
    every = [region.scatter for region in regions if region.scatter.counts.any()]
    if every:
        x = [limits(scatter.edges_a) for scatter in every] + [axes.get_xlim()]
        y = [limits(scatter.edges_b) for scatter in every] + [axes.get_ylim()]
        axes.set_xlim(min(low for low, _ in x), max(high for _, high in x))
        axes.set_ylim(min(low for low, _ in y), max(high for _, high in y))
    return handles


def draw_marginals(axes: Axes, scatter: Scatter, colours: tuple[str, str]) -> tuple[Axes, Axes]:
    """Draw the histogram of A above the axes and that of B at their right.

    Returns
    -------
    above, beside
        The axes of the two histograms.
    """
    above = axes.inset_axes((0, 1 + GAP, 1, MARGINAL), sharex=axes)
    beside = axes.inset_axes((1 + GAP, 0, MARGINAL, 1), sharey=axes)
    for side, edges, axis in ((above, scatter.edges_a, 0), (beside, scatter.edges_b, 1)):
        counts = scatter.counts.sum(axis=1 - axis)
        if len(counts):
            side.stairs(
                counts,
                np.array(limits(edges)) if len(counts) == 1 else edges,
                fill=True,
                baseline=LOWEST,
                color=colours[axis],
                alpha=FILL,
                orientation="horizontal" if axis else "vertical",
            )
        side.set_axis_off()
    above.set_yscale("log")
    beside.set_xscale("log")
    return above, beside
