"""Plots as SVG: what is drawn where, and that nothing in it can become part of the page."""

import math
import re

import numpy as np
import pytest

from napari_compare.core.results import Scatter
from napari_compare.report.axes import Scale, with_room
from napari_compare.report.dots import COLOURS, MOST_POINTS, SHAPES, Group, dot_plot, symbol
from napari_compare.report.metric_plots import metric_plots
from napari_compare.report.scatter import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, scatter_plot
from pages import Page


def scatter(counts=None, edges=None, **more):
    counts = np.diag([1, 10, 100, 1000]) if counts is None else counts
    edges = np.linspace(0, 40, counts.shape[0] + 1) if edges is None else edges
    values = {"threshold_a": 10.0, "threshold_b": 30.0, "slope": 0.5, "intercept": 3.0, **more}
    return Scatter(counts, edges, edges, **values)


def drawn(what, names=("GFP", "RFP")):
    return Page(scatter_plot(what, names, "cell"))


def paths(page, kind):
    return [one["d"] for one in page.attributes("path") if one.get("class") == kind]


def test_thresholds_and_regression_are_in_their_place():
    page = drawn(scatter())
    right, bottom, top = WIDTH - RIGHT, HEIGHT - BOTTOM, 8
    at_a = LEFT + (right - LEFT) * 10 / 40
    at_b = bottom + (top - bottom) * 30 / 40
    upright, level = paths(page, "threshold")
    assert upright == f"M{round(at_a, 1)} {bottom}V{top}"
    assert level == f"M{LEFT} {round(at_b, 1)}H{right}"
    (fit,) = paths(page, "fit")
    ends = [float(n) for n in re.findall(r"[\d.]+", fit)]
    assert ends[0] == LEFT
    assert ends[2] == right
    assert ends[3] == pytest.approx(bottom + (top - bottom) * 23 / 40, abs=0.1)


def test_a_steep_line_stays_inside():
    for slope, intercept in ((50.0, -900.0), (-7.0, 100.0), (0.0, 5.0)):
        (fit,) = paths(drawn(scatter(slope=slope, intercept=intercept)), "fit")
        x1, y1, x2, y2 = (float(n) for n in re.findall(r"[\d.]+", fit))
        assert LEFT <= x1 < x2 <= WIDTH - RIGHT
        assert all(0 <= y <= HEIGHT for y in (y1, y2))
    assert not paths(drawn(scatter(slope=1.0, intercept=500.0)), "fit")


@pytest.mark.parametrize(
    "what",
    [
        scatter(np.zeros((0, 0), int), np.zeros(0)),
        scatter(np.zeros((3, 3), int)),
        scatter(np.ones((1, 1), int), np.array([7.0, 7.0]), slope=math.nan, intercept=math.nan),
        scatter(threshold_a=math.nan, threshold_b=math.nan),
        scatter(threshold_a=-5.0, threshold_b=math.inf),
        scatter(np.ones((201, 201), np.uint8)),
    ],
)
def test_whatever_there_is_to_draw_is_drawn_inside(what):
    page = drawn(what)
    assert "nan" not in str(page.elements)
    assert "inf" not in str(page.elements)
    assert len(page.attributes("image")) == bool(what.counts.any())


def test_bins_are_added_up_and_none_is_lost():
    page = drawn(scatter(np.eye(201, dtype=int)))
    (image,) = page.attributes("image")
    assert float(image["width"]) == pytest.approx((WIDTH - RIGHT - LEFT) * 202 / 201, abs=0.1)


def test_a_name_is_text():
    page = drawn(scatter(), ("<script>x</script>", '"><b>'))
    assert page.tags() == {"svg", "path", "text", "image"}
    assert "<script>x</script>" in page.text


def group(values, **more):
    return Group("control", values, [f"cell {i}" for i in range(len(values))], **more)


def test_points_tell_what_they_are_and_stand_at_their_value():
    page = Page(dot_plot([group([0.1, 0.9, 0.5])], "r"))
    circles = page.attributes("circle")
    assert len(circles) == 3
    heights = [float(one["cy"]) for one in circles]  # in the order of the values
    assert heights[0] > heights[1] > heights[2]
    assert heights[1] == pytest.approx((heights[0] + heights[2]) / 2, abs=0.1)
    assert "cell 1: 0.900" in page.text
    assert "n = 3" in page.text
    assert len({one["cx"] for one in circles}) == 3


def test_the_box_is_of_the_quartiles():
    values = [0.0, 1.0, 2.0, 3.0, 4.0, 100.0]
    page = Page(dot_plot([group(values)], "r"))
    y = Scale(*with_room(values), 196, 12)
    (median,) = paths(page, "median")
    assert float(re.findall(r"[\d.]+", median)[1]) == y(2.5)
    (box,) = paths(page, "box")
    assert f"V{y(4.0)}" in box  # 100 is beyond the whisker
    assert not paths(Page(dot_plot([group([1.0, 2.0])], "r")), "box")


def test_means_of_replicates_are_drawn_each_with_its_own_sign():
    one = group([0.1, 0.2, 0.8], kinds=[0, 0, 1], means={0: 0.15, 1: 0.8})
    page = Page(dot_plot([one], "r"))
    assert [circle["fill"] for circle in page.attributes("circle")] == [
        COLOURS[0],
        COLOURS[0],
        COLOURS[1],
    ]
    assert len(paths(page, "mean")) == 2
    assert "mean of the replicate: 0.150" in page.text
    assert len({symbol(i) for i in range(12)}) == 12
    assert len(SHAPES) == 4


def test_thousands_of_points_are_thinned_out_and_still_counted():
    page = Page(dot_plot([group(list(np.linspace(0, 1, 5000)))], "r"))
    assert len(page.attributes("circle")) <= MOST_POINTS
    assert "n = 5000" in page.text


@pytest.mark.parametrize("values", [[3.0, 3.0], [0.0], [-1e9, 1e9], [1e-12, 2e-12], [5e7, 5e7]])
def test_any_numbers_have_an_axis(values):
    page = Page(dot_plot([group(values)], "r"))
    assert "nan" not in str(page.elements)
    assert all(0 <= float(one["cy"]) <= 230 for one in page.attributes("circle"))


def test_rows_without_a_number_are_not_drawn_and_a_metric_without_any_says_so():
    rows = [
        {"pair": "p", "region": "a", "condition": "x", "pearson_r": 0.5, "dice": math.nan},
        {"pair": "p", "region": "b", "condition": "", "pearson_r": math.inf, "dice": None},
    ]
    page = Page(
        "".join(
            metric_plots(
                rows, ["pearson_r", "dice"], group="condition", named_by=("pair", "region")
            )
        )
    )
    assert len(page.attributes("circle")) == 1
    assert "p · a: 0.500" in page.text
    assert "undefined in every region" in page.text
