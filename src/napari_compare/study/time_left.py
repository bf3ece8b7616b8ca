"""How far a study is, and how long it will still take."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from napari_compare.core.results import Progress
from napari_compare.core.words import counted
from napari_compare.study.rows import Outcome

ENOUGH_SECONDS, ENOUGH_PAIRS = 2.0, 0.05
MINUTE, HOUR = 60, 3600


class TimeLeft:
    """Tells the time that is left from how long the pairs took so far.

    Pairs that fail, or are taken over from an earlier run, take next to no time: they say nothing
    of the others.

    Parameters
    ----------
    pairs
        How many pairs the study has.
    clock
        Returns the time in seconds.
    """

    def __init__(self, pairs: int, clock: Callable[[], float] = monotonic) -> None:
        self._pairs = pairs
        self._clock = clock
        self._begin = clock()
        self._ended = self._free = 0
        self._share = 0.0

    def notice(self, event: Progress | Outcome) -> None:
        """Take note of what a study yields."""
        if isinstance(event, Progress):
            self._share = event.done / max(1, event.total)
        else:
            self._ended += 1
            self._free += bool(event.kept or event.error)

    @property
    def seconds(self) -> float | None:
        """Seconds until the end; None while too little is done to tell."""
        took, done = self._clock() - self._begin, self._share * self._pairs
        if took < ENOUGH_SECONDS or done - self._free < ENOUGH_PAIRS:
            return None
        return took / (done - self._free) * (self._pairs - done)

    @property
    def words(self) -> str:
        """How many pairs are done and, where that can be told, the time that is left."""
        done = f"{self._ended:,} of {counted(self._pairs, 'pair')}"
        return done if self.seconds is None else f"{done}, {in_words(self.seconds)}"


def in_words(seconds: float) -> str:
    """Return a time that is left, no more exactly than it can be known.

    Examples
    --------
    >>> in_words(4), in_words(47), in_words(100), in_words(9000)
    ('a few seconds left', 'about 50 seconds left', 'about 2 minutes left', 'about 2.5 hours left')
    """
    if seconds < 10:
        return "a few seconds left"
    if seconds < MINUTE:
        return f"about {round(seconds, -1):.0f} seconds left"
    if seconds < HOUR:
        return f"about {counted(round(seconds / MINUTE), 'minute')} left"
    return f"about {seconds / HOUR:.1f} hours left"
