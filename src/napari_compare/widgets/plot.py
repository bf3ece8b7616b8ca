"""The plot of the selected region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_compare.core.difference_histogram import Histogram
from napari_compare.core.results import Result, Scatter
from napari_compare.core.words import result_title
from napari_compare.plots import (
    THEMES,
    PlotChoice,
    RegionDensity,
    Shown,
    draw_scatter,
    save_figure,
)
from napari_compare.widgets.plot_drawing import PlotDrawing
from napari_compare.widgets.plot_save import ask_how_to_save
from napari_compare.widgets.plot_tools import HINT, NO_THRESHOLD, GateLine, PlotTools

LEAST_HEIGHT = 260
NO_PLOT = "There is no plot to save yet: press Compare first."


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
        self.drawing = PlotDrawing(theme, self)
        self.canvas, self.figure = self.drawing.canvas, self.drawing.figure
        self.thresholds, self.gates = self.drawing.thresholds, self.drawing.gates
        self.tools = PlotTools(self)
        self.line = GateLine(self)
        self.result: Result | None = None
        self._all: Sequence[Result] = ()
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

    def show_result(self, result: Result, names: tuple[str, str], identity: bool) -> None:
        """Draw a result.

        Parameters
        ----------
        result
            Whose pixels are shown.
        names
            Names of the channels.
        identity
            Whether A equal to B means something.
        """
        before, other = self.drawing.shown, self.result is not result
        regions = before.regions if before is not None else ()
        self.result = result
        self.drawing.show(Shown(result.scatter, result_title(result), names, identity, regions))
        self._ask_for_difference()
        self._say_hint()
        if other:
            self.result_shown.emit(result)

    def show_regions(self, results: Sequence[Result], colours: Mapping[int, str]) -> None:
        """Offer these results for the outlines of all regions, in colours by region number."""
        self._all, shown = results, self.drawing.shown
        if shown is None:
            return
        plain = THEMES[self.drawing.theme].curve
        regions = tuple(
            RegionDensity(result_title(one), one.scatter, colours.get(one.region.id, plain))
            for one in results
        )
        shown = replace(shown, regions=regions)
        if self.tools.choice.regions:
            self.drawing.show(shown)
        else:
            self.drawing.shown = shown

    def show_difference(self, result: Result, histogram: Histogram) -> None:
        """Show the histogram of A - B that was asked for, if it is still wanted."""
        if self.drawing.shown is not None and result is self.result:
            self.drawing.shown = replace(self.drawing.shown, difference=histogram)
            self.drawing.draw()

    def mark_pixel(self, a: float, b: float) -> None:
        """Mark the place of a pixel with these intensities; NaN marks none."""
        self.drawing.mark_pixel(a, b)

    def set_manual(self, manual: bool) -> None:
        """Offer the way back to automatic thresholds, or not."""
        self.tools.automatic.setEnabled(manual)

    def clear(self) -> None:
        """Show no result."""
        self.result = None
        self.drawing.show(None)
        self.result_shown.emit(None)

    def set_theme(self, theme: str) -> None:
        """Draw in the colours of the theme "light" or "dark"."""
        self.drawing.theme = theme
        self.tools.set_theme(theme)
        self.drawing.draw()

    def save(self, path: Path, size_mm: tuple[float, float] = (90.0, 80.0), dpi: int = 300) -> None:
        """Save the plot, on white paper, in the format that the file's suffix names.

        Raises
        ------
        ValueError
            If there is no result, or the suffix is of no known format.
        OSError
            If the file cannot be written.
        """
        shown, part = self.drawing.shown, self.drawing.zoom.limits
        if shown is None:
            raise ValueError(NO_PLOT)
        save_figure(path, shown, self.tools.choice, size_mm=size_mm, dpi=dpi, within=part)

    def ask_to_save(self) -> None:
        """Ask a person for format, size and file, save the plot, and tell so."""
        if self.drawing.shown is None:
            self.said.emit(NO_PLOT)
            return
        sentence = ask_how_to_save(self, self.save)
        if sentence:
            self.said.emit(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the gate's tool away with Escape, remove the gate with Delete, zoom out with Home."""
        if event.key() == Qt.Key.Key_Escape:
            self.tools.put_gate_tool_away()
        elif event.key() == Qt.Key.Key_Home:
            self.drawing.zoom.show_all()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.gates.clear()
        else:
            super().keyPressEvent(event)

    def shut_down(self) -> None:
        """Paint no more."""
        self.drawing.shut_down()

    def _connect(self) -> None:
        self.thresholds.dragged.connect(self.thresholds_dragged)
        self.thresholds.released.connect(self.thresholds_released)
        self.gates.changed.connect(self._on_gate)
        self.tools.automatic_pressed.connect(self.thresholds_automatic)
        self.tools.above_toggled.connect(self.above_toggled)
        self.tools.gate_tool_changed.connect(self._on_tool)
        self.tools.choice_changed.connect(self._on_choice)
        self.tools.save_pressed.connect(self.ask_to_save)
        self.line.keep_pressed.connect(self.gate_kept)
        self.line.remove_pressed.connect(self.gates.clear)

    def _on_choice(self, choice: PlotChoice) -> None:
        self.drawing.choice = choice
        self.drawing.draw()
        self._ask_for_difference()
        self.result_shown.emit(self.result)

    def _on_tool(self, tool: str) -> None:
        self.gates.tool = tool
        self.thresholds.enabled = not tool
        self.canvas.setCursor(Qt.CursorShape.CrossCursor if tool else Qt.CursorShape.ArrowCursor)

    def _on_gate(self, gate: object) -> None:
        self.line.set_gated(gate is not None)
        self._say_hint()
        self.gate_changed.emit(gate)

    def _ask_for_difference(self) -> None:
        shown = self.drawing.shown
        if self.tools.choice.kind == "difference" and shown and shown.difference is None:
            self.difference_wanted.emit(self.result)

    def _say_hint(self) -> None:
        if self.gates.gate is None and self.result is not None:
            found = self.result.scatter
            known = np.isfinite([found.threshold_a, found.threshold_b]).all()
            self.line.say(HINT if known else NO_THRESHOLD)
