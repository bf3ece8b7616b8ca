"""What joint histograms say, beside the pixels themselves."""

import numpy as np
import pytest

from checks import result
from napari_compare.core.joint import (
    centres,
    conditional_quantiles,
    density_level,
    smooth_density,
)
from napari_compare.core.results import Scatter


def images(dtype, top):
    random = np.random.default_rng(5)
    a = random.integers(0, top, (90, 100)).astype(dtype)
    b = (a * 0.5 + random.normal(top / 3, top / 20, a.shape)).clip(0, top).astype(dtype)
    return a, b


def test_quartiles_of_images_of_8_bit_are_those_of_the_pixels():
    a, b = images(np.uint8, 200)
    found = conditional_quantiles(result(a, b).scatter, few=5)
    levels = np.arange(a.min(), a.max() + 1)
    for column, level in zip(found.T, levels, strict=True):
        values = np.sort(b[a == level])
        if values.size < 5:
            assert np.isnan(column).all()
        else:
            expected = [values[int(q * values.size)] for q in (0.25, 0.5, 0.75)]
            assert column.tolist() == expected


def test_else_they_are_right_within_half_a_bin():
    a, b = images(np.float64, 4000)
    scatter = result(a, b).scatter
    found = conditional_quantiles(scatter, (0.5,))[0]
    width = np.diff(scatter.edges_b)[0]
    for i in np.flatnonzero(~np.isnan(found)):
        here = b[(a >= scatter.edges_a[i]) & (a < scatter.edges_a[i + 1])]
        assert abs(found[i] - np.sort(here)[here.size // 2]) <= width / 2 + 1e-9


def test_where_there_are_few_pixels_there_is_no_quantile():
    counts = np.array([[24, 0], [25, 0], [0, 0]])
    edges = np.arange(4.0)
    found = conditional_quantiles(Scatter(counts, edges, edges[:3], 0, 0, 1, 0))
    assert np.isnan(found[:, [0, 2]]).all()
    assert found[:, 1].tolist() == [0.5] * 3


def test_a_smoothed_density_has_every_pixel_in_its_place():
    counts = np.zeros((40, 30), dtype=int)
    counts[12, 20], counts[0, 0] = 1000, 10
    joint = Scatter(counts, np.linspace(0, 400, 41), np.linspace(0, 60, 31), 0, 0, 1, 0)
    a, b, density = smooth_density(joint)
    assert density.shape == (len(a), len(b))
    assert density.sum() == pytest.approx(1010, rel=1e-3)
    place = np.unravel_index(density.argmax(), density.shape)
    assert (a[place[0]], b[place[1]]) == (125, 41)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_above_the_level_lies_the_share(share):
    density = np.random.default_rng(0).gamma(1, 1, (50, 60))
    level = density_level(density, share)
    assert density[density >= level].sum() >= share * density.sum()
    assert density[density > level].sum() < share * density.sum()


def test_bins_of_one_level_have_it_in_their_middle():
    assert centres(np.array([-0.5, 0.5, 1.5])).tolist() == [0, 1]
