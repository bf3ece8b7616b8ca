"""The frame of a plot as SVG, whose lines and letters take the colours of the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from napari_compare.report.escape import escaped

TICK = 4
ROOM = 0.06


@dataclass(frozen=True)
class Scale:
    """Numbers along one side of a plot.

    Parameters
    ----------
    low, high
        The numbers at its ends.
    start, stop
        Where these are, in pixels.
    """

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        """Return where a number is, in pixels."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.stop - self.start), 1)

    def ticks(self, most: int = 5) -> list[float]:
        """Return round numbers inside it."""
        found = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(self.low, self.high)
        slack = 1e-9 * (self.high - self.low)
        return [float(t) for t in found if self.low - slack <= t <= self.high + slack]


def with_room(values: Sequence[float], least: float = 0.0) -> tuple[float, float]:
    """Return the least and the greatest of some numbers, with some room at both ends.

    Parameters
    ----------
    values
        The numbers.
    least
        How far apart both ends are at least.

    Examples
    --------
    >>> with_room([3.0, 3.0]), with_room([3.0, 3.0], least=0.5)
    ((2.5, 3.5), (2.75, 3.25))
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = max((high - low) * ROOM, (least - (high - low)) / 2)
    if not room > abs(high) * 1e-12:
        room = abs(high) * 0.1 if abs(high) > 10 else 0.5
    return low - room, high + room


def left_axis(scale: Scale, x: float, label: str = "") -> str:
    """Return an upright axis at x with its numbers, and its label beside them."""
    parts = [f'<path class="axis" d="M{x} {scale.start}V{scale.stop}"/>']
    for tick in scale.ticks():
        y = scale(tick)
        parts.append(f'<path class="axis" d="M{x - TICK} {y}h{TICK}"/>')
        parts.append(f'<text x="{x - TICK - 3}" y="{y}" class="right">{number(tick)}</text>')
    if label:
        middle = (scale.start + scale.stop) / 2
        parts.append(f'<text class="upright" x="0" y="0" transform="translate(10 {middle}) ')
        parts.append(f'rotate(-90)">{escaped(label)}</text>')
    return "".join(parts)


def bottom_axis(scale: Scale, y: float, label: str = "") -> str:
    """Return a level axis at y with its numbers, and its label under them."""
    parts = [f'<path class="axis" d="M{scale.start} {y}H{scale.stop}"/>']
    for tick in scale.ticks(4):
        x = scale(tick)
        parts.append(f'<path class="axis" d="M{x} {y}v{TICK}"/>')
        parts.append(f'<text x="{x}" y="{y + TICK + 9}" class="middle">{number(tick)}</text>')
    if label:
        middle = (scale.start + scale.stop) / 2
        parts.append(f'<text class="middle" x="{middle}" y="{y + 28}">{escaped(label)}</text>')
    return "".join(parts)


def number(value: float) -> str:
    """Return a number as it is written at an axis.

    Examples
    --------
    >>> number(-0.5), number(12000.0), number(0.0)
    ('−0.5', '12000', '0')
    """
    text = f"{value:.6g}" if value == 0 or abs(value) < 1e6 else f"{value:.2g}"
    return text.replace("-", "−").replace("e+0", "e").replace("e+", "e")


def short(name: str, most: int) -> str:
    """Return a name, cut in the middle where there is no room: names often differ at their ends.

    Examples
    --------
    >>> short("cells of day 1, channel 2", 15)
    'cells o…annel 2'
    """
    half = (most - 1) // 2
    return name if len(name) <= most else f"{name[: most - 1 - half]}…{name[-half:]}"


def picture(width: float, height: float, description: str, parts: Sequence[str]) -> str:
    """Return the drawing; the description is for who cannot see it."""
    return (
        f'<svg viewBox="0 0 {math.ceil(width)} {math.ceil(height)}" width="{math.ceil(width)}" '
        f'role="img" aria-label="{escaped(description)}">{"".join(parts)}</svg>'
    )
