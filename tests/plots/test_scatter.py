"""The scatter plot: what is drawn, and that it can be seen."""

import warnings

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from napari_compare.core.results import Scatter
from napari_compare.plots import THEMES, draw_scatter


def scatter(counts=None, edges=None, **more):
    counts = np.diag([1, 10, 100, 1000]) if counts is None else counts
    edges = np.linspace(0, 40, counts.shape[0] + 1) if edges is None else edges
    values = {"threshold_a": 15.0, "threshold_b": 25.0, "slope": 0.5, "intercept": 3.0, **more}
    return Scatter(counts, edges, edges, **values)


def pixels(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def drawn(what, width=4.2, height=3.2, **options):
    figure = Figure((width, height), dpi=100, layout="constrained")
    axes = figure.add_subplot()
    return figure, axes, draw_scatter(axes, what, ("GFP", "RFP"), **options)


def test_counts_are_in_their_place_on_a_log_scale():
    counts = np.zeros((4, 4), dtype=int)
    counts[3, 0], counts[0, 1] = 500, 5
    _, axes, artists = drawn(scatter(counts))
    shown = artists.density.get_array()
    assert shown[0, 3] == 500  # the row is B, the column A
    assert shown[1, 0] == 5
    assert shown.count() == 2  # bins without pixels stay clear
    assert artists.density.norm.vmax == 500
    assert type(artists.density.norm).__name__ == "LogNorm"
    assert axes.get_xlabel() == "GFP intensity (counts)"
    assert axes.get_ylabel() == "RFP intensity (counts)"


def test_lines_lie_where_the_numbers_say():
    _, axes, artists = drawn(scatter())
    assert list(artists.thresholds[0].line.get_xdata()) == [15, 15]
    assert list(artists.thresholds[1].line.get_ydata()) == [25, 25]
    assert list(artists.regression.get_ydata()) == [3, 23]
    assert len(artists.identity.get_xdata()) == 0
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["threshold of GFP", "threshold of RFP", "regression"]
    artists.thresholds[0].move(7.0)
    assert list(artists.thresholds[0].line.get_xdata()) == [7, 7]


def test_the_identity_line_is_drawn_when_asked_for():
    _, axes, artists = drawn(scatter(), identity=True)
    assert list(artists.identity.get_xdata()) == list(artists.identity.get_ydata()) == [0, 40]
    assert "A = B" in [text.get_text() for text in axes.get_legend().get_texts()]


def test_undefined_lines_are_neither_drawn_nor_named():
    what = scatter(threshold_a=np.nan, threshold_b=np.nan, slope=np.nan, intercept=np.nan)
    figure, axes, _ = drawn(what)
    pixels(figure)
    assert axes.get_legend() is None


@pytest.mark.parametrize(
    "what",
    [
        scatter(np.zeros((4, 4), dtype=int)),
        scatter(np.array([[7]]), np.array([5.0, 5.0])),
        scatter(np.zeros((0, 0), dtype=int), np.zeros(0)),
        scatter(np.zeros((1, 1), dtype=int), np.array([np.nan, np.nan])),
        scatter(np.array([[1]]), np.array([2.0, 3.0])),
    ],
    ids=["empty", "constant", "no bins", "no range", "one pixel"],
)
def test_what_holds_little_is_drawn_without_complaint(what):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, _, _ = drawn(what)
        pixels(figure)


def test_no_pixel_is_lost_where_bins_are_finer_than_the_screen():
    counts = np.zeros((256, 256), dtype=int)
    counts[::5, 3::7] = 1
    _, _, artists = drawn(scatter(counts), width=2.0, height=1.6)
    assert artists.density.get_array().shape[0] < 256
    assert artists.density.get_array().sum() == counts.sum()
    left, right, _, _ = artists.density.get_extent()
    width = (right - left) / artists.density.get_array().shape[1]
    assert width == pytest.approx(3 * 40 / 256) or width == pytest.approx(2 * 40 / 256)


@pytest.mark.parametrize("theme", THEMES)
def test_a_single_pixel_stands_out_in_each_theme(theme):
    counts = np.zeros((8, 8), dtype=int)
    counts[2, 6], counts[6, 2] = 1, 1000
    figure, axes, _ = drawn(
        scatter(counts, threshold_a=np.nan, threshold_b=np.nan, slope=np.nan), theme=theme
    )
    figure.set_facecolor(THEMES[theme].background)
    image = pixels(figure).astype(int)
    paper = image[2, 2]
    for a, b in ((2.5, 6.5), (6.5, 2.5)):
        x, y = axes.transData.transform((a * 5, b * 5))
        assert np.abs(image[len(image) - int(y), int(x)] - paper).sum() > 120
