"""From pairs to matrices, and images in the order of their likeness."""

import numpy as np
import pandas as pd
import pytest

from napari_compare import METRICS, Region, as_matrix, compare_all, likeness_order
from napari_compare.core.series import matrix as module
from napari_compare.plots.series import heat_map_figure


@pytest.fixture
def families():
    """Six images of two kinds by turns, of three kinds of noise."""
    rng = np.random.default_rng(0)
    kinds = rng.random((2, 30, 30))
    noise = rng.normal(0, 1, (6, 30, 30)) * np.repeat([0.02, 0.04, 0.06], 2)[:, None, None]
    return {f"{'xy'[i % 2]}{i // 2}": kinds[i % 2] + noise[i] for i in range(6)}


def test_a_matrix_is_what_numpy_gives(families):
    found = as_matrix(compare_all(families), "pearson_r")
    expected = np.corrcoef([one.ravel() for one in families.values()])
    assert list(found.index) == list(found.columns) == list(families)
    assert found.to_numpy() == pytest.approx(expected, rel=1e-9)


def test_the_first_image_is_the_row(families):
    found = as_matrix(compare_all(families, metrics="mean_difference"), "mean_difference")
    expected = families["x0"].mean() - families["y2"].mean()
    assert found.loc["x0", "y2"] == pytest.approx(expected)
    assert found.loc["y2", "x0"] == -found.loc["x0", "y2"]


def test_a_region_is_chosen_by_name(families):
    table = compare_all(families, {"a": np.eye(30, dtype=bool), "b": np.ones((30, 30), bool)})
    assert not as_matrix(table, "pearson_r", "a").equals(as_matrix(table, "pearson_r", "b"))
    with pytest.raises(ValueError, match=r"name one, or its id. There are: a, b\."):
        as_matrix(table, "pearson_r")
    with pytest.raises(ValueError, match=r"is no region c. There are: a, b\."):
        as_matrix(table, "pearson_r", "c")
    with pytest.raises(ValueError, match=r"no metric rmsd. There are: n_pixels, n_excluded, pea"):
        as_matrix(table, "rmsd", "a")


def test_regions_of_one_name_are_told_apart_by_their_id(families):
    masks = np.eye(30, dtype=bool), np.tri(30, dtype=bool)
    regions = [Region.from_mask(mask, "cell", i) for i, mask in enumerate(masks, start=1)]
    table = compare_all(families, regions)
    for i, mask in enumerate(masks, start=1):
        expected = np.corrcoef([one[mask] for one in families.values()])
        assert as_matrix(table, "pearson_r", i).to_numpy() == pytest.approx(expected, rel=1e-9)
    with pytest.raises(ValueError, match=r"several regions: name one, or its id. .*: cell, cell"):
        as_matrix(table, "pearson_r", "cell")
    panels = [axes for axes in heat_map_figure(table, ("pearson_r",)).axes if axes.images]
    assert len(panels) == 2


def test_a_table_that_was_saved_gives_the_same_matrix(tmp_path):
    table = compare_all(np.random.default_rng(0).random((3, 9, 9)))
    table.to_csv(tmp_path / "pairs.csv", index=False)
    again = pd.read_csv(tmp_path / "pairs.csv")
    found, expected = (as_matrix(one, "pearson_r") for one in (again, table))
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12)


@pytest.mark.parametrize("metric", ["pearson_r", "rmsd", "k1", "psnr", "icq"])
@pytest.mark.parametrize("most_optimal", [500, 0])
def test_like_images_stand_together(families, metric, most_optimal, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPTIMAL", most_optimal)
    order = likeness_order(as_matrix(compare_all(families, metrics=metric), metric), metric)
    assert sorted(order) == sorted(families)
    assert "".join(name[0] for name in order) in ("xxxyyy", "yyyxxx")


def test_what_says_nothing_of_likeness_leaves_the_order(families):
    table = compare_all(families, metrics="mean_a")
    assert likeness_order(as_matrix(table, "mean_a"), "mean_a") == list(families)


def test_an_undefined_image_stands_at_an_end(families):
    images = {"x0": families["x0"], "flat": np.zeros((30, 30)), "x1": families["x1"]}
    order = likeness_order(as_matrix(compare_all(images), "pearson_r"), "pearson_r")
    assert order.index("flat") != 1
    blank = {str(i): np.zeros((30, 30)) for i in range(4)}
    assert len(likeness_order(as_matrix(compare_all(blank), "pearson_r"), "pearson_r")) == 4


def test_two_images_have_an_order():
    images = np.random.default_rng(0).random((2, 5, 5))
    found = as_matrix(compare_all(images), "pearson_r")
    assert likeness_order(found, "pearson_r") == ["0", "1"]


def test_each_metric_has_an_order(families):
    table = compare_all({name: families[name] for name in ("x0", "y0", "x1")}, metrics="all")
    for key in table.columns.intersection(list(METRICS)):
        assert len(likeness_order(as_matrix(table, key), key)) == 3
