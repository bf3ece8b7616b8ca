"""How long the next comparison takes is judged by the last one like it."""

from __future__ import annotations

import numpy as np
import pytest

from napari_compare.core.pair import Pair
from napari_compare.core.settings import Settings
from napari_compare.widgets.pace import LENGTHY, QUICK, TRIED, Pace, Took


@pytest.fixture
def pair():
    return Pair(np.ones((9, 9)), np.ones((9, 9)), ("y", "x"), (1.0, 1.0))


def test_nothing_is_quick_before_anything_is_known(pair):
    assert not Pace().may_be_quick()
    assert not Pace().is_quick(pair, Settings(), 1)
    assert Pace().is_quick(pair, Settings(), 0)
    assert not Pace().lengthy


@pytest.mark.parametrize(("background", "limit"), [(False, QUICK), (True, TRIED)])
def test_time_grows_with_the_effort(pair, background, limit):
    pace = Pace()
    pace.learn(pair, Settings(), Took(100, 0.001, limit, background))
    assert pace.is_quick(pair, Settings(), 100)
    assert not pace.is_quick(pair, Settings(), 101)


def test_one_slow_comparison_is_forgiven_two_are_not(pair):
    pace = Pace()
    slow = Took(100, 0.001, 2 * QUICK, background=False)
    pace.learn(pair, Settings(), Took(100, 0.001, 0.001, background=False))
    pace.learn(pair, Settings(), slow)
    assert pace.is_quick(pair, Settings(), 100)
    pace.learn(pair, Settings(), slow)
    assert not pace.is_quick(pair, Settings(), 100)


def test_thresholds_hardly_matter_but_other_metrics_and_types_do(pair):
    pace = Pace()
    pace.learn(pair, Settings(), Took(100, 0.001, 0.001, background=False))
    manual = Settings(threshold="manual", threshold_a=1, threshold_b=2)
    assert pace.is_quick(pair, manual, 100)
    assert not pace.is_quick(pair, Settings(metrics="all"), 100)
    other = Pair(np.ones((9, 9), np.uint8), np.ones((9, 9)), ("y", "x"), (1.0, 1.0))
    assert not pace.is_quick(other, Settings(), 100)


def test_regions_that_take_long_to_find_and_long_comparisons(pair):
    pace = Pace()
    pace.learn(pair, Settings(), Took(100, 2 * QUICK, 0.001, background=True))
    assert not pace.may_be_quick()
    pace.learn(pair, Settings(), Took(0, 0.001, 0.001, background=True))
    assert not pace.may_be_quick()
    pace.learn(pair, Settings(), Took(100, 0.001, 0.001, background=True))
    assert pace.may_be_quick()
    pace.learn(pair, Settings(), Took(100, 1, LENGTHY, background=True))
    assert pace.lengthy
