"""Room around axes for what is written at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_compare.plots.overlays import GAP, MARGINAL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from napari_compare.plots.choice import PlotChoice

MARGINS = {
    "scatter": (0.64, 0.70, 0.46, 0.28),
    "histograms": (0.56, 0.26, 0.46, 0.28),
    "difference": (0.56, 0.26, 0.46, 0.28),
}
"""Inches at the left, right, bottom and top. Fixed, as finding out what the labels need takes half
as long as drawing; in inches, as letters do not shrink with the figure."""
LEAST = 0.1  # of the figure, for the axes


def set_margins(figure: Figure, choice: PlotChoice) -> None:
    """Leave room in a figure for what is written around a plot, as long as there is some."""
    left, right, bottom, top = MARGINS[choice.kind]
    has_sides = choice.marginals and choice.kind == "scatter"
    sides = MARGINAL + GAP if has_sides else 0.0
    width, height = figure.get_size_inches()
    first, last = _between(left / width, right / width, sides)
    lowest, highest = _between(bottom / height, top / height, sides)
    figure.subplots_adjust(left=first, right=last, bottom=lowest, top=highest)


def _between(before: float, after: float, beyond: float) -> tuple[float, float]:
    """Return where axes begin and end between margins, with a part of themselves beyond them."""
    begin = min(before, 1 - LEAST)
    return begin, begin + max(LEAST, 1 - after - begin) / (1 + beyond)
