"""How long a comparison will take, judged by the last one like it."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from napari_compare.core.pair import Pair
from napari_compare.core.settings import Settings

QUICK = 0.04
"""Seconds up to which a comparison may hold up the window each time that a person moves the mouse.
Half of it and less leaves time for 30 updates a second."""
TRIED = 0.2
"""The same of one measured in the background, where it shares the processor with the window and
the first one loads what it needs: whether it is quick is found out by trying."""
LENGTHY = 10
"""Seconds after which a comparison is too long to be begun unasked."""


@dataclass(frozen=True)
class Took:
    """What a comparison took.

    Parameters
    ----------
    effort
        How much there was to measure, see `Again`.
    drawing
        Seconds until the pixels of the regions were known.
    measuring
        Seconds from then until the end.
    background
        Whether it was done in the background.
    """

    effort: float
    drawing: float
    measuring: float
    background: bool


class Pace:
    """Remembers what the last comparisons took, and estimates what the next one will.

    The better of the last two counts, as now and then another program gets in the way of one.
    """

    def __init__(self) -> None:
        self._kind: Hashable = None
        self._last: deque[Took] = deque(maxlen=2)

    def learn(self, pair: Pair, settings: Settings, took: Took) -> None:
        """Take note of what a comparison took; one without anything to measure teaches little."""
        if not took.effort:
            return
        kind = _kind(pair, settings)
        if kind != self._kind:
            self._last.clear()
        self._kind = kind
        self._last.append(took)

    def may_be_quick(self) -> bool:
        """Return whether there was a comparison, and its regions were drawn in no time."""
        return any(took.drawing <= QUICK for took in self._last)

    def is_quick(self, pair: Pair, settings: Settings, effort: float) -> bool:
        """Return whether measuring so much may hold up the window."""
        if not effort:
            return True
        if self._kind != _kind(pair, settings):
            return False
        return any(
            took.measuring * effort <= (TRIED if took.background else QUICK) * took.effort
            for took in self._last
        )

    @property
    def lengthy(self) -> bool:
        """Whether the last comparison took too long for one like it to be begun unasked."""
        return bool(self._last) and self._last[-1].drawing + self._last[-1].measuring > LENGTHY


def _kind(pair: Pair, settings: Settings) -> Hashable:
    """Return what decides how long a pixel takes; thresholds hardly do, however they are found."""
    alike = dataclasses.replace(settings, threshold="none", threshold_a=None, threshold_b=None)
    return alike, pair.a.dtype, pair.b.dtype, type(pair.a), type(pair.b)
