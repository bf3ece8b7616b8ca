"""The comparison as a whole: its table, its axes, what it yields and what it refuses."""

import math

import dask.array as da
import numpy as np
import pytest

from brute_force import disagreements
from brute_force.pairs import overlapping_masks, random_pair
from checks import assert_row, result, rows
from napari_compare.core.comparison import compare, iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings

ESSENTIAL = [
    *("rmsd", "mad", "rmsd_normalized", "mad_normalized", "pearson_r", "spearman_rho", "icq"),
    *("manders_tm1", "manders_tm2", "overlap_coefficient"),
]


# Columns and attributes


def test_essential_columns():
    (row,) = rows(*random_pair("uint8"))
    measured = [key for key in row if key in ESSENTIAL]
    assert sorted(measured) == sorted(ESSENTIAL)
    first = ["region", "region_id", "n_pixels", "n_excluded", "area"]
    assert list(row)[:5] == first
    assert list(row)[-4:] == ["threshold_a", "threshold_b", "pearson_r_below", "notes"]
    assert len(row) == 5 + len(ESSENTIAL) + 4


def test_all_columns():
    (row,) = rows(*random_pair("uint8"), settings=Settings(metrics="all"))
    assert set(row) == {"region", "region_id", "notes", *METRICS} - {"volume"}


def test_chosen_columns_stand_in_the_order_chosen():
    chosen = ("icq", "rmsd", "mean_b", "ssim")
    table = compare(*random_pair("uint8"), settings=Settings(metrics=chosen))
    assert list(table.columns)[:2] == ["region", "region_id"]
    assert tuple(key for key in table.columns if key in chosen) == chosen


def test_a_metric_has_the_same_value_whatever_else_is_chosen():
    a, b = random_pair("uint16", shape=(20, 30))
    (everything,) = rows(a, b, settings=Settings(metrics="all"))
    for key in set(METRICS) & set(everything):
        (alone,) = rows(a, b, settings=Settings(metrics=(key,)))
        assert disagreements(alone, {key: float(everything[key])}, 1e-14, 1e-14) == []


def test_a_row_for_each_split_index_and_region():
    a, b = random_pair("uint8", shape=(2, 3, 12, 14))
    labels = np.repeat([[1, 1, 0, 0, 4, 4, 4]], 2, axis=1) * np.ones((12, 1), int)
    table = compare(a, b, labels, Settings(split=("t", "z")))
    assert list(table.columns)[:4] == ["region", "region_id", "t", "z"]
    assert table["t"].tolist() == [0] * 6 + [1] * 6
    assert table["z"].tolist() == [0, 0, 1, 1, 2, 2] * 2
    assert table["region"].tolist() == ["1", "4"] * 6
    assert table["region_id"].tolist() == [1, 4] * 6


def test_attributes_tell_how_it_was_measured():
    a, b = random_pair("uint8", shape=(3, 12, 14))
    settings = Settings(threshold="li", split=("t",))
    table = compare(a, b, None, settings, (0.2, 0.1), unit="µm", names=("GFP", "RFP"))
    assert Settings.from_dict(table.attrs["settings"]) == settings
    assert table.attrs["names"] == ("GFP", "RFP")
    assert table.attrs["axes"] == ("t", "y", "x")
    assert table.attrs["spacing"] == (1, 0.2, 0.1)
    assert table.attrs["units"]["area"] == "µm²"
    assert table.attrs["units"]["rmsd"] == "counts"
    assert table.attrs["units"]["pearson_r"] == ""
    assert isinstance(table.attrs["version"], str)


def test_area_and_volume():
    a, b = random_pair("uint8", shape=(2, 3, 12, 14))
    (row,) = rows(a, b, spacing=(2, 0.5, 0.25))
    assert row["volume"] == pytest.approx(a.size * 2 * 0.5 * 0.25)
    assert "area" not in row
    table = compare(a, b, None, Settings(split=("z",)), (2, 0.5, 0.25), unit="µm")
    assert table["area"].tolist() == pytest.approx([2 * 12 * 14 * 0.5 * 0.25] * 3)
    assert "volume" not in table


def test_arrays_are_whatever_numpy_makes_an_array():
    (row,) = rows([[1, 2], [3, 5]], [[1, 2], [3, 4]])
    assert row["mad"] == 0.25


# Axes


def test_each_index_is_measured_by_itself():
    a, b = random_pair("uint16", shape=(3, 2, 14, 20))
    for t, row in enumerate(rows(a, b, None, Settings("all", "otsu", split=("t",)))):
        inside = np.zeros(a.shape, bool)
        inside[t] = True
        assert row["t"] == t
        assert_row(row, a, b, inside, "otsu")


def test_axes_can_be_named():
    a, b = random_pair("uint8", shape=(2, 3, 12, 14))
    table = compare(a, b, settings=Settings(split=("well",)), axes=("well", "c", "y", "x"))
    assert table["well"].tolist() == [0, 1]


def test_an_axis_that_is_not_there_is_refused_with_those_that_are():
    a, b = random_pair("uint8", shape=(2, 3, 12, 14))
    for split in (("c",), ("t", "y")):
        with pytest.raises(ValueError, match=r"split by .*There are: t, z"):
            compare(a, b, settings=Settings(split=split))


def test_a_plane_cannot_be_split():
    with pytest.raises(ValueError, match="split by t"):
        compare(*random_pair("uint8"), settings=Settings(split=("t",)))


# What yields, and what is refused


def test_progress_rises_to_its_end():
    a, b = (da.from_array(x, chunks=(1, 7, 20)) for x in random_pair("uint8", shape=(3, 20, 20)))
    pair = Pair(a, b, ("z", "y", "x"), (1, 1, 1))
    events = list(iterate(pair, [Region.whole(a.shape)], Settings(metrics="all")))
    steps = [event for event in events if isinstance(event, Progress)]
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert len({step.total for step in steps}) == 1
    assert done[-1] == steps[-1].total
    assert len(steps) >= 9


def test_the_scatter_plot_counts_every_pixel():
    a, b = random_pair("uint16", shape=(30, 40))
    one, _ = overlapping_masks(a.shape)
    found = result(a, b, one, threshold="otsu")
    scatter = found.scatter
    edges = [scatter.edges_a, scatter.edges_b]
    expected, _, _ = np.histogram2d(a[one].astype(float), b[one].astype(float), edges)
    assert np.array_equal(scatter.counts, expected)
    assert scatter.counts.sum() == one.sum()
    assert scatter.threshold_a == found.row["threshold_a"]
    on_line = scatter.slope * a[one].mean() + scatter.intercept
    assert b[one].mean() == pytest.approx(on_line)


def test_images_of_different_shapes_are_refused_by_name():
    a, b = random_pair("uint8")
    with pytest.raises(ValueError, match=r"GFP has \(11, 16\), RFP has \(11, 15\)"):
        compare(a, b[:, :-1], names=("GFP", "RFP"))


@pytest.mark.parametrize("dtype", ["complex64", "datetime64[s]", "U3"])
def test_images_that_hold_no_numbers_are_refused(dtype):
    a = np.zeros((8, 9)).astype(dtype)
    with pytest.raises(ValueError, match="not integers, floats or booleans"):
        compare(a, a)


def test_a_line_of_pixels_is_no_image():
    with pytest.raises(ValueError, match="two or more"):
        compare(np.arange(9), np.arange(9))


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 8, 8)])
def test_images_without_pixels_are_refused(shape):
    with pytest.raises(ValueError, match="no pixels"):
        compare(np.zeros(shape), np.zeros(shape))


def test_axes_and_spacing_must_fit():
    a, b = random_pair("uint8")
    with pytest.raises(ValueError, match="axes"):
        compare(a, b, axes=("z", "y", "x"))
    for spacing in ((1, 1, 1), (0, 1), (math.nan, 1), 0, -1, math.inf):
        with pytest.raises(ValueError, match="spacing"):
            compare(a, b, spacing=spacing)


def test_a_region_that_does_not_fit_is_refused_by_name():
    a, b = random_pair("uint8")
    with pytest.raises(ValueError, match='"cell"'):
        compare(a, b, {"cell": np.ones((4, 4), bool)})


def test_masked_pixels_are_left_out_and_counted():
    a, b = random_pair("uint16", shape=(24, 30))
    masked = np.ma.masked_less(a, np.median(a))
    expected = compare(a, b, ~masked.mask)
    found = compare(masked, b)
    assert found.n_excluded[0] == masked.mask.sum()
    assert found.pearson_r[0] == pytest.approx(expected.pearson_r[0])
    assert found.rmsd[0] == pytest.approx(expected.rmsd[0])
