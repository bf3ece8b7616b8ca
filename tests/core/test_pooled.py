"""Correlations of conditions compared by independent samples."""

import math

import pandas as pd
import pytest

from napari_compare import compare_correlations, compare_pooled_correlations


def table(**columns):
    return pd.DataFrame(columns)


def test_two_rows_are_compared_as_by_hand():
    rows = table(condition=["a", "b"], pearson_r=[0.2, 0.5], n_effective=[53.0, 28.0])
    found = compare_pooled_correlations(rows).iloc[0]
    expected = compare_correlations(0.2, 53, 0.5, 28)
    assert found["z"] == pytest.approx(expected.z, rel=1e-12)
    assert found["p_holm"] == found["p_value"] == pytest.approx(expected.p_value, rel=1e-12)
    assert found["difference_low"] == pytest.approx(expected.low, rel=1e-12)
    assert "Of these images only" in found["notes"]


def test_rows_of_a_condition_are_averaged_by_their_samples():
    rows = table(
        condition=["a", "a", "b"], pearson_r=[0.1, 0.6, 0.5], n_effective=[13.0, 33.0, 50.0]
    )
    found = compare_pooled_correlations(rows).iloc[0]
    z = (10 * math.atanh(0.1) + 30 * math.atanh(0.6)) / 40
    assert found["pearson_r_1"] == pytest.approx(math.tanh(z), rel=1e-12)
    assert found["n_effective_1"] == 43
    assert (found["n_rows_1"], found["n_rows_2"]) == (2, 1)


def test_three_conditions_are_corrected_for():
    rows = table(condition=list("abc"), pearson_r=[0.1, 0.3, 0.9], n_effective=[30, 30, 30])
    found = compare_pooled_correlations(rows)
    assert len(found) == 3
    assert found["p_holm"].min() == pytest.approx(3 * found["p_value"].min(), rel=1e-12)


def test_rows_that_tell_nothing_are_left_out():
    rows = table(
        condition=["a", "a", "a", "", "b"],
        pearson_r=[0.1, math.nan, 1.0, 0.4, 0.5],
        n_effective=[30.0, 30.0, 30.0, 30.0, 3.0],
    )
    assert compare_pooled_correlations(rows).empty
    rows.loc[4, "n_effective"] = 4.0
    assert compare_pooled_correlations(rows)["n_rows_1"].tolist() == [1]


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match="no column n_effective, pearson_r"):
        compare_pooled_correlations(table(condition=["a"]))
