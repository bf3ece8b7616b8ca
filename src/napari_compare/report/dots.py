"""One metric of all regions, as SVG: a point a region over a box, and the means of replicates."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from napari_compare.core.words import format_value
from napari_compare.report.axes import Scale, left_axis, picture, short, with_room
from napari_compare.report.escape import escaped

HEIGHT, LEFT, TOP, BOTTOM = 230, 48, 12, 34
WIDEST, NARROWEST, PLOT_WIDTH = 150, 60, 312
MOST_POINTS = 400  # in one group: more make a page slow, and cannot be told apart
# Okabe and Ito's colours, those that show on white and on black.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
SHAPES = ("M-6-6h12v12h-12z", "M0-8l8 14h-16z", "M0-8l8 8-8 8-8-8z", "M-8-6h16l-8 14z")


@dataclass(frozen=True)
class Group:
    """What stands at one place of a plot.

    Parameters
    ----------
    name
        What is written under it.
    values
        The numbers, all finite.
    names
        What each number is of, for who points at it.
    kinds
        Replicate of each number, as an index; empty where there are no replicates.
    means
        Replicate, as an index → its mean.
    """

    name: str
    values: Sequence[float]
    names: Sequence[str]
    kinds: Sequence[int] = ()
    means: Mapping[int, float] = field(default_factory=dict)


def dot_plot(groups: Sequence[Group], description: str, least: float = 0.0) -> str:
    """Return a plot of one metric, with a place for each group.

    Parameters
    ----------
    groups
        The groups, from left to right.
    description
        What is plotted, for who cannot see it.
    least
        How far the axis reaches at least, so that small differences do not look large.
    """
    values = list(itertools.chain.from_iterable(group.values for group in groups))
    step = min(WIDEST, max(NARROWEST, PLOT_WIDTH / max(1, len(groups))))
    width = LEFT + step * len(groups) + 8
    y = Scale(*with_room(values, least), HEIGHT - BOTTOM, TOP)
    parts = [left_axis(y, LEFT)]
    for i, group in enumerate(groups):
        middle = LEFT + step * (i + 0.5)
        parts += _group(group, middle, step, y)
        parts.append(_name(group, middle, step))
    return picture(
        width, HEIGHT, f"{description} of {', '.join(one.name for one in groups)}", parts
    )


def symbol(kind: int) -> str:
    """Return the sign of a replicate's mean: another colour and shape for each of twelve."""
    return f'<path class="mean" d="{SHAPES[kind % len(SHAPES)]}" fill="{_colour(kind)}"/>'


def _group(group: Group, middle: float, step: float, y: Scale) -> Iterator[str]:
    if len(group.values) > 2:
        yield _box(np.sort(group.values), middle, step * 0.34, y)
    every = math.ceil(len(group.values) / MOST_POINTS) or 1
    for place, value, name, kind in itertools.islice(_points(group), 0, None, every):
        colour = f' fill="{_colour(kind)}"' if kind >= 0 else ""
        yield (
            f'<circle cx="{middle + place * step * 0.6:.1f}" cy="{y(value)}" r="2.6"{colour}>'
            f"<title>{escaped(name)}: {format_value(value)}</title></circle>"
        )
    for i, (kind, mean) in enumerate(group.means.items()):
        share = (i + 0.5) / len(group.means) - 0.5
        yield (
            f'<g transform="translate({middle + share * step * 0.5:.1f} {y(mean)})">'
            f"<title>mean of the replicate: {format_value(mean)}</title>{symbol(kind)}</g>"
        )


def _points(group: Group) -> Iterator[tuple[float, float, str, int]]:
    """Yield sideways place, value, name and kind of each point, neighbours far from each other."""
    order = np.argsort(group.values, kind="stable").tolist()
    for rank, i in enumerate(order):
        place = _spread(rank + 1) - 0.5 if len(order) > 1 else 0.0
        yield place, group.values[i], group.names[i], group.kinds[i] if group.kinds else -1


def _spread(i: int) -> float:
    """Return a number from 0 to 1 far from those of the integers before (van der Corput)."""
    found, share = 0.0, 0.5
    while i:
        found += share * (i & 1)
        i, share = i >> 1, share / 2
    return found


def _box(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], x: float, half: float, y: Scale
) -> str:
    """Return quartiles and median, and whiskers to the last number within 1.5 times the box."""
    low, middle, high = (float(q) for q in np.quantile(values, (0.25, 0.5, 0.75)))
    reach = 1.5 * (high - low)
    least = float(values[values >= low - reach][0])
    most = float(values[values <= high + reach][-1])
    return (
        f'<path class="box" d="M{x - half:.1f} {y(low)}H{x + half:.1f}V{y(high)}H{x - half:.1f}Z'
        f'M{x:.1f} {y(high)}V{y(most)}M{x:.1f} {y(low)}V{y(least)}"/>'
        f'<path class="median" d="M{x - half:.1f} {y(middle)}H{x + half:.1f}"/>'
    )


def _name(group: Group, x: float, step: float) -> str:
    y = HEIGHT - BOTTOM + 14
    return (
        f'<text class="middle" x="{x:.1f}" y="{y}">{escaped(short(group.name, int(step / 6)))}'
        f"<title>{escaped(group.name)}</title></text>"
        f'<text class="middle faint" x="{x:.1f}" y="{y + 13}">n = {len(group.values)}</text>'
    )


def _colour(kind: int) -> str:
    return COLOURS[kind % len(COLOURS)]
