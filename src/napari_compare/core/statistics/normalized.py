"""Intensities normalized by their quantiles, as tables that keep whole numbers whole."""

from __future__ import annotations

from functools import cached_property

from napari_compare.core.statistics.channel import Channel, Numbers
from napari_compare.core.statistics.moments import Moments


class Normalized:
    """The levels of two channels with their quantiles 0.01 and 0.99 at 0 and at `unit`.

    The difference of x = (a - la)/wa and y = (b - lb)/wb is tabled as wa·wb times itself, that is
    wb·(a - la) - wa·(b - lb), a whole number: sums are exact.

    Parameters
    ----------
    a, b
        The channels.
    """

    def __init__(self, a: Channel, b: Channel) -> None:
        self._channels = (a, b)
        self._low = [self._x_at(channel, 0.01) for channel in self._channels]
        high = [self._x_at(channel, 0.99) for channel in self._channels]
        self._width = [h - low for h, low in zip(high, self._low, strict=True)]

    def _x_at(self, channel: Channel, q: float) -> float:
        if not channel.n:
            return 0
        x: float = channel.x[channel.level_at(q)].item()
        return x

    @property
    def unit(self) -> float:
        """What stands for 1; 0 where a channel's quantiles are equal."""
        return self._width[0] * self._width[1]

    @cached_property
    def tables(self) -> list[Numbers]:
        """Level of A and of B less its lower quantile, times the other's width, by code."""
        return [
            channel.table((channel.x - low) * width)
            for channel, low, width in zip(
                self._channels, self._low, reversed(self._width), strict=True
            )
        ]

    def squared_distance(self, m: Moments) -> float:
        """Return the sum of the squared differences of the tables, from the channels' moments."""
        (p, q), (s, t) = self._width, self._low
        aa = m.aa - 2 * s * m.a + m.n * s * s
        bb = m.bb - 2 * t * m.b + m.n * t * t
        ab = m.ab - t * m.a - s * m.b + m.n * s * t
        return q * q * aa + p * p * bb - 2 * p * q * ab
