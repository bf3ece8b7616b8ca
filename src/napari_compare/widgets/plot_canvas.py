"""A canvas on which some artists move quickly over a still picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from qtpy.QtCore import QTimer
from qtpy.QtGui import QPaintEvent
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
        self._behind: list[Artist] = []
        self._moving: list[Artist] = []
        self._fixed: Artist | None = None
        self._still: Any = None
        self._over: Any = None
        self._moved = False
        # The size that a figure asks for would make the dock half as wide again.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        # Painting takes as long as building the figure: apart, neither blocks the window long. A
        # timer of the canvas ends with it; its own drawing when idle does not.
        self._painting = QTimer(self, interval=0, singleShot=True)
        self._painting.timeout.connect(self.draw)
        self.mpl_connect("draw_event", self._on_drawn)

    def set_moving(self, artists: Iterable[Artist]) -> None:
        """Take these artists out of the still picture; all of it is drawn soon."""
        self._behind, self._moving, self._fixed = [], [], None
        for artist in artists:
            self.add_moving(artist)
        self.draw_soon()

    def add_moving(self, artist: Artist) -> None:
        """Draw one more artist over the still picture."""
        artist.set_animated(True)
        self._moving.append(artist)

    def float_behind(self, artists: Iterable[Artist], fixed: Artist | None) -> None:
        """Take these out of the still picture too, behind what moves already.

        What is fixed stays in the picture, and in front of these: its part of the picture is put
        back over them, which takes much less time than drawing it.
        """
        self._behind, self._fixed = list(artists), fixed
        for artist in self._behind:
            artist.set_animated(True)
        self.draw_soon()

    def draw_soon(self) -> None:
        """Draw everything when there is time."""
        self._still = None
        self._painting.start()

    def move(self) -> None:
        """Show the moving artists where they are when the window is painted next."""
        if self._still is not None:
            self._moved = True
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has moved since the last time, and paint."""
        if self._moved and self._still is not None:
            self.restore_region(self._still)
            self._draw_moving()
        super().paintEvent(event)

    def shut_down(self) -> None:
        """Paint no more."""
        self._painting.stop()

    def _on_drawn(self, _: object) -> None:
        self._still = self.copy_from_bbox(self.figure.bbox)
        if self._fixed is not None:
            self._over = self.copy_from_bbox(self._fixed.get_window_extent())
        self._draw_moving()

    def _draw_moving(self) -> None:
        self._moved = False
        for artist in self._behind:
            self.figure.draw_artist(artist)
        if self._fixed is not None:
            self.restore_region(self._over)
        for artist in self._moving:
            self.figure.draw_artist(artist)
