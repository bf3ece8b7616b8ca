"""The pair that was chosen: its scatter plot, its notes, and the way to compare it by itself."""

from __future__ import annotations

from dataclasses import replace

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from napari_compare.core.results import Result
from napari_compare.plots import Shown
from napari_compare.plots.themes import short_names
from napari_compare.widgets.plot_drawing import PlotDrawing
from napari_compare.widgets.sentence import Sentence

LEAST_HEIGHT = 200
LONGEST_NAME = 10  # letters, as the plot is small


class PairPlot(QWidget):
    """The scatter plot of a pair as the dock "Compare channels" draws it, and what can be done.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    alone_wanted = Signal()
    """A person wants the pair in the dock "Compare channels"."""
    all_wanted = Signal()
    """A person wants to see all layers again."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = PlotDrawing(theme, self)
        self.drawing.thresholds.enabled = False
        self.shown: Shown | None = None
        self.notes = Sentence()
        self.alone = QPushButton("Compare these two")
        self.alone.setToolTip(
            'Open this pair in "Compare channels": thresholds, gates, advice and layers of its own.'
        )
        self.all = QPushButton("Show all again")
        self.all.setToolTip("Show the layers that were hidden to leave the two of this pair.")
        self.alone.clicked.connect(self.alone_wanted)
        self.all.clicked.connect(self.all_wanted)
        row = QHBoxLayout()
        row.addWidget(self.alone, 1)
        row.addWidget(self.all, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.drawing.canvas, 1)
        layout.addWidget(self.notes)
        layout.addLayout(row)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.set_theme(theme)

    def show_pixels(self, result: Result, names: tuple[str, str], same_unit: bool) -> None:
        """Draw the pixels of a pair.

        Parameters
        ----------
        result
            What was found of the pair in a region.
        names
            Names of its images.
        same_unit
            Whether one image being equal to the other means something.
        """
        self.shown = Shown(result.scatter, result.region.name, names, same_unit)
        first, second = short_names(names, LONGEST_NAME)
        self.drawing.zoom.limits = None
        self.drawing.show(replace(self.shown, names=(first, second)))

    def say(self, text: str) -> None:
        """Say what must be known of the pair."""
        self.notes.setText(text)
        self.notes.setVisible(bool(text))

    def set_theme(self, theme: str) -> None:
        """Draw in the colours of the theme "light" or "dark"."""
        self.drawing.theme = theme
        self.drawing.draw()

    def shut_down(self) -> None:
        """Paint no more."""
        self.drawing.shut_down()
