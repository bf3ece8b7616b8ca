"""The scatter plot of the selected region."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from napari_compare.core.results import Result, Scatter
from napari_compare.core.words import result_title
from napari_compare.plots import THEMES, draw_scatter, scatter_figure

LEAST_HEIGHT = 240
MARGINS = {"left": 0.15, "right": 0.97, "bottom": 0.175, "top": 0.9}
"""Fixed, as finding out what the labels need takes half as long as drawing."""


def load_fonts() -> None:
    """Draw once out of sight, on any thread, so that the first drawing in sight is quick."""
    figure = Figure()
    edges = np.arange(3.0)
    counts = np.ones((2, 2), dtype=np.int64)
    draw_scatter(figure.add_subplot(), Scatter(counts, edges, edges, 1, 1, 1, 0))
    figure.draw_without_rendering()


class ScatterPlot(QWidget):
    """A scatter plot that follows napari's theme.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = Figure()
        self.canvas = FigureCanvasQTAgg(self.figure)
        # The size that a figure asks for would make the dock half as wide again.
        self.canvas.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(LEAST_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        # Painting takes as long as building the figure: apart, neither blocks the window long. A
        # timer of the canvas ends with it; its own drawing when idle does not.
        self._painting = QTimer(self.canvas, interval=0, singleShot=True)
        self._painting.timeout.connect(self.canvas.draw)
        self._theme = theme
        self._names = ("A", "B")
        self._identity = False
        self.result: Result | None = None
        self._draw()

    def show_result(self, result: Result, names: tuple[str, str], identity: bool) -> None:
        """Draw a result.

        Parameters
        ----------
        result
            Whose pixels are shown.
        names
            Names of the channels.
        identity
            Whether to draw the line on which A equals B.
        """
        self.result, self._names, self._identity = result, names, identity
        self._draw()

    def clear(self) -> None:
        """Show no result."""
        self.result = None
        self._draw()

    def set_theme(self, theme: str) -> None:
        """Draw in the colours of the theme "light" or "dark"."""
        self._theme = theme
        self._draw()

    def save(self, path: Path) -> None:
        """Save the plot, on white paper, in the format that the file's suffix names.

        Raises
        ------
        ValueError
            If there is no result, or the suffix is of no known format.
        OSError
            If the file cannot be written.
        """
        if self.result is None:
            raise ValueError("There is no plot to save: press Compare first.")
        scatter_figure([self.result], self._names, identity=self._identity).savefig(path)

    def shut_down(self) -> None:
        """Paint no more."""
        self._painting.stop()

    def _draw(self) -> None:
        look = THEMES[self._theme]
        self.figure.clear()
        self.figure.set_facecolor(look.background)
        if self.result is not None:
            axes = self.figure.add_subplot()
            self.figure.subplots_adjust(**MARGINS)
            draw_scatter(
                axes,
                self.result.scatter,
                self._names,
                theme=self._theme,
                identity=self._identity,
            )
            axes.set_title(result_title(self.result), color=look.foreground, fontsize=9)
        self._painting.start()
