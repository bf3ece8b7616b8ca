"""Regions of a comparison: how they are given, on which planes they count, and none of another."""

import math

import numpy as np
import pytest

from brute_force.pairs import overlapping_masks, random_pair
from checks import assert_row, rows
from napari_compare.core.comparison import compare
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings

ALL = Settings(metrics="all", threshold="otsu")


def test_regions_may_be_given_in_many_ways():
    a, b = random_pair("uint16", shape=(24, 30))
    one, two = overlapping_masks(a.shape)
    two &= ~one
    ways = {
        "labels": one + 2 * two.astype(np.int32),
        "mapping": {"1": one, "2": two},
        "regions": [Region.from_mask(one, "1", 1), Region.from_mask(two, "2", 2)],
    }
    for regions in ways.values():
        table = compare(a, b, regions, ALL)
        assert table["region"].tolist() == ["1", "2"]
        assert table["region_id"].tolist() == [1, 2]
        for row, inside in zip(table.to_dict("records"), (one, two), strict=True):
            assert_row(row, a, b, inside, "otsu")
    (row,) = rows(a, b, one, ALL)
    assert_row(row, a, b, one, "otsu")


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_overlapping_regions_are_independent(dtype):
    a, b = random_pair(dtype, shape=(24, 30))
    one, two = overlapping_masks(a.shape)
    everything = np.ones(a.shape, bool)
    found = rows(a, b, {"one": one, "two": two, "all": everything, "again": one}, ALL)
    for row, inside in zip(found, (one, two, everything, one), strict=True):
        assert_row(row, a, b, inside, "otsu")


def test_one_region_more_or_less_changes_no_other():
    a, b = random_pair("uint8", shape=(24, 30))
    one, two = overlapping_masks(a.shape)
    together, alone = rows(a, b, {"one": one, "two": two}, ALL)[0], rows(a, b, {"one": one}, ALL)[0]
    assert "other regions" in together.pop("notes")
    assert "other regions" not in alone.pop("notes")
    assert repr(together) == repr(alone)


def test_a_region_of_a_plane_counts_on_every_plane():
    a, b = random_pair("uint8", shape=(3, 24, 30))
    one, _ = overlapping_masks(a.shape[1:])
    (row,) = rows(a, b, one, ALL)
    assert_row(row, a, b, np.broadcast_to(one, a.shape), "otsu")


def test_a_region_of_a_stack_counts_where_it_is():
    a, b = random_pair("uint8", shape=(3, 24, 30))
    mask = np.random.default_rng(1).random(a.shape) < 0.3
    (row,) = rows(a, b, mask, ALL)
    assert_row(row, a, b, mask, "otsu")
    for z, row in enumerate(rows(a, b, mask, Settings(metrics=("sum_a",), split=("z",)))):
        assert row["sum_a"] == a[z][mask[z]].sum()
        assert row["n_pixels"] == mask[z].sum()


def test_a_region_can_count_on_the_plane_where_it_was_drawn_only():
    a, b = random_pair("uint8", shape=(2, 3, 24, 30))
    one, two = overlapping_masks(a.shape[-2:])
    regions = [
        Region.from_mask(one, "one", 1, drawn_at={0: 1, 1: 2}),
        Region.from_mask(two, "two", 2, drawn_at={1: 0}),
        Region.from_mask(two, "anywhere", 3),
    ]
    expected = [np.zeros(a.shape, bool) for _ in range(3)]
    expected[0][1, 2], expected[1][:, 0], expected[2][:] = one, two, two
    drawn = Settings(metrics="all", threshold="otsu", planes="drawn")
    for row, inside in zip(rows(a, b, regions, drawn), expected, strict=True):
        assert_row(row, a, b, inside, "otsu")
    (row, *_) = rows(a, b, regions, ALL)
    assert_row(row, a, b, np.broadcast_to(one, a.shape), "otsu")


def test_a_split_off_plane_without_the_region_says_that_it_is_empty():
    a, b = random_pair("uint8", shape=(3, 24, 30))
    region = Region.from_mask(np.ones((24, 30), bool), "cell", drawn_at={0: 1})
    settings = Settings(metrics="all", planes="drawn", split=("z",))
    first, second, third = rows(a, b, region, settings)
    assert (first["n_pixels"], second["n_pixels"], third["n_pixels"]) == (0, 720, 0)
    assert math.isnan(first["pearson_r"])
    assert "no valid pixel" in first["notes"]
    assert first["notes"] == third["notes"]


def test_no_region_at_all_gives_no_row():
    a, b = random_pair("uint8")
    assert len(compare(a, b, np.zeros(a.shape, int))) == 0


def test_an_empty_region_is_a_row_that_says_so():
    a, b = random_pair("uint8")
    empty, full = rows(a, b, {"nothing": np.zeros(a.shape, bool), "all": a >= 0})
    assert empty["region"] == "nothing"
    assert empty["n_pixels"] == 0
    assert all(math.isnan(empty[key]) for key in ("pearson_r", "mad", "manders_tm1"))
    assert empty["notes"]
    assert full["n_pixels"] == a.size


def test_notes_of_a_region_are_in_its_row():
    a, b = random_pair("uint8")
    region = Region.from_mask(a >= 0, "cell", notes=("It lies partly outside.",))
    (row,) = rows(a, b, region)
    assert "It lies partly outside." in row["notes"]
