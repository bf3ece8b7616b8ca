"""Regions as runs of pixels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from napari_compare.core.regions import Region, as_regions, regions_from_labels

quickly = settings(max_examples=60, deadline=None, derandomize=True)
SHAPES = arrays.array_shapes(min_dims=2, max_dims=4, max_side=7)


@given(mask=arrays.arrays(bool, SHAPES))
@quickly
def test_a_mask_comes_back_as_it_was(mask):
    region = Region.from_mask(mask, "cell", 3)
    assert region.shape == mask.shape
    assert (region.name, region.id, region.size) == ("cell", 3, mask.sum())
    assert np.array_equal(region.mask(), mask)


@given(mask=arrays.arrays(bool, SHAPES))
@quickly
def test_runs_are_ordered_maximal_and_not_empty(mask):
    region = Region.from_mask(mask, "cell")
    assert (region.starts < region.stops).all()
    flat = region.rows * (mask.shape[-1] + 1)
    assert (flat[1:] + region.starts[1:] > flat[:-1] + region.stops[:-1]).all()


@given(labels=arrays.arrays(np.int16, SHAPES, elements=st.integers(-3, 4)))
@quickly
def test_each_label_is_a_region(labels):
    regions = regions_from_labels(labels)
    assert [region.id for region in regions] == [x for x in np.unique(labels).tolist() if x]
    for region in regions:
        assert np.array_equal(region.mask(), labels == region.id)
        assert region.name == str(region.id)


@pytest.mark.parametrize("dtype", ["uint8", "int64", "uint64", "uint32"])
def test_great_labels_of_any_integer_type(dtype):
    labels = np.zeros((4, 5), dtype)
    labels[1, 2:4] = np.iinfo(dtype).max
    (region,) = regions_from_labels(labels)
    assert region.id == np.iinfo(dtype).max
    assert region.size == 2


def test_a_label_in_parts_is_one_region():
    labels = np.array([[7, 0, 7, 7], [0, 0, 0, 0], [0, 7, 0, 7]])
    (region,) = regions_from_labels(labels)
    assert region.rows.tolist() == [0, 0, 2, 2]
    assert region.starts.tolist() == [0, 2, 1, 3]
    assert region.stops.tolist() == [1, 4, 2, 4]


def test_labels_without_a_label_make_no_region():
    assert regions_from_labels(np.zeros((5, 5), int)) == []
    assert regions_from_labels(np.zeros((0, 5), int)) == []


def test_labels_are_whole_numbers():
    with pytest.raises(ValueError, match="whole numbers, not float64"):
        regions_from_labels(np.zeros((5, 5)))


def test_a_large_label_image_is_read_in_bands():
    labels = np.zeros((2100, 2100), np.uint8)
    labels[5:2090, 7] = 1
    labels[2000:2050, 100:2000] = 2
    first, second = regions_from_labels(labels)
    assert (first.size, second.size) == (2085, 50 * 1900)
    assert first.rows.tolist() == list(range(5, 2090))


def test_the_whole_image():
    region = Region.whole((4, 3, 5))
    assert region.shape == (3, 5)
    assert region.mask().all()
    assert (region.name, region.id) == ("whole image", 0)


def test_nothing_given_is_the_whole_image():
    (region,) = as_regions(None, (4, 3, 5))
    assert region.size == 15


def test_what_may_be_given():
    shape = (2, 4, 5)
    mask = np.zeros(shape, bool)
    mask[1, 2:, 3] = True
    plane = mask.any(axis=0)
    region = Region.from_mask(plane, "cell", 8)
    cases = {
        "mask": (mask, [("mask", 1)]),
        "plane": (plane, [("mask", 1)]),
        "labels": (mask * np.uint8(6), [("6", 6)]),
        "mapping": ({"one": mask, "two": plane}, [("one", 1), ("two", 2)]),
        "region": (region, [("cell", 8)]),
        "list": ([region, region], [("cell", 8)] * 2),
        "tuple": ((region,), [("cell", 8)]),
    }
    for what, (given_, expected) in cases.items():
        assert [(r.name, r.id) for r in as_regions(given_, shape)] == expected, what


def test_a_mapping_of_masks_as_lists():
    (region,) = as_regions({"cell": [[True, False], [False, True]]}, (2, 2))
    assert region.size == 2


def test_a_region_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r'"cell" has the shape \(3, 3\).*\(4, 5\)'):
        as_regions({"cell": np.ones((3, 3), bool)}, (4, 5))
    with pytest.raises(ValueError, match="mask"):
        as_regions(np.ones((4, 5, 1), bool), (4, 5))


def test_what_is_no_region_is_refused():
    with pytest.raises(ValueError, match="not an array of float64"):
        as_regions(np.ones((4, 5)), (4, 5))
    with pytest.raises(ValueError, match="not an array of"):
        as_regions("cells", (4, 5))
