"""How long a comparison will take, judged by the last one like it."""

from __future__ import annotations

import dataclasses
import math
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
    """Remembers what the last comparison took, and estimates what the next one will."""

    def __init__(self) -> None:
        self._kind: Hashable = None
        self._last = Took(0, math.inf, math.inf, background=True)

    def learn(self, pair: Pair, settings: Settings, took: Took) -> None:
        """Take note of what a comparison took; one without anything to measure teaches little."""
        if took.effort:
            self._kind, self._last = _kind(pair, settings), took

    def may_be_quick(self) -> bool:
        """Return whether there was a comparison, and its regions were drawn in no time."""
        return self._kind is not None and self._last.drawing <= QUICK

    def is_quick(self, pair: Pair, settings: Settings, effort: float) -> bool:
        """Return whether measuring so much may hold up the window."""
        if not effort:
            return True
        if self._kind != _kind(pair, settings):
            return False
        limit = TRIED if self._last.background else QUICK
        return self._last.measuring * effort <= limit * self._last.effort

    @property
    def lengthy(self) -> bool:
        """Whether the last comparison took too long for one like it to be begun unasked."""
        return self._kind is not None and self._last.drawing + self._last.measuring > LENGTHY


def _kind(pair: Pair, settings: Settings) -> Hashable:
    """Return what decides how long a pixel takes; thresholds hardly do, however they are found."""
    alike = dataclasses.replace(settings, threshold="none", threshold_a=None, threshold_b=None)
    return alike, pair.a.dtype, pair.b.dtype, type(pair.a), type(pair.b)
