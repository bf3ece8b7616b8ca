"""Whole figures: one plot with all that was chosen, a panel for each result, a file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from napari_compare.core.results import Result
from napari_compare.core.words import result_title
from napari_compare.plots.choice import PlotChoice, Shown
from napari_compare.plots.histograms import draw_difference, draw_histograms
from napari_compare.plots.overlays import GAP, MARGINAL, draw_marginals, draw_median, draw_outlines
from napari_compare.plots.scatter import Limits, draw_scatter
from napari_compare.plots.themes import COLOURS, THEMES, TITLE_SIZE, is_drawn, legend
from napari_compare.plots.thresholds import Drawn

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

MOST_PANELS = 12
FORMATS = ("pdf", "svg", "png")
MM_PER_INCH = 25.4
PAD = 0.06  # inches around a figure
_PANEL_INCHES = (3.6, 3.1)


def draw_plot(
    axes: Axes,
    shown: Shown,
    choice: PlotChoice | None = None,
    *,
    colours: tuple[str, str] = COLOURS,
    theme: str = "light",
    key: str = "inside",
    at_least: Limits | None = None,
) -> Drawn:
    """Draw a plot of one region with all that was chosen.

    Parameters
    ----------
    axes
        Empty axes, whose place it takes.
    shown
        What is plotted.
    choice
        Which plot, and what of it; a scatter plot with its lines if not given.
    colours
        Colours of the channels, as matplotlib takes them.
    theme
        "light" or "dark".
    key
        Where lines are named: "inside" the axes; "brief", there too, but only those whose colour
        does not tell; or "below" the figure, which needs a layout that makes room.
    at_least
        See `draw_scatter`.

    Returns
    -------
    Drawn
        What can be touched with the mouse.
    """
    choice, look = choice or PlotChoice(), THEMES[theme]
    titled = axes
    if choice.kind == "difference":
        draw_difference(axes, shown, theme)
        drawn = Drawn(())
    elif choice.kind == "histograms":
        drawn = Drawn(draw_histograms(axes, shown, colours, theme))
    else:
        drawn, titled = _scatter_plot(axes, shown, choice, colours, theme, key, at_least)
    titled.set_title(shown.title, color=look.foreground, fontsize=TITLE_SIZE)
    return drawn


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
    names
        Names of the channels.
    colours, theme
        See `draw_plot`.
    identity
        Whether to draw the line on which A equals B: of use where both have the same unit.

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
    layout = ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD)
    figure = Figure((width * columns, height * rows), layout=layout, dpi=150)
    figure.set_facecolor(look.background)
    for position, result in enumerate(shown, start=1):
        one = Shown(result.scatter, result_title(result), names, same_unit=identity)
        axes = figure.add_subplot(rows, columns, position)
        draw_plot(axes, one, colours=colours, theme=theme)
    if len(shown) < len(results):
        figure.suptitle(
            f"The first {len(shown)} of {len(results)} regions", color=look.foreground, fontsize=9
        )
    return figure


def save_figure(
    path: str | Path,
    shown: Shown,
    choice: PlotChoice | None = None,
    *,
    size_mm: tuple[float, float] = (90.0, 80.0),
    dpi: int = 300,
    within: Limits | None = None,
    colours: tuple[str, str] = COLOURS,
    theme: str = "light",
) -> None:
    """Save a plot at a chosen size.

    Parameters
    ----------
    path
        Its suffix names the format: pdf, svg or png. Text stays text in the first two.
    shown, choice, colours, theme
        See `draw_plot`.
    size_mm
        Width and height of the figure in millimetres.
    dpi
        Dots per inch: of all of a PNG; of the cloud of pixels in the other formats.
    within
        Lowest and highest intensity of A, and of B, that a scatter plot shows; all if not given.

    Raises
    ------
    ValueError
        If the suffix is of another format, or a size is not above 0.
    OSError
        If the file cannot be written.
    """
    figure = new_figure(size_mm, dpi, theme)
    figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD))
    axes = figure.add_subplot()
    drawn = draw_plot(axes, shown, choice, colours=colours, theme=theme, key="below")
    if within is not None and drawn.scatter is not None:
        drawn.scatter.set(xlim=within[0], ylim=within[1])
    write_figure(figure, Path(path))


def new_figure(size_mm: tuple[float, float], dpi: int, theme: str) -> Figure:
    """Return an empty figure of a size on paper.

    Raises
    ------
    ValueError
        If a size is not above 0.
    """
    if not (min(size_mm) > 0 and dpi > 0):
        raise ValueError("The size of a figure and its dots per inch must be above 0.")
    width, height = (length / MM_PER_INCH for length in size_mm)
    return Figure((width, height), dpi=dpi, facecolor=THEMES[theme].background)


def write_figure(figure: Figure, path: Path) -> None:
    """Write a figure into a file.

    Parameters
    ----------
    figure
        The figure.
    path
        Its suffix names the format: pdf, svg or png. Text stays text in the first two.

    Raises
    ------
    ValueError
        If the suffix is of another format.
    OSError
        If the file cannot be written.
    """
    if path.suffix.lower().removeprefix(".") not in FORMATS:
        raise ValueError(
            f'A plot is saved as {", ".join(FORMATS)}, not as "{path.suffix}": give {path.name} '
            "one of these endings."
        )
    from matplotlib import rc_context

    with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42}):
        figure.savefig(path)


def _scatter_plot(
    axes: Axes,
    shown: Shown,
    choice: PlotChoice,
    colours: tuple[str, str],
    theme: str,
    key: str,
    at_least: Limits | None,
) -> tuple[Drawn, Axes]:
    """Draw the scatter plot; return what can be touched, and the axes under the title."""
    look = THEMES[theme]
    artists = draw_scatter(
        axes,
        shown.scatter,
        shown.names,
        colours=colours,
        theme=theme,
        regression=choice.regression,
        identity=choice.identity and shown.same_unit,
        named=False,
        bar_at=1 + GAP + (MARGINAL + GAP if choice.marginals else 0),
        at_least=at_least,
    )
    lines: list[Artist] = list(artists.lines)
    if key == "brief":
        lines = [line for line in (artists.regression, artists.identity) if is_drawn(line)]
    if choice.median:
        lines += draw_median(axes, shown.scatter, look)
    regions = draw_outlines(axes, shown.regions, look) if choice.regions else []
    titled = draw_marginals(axes, shown.scatter, colours)[0] if choice.marginals else axes
    if key == "below":
        legend(axes.figure, look, [*lines, *regions], loc="outside lower center", ncols=2)
    else:
        legend(axes, look, lines if key == "brief" else [*lines, *regions])
    plain = not (choice.median or choice.marginals or choice.regions)
    return Drawn(artists.thresholds, axes, artists if plain else None), titled
