"""Colours and sizes of plots, on light paper and in napari's dark window."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import Colormap, ListedColormap, to_hex, to_rgb
from matplotlib.patheffects import withStroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase
    from matplotlib.lines import Line2D
    from matplotlib.patheffects import AbstractPathEffect

COLOURS = ("#009e73", "#cc5fa0")
LABEL_SIZE = 8
SMALL_SIZE = 7
TITLE_SIZE = 9
NEARLY = 0.2


@dataclass(frozen=True)
class Theme:
    """Colours of a plot.

    Parameters
    ----------
    background, foreground
        Colour of the paper, and of text, ticks and lines.
    density
        Name of the matplotlib colour map of pixel counts, and the part of it that stands out
        from the background at both ends.
    curve
        Colour of the conditional median and its quartiles.
    """

    background: str
    foreground: str
    density: tuple[str, float, float]
    curve: str

    def density_map(self) -> Colormap:
        """Return the colour map of pixel counts; bins without pixels stay clear."""
        name, low, high = self.density
        shades = colormaps[name](np.linspace(low, high, 256))
        return ListedColormap([to_hex(shade) for shade in shades], name=f"{name} part")

    def halo(self, width: float = 3) -> list[AbstractPathEffect]:
        """Return what keeps a line apart from the density under it."""
        return [withStroke(linewidth=width, foreground=self.background)]

    def visible(self, colour: str) -> str:
        """Return a colour, or the foreground's where it is nearly that of the paper."""
        apart = np.abs(np.subtract(to_rgb(colour), to_rgb(self.background))).max()
        return colour if apart > NEARLY else self.foreground

    def apply(self, axes: Axes) -> None:
        """Give axes these colours, and the sizes of text that fit a plot in a dock."""
        axes.set_facecolor(self.background)
        axes.tick_params(colors=self.foreground, which="both", labelsize=LABEL_SIZE)
        for label in (axes.xaxis.label, axes.yaxis.label):
            label.set_color(self.foreground)
            label.set_fontsize(LABEL_SIZE)
        for spine in axes.spines.values():
            spine.set_edgecolor(self.foreground)


THEMES = {
    "light": Theme("#ffffff", "#222222", ("magma_r", 0.15, 1.0), "#0072b2"),
    "dark": Theme("#262930", "#f0f1f2", ("inferno", 0.35, 1.0), "#56b4e9"),
}


def legend(
    place: Axes | FigureBase, look: Theme, handles: Sequence[Artist], **options: Any
) -> None:
    """Name lines in axes or beside them; nothing if there are none."""
    if handles:
        place.legend(
            handles=handles,
            **{"loc": "best", **options},
            fontsize=SMALL_SIZE,
            labelcolor=look.foreground,
            facecolor=look.background,
            edgecolor="none",
            framealpha=0.7,
            handlelength=1.6,
            borderpad=0.3,
        )


def is_drawn(line: Line2D) -> bool:
    """Return whether a line has a point that is not NaN."""
    points = (line.get_xdata(), line.get_ydata())
    return all(bool(np.isfinite(np.asarray(values, float)).any()) for values in points)


def short(name: str, length: int = 16) -> str:
    """Return both ends of a name that is too long: channels of a file differ in the last.

    Examples
    --------
    >>> short("2024-03-11 cells, C1"), short("mCherry")
    ('2024-03…ells, C1', 'mCherry')
    """
    if len(name) <= length:
        return name
    end = length // 2
    return f"{name[: length - 1 - end]}…{name[len(name) - end :]}"


def short_names(names: Sequence[str], length: int) -> list[str]:
    """Return names, of which long ones lose what they all begin and end with, then their middle.

    Examples
    --------
    >>> short_names(["marker 07 of the panel", "marker 12 of the panel"], 14)
    ['…07…', '…12…']
    >>> short_names(["GFP", "mCherry-LAMP1, time series"], 14)
    ['GFP', 'mCherr… series']
    >>> short_names(["marker 07 of the panel"] * 2, 14)
    ['marker…e panel', 'marker…e panel']
    """
    if all(len(name) <= length for name in names):
        return list(names)
    first = _beginning(names)
    last = _beginning([name[len(first) :][::-1] for name in names])[::-1]
    own = [name[len(first) : len(name) - len(last)] for name in names]
    if not all(own):
        return [short(name, length) for name in names]
    before, after = ("…" if len(part) > 1 else part for part in (first, last))
    return [short(f"{before}{one}{after}", length) for one in own]


def _beginning(names: Sequence[str]) -> str:
    """Return the letters with which all names begin."""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in same)
