"""What came out of a row: times, multiples, goals met or missed, and numbers that differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.rows import OURS, READING, Contender, Goal, Row
from benchmarks.timing import Timed
from benchmarks.workloads import WORKLOADS

AGREEMENT = 1e-6  # relative


@dataclass(frozen=True)
class Outcome:
    """A row's times and peak memory, by contender."""

    key: str
    row: Row
    times: dict[str, Timed]
    memory: dict[str, float]

    @property
    def images(self) -> str:
        """What the images of the row are."""
        return WORKLOADS[self.row.workload].what

    def ratio(self, name: str, to: str) -> float:
        """How many times as long as another a contender takes."""
        return self.times[name].median / self.times[to].median

    def value(self, goal: Goal) -> float:
        """What of this project the goal limits."""
        if goal.milliseconds:
            return 1000 * self.times[OURS].median
        return self.memory.get(OURS, math.nan) if goal.memory else self.ratio(OURS, goal.against)

    def fastest_peer(self) -> Contender | None:
        """The contender other than this project that takes the least time, if one ran.

        One that is a goal's yardstick does not count: it stands in the goal already.
        """
        yardsticks = {goal.against for goal in self.row.goals}
        peers = [
            one
            for one in self.row.contenders
            if not one.name.startswith(OURS) and one.name not in yardsticks
        ]
        ran = [one for one in peers if self.times[one.name].seconds]
        return min(ran, key=lambda one: self.times[one.name].median, default=None)

    def differences(self) -> Iterator[tuple[str, str, float, float]]:
        """Yield peer, number's key, our value and the peer's, where these differ."""
        mine = self.times[OURS].numbers
        for name, timed in self.times.items():
            for key, theirs in timed.numbers.items():
                if name != READING and key in mine and not _agree(mine[key], theirs):
                    yield name, key, mine[key], theirs


def _agree(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=AGREEMENT, abs_tol=1e-12)
