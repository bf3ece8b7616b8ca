"""A canvas on which some artists move quickly over a still picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QSizePolicy


class PlotCanvas(FigureCanvasQTAgg):
    """Keeps the figure without its moving artists as a picture, and draws these over it.

    Parameters
    ----------
    figure
        What is shown.
    """

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._moving: list[Artist] = []
        self._still: Any = None
        # The size that a figure asks for would make the dock half as wide again.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        # Painting takes as long as building the figure: apart, neither blocks the window long. A
        # timer of the canvas ends with it; its own drawing when idle does not.
        self._painting = QTimer(self, interval=0, singleShot=True)
        self._painting.timeout.connect(self.draw)
        self.mpl_connect("draw_event", self._on_drawn)

    def set_moving(self, artists: Iterable[Artist]) -> None:
        """Take these artists out of the still picture; all of it is drawn soon."""
        self._moving = list(artists)
        for artist in self._moving:
            artist.set_animated(True)
        self.draw_soon()

    def add_moving(self, artist: Artist) -> None:
        """Draw one more artist over the still picture."""
        artist.set_animated(True)
        self._moving.append(artist)

    def float_behind(self, artists: Iterable[Artist]) -> None:
        """Take these out of the still picture too, behind what moves already."""
        self.set_moving([*artists, *self._moving])

    def draw_soon(self) -> None:
        """Draw everything when there is time."""
        self._still = None
        self._painting.start()

    def move(self) -> None:
        """Show the moving artists where they are now."""
        if self._still is None:
            return
        self.restore_region(self._still)
        self._draw_moving()
        self.update()

    def shut_down(self) -> None:
        """Paint no more."""
        self._painting.stop()

    def _on_drawn(self, _: object) -> None:
        self._still = self.copy_from_bbox(self.figure.bbox)
        self._draw_moving()

    def _draw_moving(self) -> None:
        for artist in self._moving:
            self.figure.draw_artist(artist)
