"""Two groups of numbers against scipy, and how often the test is wrong."""

import math

import numpy as np
import pytest
from scipy import stats

from napari_compare.core.welch import holm, welch


@pytest.mark.parametrize(("sizes", "seed"), [((3, 3), 0), ((4, 9), 1), ((12, 5), 2)])
def test_agrees_with_scipy(sizes, seed):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(0.4, 0.1, sizes[0]), rng.normal(0.5, 0.3, sizes[1])
    expected = stats.ttest_ind(second, first, equal_var=False)
    found = welch(first, second, level=0.9)
    interval = expected.confidence_interval(0.9)
    assert found.t == pytest.approx(expected.statistic, rel=1e-12)
    assert found.degrees == pytest.approx(expected.df, rel=1e-12)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-10)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-10)


def test_hedges_g_is_without_bias():
    rng = np.random.default_rng(5)
    found = [welch(rng.normal(0, 1, 4), rng.normal(0.8, 1, 4)).hedges_g for _ in range(4000)]
    assert np.mean(found) == pytest.approx(0.8, abs=0.05)
    cohens_d = 0.8 * math.sqrt(6 / 2) * math.gamma(5 / 2) / math.gamma(3)
    assert np.mean(found) < (0.8 + cohens_d) / 2  # Cohen's d is too large by so much


def test_is_as_often_wrong_as_it_says():
    rng = np.random.default_rng(7)
    found = [welch(rng.normal(1, 0.1, 4), rng.normal(1, 0.3, 6)) for _ in range(4000)]
    assert np.mean([one.p_value < 0.05 for one in found]) == pytest.approx(0.05, abs=0.012)
    assert np.mean([one.low < 0 < one.high for one in found]) == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize("groups", [([1.0, 2.0], [3.0, 4.0, 6.0]), ([1.0] * 3, [2.0] * 4)])
def test_without_a_test_there_is_the_difference(groups):
    found = welch(*groups)
    assert found.difference == pytest.approx(np.mean(groups[1]) - np.mean(groups[0]))
    assert all(map(math.isnan, (found.low, found.high, found.hedges_g, found.t, found.p_value)))
    assert math.isnan(welch([], [1.0, 2.0]).difference)


def test_one_group_may_be_constant():
    found = welch([0.5, 0.5, 0.5], [0.6, 0.8, 0.7])
    expected = stats.ttest_1samp([0.6, 0.8, 0.7], 0.5)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-10)


def test_holm_is_never_less_than_before_and_keeps_the_order():
    given = [0.02, math.nan, 0.001, 0.5, 0.021]
    corrected = holm(given)
    assert math.isnan(corrected[1])
    assert corrected[2] == pytest.approx(0.004)
    assert corrected[0] == pytest.approx(0.06)
    assert corrected[4] == pytest.approx(0.06)  # not 0.042: it was behind 0.02
    assert corrected[3] == pytest.approx(0.5)
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]
