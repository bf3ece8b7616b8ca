"""Pixels above thresholds, the quick way, beside the output image of the overlap."""

import dask.array as da
import numpy as np
import pytest

from napari_compare.core.above import AboveMap
from napari_compare.core.comparison import iterate
from napari_compare.core.outputs import make_output
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings


def compare(pair, regions, **choices):
    settings = Settings(**choices)
    return settings, [x for x in iterate(pair, regions, settings) if isinstance(x, Result)]


def images(dtype, shape):
    random = np.random.default_rng(1)
    return (random.uniform(0, 200, shape).astype(dtype) for _ in "ab")


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("thresholds", [(80, 60), (80.5, 99.99), (-3.5, 1e9), (0, -1)])
def test_it_is_the_overlap_of_manual_thresholds(dtype, thresholds):
    a, b = images(dtype, (30, 40))
    if a.dtype.kind == "f":
        a[3, 4], b[5, 6:9] = np.nan, np.inf
    pair = Pair(a, b, ("y", "x"), (1, 1))
    mask = np.zeros(a.shape, dtype=bool)
    mask[2:20, 3:30] = True
    threshold_a, threshold_b = thresholds
    settings, results = compare(
        pair,
        [Region.from_mask(mask, "cell"), Region.from_mask(~mask[::-1], "rest")],
        threshold="manual",
        threshold_a=threshold_a,
        threshold_b=threshold_b,
    )
    expected = make_output("overlap", pair, settings, results=results)
    found = AboveMap(pair, results, settings).labels(*thresholds)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, expected)


def test_in_a_stack_regions_count_where_they_were_compared():
    a, b = images(np.uint8, (4, 20, 30))
    pair = Pair(a, b, ("t", "y", "x"), (1, 1, 1))
    mask = np.zeros((20, 30), dtype=bool)
    mask[5:9, 6:22] = True
    region = Region.from_mask(mask, "cell", drawn_at={0: 2})
    choices = {"threshold": "manual", "threshold_a": 50, "threshold_b": 90, "planes": "drawn"}
    settings, results = compare(pair, [region], **choices)
    found = AboveMap(pair, results, settings).labels(50, 90)
    np.testing.assert_array_equal(
        found, make_output("overlap", pair, settings, results=results, regions=[region])
    )
    assert found[2].any()
    assert not found[[0, 1, 3]].any()


def test_it_serves_images_in_memory_as_they_are():
    a, b = images(np.uint8, (8, 9))
    pair = Pair(a, b, ("y", "x"), (1, 1))
    assert AboveMap.serves(pair, Settings())
    assert not AboveMap.serves(pair, Settings(background_a=3))
    assert not AboveMap.serves(Pair(da.from_array(a), b, ("y", "x"), (1, 1)), Settings())
