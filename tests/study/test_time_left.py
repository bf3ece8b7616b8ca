"""How far a study is, and how long it will still take."""

from pathlib import Path

import pytest

from napari_compare.core.results import Progress
from napari_compare.study.plan import PlannedPair
from napari_compare.study.rows import Outcome
from napari_compare.study.time_left import TimeLeft, in_words

PAIR = PlannedPair("img", Path("a.tif"), Path("b.tif"))


@pytest.fixture
def clock():
    """A clock that stands still until it is set."""

    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    return Clock()


def test_it_follows_from_the_time_that_pairs_took(clock):
    left = TimeLeft(10, clock)
    assert left.words == "0 of 10 pairs"
    left.notice(Outcome(PAIR))
    clock.now += 20
    left.notice(Progress(200, 1000))
    assert left.seconds == pytest.approx(80)
    assert left.words == "1 of 10 pairs, about 1 minute left"


@pytest.mark.parametrize("quick", [Outcome(PAIR, kept=True), Outcome(PAIR, error="No image.")])
def test_pairs_that_took_no_time_say_nothing_of_the_others(clock, quick):
    left = TimeLeft(10, clock)
    for _ in range(6):
        left.notice(quick)
    clock.now += 20
    left.notice(Progress(600, 1000))
    assert left.seconds is None
    left.notice(Progress(800, 1000))
    assert left.seconds == pytest.approx(20)


def test_nothing_is_said_before_it_is_known(clock):
    left = TimeLeft(1000, clock)
    left.notice(Progress(1, 1_000_000))
    clock.now += 60
    assert left.seconds is None
    left.notice(Progress(500, 1000))
    clock.now -= 59
    assert left.seconds is None


def test_long_times_are_hours():
    assert in_words(7 * 3600) == "about 7.0 hours left"
