"""Metrics say truly whether they follow from moments alone."""

import pytest

from napari_compare import METRICS
from napari_compare.core.series.summary import Summary
from napari_compare.core.statistics.moments import Moments

SUMMARY = Summary(Moments(5, 30, 40, 200, 340, 255), (0, 0), 1)


@pytest.mark.parametrize("key", METRICS)
def test_what_follows_from_moments_says_so(key):
    """`test_pairs` tests that the values are right."""
    try:
        value = SUMMARY.value(METRICS[key])
    except (AttributeError, TypeError):
        value = float("nan")
    if METRICS[key].of_moments:
        assert value == value
    else:
        assert value != value, f"{key} follows from moments: say of_moments=True"


def test_the_usual_ones_do():
    usual = {"pearson_r", "overlap_coefficient", "k1", "k2", "rmsd", "mean_difference", "slope"}
    assert all(METRICS[key].of_moments for key in usual)
