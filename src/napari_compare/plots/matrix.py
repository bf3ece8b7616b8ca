"""One heat map at which the mouse can point, and the same as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle

from napari_compare.core.metrics import METRICS
from napari_compare.core.words import format_cell
from napari_compare.plots.figures import PAD, new_figure, write_figure
from napari_compare.plots.series import draw_heat_map
from napari_compare.plots.themes import THEMES, TITLE_SIZE, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import LocationEvent
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

LONGEST_NAME = 14  # letters, beside a heat map in a dock
LONGEST_TITLE = 44
NAMED_TWICE = 2.2  # inches of height, below which names stand at the rows only
MOST_OF_FIELD = 0.85  # of its width, that a number may take
SIZES = (7, 6, 5)  # points
STALE = 0.3  # opacity of numbers that are out of date
CHOSEN = "#d55e00"

Names = tuple[str, str]


@dataclass(frozen=True, eq=False)
class HeatMap:
    """A heat map in a window.

    Parameters
    ----------
    axes, fields
        Where and as what it is drawn.
    matrix, metric
        What it shows, in this order.
    pointed, chosen
        Frames around the pair under the mouse and around the one that was clicked, to be moved.
    """

    axes: Axes
    fields: AxesImage
    matrix: pd.DataFrame
    metric: str
    pointed: Rectangle
    chosen: Rectangle

    def pair_at(self, event: LocationEvent) -> Names | None:
        """Return the two images whose field the mouse is over, or None."""
        if event.inaxes is not self.axes or event.xdata is None or event.ydata is None:
            return None
        names, last = list(self.matrix.index), len(self.matrix) - 1
        row, column = (min(max(round(at), 0), last) for at in (event.ydata, event.xdata))
        return names[row], names[column]

    def has(self, pair: Names) -> bool:
        """Return whether both images of a pair are in it."""
        return all(name in self.matrix.index for name in pair)

    def beside(self, pair: Names | None, step: tuple[int, int]) -> Names:
        """Return the pair so many rows and columns away; the first if there is none to go from."""
        names, last = list(self.matrix.index), len(self.matrix) - 1
        if pair is None or not self.has(pair):
            return names[0], names[0]
        row, column = (
            min(max(at + by, 0), last) for at, by in zip(self._place(pair), step, strict=True)
        )
        return names[row], names[column]

    def point_at(self, pair: Names | None) -> None:
        """Frame a pair as the one under the mouse; None frames none."""
        self._frame(self.pointed, pair)

    def choose(self, pair: Names | None) -> None:
        """Frame a pair as the one that was clicked; None, or one not there, frames none."""
        self._frame(self.chosen, pair)

    def in_words(self, pair: Names) -> str:
        """Return the number of a pair, with which image is which where that matters."""
        metric = METRICS[self.metric]
        first, second = pair if metric.symmetric else (f"{pair[0]} (A)", f"{pair[1]} (B)")
        number = format_cell(self.metric, float(self.matrix.to_numpy()[self._place(pair)]))
        written = number if number == "n/a" or not metric.unit else f"{number} {metric.unit}"
        return f"{metric.label} {written}: {first} and {second}"

    def set_stale(self) -> None:
        """Show the numbers as out of date."""
        for artist in (self.fields, *self.axes.texts):
            artist.set_alpha(STALE)

    def fit_numbers(self) -> bool:
        """Write numbers as large as fits into their fields, or none; return whether that is new."""
        texts = self.axes.texts
        if not texts:
            return False
        before = texts[0].get_visible(), float(texts[0].get_fontsize())
        for text in texts:
            text.set_visible(True)  # one that is not has no width
        widest = max(text.get_window_extent().width for text in texts) / before[1]
        room = MOST_OF_FIELD * self.axes.bbox.width / len(self.matrix)
        size = next((one for one in SIZES if one * widest < room), None)
        for text in texts:
            text.set(visible=size is not None, fontsize=size or before[1])
        return before != (texts[0].get_visible(), texts[0].get_fontsize())

    def _frame(self, frame: Rectangle, pair: Names | None) -> None:
        there = pair is not None and self.has(pair)
        frame.set_visible(there)
        if pair is not None and there:
            row, column = self._place(pair)
            frame.set_xy((column - 0.5, row - 0.5))

    def _place(self, pair: Names) -> tuple[int, int]:
        """Return row and column of a pair."""
        names = list(self.matrix.index)
        return names.index(pair[0]), names.index(pair[1])


def show_heat_map(
    figure: Figure, matrix: pd.DataFrame, metric: str, title: str, theme: str
) -> HeatMap:
    """Draw a heat map into an empty figure of a window, and what marks pairs in it.

    Parameters
    ----------
    figure
        A figure whose layout makes room for names and colour bar.
    matrix
        What `as_matrix` gave, in the order in which the images shall stand.
    metric
        Key of its metric.
    title
        What stands above it.
    theme
        "light" or "dark".
    """
    axes = figure.add_subplot()
    fields = draw_heat_map(axes, matrix, metric, theme=theme, longest=LONGEST_NAME)
    look = THEMES[theme]
    if figure.get_figheight() < NAMED_TWICE:
        axes.tick_params(labelbottom=False)
    axes.set_title(short(title, LONGEST_TITLE), color=look.foreground, fontsize=TITLE_SIZE)
    pointed, chosen = (
        Rectangle((0, 0), 1, 1, fill=False, lw=width, ec=colour, visible=False)
        for width, colour in ((1.2, look.foreground), (2.2, CHOSEN))
    )
    for frame in (pointed, chosen):
        frame.set_path_effects(look.halo(3.4))
        axes.add_patch(frame)
    return HeatMap(axes, fields, matrix, metric, pointed, chosen)


def save_heat_map(
    path: str | Path,
    matrix: pd.DataFrame,
    metric: str,
    title: str = "",
    *,
    size_mm: tuple[float, float] = (120.0, 100.0),
    dpi: int = 300,
) -> None:
    """Save a heat map, on white paper, at a chosen size.

    Parameters
    ----------
    path
        Its suffix names the format: pdf, svg or png. Text stays text in the first two.
    matrix, metric, title
        See `show_heat_map`.
    size_mm
        Width and height of the figure in millimetres.
    dpi
        Dots per inch.

    Raises
    ------
    ValueError
        If the suffix is of another format, or a size is not above 0.
    OSError
        If the file cannot be written.
    """
    figure = new_figure(size_mm, dpi, "light")
    figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD))
    drawn = show_heat_map(figure, matrix, metric, title, "light")
    figure.draw_without_rendering()
    drawn.fit_numbers()
    write_figure(figure, Path(path))
