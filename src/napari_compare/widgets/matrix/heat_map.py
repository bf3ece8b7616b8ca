"""The heat map in the dock: what it shows, and the pair that the mouse is over."""

from __future__ import annotations

from matplotlib.backend_bases import LocationEvent, MouseButton, MouseEvent
from matplotlib.figure import Figure
from qtpy.QtCore import Qt, QTimer, Signal
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from napari_compare.plots import THEMES
from napari_compare.plots.matrix import HeatMap, show_heat_map
from napari_compare.widgets.matrix.run import Arranged
from napari_compare.widgets.plot_canvas import PlotCanvas
from napari_compare.widgets.sentence import Sentence
from napari_compare.widgets.tooltips import plain

LEAST_HEIGHT = 160
SETTLE_DELAY = 120  # ms after the last change of size until names are placed anew
HINT = "Point at a field for its number; click for its pixels."
OUTDATED = "These numbers are out of date."
STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class HeatMapPlot(QWidget):
    """A heat map in which a pair can be pointed at and chosen, by mouse and by keys.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    chosen = Signal(object)
    """A person chose the pair of these two names."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = Figure(layout="constrained")
        self.canvas = PlotCanvas(self.figure)
        self.line = Sentence(wraps=False)
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.shown: Arranged | None = None
        self.pair: tuple[str, str] | None = None
        self.drawn: HeatMap | None = None
        self._theme, self._stale = theme, False
        self._settling = QTimer(self, interval=SETTLE_DELAY, singleShot=True)
        self._settling.timeout.connect(self._draw)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(LEAST_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.line)
        for name, slot in (
            ("motion_notify_event", self._on_move),
            ("figure_leave_event", self._on_leave),
            ("button_press_event", self._on_press),
            ("resize_event", lambda _: self._settling.start()),
            ("draw_event", self._on_drawn),
        ):
            self.canvas.mpl_connect(name, slot)
        self._draw()

    def show_matrix(self, shown: Arranged | None) -> None:
        """Show new numbers, or none; the chosen pair stays chosen where it is among them."""
        self.shown, self._stale = shown, False
        self._draw()

    def choose(self, pair: tuple[str, str] | None) -> None:
        """Frame a pair as the chosen one, without telling anybody; None frames none."""
        self.pair = pair
        if self.drawn is not None:
            self.drawn.choose(pair)
            self.canvas.move()
        self._say(pair)

    def set_stale(self) -> None:
        """Show the numbers as out of date, until there are new ones."""
        self._stale = True
        if self.drawn is not None:
            self.drawn.set_stale()
            self.drawn.point_at(None)
            self.canvas.draw_soon()
            self._say(self.pair)

    def set_theme(self, theme: str) -> None:
        """Draw in the colours of the theme "light" or "dark"."""
        self._theme = theme
        self._draw()

    def shut_down(self) -> None:
        """Paint no more."""
        self._settling.stop()
        self.canvas.shut_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the pair beside the chosen one with the arrow keys."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or self.drawn is None or self._stale:
            super().keyPressEvent(event)
        else:
            self._choose(self.drawn.beside(self.pair, step))

    def _draw(self) -> None:
        self._settling.stop()
        self.figure.clear()
        self.figure.set_facecolor(THEMES[self._theme].background)
        self.drawn = None
        if self.shown is None:
            self.canvas.set_moving(())
            self.line.setText("")
            return
        one = self.shown
        self.drawn = show_heat_map(self.figure, one.matrix, one.metric, "", self._theme)
        if self._stale:
            self.drawn.set_stale()
        self.drawn.choose(self.pair)
        self.canvas.set_moving((self.drawn.pointed, self.drawn.chosen))
        self._say(self.pair)

    def _on_drawn(self, _: object) -> None:
        if self.drawn is not None and self.drawn.fit_numbers():
            self.canvas.draw_soon()

    def _on_move(self, event: MouseEvent) -> None:
        self._point_at(event)

    def _on_leave(self, event: LocationEvent) -> None:
        self._point_at(event)

    def _on_press(self, event: MouseEvent) -> None:
        pair = None if self.drawn is None or self._stale else self.drawn.pair_at(event)
        if pair is not None and event.button == MouseButton.LEFT:
            self.setFocus()
            self._choose(pair)

    def _point_at(self, event: LocationEvent) -> None:
        if self.drawn is None or self._stale:
            return
        pair = self.drawn.pair_at(event)
        self.drawn.point_at(pair)
        self.canvas.move()
        self.canvas.setCursor(
            Qt.CursorShape.ArrowCursor if pair is None else Qt.CursorShape.PointingHandCursor
        )
        self._say(pair or self.pair)

    def _choose(self, pair: tuple[str, str]) -> None:
        self.choose(pair)
        self.chosen.emit(pair)

    def _say(self, pair: tuple[str, str] | None) -> None:
        """Say the number of a pair, or what can be done."""
        text = OUTDATED if self._stale else HINT
        if self.drawn is not None and pair is not None and self.drawn.has(pair):
            text = f"{self.drawn.in_words(pair)}{' (out of date)' if self._stale else ''}"
        self.line.setText(text)
        self.line.setToolTip(plain(text))
