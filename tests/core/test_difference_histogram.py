"""The histogram of A - B, beside numpy's of the pixels."""

import dask.array as da
import numpy as np
import pytest

from napari_compare.core.difference_histogram import difference_histogram
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings


def histogram(a, b, region=None, index=None):
    axes = ("t", "y", "x")[-a.ndim :]
    pair = Pair(a, b, axes, (1,) * a.ndim)
    region = region or Region.whole(a.shape)
    *steps, found = difference_histogram(pair, region, index or {}, Settings())
    assert all(step is None for step in steps)
    return found


def images(dtype, shape=(50, 70)):
    random = np.random.default_rng(2)
    a = random.uniform(0, 250, shape)
    return a.astype(dtype), (a * 0.8 + random.uniform(0, 50, shape)).astype(dtype)


def test_of_whole_numbers_each_difference_has_its_bin():
    a, b = images(np.uint8)
    found = histogram(a, b)
    values, counts = np.unique(a.astype(int) - b, return_counts=True)
    centres = (found.edges[:-1] + found.edges[1:]) / 2
    assert centres[found.counts > 0].tolist() == values.tolist()
    assert found.counts[found.counts > 0].tolist() == counts.tolist()


def test_many_levels_share_bins_evenly():
    a, b = images(np.uint16)
    a, b = a * np.uint16(250), b * np.uint16(200)
    found = histogram(a, b)
    assert len(found.counts) <= 256
    widths = np.diff(found.edges)
    assert (widths == widths[0]).all()
    assert widths[0] % 1 == 0
    expected, _ = np.histogram(a.astype(int) - b, found.edges)
    assert found.counts.tolist() == expected.tolist()


@pytest.mark.parametrize("chunked", [False, True])
def test_only_finite_pixels_of_the_region_count(chunked):
    a, b = images(np.float32)
    a[3:6, 4], b[10, 10] = np.nan, np.inf
    mask = np.zeros(a.shape, dtype=bool)
    mask[2:30, 3:40] = True
    inside = mask & np.isfinite(a) & np.isfinite(b)
    expected = a[inside].astype(float) - b[inside]
    if chunked:
        a, b = (da.from_array(image, chunks=(16, 32)) for image in (a, b))
    found = histogram(a, b, Region.from_mask(mask, "cell"))
    assert found.counts.sum() == inside.sum()
    assert (found.edges[0], found.edges[-1]) == (expected.min(), expected.max())


def test_a_split_index_counts_alone():
    a, b = images(np.uint8, (3, 20, 30))
    found = histogram(a, b, index={"t": 1})
    values = a[1].astype(int) - b[1]
    assert found.counts.sum() == values.size
    assert found.edges[0] + 0.5 == values.min()


def test_equal_images_and_no_pixels():
    a, _ = images(np.float64)
    same = histogram(a, a)
    assert same.counts.tolist() == [a.size]
    assert same.edges[0] < 0 < same.edges[1]
    nothing = histogram(a * np.nan, a)
    assert nothing.counts.size == 0
