"""Whole figures: what each has, and that a file has the size that was asked for."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from napari_compare.core.difference_histogram import Histogram
from napari_compare.core.regions import Region
from napari_compare.core.results import Result, Scatter
from napari_compare.plots import (
    KINDS,
    MOST_PANELS,
    THEMES,
    PlotChoice,
    RegionDensity,
    Shown,
    draw_plot,
    same_picture,
    save_figure,
    scatter_figure,
)


def scatter(counts=None, **more):
    counts = np.diag([200, 100, 60, 20]) if counts is None else counts
    edges = [np.linspace(0, 40, n + 1) for n in counts.shape]
    values = {"threshold_a": 15.0, "threshold_b": 25.0, "slope": 0.5, "intercept": 3.0, **more}
    return Scatter(counts, *edges, **values)


def shown(what=None, **more):
    what = what or scatter()
    other = scatter(np.diag([200, 100, 60, 20])[::-1])
    regions = (RegionDensity("cell 1", what, "#ffffff"), RegionDensity("cell 2", other, "#ff8800"))
    return Shown(what, "cell 1", ("GFP", "RFP"), True, regions, **more)


def drawn(what, **choices):
    figure = Figure((4, 4), dpi=100)
    axes = figure.add_subplot()
    return axes, draw_plot(axes, what, PlotChoice(**choices))


def labels(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def results(n):
    region = Region.whole((4, 4), "cell")
    return [Result({}, region, {"t": i} if n > 1 else {}, scatter()) for i in range(n)]


def test_each_result_has_a_panel_of_its_own():
    figure = scatter_figure(results(3), ("GFP", "RFP"))
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == ["cell, t 0", "cell, t 1", "cell, t 2"]
    assert figure.get_suptitle() == ""


def test_panels_that_do_not_fit_are_counted_in_the_title():
    figure = scatter_figure(results(MOST_PANELS + 3))
    assert len([axes for axes in figure.axes if axes.get_title()]) == MOST_PANELS
    assert figure.get_suptitle() == f"The first {MOST_PANELS} of {MOST_PANELS + 3} regions"


def test_a_scatter_plot_has_what_was_chosen_and_nothing_else():
    axes, touch = drawn(shown(), regression=False)
    assert touch.scatter is axes
    assert labels(axes) == ["threshold of GFP", "threshold of RFP", "A = B"]
    axes, _ = drawn(shown(), median=True, marginals=True, regions=True)
    assert labels(axes)[3:] == ["A = B", "median of B", "quartiles of B", "cell 1", "cell 2"]
    assert len(axes.child_axes) == 3  # colour bar and two histograms


def test_lines_can_be_named_below_and_briefly():
    figure = Figure((4, 4), layout="constrained")
    axes = figure.add_subplot()
    draw_plot(axes, shown(), PlotChoice(regions=True), key="below")
    assert axes.get_legend() is None
    assert [text.get_text() for text in figure.legends[0].get_texts()][-1] == "cell 2"
    axes = Figure().add_subplot()
    draw_plot(axes, shown(), PlotChoice(regions=True), key="brief")
    assert labels(axes) == ["regression", "A = B"]


def test_histograms_hold_every_pixel_of_each_channel():
    counts = np.array([[5, 0], [1, 2], [0, 9]])
    axes, touch = drawn(shown(scatter(counts)), kind="histograms")
    upper, lower = axes.child_axes
    for part, expected in ((upper, [5, 3, 9]), (lower, [6, 11])):
        (steps,) = part.patches
        assert steps.get_data().values.tolist() == expected
    assert [line.axes for line in touch.thresholds] == [upper, lower]
    assert touch.scatter is None


def test_the_histogram_of_the_difference_is_the_one_given():
    found = Histogram(np.array([1, 5, 2]), np.array([-1.5, -0.5, 0.5, 1.5]))
    axes, _ = drawn(shown(difference=found), kind="difference")
    (steps,) = axes.patches
    assert steps.get_data().values.tolist() == [1, 5, 2]
    assert axes.get_xlabel() == "GFP − RFP (counts)"
    axes, _ = drawn(shown(), kind="difference")
    assert [text.get_text() for text in axes.texts] == ["counting …"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_region_in_the_colour_of_the_paper_can_be_seen(theme):
    look = THEMES[theme]
    assert look.visible(look.background) == look.foreground
    assert look.visible("#00aaff") == "#00aaff"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_a_file_has_the_size_that_was_asked_for(tmp_path, kind, suffix):
    path = tmp_path / f"plot.{suffix}"
    what = shown(difference=Histogram(np.array([1, 5, 2]), np.array([-1.5, -0.5, 0.5, 1.5])))
    save_figure(path, what, PlotChoice(kind, marginals=True), size_mm=(127, 101.6), dpi=200)
    content = path.read_bytes()
    if suffix == "png":
        with Image.open(path) as picture:
            assert picture.size == (1000, 800)
            assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    elif suffix == "pdf":
        assert re.search(rb"/MediaBox \[ ?0 0 360 288 ?\]", content)
    else:
        assert b'width="360pt" height="288pt"' in content
        assert b"GFP" in content  # text stays text


def test_a_part_of_the_intensities_can_be_saved(tmp_path, monkeypatch):
    figures = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, _: figures.append(figure))
    save_figure(tmp_path / "plot.png", shown(), within=((5, 10), (0, 20)))
    axes = figures[0].axes[0]
    assert (axes.get_xlim(), axes.get_ylim()) == ((5, 10), (0, 20))


def test_what_cannot_be_saved_says_why(tmp_path):
    with pytest.raises(ValueError, match=r'not as "\.gif"'):
        save_figure(tmp_path / "plot.gif", shown())
    with pytest.raises(ValueError, match="above 0"):
        save_figure(tmp_path / "plot.png", shown(), size_mm=(0, 50))


def test_there_is_no_other_kind_of_plot():
    with pytest.raises(ValueError, match="no plot 'pie'"):
        PlotChoice("pie")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "counts",
    [np.zeros((4, 4), int), np.array([[7]]), np.zeros((0, 0), int), np.array([[3, 4, 5]])],
    ids=["empty", "one bin", "no bins", "A constant"],
)
def test_what_holds_little_is_drawn_without_complaint(tmp_path, counts, kind):
    what = scatter(counts, threshold_a=np.nan, threshold_b=np.nan, slope=np.nan, intercept=np.nan)
    none = Histogram(np.zeros(0, int), np.zeros(1))
    choice = PlotChoice(kind, median=True, marginals=True, regions=True)
    save_figure(tmp_path / "plot.png", shown(what, difference=none), choice)


def test_pictures_that_differ_in_thresholds_only_are_the_same():
    assert same_picture(shown(), shown(scatter(threshold_a=7.0)))
    assert not same_picture(shown(), shown(scatter(np.diag([1, 2, 3, 4]))))
    assert not same_picture(shown(), shown(scatter(slope=0.7)))
    nothing = scatter(slope=np.nan)
    assert same_picture(shown(nothing), shown(scatter(slope=np.nan, threshold_a=1.0)))
