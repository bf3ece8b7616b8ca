"""Interleaved timing: every contender once, then every contender again, and so on."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Numbers = dict[str, float]
Work = Callable[[], Numbers]
SLOW = 5.0  # seconds: what takes longer runs once, its first run
LEAST = 3  # runs of anything else
REST = 0.05  # seconds before each run, in which threads of the one before stop waiting for work


@dataclass
class Timed:
    """What running a contender several times gave."""

    numbers: Numbers = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    problem: str = ""

    @property
    def median(self) -> float:
        """The median time in seconds; NaN where it did not run."""
        return statistics.median(self.seconds) if self.seconds else float("nan")


def interleaved(
    works: Mapping[str, Work],
    budget: float,
    most: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Timed]:
    """Run each work by turns, and return the times of each.

    Parameters
    ----------
    works
        Name → what to run.
    budget
        Seconds that the runs of one work should take together; there are three at least.
    most
        Number of runs of one work at the most.
    clock
        `time.process_time` where the time of the processors is wanted.
    """
    found = {name: Timed() for name in works}
    waiting = [name for name, work in works.items() if _first(work, found[name], clock)]
    while waiting:
        for name in waiting:
            found[name].seconds.append(_seconds(works[name], clock))
        waiting = [name for name in waiting if _wanting(found[name].seconds, budget, most)]
    return found


def _first(work: Work, timed: Timed, clock: Callable[[], float]) -> bool:
    """Run once, for the numbers and to warm up, and return whether there shall be more runs."""
    begin, at_first = time.perf_counter(), clock()
    try:
        timed.numbers = work()
    except ImportError as missing:
        timed.problem = f"not installed here ({missing.name})"
    except Exception as error:  # a peer's failure is a result, and the others go on
        timed.problem = f"failed: {type(error).__name__}: {error}"
    else:
        if time.perf_counter() - begin <= SLOW:
            return True
        timed.seconds.append(clock() - at_first)
    return False


def _wanting(seconds: list[float], budget: float, most: int) -> bool:
    return len(seconds) < LEAST or (len(seconds) < most and sum(seconds) < budget)


def _seconds(work: Work, clock: Callable[[], float]) -> float:
    time.sleep(REST)
    begin = clock()
    work()
    return clock() - begin
