"""The plot of the selected region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from qtpy.QtCore import Qt, QTimer, Signal
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_compare.core.difference_histogram import Histogram
from napari_compare.core.results import Result, Scatter
from napari_compare.core.words import result_title
from napari_compare.plots import (
    THEMES,
    Drawn,
    Limits,
    RegionDensity,
    Shown,
    draw_plot,
    draw_scatter,
    pixel_mark,
    same_frame,
    same_picture,
    save_figure,
)
from napari_compare.widgets.plot_canvas import PlotCanvas
from napari_compare.widgets.plot_gate import GateDrawing
from napari_compare.widgets.plot_save import ask_how_to_save
from napari_compare.widgets.plot_thresholds import ThresholdDragging
from napari_compare.widgets.plot_tools import HINT, NO_THRESHOLD, GateLine, PlotTools
from napari_compare.widgets.plot_zoom import PlotZoom

LEAST_HEIGHT = 260
SETTLE_DELAY = 300  # ms without another result, after which all of the plot is drawn
MARGINS = {
    "scatter": {"left": 0.15, "right": 0.83, "bottom": 0.175, "top": 0.9},
    "marginals": {"left": 0.15, "right": 0.72, "bottom": 0.175, "top": 0.79},
    "histograms": {"left": 0.13, "right": 0.97, "bottom": 0.175, "top": 0.9},
    "difference": {"left": 0.13, "right": 0.97, "bottom": 0.175, "top": 0.9},
}
"""Fixed, as finding out what the labels need takes half as long as drawing."""


def load_fonts() -> None:
    """Draw once out of sight, on any thread, so that the first drawing in sight is quick."""
    figure = Figure()
    edges = np.arange(3.0)
    counts = np.ones((2, 2), dtype=np.int64)
    draw_scatter(figure.add_subplot(), Scatter(counts, edges, edges, 1, 1, 1, 0))
    figure.draw_without_rendering()


class ScatterPlot(QWidget):
    """A plot that follows napari's theme, with thresholds and gates that the mouse can move.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    thresholds_dragged = Signal(float, float)
    """The thresholds of A and B, while the mouse moves them."""
    thresholds_released = Signal(float, float)
    """The thresholds of A and B, when the mouse lets go of them."""
    thresholds_automatic = Signal()
    """A person wants the thresholds of the method again."""
    above_toggled = Signal(bool)
    """Whether the pixels above the thresholds are to be seen in the image."""
    gate_changed = Signal(object)
    """The `Gate` at every move of the mouse that draws it; None when it was removed."""
    gate_kept = Signal()
    """A person wants the pixels in the gate as a region."""
    result_shown = Signal(object)
    """Another `Result` is shown; None for no one."""
    difference_wanted = Signal(object)
    """The histogram of A - B of this `Result` is needed: give it to `show_difference`."""
    said = Signal(str)
    """What was done, or why not, in a sentence."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = Figure()
        self.canvas = PlotCanvas(self.figure)
        self.tools = PlotTools(self)
        self.line = GateLine(self)
        self.thresholds = ThresholdDragging(self.canvas)
        self.gates = GateDrawing(self.canvas)
        self.zoom = PlotZoom(self.canvas)
        self.result: Result | None = None
        self._all: Sequence[Result] = ()
        self._shown: Shown | None = None
        self._theme = theme
        self._drawn = Drawn(())
        self._floating = False
        self._settling = QTimer(self, interval=SETTLE_DELAY, singleShot=True)
        self._settling.timeout.connect(self._draw)
        self._mark: Line2D | None = None
        self.setMinimumHeight(LEAST_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.tools)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.line)
        self._connect()
        self.set_theme(theme)

    @property
    def results(self) -> list[Result]:
        """The results whose pixels are shown: the selected one, or all with their outlines."""
        if self.tools.choice.regions and self._all:
            return list(self._all)
        return [] if self.result is None else [self.result]

    @property
    def shown(self) -> Shown | None:
        """What is plotted; None where there is no result."""
        return self._shown

    def show_result(self, result: Result, names: tuple[str, str], identity: bool) -> None:
        """Draw a result.

        What is quick is drawn first: threshold lines alone if only these are new; the cloud of
        pixels in the same axes while a region is moved about.

        Parameters
        ----------
        result
            Whose pixels are shown.
        names
            Names of the channels.
        identity
            Whether A equal to B means something.
        """
        before, other = self._shown, self.result is not result
        regions = before.regions if before is not None else ()
        self.result = result
        self._shown = Shown(result.scatter, result_title(result), names, identity, regions)
        if before is not None and same_picture(before, self._shown):
            self._shown = replace(self._shown, difference=before.difference)
            self.thresholds.show(*_thresholds(self._shown))
        elif before is not None and same_frame(before, self._shown):
            self._draw_quickly()
        else:
            self._draw()
        self._say_hint()
        if other:
            self.result_shown.emit(result)

    def show_regions(self, results: Sequence[Result], colours: Mapping[int, str]) -> None:
        """Offer these results for the outlines of all regions, in colours by region number."""
        self._all = results
        if self._shown is None:
            return
        plain = THEMES[self._theme].curve
        regions = tuple(
            RegionDensity(result_title(one), one.scatter, colours.get(one.region.id, plain))
            for one in results
        )
        before, self._shown = self._shown, replace(self._shown, regions=regions)
        if self.tools.choice.regions and not same_picture(before, self._shown):
            self._draw()

    def show_difference(self, result: Result, histogram: Histogram) -> None:
        """Show the histogram of A - B that was asked for, if it is still wanted."""
        if self._shown is not None and result is self.result:
            self._shown = replace(self._shown, difference=histogram)
            self._draw()

    def mark_pixel(self, a: float, b: float) -> None:
        """Mark the place of a pixel with these intensities; NaN marks none."""
        if self._mark is not None:
            self._mark.set_data([a], [b])
            self.canvas.move()

    def set_manual(self, manual: bool) -> None:
        """Offer the way back to automatic thresholds, or not."""
        self.tools.automatic.setEnabled(manual)

    def clear(self) -> None:
        """Show no result."""
        self.result = self._shown = None
        self._draw()
        self.result_shown.emit(None)

    def set_theme(self, theme: str) -> None:
        """Draw in the colours of the theme "light" or "dark"."""
        self._settling.stop()
        self._theme = theme
        self.tools.set_theme(theme)
        self._draw()

    def save(self, path: Path, size_mm: tuple[float, float] = (90.0, 80.0), dpi: int = 300) -> None:
        """Save the plot, on white paper, in the format that the file's suffix names.

        Raises
        ------
        ValueError
            If there is no result, or the suffix is of no known format.
        OSError
            If the file cannot be written.
        """
        if self._shown is None:
            raise ValueError("There is no plot to save: press Compare first.")
        part = self.zoom.limits
        save_figure(path, self._shown, self.tools.choice, size_mm=size_mm, dpi=dpi, within=part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the gate's tool away with Escape, remove the gate with Delete, zoom out with Home."""
        if event.key() == Qt.Key.Key_Escape:
            self.tools.put_gate_tool_away()
        elif event.key() == Qt.Key.Key_Home:
            self.zoom.show_all()
            self.canvas.draw_soon()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.gates.clear()
        else:
            super().keyPressEvent(event)

    def shut_down(self) -> None:
        """Paint no more."""
        self._settling.stop()
        self.canvas.shut_down()

    def _connect(self) -> None:
        self.thresholds.dragged.connect(self.thresholds_dragged)
        self.thresholds.released.connect(self.thresholds_released)
        self.gates.changed.connect(self._on_gate)
        self.tools.automatic_pressed.connect(self.thresholds_automatic)
        self.tools.above_toggled.connect(self.above_toggled)
        self.tools.gate_tool_changed.connect(self._on_tool)
        self.tools.choice_changed.connect(self._on_choice)
        self.tools.save_pressed.connect(self._on_save)
        self.line.keep_pressed.connect(self.gate_kept)
        self.line.remove_pressed.connect(self.gates.clear)

    def _on_choice(self) -> None:
        self._draw()
        self.result_shown.emit(self.result)

    def _on_tool(self, tool: str) -> None:
        self.gates.tool = tool
        self.thresholds.enabled = not tool
        self.canvas.setCursor(Qt.CursorShape.CrossCursor if tool else Qt.CursorShape.ArrowCursor)

    def _on_gate(self, gate: object) -> None:
        self.line.set_gated(gate is not None)
        self._say_hint()
        self.gate_changed.emit(gate)

    def _on_save(self) -> None:
        sentence = ask_how_to_save(self, self.save)
        if sentence:
            self.said.emit(sentence)

    def _say_hint(self) -> None:
        if self.gates.gate is None and self._shown is not None:
            known = np.isfinite(_thresholds(self._shown)).all()
            self.line.say(HINT if known else NO_THRESHOLD)

    def _draw_quickly(self) -> None:
        """Draw another cloud of pixels in the same axes, and all of it when that has settled."""
        assert self._shown is not None
        self._settling.start()
        artists, zoomed = self._drawn.artists, self.zoom.limits is not None
        if artists is None or not artists.show(self._shown.scatter, anyway=zoomed):
            self._draw(None if zoomed else self._drawn.limits)
            return
        if not self._floating:
            self._floating = True
            self.canvas.float_behind(self._drawn.changing)
        self.thresholds.show(*_thresholds(self._shown))

    def _draw(self, at_least: Limits | None = None) -> None:
        look, shown = THEMES[self._theme], self._shown
        self._floating = False
        self._drawn = Drawn(())
        self.figure.clear()
        self.figure.set_facecolor(look.background)
        self._mark = None
        if shown is not None:
            choice = self.tools.choice
            axes = self.figure.add_subplot()
            sides = choice.marginals and choice.kind == "scatter"
            self.figure.subplots_adjust(**MARGINS["marginals" if sides else choice.kind])
            drawn = self._drawn = draw_plot(
                axes, shown, choice, theme=self._theme, key="brief", at_least=at_least
            )
            self.canvas.set_moving(one.line for one in drawn.thresholds)
            self.thresholds.redraw(drawn, *_thresholds(shown))
            self.gates.redraw(drawn, self._theme)
            self.zoom.redraw(drawn)
            if drawn.scatter is not None:
                self._mark = pixel_mark(drawn.scatter, self._theme)
                self.canvas.add_moving(self._mark)
            if choice.kind == "difference" and shown.difference is None:
                self.difference_wanted.emit(self.result)
        else:
            self.canvas.set_moving(())


def _thresholds(shown: Shown) -> tuple[float, float]:
    return shown.scatter.threshold_a, shown.scatter.threshold_b
