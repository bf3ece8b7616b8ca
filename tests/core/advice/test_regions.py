"""The check of all regions together."""

from __future__ import annotations

import numpy as np

from napari_compare.core.comparison import iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings


def rows_of(regions, channels, **choices):
    pair = Pair(*channels, ("y", "x"), (1, 1))
    events = iterate(pair, regions, Settings(**choices))
    return [event for event in events if isinstance(event, Result)]


def rectangle(name, rows, columns, shape=(512, 512), **more):
    mask = np.zeros(shape, dtype=bool)
    mask[..., slice(*rows), slice(*columns)] = True
    return Region.from_mask(mask, name, **more)


def test_regions_that_overlap(channels):
    regions = [
        rectangle("left", (100, 200), (100, 200)),
        rectangle("right", (100, 200), (150, 350)),
        rectangle("below", (199, 300), (100, 200)),
        rectangle("far", (300, 400), (300, 400)),
    ]
    found = rows_of(regions, channels, threshold="none")
    said = {
        one.region.name: [n.text[:40] for n in one.notes if "other regions" in n.text]
        for one in found
    }
    assert said == {
        "left": ["50 % of the region lies in other regions"],
        "right": ["25 % of the region lies in other regions"],
        "below": [],
        "far": [],
    }
    assert all("n_pixels" in n.columns for n in found[0].notes if "other regions" in n.text)


def test_pixels_that_lie_in_three_regions_are_counted_once(channels):
    regions = [
        rectangle("all", (100, 200), (100, 200)),
        rectangle("left", (100, 200), (100, 150)),
        rectangle("left again", (100, 200), (100, 150)),
    ]
    first, *rest = rows_of(regions, channels, threshold="none")
    assert "50 % of the region" in first.row["notes"]
    assert all("100 % of the region" in one.row["notes"] for one in rest)


def test_regions_of_different_planes_overlap_only_where_all_planes_count(cells_sample):
    stack = np.stack([cells_sample.a[:256, :256]] * 2)
    pair = Pair(stack, stack[::-1] // 2, ("z", "y", "x"), (1, 1, 1))
    regions = [
        rectangle("lower", (100, 200), (100, 200), (256, 256), drawn_at={0: 0}),
        rectangle("upper", (100, 200), (100, 200), (256, 256), drawn_at={0: 1}),
    ]
    for planes, overlap in (("all", True), ("drawn", False)):
        events = iterate(pair, regions, Settings(planes=planes, threshold="none"))
        for one in (event for event in events if isinstance(event, Result)):
            assert ("other regions" in one.row["notes"]) == overlap
