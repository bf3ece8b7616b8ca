"""The figure of two exposures."""

import numpy as np
import pytest

from napari_compare import Settings, iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.files import exposures
from napari_compare.plots.exposures import exposures_figure


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """Draw two exposures of two colours; return the figure."""
    figures = []

    def keep(*arguments):
        figures.append(exposures_figure(*arguments))
        return figures[-1]

    monkeypatch.setattr(exposures, "exposures_figure", keep)

    def draw(a, b, regions=None, channels=("red", "green")):
        pair = Pair(a, b, ("c", "y", "x"), (1, 1, 1), names=("short", "long"), channels=channels)
        settings = Settings(split=("c",))
        regions = regions or [Region.whole(pair.shape)]
        results = [one for one in iterate(pair, regions, settings) if isinstance(one, Result)]
        images = {
            "a_over_b": np.maximum(a - b, 0),
            "b_over_a": np.maximum(b - a, 0),
            "superimposed": np.abs(a - b),
        }
        exposures.draw_exposures(tmp_path / "a.png", results, pair, settings, images)
        return figures[-1]

    return draw


@pytest.fixture
def photos():
    rng = np.random.default_rng(2)
    a = rng.integers(0, 200, (2, 60, 80))
    return a, a + rng.integers(-5, 50, a.shape)


def titles(figure):
    return [axes.get_title() for axes in figure.axes if axes.get_title()]


def test_a_row_has_the_joint_plot_and_the_differences(drawn, photos):
    figure = drawn(*photos)
    row = ["short over long", "long over short", "superimposed"]
    assert titles(figure) == ["whole image, red", *row, "whole image, green", *row]
    joint = figure.axes[0]
    assert [text.get_text() for text in joint.get_legend().get_texts()] == [
        *("regression", "A = B", "median of B", "quartiles of B")
    ]


def test_pictures_and_histograms_are_of_the_row_s_colour(drawn, photos):
    a, b = photos
    figure = drawn(a, b)
    pictures = [axes.images[0] for axes in figure.axes if axes.get_title() == "long over short"]
    for picture, colour in zip(pictures, (0, 1), strict=True):
        np.testing.assert_array_equal(picture.get_array(), np.maximum(b - a, 0)[colour])
    histograms = [axes for axes in figure.axes if axes.get_xlabel() == "difference (counts)"]
    counts, edges, _ = histograms[2].patches[0].get_data()
    expected, _ = np.histogram(np.abs(a - b)[0], edges)
    np.testing.assert_array_equal(counts, expected)
    assert len(histograms) == 6


def test_large_photos_are_shown_as_means_of_blocks_and_none_is_left_out(drawn):
    a = np.zeros((1, 1030, 700), dtype=np.int64)
    b = a.copy()
    b[0, -1, -1] = 9
    figure = drawn(a, b, channels=())
    assert titles(figure)[0] == "whole image, c 0"
    (picture,) = [axes.images[0] for axes in figure.axes if axes.get_title() == "long over short"]
    shown = picture.get_array()
    assert shown.shape == (344, 234)
    assert shown[-1, -1] == 9  # the last block has one pixel
    assert np.count_nonzero(shown) == 1
    assert [text.get_text() for axes in figure.axes for text in axes.texts].count(
        "0 everywhere"
    ) == 1


def test_the_first_twelve_of_many_results_are_drawn_and_the_figure_says_so(drawn, photos):
    mask = np.zeros((60, 80), dtype=bool)
    mask[5:9, 5:9] = True
    regions = [Region.from_mask(mask, f"r{i}", i) for i in range(1, 8)]
    figure = drawn(*photos, regions)
    assert sum(title.startswith("r") for title in titles(figure)) == 12
    assert figure.get_suptitle() == "The first 12 of 14 results"
