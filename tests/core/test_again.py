"""What did not change is not measured again, and nobody can tell from the numbers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from napari_compare.core.again import Again
from napari_compare.core.comparison import iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings


@pytest.fixture
def pair():
    random = np.random.default_rng(3)
    a = random.integers(0, 900, (3, 20, 30)).astype(np.uint16)
    b = (a // 2 + random.integers(0, 300, a.shape)).astype(np.uint16)
    return Pair(a, b, ("t", "y", "x"), (1.0, 1.0, 1.0))


class Counting:
    """The engine, which notes what it was asked to measure."""

    def __init__(self):
        self.asked = []

    def __call__(self, pair, regions, settings):
        self.asked.append([region.name for region in regions])
        return iterate(pair, regions, settings)


def square(name, id, row, column, **options):
    mask = np.zeros((20, 30), dtype=bool)
    mask[row : row + 6, column : column + 8] = True
    return Region.from_mask(mask, name, id, **options)


def results(events):
    return [event for event in events if isinstance(event, Result)]


def rows(found):
    return [result.row for result in found]


def again(pair, regions, settings, earlier):
    engine = Counting()
    found = results(Again(pair, regions, settings, earlier, engine).iterate())
    return found, engine.asked


@pytest.mark.parametrize("split", [(), ("t",)])
def test_only_a_region_that_moved_is_measured(pair, split):
    settings = Settings(split=split)
    first, second, third = square("one", 1, 0, 0), square("two", 2, 5, 5), square("three", 3, 9, 9)
    earlier = results(iterate(pair, [first, second, third], settings))
    regions = [square("one", 1, 0, 0), square("two", 2, 6, 5), square("three", 3, 9, 9)]
    found, asked = again(pair, regions, settings, earlier)
    assert asked == [["two"]]
    np.testing.assert_equal(rows(found), rows(results(iterate(pair, regions, settings))))
    assert found[0].scatter is earlier[0].scatter
    assert found[1].scatter is not earlier[1].scatter


def test_deleting_renaming_and_adding(pair):
    settings = Settings()
    earlier = results(iterate(pair, [square("one", 1, 0, 0), square("two", 2, 5, 5)], settings))
    regions = [square("renamed", 1, 5, 5), square("new", 2, 12, 12)]
    found, asked = again(pair, regions, settings, earlier)
    assert asked == [["new"]]
    np.testing.assert_equal(rows(found), rows(results(iterate(pair, regions, settings))))
    assert found[0].region is regions[0]


def test_nothing_is_read_where_nothing_changed(pair):
    regions = [square("one", 1, 0, 0)]
    earlier = results(iterate(pair, regions, Settings()))
    same = [square("one", 1, 0, 0)]
    found, asked = again(pair, same, Settings(), earlier)
    assert asked == []
    assert found == earlier
    assert Again(pair, same, Settings(), earlier).effort == 0


@pytest.mark.parametrize(
    "other",
    [
        square("two", 2, 5, 5, notes=["A part lies outside."]),
        square("two", 2, 5, 5, drawn_at={0: 1}),
    ],
)
def test_other_notes_or_another_plane_are_a_change(pair, other):
    earlier = results(iterate(pair, [square("two", 2, 5, 5)], Settings(planes="drawn")))
    found, asked = again(pair, [other], Settings(planes="drawn"), earlier)
    assert asked == [["two"]]
    assert found[0].region is other


def test_a_background_region_concerns_all(pair):
    settings = Settings(background_a="region empty")
    regions = [square("one", 1, 0, 0), square("empty", 2, 9, 9)]
    earlier = results(iterate(pair, regions, settings))
    _, asked = again(pair, regions, settings, earlier)
    assert asked == []
    moved = [regions[0], square("empty", 2, 10, 9)]
    found, asked = again(pair, moved, settings, earlier)
    assert asked == [["one", "empty"]]
    np.testing.assert_equal(rows(found), rows(results(iterate(pair, moved, settings))))
    swapped = [
        dataclasses.replace(regions[0], name="empty"),
        dataclasses.replace(regions[1], name="one"),
    ]
    _, asked = again(pair, swapped, settings, earlier)
    assert asked == [["empty", "one"]]


def test_a_region_that_was_not_measured_everywhere_is_not_kept(pair):
    settings = Settings(split=("t",))
    regions = [square("one", 1, 0, 0)]
    unfinished = results(iterate(pair, regions, settings))[:2]
    _, asked = again(pair, regions, settings, unfinished)
    assert asked == [["one"]]


def test_effort_grows_with_what_changed(pair):
    one, two = square("one", 1, 0, 0), square("two", 2, 5, 5)
    earlier = results(iterate(pair, [one, two], Settings()))
    moved = square("two", 2, 6, 5)
    all_of_it = Again(pair, [one, moved], Settings()).effort
    part = Again(pair, [one, moved], Settings(), earlier).effort
    drawn = Again(pair, [one, moved], Settings(planes="drawn"), earlier).effort
    image = Again(pair, [one, moved], Settings(threshold_scope="image"), earlier).effort
    assert drawn < part < all_of_it < image
