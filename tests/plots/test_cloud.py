"""The cloud is drawn as matplotlib draws such an image, only quicker."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from napari_compare.core.results import Scatter
from napari_compare.plots import draw_scatter


@pytest.fixture
def drawn():
    random = np.random.default_rng(0)
    a, b = random.normal(100, 30, (2, 100_000))
    counts, *edges = np.histogram2d(a, b, bins=128)
    counts[:, 60] *= 40
    figure = Figure((4.2, 2.8))
    renderer = FigureCanvasAgg(figure).get_renderer()
    scatter = Scatter(counts.astype(np.int64), *edges, 100, 100, 1, 0)
    axes = figure.add_axes((0.15, 0.2, 0.5, 0.6))
    cloud = draw_scatter(axes, scatter).density
    figure.draw_without_rendering()
    return axes, cloud, renderer


@pytest.mark.parametrize(
    "limits",
    [None, ((80, 120), (60, 200)), ((-100, 500), (-50, 300)), ((101, 103), (99, 100))],
)
def test_it_is_the_image_that_matplotlib_makes(drawn, limits):
    axes, cloud, renderer = drawn
    if limits is not None:
        axes.set(xlim=limits[0], ylim=limits[1])
    picture, *corner, _ = cloud.make_image(renderer)
    expected, *at, _ = AxesImage.make_image(cloud, renderer)
    assert np.abs(np.subtract(corner, at)).max() <= 1
    height, width = np.minimum(picture.shape, expected.shape)[:2]
    pixels, others = (one[:height, :width].astype(int) for one in (picture, expected))
    # A pixel on the border of two bins may show either.
    assert (np.abs(pixels - others).max(axis=-1) > 3).mean() < 0.02


def test_where_nothing_is_seen_nothing_is_drawn(drawn):
    axes, cloud, renderer = drawn
    axes.set_xlim(1000, 2000)
    assert cloud.make_image(renderer)[0] is None


def test_counts_beyond_the_colour_bar_have_its_last_colour(drawn):
    _, cloud, renderer = drawn
    cloud.set_data(np.ma.masked_equal(np.full((4, 4), 10**9), 0))
    picture = cloud.make_image(renderer)[0]
    assert np.unique(picture.reshape(-1, 4), axis=0).tolist() == [
        list(cloud.cmap(1.0, bytes=True)),
    ]
