"""The plot of a number over the frames of a series, linked to the frame that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from qtpy.QtCore import QElapsedTimer, QSignalBlocker, QTimer, Signal
from qtpy.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from napari_compare.core.words import reading_order
from napari_compare.plots.curves import Curve, SeriesShown
from napari_compare.plots.over_frames import (
    DrawnSeries,
    draw_series,
    save_series,
    set_series_margins,
)
from napari_compare.widgets.plot_canvas import PlotCanvas
from napari_compare.widgets.plot_save import ask_how_to_save
from napari_compare.widgets.sentence import Sentence
from napari_compare.widgets.series.work import Found

LEAST_HEIGHT = 200
PERIOD = 300  # ms between two drawings while numbers come
RESTS = 4  # how many times as long as a drawing took the next one waits at least
HINT = "Click or drag on the plot to see a frame."


class SeriesPlot(QWidget):
    """Curves, one of whose frames can be chosen with the mouse.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    frame_chosen = Signal(int)
    """A person wants to see this frame."""
    said = Signal(str)
    """What was done, or why not, in a sentence."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.figure = Figure()
        self.canvas = PlotCanvas(self.figure)
        self.column = QComboBox()
        self.column.setToolTip("The number that is plotted over the frames.")
        self.line = Sentence(HINT)
        self.shown: SeriesShown | None = None
        self.drawn: DrawnSeries | None = None
        self._found: Found | None = None
        self._colours: Mapping[int, str] = {}
        self._frame = 0
        self._pressed = self._outdated = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.draw)
        self._wait = PERIOD
        self._lay_out()
        self.column.currentIndexChanged.connect(self.draw)
        for name, callback in (
            ("button_press_event", self._on_press),
            ("button_release_event", self._on_release),
            ("motion_notify_event", self._on_move),
            ("resize_event", self._on_resized),
        ):
            self.canvas.mpl_connect(name, callback)

    def show_found(self, found: Found, colours: Mapping[int, str]) -> None:
        """Show the numbers that there are, with regions in colours by their number; soon."""
        self._found, self._colours = found, colours
        self._outdated = False
        if not self._soon.isActive():
            self._soon.start(0 if self.shown is None else self._wait)

    def set_outdated(self, outdated: bool) -> None:
        """Show the curves as out of date, or as good."""
        if outdated != self._outdated:
            self._outdated = outdated
            self.draw()

    def mark(self, frame: int) -> None:
        """Move the line to the frame that is shown."""
        self._frame = frame
        if self.drawn is not None:
            self.drawn.line.set_xdata([frame, frame])
            self.canvas.move()

    def draw(self) -> None:
        """Draw everything now."""
        found = self._found
        self._soon.stop()
        if found is None or not len(found.curves):
            return
        clock = QElapsedTimer()
        clock.start()
        self._offer(found)
        key = self.column.currentData()
        values, band = found.curves.values(key), found.curves.band(key)
        low, high = (None, None) if band is None else band
        curves = [
            Curve(
                region.name,
                values[:, i],
                None if low is None else low[:, i],
                None if high is None else high[:, i],
                self._colours.get(region.id),
            )
            for i, region in enumerate(found.regions)
        ]
        axis, label = found.wanted.series.axis, found.labels.get(key, key)
        self.shown = SeriesShown(curves, label, axis, found.total, self._outdated)
        self.drawn = draw_series(self.figure, self.shown, theme=self.theme)
        self.canvas.set_moving([self.drawn.line])
        self.mark(self._frame)
        self._wait = max(PERIOD, RESTS * int(clock.elapsed()))

    def ask_to_save(self) -> None:
        """Ask for a format, a size and a file, and save the plot."""
        if self.shown is None:
            self.said.emit("There is no plot to save yet: press Compare first.")
        else:
            self.said.emit(ask_how_to_save(self, self.save))

    def save(self, path: Path, size_mm: tuple[float, float], dpi: int) -> None:
        """Save the plot at a size, on light paper."""
        assert self.shown is not None
        save_series(path, self.shown, size_mm=size_mm, dpi=dpi)

    def set_theme(self, theme: str) -> None:
        """Draw in the theme "light" or "dark"."""
        self.theme = theme
        self.draw()

    def shut_down(self) -> None:
        """Draw no more."""
        self._soon.stop()
        self.canvas.shut_down()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel("Show"))
        row.addWidget(self.column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.line)
        self.setMinimumHeight(LEAST_HEIGHT)

    def _offer(self, found: Found) -> None:
        """Offer the numbers that there are; keep the one that is shown if it is among them."""
        keys = reading_order(found.curves.keys)
        if keys == [self.column.itemData(i) for i in range(self.column.count())]:
            return
        chosen = self.column.currentData()
        with QSignalBlocker(self.column):
            self.column.clear()
            for key in keys:
                self.column.addItem(found.labels.get(key, key), key)
            self.column.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)

    def _on_press(self, event: Any) -> None:
        self._pressed = event.button == 1
        self._choose(event)

    def _on_release(self, _: Any) -> None:
        self._pressed = False

    def _on_move(self, event: Any) -> None:
        if self.shown is None or self.drawn is None or event.inaxes is not self.drawn.axes:
            self.line.setText(HINT)
            return
        self.line.setText(self.shown.in_words(self.shown.frame_at(event.xdata), event.ydata))
        self._choose(event)

    def _choose(self, event: Any) -> None:
        inside = self.drawn is not None and event.inaxes is self.drawn.axes
        if self._pressed and inside and self.shown is not None:
            self.frame_chosen.emit(self.shown.frame_at(event.xdata))

    def _on_resized(self, _: Any) -> None:
        if self.shown is not None:
            set_series_margins(self.figure, self.shown)
            self.canvas.draw_soon()
