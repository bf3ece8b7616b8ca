"""The figure of two exposures: B at each intensity of A, and where either is brighter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from napari_compare.core.difference_histogram import Histogram
from napari_compare.plots.choice import PlotChoice, Shown
from napari_compare.plots.figures import draw_plot
from napari_compare.plots.histograms import draw_histogram
from napari_compare.plots.overlays import LOWEST
from napari_compare.plots.themes import COLOURS, LABEL_SIZE, THEMES, TITLE_SIZE, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INCHES = (12.0, 3.9)
"""Size of a result's row."""
WIDTHS = (1.5, 1, 1, 1)
HEIGHTS = (2.4, 1)
TALL = (2.3, 1.7, 0.7)
BRIGHTEST = 0.999
"""The part of a picture's pixels that its range of colours holds."""
BOTH = "#e8e8e8"
_ON_BLACK: dict[str, Any] = {
    "color": "white",
    "ha": "center",
    "va": "center",
    "fontsize": TITLE_SIZE,
}


@dataclass(frozen=True, eq=False)
class Difference:
    """One kind of difference of two images: a plane of it, and its histogram in a region."""

    picture: npt.NDArray[np.float64]
    histogram: Histogram


@dataclass(frozen=True, eq=False)
class ExposurePanel:
    """What a row of the figure shows of one result.

    Parameters
    ----------
    shown
        Joint histogram, title and names.
    a_over_b, b_over_a, superimposed
        By how much A is above B, B above A, and either above the other.
    """

    shown: Shown
    a_over_b: Difference
    b_over_a: Difference
    superimposed: Difference


def exposures_figure(panels: Sequence[ExposurePanel], total: int, theme: str = "light") -> Figure:
    """Return a figure with a row for each result.

    In a row stand the joint plot, with the line on which A equals B, the regression line and the
    conditional median of B; and A over B, B over A and the superimposed difference, each above its
    histogram. The three share one range of colours and of pixel counts.

    Parameters
    ----------
    panels
        The rows.
    total
        Number of results; the title says so if these are more.
    theme
        "light" or "dark".

    Returns
    -------
    matplotlib.figure.Figure
        To be saved; it belongs to no window.
    """
    look = THEMES[theme]
    rows = max(1, len(panels))
    figure = Figure((INCHES[0], INCHES[1] * rows), layout="constrained", dpi=120)
    figure.set_facecolor(look.background)
    grid = figure.add_gridspec(2 * rows, 4, width_ratios=WIDTHS, height_ratios=HEIGHTS * rows)
    for row, panel in enumerate(panels):
        joint = figure.add_subplot(grid[2 * row : 2 * row + 2, 0])
        draw_plot(joint, panel.shown, PlotChoice(median=True), theme=theme)
        places = [
            tuple(figure.add_subplot(grid[2 * row + part, 1 + kind]) for part in (0, 1))
            for kind in range(3)
        ]
        _draw_differences(places, panel, theme)
    if len(panels) < total:
        figure.suptitle(
            f"The first {len(panels)} of {total} results",
            color=look.foreground,
            fontsize=TITLE_SIZE,
        )
    return figure


def exposure_picture(
    panel: ExposurePanel, theme: str, size: tuple[int, int], dpi: float
) -> npt.NDArray[np.uint8]:
    """Return one result as a picture that is about as high as wide: a dock's.

    The joint plot stands above the three differences, as in a row of `exposures_figure`.

    Parameters
    ----------
    panel
        What is shown.
    theme
        "light" or "dark".
    size, dpi
        Width and height in pixels, and how many of these are an inch.

    Returns
    -------
    array
        Shape (height, width, 4): red, green, blue and opacity.
    """
    width, height = size
    figure = Figure((width / dpi, height / dpi), layout="constrained", dpi=dpi)
    figure.set_facecolor(THEMES[theme].background)
    canvas: Any = FigureCanvasAgg(figure)
    grid = figure.add_gridspec(3, 3, height_ratios=TALL)
    draw_plot(figure.add_subplot(grid[0, :]), panel.shown, PlotChoice(median=True), theme=theme)
    places = [
        tuple(figure.add_subplot(grid[1 + part, kind]) for part in (0, 1)) for kind in range(3)
    ]
    _draw_differences(places, panel, theme, names=("A", "B"))
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def _draw_differences(
    places: Sequence[tuple[Axes, ...]],
    panel: ExposurePanel,
    theme: str,
    names: tuple[str, str] | None = None,
) -> None:
    """Draw the three differences, each as a picture above its histogram.

    With names, short ones where there is little room, the histograms stand for scales of colours.
    """
    look = THEMES[theme]
    a, b = names or (short(name) for name in panel.shown.names)
    every = (panel.a_over_b, panel.b_over_a, panel.superimposed)
    titles = (f"{a} over {b}", f"{b} over {a}", "superimposed")
    colours = (*COLOURS, BOTH)
    top = _top(panel.superimposed.picture)
    tallest = max(int(one.histogram.counts.max(initial=1)) for one in every)
    for (above, below), one, title, colour in zip(places, every, titles, colours, strict=True):
        shown = above.imshow(one.picture, cmap=_rising(colour), vmin=0, vmax=top)
        if not one.picture.any():
            above.text(0.5, 0.5, "0 everywhere", transform=above.transAxes, **_ON_BLACK)
        above.set_axis_off()
        above.set_title(title, color=look.foreground, fontsize=TITLE_SIZE)
        if names is None:
            bar = above.figure.colorbar(shown, ax=above, fraction=0.05, pad=0.02, extend="max")
            bar.ax.tick_params(colors=look.foreground, labelsize=LABEL_SIZE)
        ink = look.visible(colour)
        draw_histogram(below, one.histogram.counts, one.histogram.edges, ink, look)
        below.set(ylim=(LOWEST, 2 * tallest), xlabel="difference (counts)")
        if names is not None and colour != colours[0]:
            below.set(ylabel="")
            below.tick_params(labelleft=False)
        if names is not None and colour != colours[1]:
            below.set(xlabel="")


def _top(picture: npt.NDArray[np.float64]) -> float:
    """Return the difference that is shown in the brightest colour; never 0."""
    found = picture[np.isfinite(picture)]
    if not found.size:
        return 1.0
    return float(np.quantile(found, BRIGHTEST)) or float(found.max()) or 1.0


def _rising(colour: str) -> Colormap:
    return LinearSegmentedColormap.from_list(f"black to {colour}", ["black", colour])
