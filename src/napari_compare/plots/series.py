"""Heat maps of every pair of images, made without pyplot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.figure import Figure

from napari_compare.core.metrics import METRICS
from napari_compare.core.series import as_matrix, likeness_order, regions_in
from napari_compare.core.words import format_cell
from napari_compare.plots import THEMES, Theme
from napari_compare.plots.themes import short, short_names

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

Values = npt.NDArray[np.float64]

MOST_PANELS = 12
MOST_WRITTEN = 12  # images, up to which each number is written into its field
MOST_NAMED = 60
LONGEST_NAME = 24
BAR = (1.03, 0.0, 0.05, 1.0)
ROOM_OF_NAME, LARGEST_CROSS = 9, 6  # points
POINTS_PER_INCH = 72
_SIGNED, _OTHERS = "PuOr_r", "viridis"


def draw_heat_map(
    axes: Axes,
    matrix: pd.DataFrame,
    metric: str,
    *,
    theme: str = "light",
    longest: int = LONGEST_NAME,
) -> AxesImage:
    """Draw one metric of every pair of images.

    Parameters
    ----------
    axes
        Empty axes of a figure with a layout engine that makes room for a colour bar.
    matrix
        What `as_matrix` gave, in the order in which the images shall stand.
    metric
        Key of its metric.
    theme
        "light" or "dark".
    longest
        Number of letters to which a name is cut.

    Returns
    -------
    matplotlib.image.AxesImage
        The fields; those of undefined numbers are clear, with a cross.

    Examples
    --------
    >>> import pandas as pd
    >>> matrix = pd.DataFrame([[1.0, 0.5], [0.5, 1.0]], ["a", "b"], ["a", "b"])
    >>> fields = draw_heat_map(Figure(layout="constrained").add_subplot(), matrix, "pearson_r")
    >>> fields.get_clim()
    (0.0, 1.0)
    """
    look, values = THEMES[theme], matrix.to_numpy()
    low, high = _limits(values, metric)
    colours = colormaps[_SIGNED if low < 0 < high else _OTHERS]
    fields = axes.imshow(
        np.ma.masked_invalid(values), colours, vmin=low, vmax=high, interpolation="nearest"
    )
    # Within the axes' own frame, so that it is as high as the fields, which are squares.
    bar = axes.figure.colorbar(fields, cax=axes.inset_axes(BAR))
    bar.ax.tick_params(labelsize=8)
    unit = METRICS[metric].unit
    bar.set_label(f"{METRICS[metric].label} ({unit})" if unit else METRICS[metric].label)
    _name(axes, short_names([str(name) for name in matrix.index], longest))
    y, x = np.nonzero(np.isnan(values))
    size = min(LARGEST_CROSS, _points(axes) / len(matrix) / 2)
    axes.plot(x, y, "x", color=look.foreground, markersize=size)
    axes.set(xlim=(-0.5, len(matrix) - 0.5), ylim=(len(matrix) - 0.5, -0.5))
    if len(matrix) <= MOST_WRITTEN:
        _write(axes, fields, values, metric)
    for part in (axes, bar.ax):
        _apply(part, look)
    return fields


def heat_map_figure(table: pd.DataFrame, metrics: Sequence[str], *, theme: str = "light") -> Figure:
    """Return a figure with a heat map for each metric and region.

    Parameters
    ----------
    table
        What `compare_all` gave.
    metrics
        Keys of metrics in it. The first twelve heat maps are drawn; the title says so if there
        are more.
    theme
        "light" or "dark".

    Returns
    -------
    matplotlib.figure.Figure
        To be saved or embedded; it belongs to no window. All images stand in one order: that in
        which those that are alike by the first metric in the first region stand side by side.
    """
    look = THEMES[theme]
    regions = regions_in(table)
    panels = [(metric, region) for region in regions for metric in metrics]
    order = likeness_order(as_matrix(table, metrics[0], next(iter(regions))), metrics[0])
    shown = panels[:MOST_PANELS]
    columns = math.ceil(math.sqrt(len(shown)))
    rows = math.ceil(len(shown) / columns)
    side = min(9.0, max(3.6, 0.55 * min(len(order), MOST_WRITTEN) + 1.4))
    figure = Figure(((side + 0.8) * columns, side * rows), layout="constrained", dpi=150)
    figure.set_facecolor(look.background)
    for place, (metric, region) in enumerate(shown, start=1):
        axes = figure.add_subplot(rows, columns, place)
        matrix = as_matrix(table, metric, region).loc[order, order]
        draw_heat_map(axes, matrix, metric, theme=theme)
        axes.set_title(_short(regions[region]), color=look.foreground, fontsize=9)
    if len(shown) < len(panels):
        text = f"The first {len(shown)} of {len(panels)} heat maps"
        figure.suptitle(text, color=look.foreground, fontsize=9)
    return figure


def _limits(values: Values, metric: str) -> tuple[float, float]:
    """Return what the ends of the colours stand for: the metric's own bounds where it has any.

    From 0 where nothing is negative, else as far below 0 as above it.
    """
    low, high = METRICS[metric].bounds
    finite = values[np.isfinite(values)]
    least, most = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if least >= 0:
        low = max(low, 0.0)
    elif math.isinf(low):
        low = -max(most, -least)
    if math.isinf(high):
        high = max(most, -low)
    return (low, high) if high > low else (low, low + 1)


def _name(axes: Axes, names: list[str]) -> None:
    """Write the names of images at both axes, or as many as are readable."""
    most = min(MOST_NAMED, max(2, int(_points(axes) / ROOM_OF_NAME)))
    places = range(0, len(names), -(-len(names) // most))
    labels = [names[i] for i in places]
    size = 8 if len(labels) <= 20 else 7 if len(labels) <= 30 else 5
    axes.set_xticks(places, labels, rotation=45, ha="right", rotation_mode="anchor", fontsize=size)
    axes.set_yticks(places, labels, fontsize=size)


def _points(axes: Axes) -> float:
    """Return the side of the fields before room is made for names, in points."""
    side = min(axes.bbox.width, axes.bbox.height)
    return float(side / axes.figure.dpi * POINTS_PER_INCH)


def _write(
    axes: Axes,
    fields: AxesImage,
    values: Values,
    metric: str,
) -> None:
    """Write each number into its field, dark on light colours and light on dark ones."""
    for y, x in np.argwhere(~np.isnan(values)):
        red, green, blue, _ = fields.to_rgba(values[y, x : x + 1])[0]
        bright = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
        colour = "#111111" if bright else "#ffffff"
        text = format_cell(metric, float(values[y, x]))
        axes.text(x, y, text, ha="center", va="center", color=colour, fontsize=7)


def _apply(axes: Axes, look: Theme) -> None:
    axes.set_facecolor(look.background)
    axes.tick_params(colors=look.foreground, which="both")
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set(color=look.foreground, fontsize=8)
    for spine in axes.spines.values():
        spine.set_edgecolor(look.foreground)


def _short(name: str) -> str:
    return short(name, LONGEST_NAME)
