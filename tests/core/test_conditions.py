"""Means of replicates, and what is tested on them."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from napari_compare import compare_conditions, replicate_means


def study(conditions=("control", "drug"), replicates=3, cells=5, effect=0.0, seed=0, spread=0.1):
    """Return rows as of a study: cells in replicates that differ, in conditions."""
    rng = np.random.default_rng(seed)
    rows = []
    for i, condition in enumerate(conditions):
        for replicate in range(replicates):
            middle = 0.5 + i * effect + rng.normal(0, spread)
            rows += [
                {"pair": "p", "condition": condition, "replicate": str(replicate), "pearson_r": r}
                for r in middle + rng.normal(0, 0.05, cells)
            ]
    return pd.DataFrame(rows)


def test_a_replicate_is_one_number_however_many_cells_it_has():
    table = study(cells=5)
    more = pd.concat([table, table[table["replicate"] == "1"]], ignore_index=True)
    pd.testing.assert_frame_equal(
        compare_conditions(table), compare_conditions(more), check_exact=False, rtol=1e-12
    )
    means = replicate_means(more)
    assert means["n_rows"].tolist() == [5, 10, 5] * 2


def test_agrees_with_scipy_on_the_means_of_replicates():
    table = study(effect=0.3, replicates=4)
    row = compare_conditions(table).iloc[0]
    of = table.groupby(["condition", "replicate"])["pearson_r"].mean()
    expected = stats.ttest_ind(of["drug"], of["control"], equal_var=False)
    assert row["p_value"] == pytest.approx(expected.pvalue, rel=1e-10)
    assert row["p_holm"] == row["p_value"]
    assert (row["replicates_1"], row["replicates_2"]) == (4, 4)
    assert row["std_2"] == pytest.approx(of["drug"].std(ddof=1), rel=1e-12)
    assert row["notes"] == ""


def test_cells_that_resemble_each_other_do_not_make_a_difference():
    """With cells as independent the test would be wrong in more than half of all studies."""
    tables = [study(seed=seed, replicates=3, cells=20) for seed in range(300)]
    wrong = [compare_conditions(table)["p_value"][0] < 0.05 for table in tables]
    by_cells = [
        stats.ttest_ind(*(g["pearson_r"] for _, g in table.groupby("condition"))).pvalue < 0.05
        for table in tables
    ]
    assert np.mean(wrong) < 0.08
    assert np.mean(by_cells) > 0.4


@pytest.mark.parametrize(
    ("replicates", "said"),
    [
        (2, "2 replicates a condition are too few for a test: 3 or more are needed."),
        (1, "1 replicate a condition is too few for a test: 3 or more are needed."),
    ],
)
def test_too_few_replicates_are_said_and_not_tested(replicates, said):
    row = compare_conditions(study(replicates=replicates)).iloc[0]
    assert row["notes"] == said
    assert math.isnan(row["p_value"])
    assert math.isfinite(row["difference"])


def test_it_says_which_condition_has_too_few():
    table = study()
    table = table[(table["condition"] == "drug") | (table["replicate"] == "0")]
    assert compare_conditions(table)["notes"][0] == (
        '1 replicate of "control" is too few for a test: 3 or more are needed.'
    )


def test_without_a_column_of_replicates_nothing_is_tested():
    row = compare_conditions(study().drop(columns="replicate")).iloc[0]
    assert "independent experiment" in row["notes"]
    assert math.isnan(row["p_value"])
    assert math.isnan(row["replicates_1"])
    assert math.isfinite(row["mean_1"])


def test_three_conditions_are_compared_each_with_each_and_corrected():
    found = compare_conditions(study(("a", "b", "c"), effect=0.2))
    assert list(zip(found["condition_1"], found["condition_2"], strict=True)) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]
    assert found["p_holm"].min() == pytest.approx(3 * found["p_value"].min(), rel=1e-12)
    assert (found["p_holm"] >= found["p_value"]).all()


def test_rows_without_a_number_or_a_name_are_left_out_and_counted():
    table = study()
    table.loc[[0, 1], "pearson_r"] = math.nan
    table.loc[len(table)] = {"pair": "failed", "condition": "drug", "replicate": ""}
    means = replicate_means(table)
    assert means["n_undefined"].tolist() == [2, 0, 0, 0, 0, 0]
    assert compare_conditions(table)["n_undefined"].tolist() == [2]


def test_a_replicate_without_any_number_does_not_count():
    table = study()
    table.loc[table.index[:5], "pearson_r"] = math.nan
    row = compare_conditions(table).iloc[0]
    assert row["replicates_1"] == 2
    assert "too few" in row["notes"]


def test_only_what_compares_channels_is_compared():
    table = study().assign(area=3.0, n_pixels=9, threshold_a=1.0, pearson_r_below=0.0, mad=2.0)
    assert compare_conditions(table)["metric"].tolist() == ["pearson_r", "mad"]
    assert "do not differ" in compare_conditions(table)["notes"][1]
    assert compare_conditions(table, metrics=["area"])["metric"].tolist() == ["area"]


def test_one_condition_is_not_compared():
    assert compare_conditions(study(("control",))).empty


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match='no column "treatment"; its columns are pair'):
        compare_conditions(study(), condition="treatment")
    with pytest.raises(ValueError, match='no column "rmsd"'):
        replicate_means(study(), metrics=["rmsd"])
    with pytest.raises(ValueError, match="between 0 and 1, not 95"):
        compare_conditions(study(), level=95)
