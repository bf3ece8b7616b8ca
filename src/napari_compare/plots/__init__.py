"""Figures of a comparison, the same for the dock, the command line and documentation.

They are made without pyplot, so nothing is shown and no global state is touched.
"""

from napari_compare.plots.choice import (
    KINDS,
    PlotChoice,
    RegionDensity,
    Shown,
    same_frame,
    same_picture,
)
from napari_compare.plots.figures import MOST_PANELS, draw_plot, save_figure, scatter_figure
from napari_compare.plots.gates import GateMove, GatePath, gate_patch, pixel_mark, show_gate
from napari_compare.plots.margins import set_margins
from napari_compare.plots.scatter import Limits, draw_scatter, room_for
from napari_compare.plots.themes import COLOURS, THEMES, Theme
from napari_compare.plots.thresholds import Drawn, ThresholdLine
from napari_compare.plots.zoom import zoomed

__all__ = [
    "COLOURS",
    "KINDS",
    "MOST_PANELS",
    "THEMES",
    "Drawn",
    "GateMove",
    "GatePath",
    "Limits",
    "PlotChoice",
    "RegionDensity",
    "Shown",
    "Theme",
    "ThresholdLine",
    "draw_plot",
    "draw_scatter",
    "gate_patch",
    "pixel_mark",
    "room_for",
    "same_frame",
    "same_picture",
    "save_figure",
    "scatter_figure",
    "set_margins",
    "show_gate",
    "zoomed",
]
