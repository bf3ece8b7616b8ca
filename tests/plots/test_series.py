"""Heat maps show the numbers that they are given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from napari_compare import as_matrix, compare_all, likeness_order
from napari_compare.plots.series import draw_heat_map, heat_map_figure


@pytest.fixture(scope="module")
def table():
    images = dict(zip("abcd", np.random.default_rng(0).random((4, 20, 30)), strict=True))
    images["d"] = images["a"] * 2 + 0.01 * images["d"]
    images["flat"] = np.ones((20, 30))
    regions = {"left": np.arange(30) < 9, "right": np.arange(30) > 20}
    regions = {name: np.tile(one, (20, 1)) for name, one in regions.items()}
    return compare_all(images, regions, ("pearson_r", "rmsd"))


def heat_maps(figure):
    return [axes for axes in figure.axes if axes.images]


def test_every_field_has_the_number_of_its_pair(table):
    matrix = as_matrix(table, "pearson_r", "left")
    axes = Figure(layout="constrained").add_subplot()
    fields = draw_heat_map(axes, matrix, "pearson_r")
    assert np.array_equal(fields.get_array().filled(np.nan), matrix, equal_nan=True)
    assert [label.get_text() for label in axes.get_yticklabels()] == list(matrix.index)
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written[3, 0] == f"{matrix.loc['a', 'd']:.3f}"
    undefined = {tuple(place) for place in axes.lines[0].get_xydata().astype(int).tolist()}
    assert undefined == {(4, i) for i in range(5)} | {(i, 4) for i in range(5)}
    assert len(written) == 16


@pytest.mark.parametrize(
    ("values", "metric", "limits"),
    [
        ([[1, 0.2], [0.2, 1]], "pearson_r", (0, 1)),
        ([[1, -0.2], [-0.2, 1]], "pearson_r", (-1, 1)),
        ([[0, 70], [70, 0]], "rmsd", (0, 70)),
        ([[0, -7], [7, 0]], "mean_difference", (-7, 7)),
        ([[0, -7], [3, 0]], "mean_difference", (-7, 7)),
        ([[np.nan, np.nan], [np.nan, np.nan]], "rmsd", (0, 1)),
        ([[0, 0], [0, 0]], "rmsd", (0, 1)),
        ([[np.inf, 20], [20, np.inf]], "psnr", (0, 20)),
    ],
)
def test_colours_end_at_bounds_or_as_far_below_as_above_zero(values, metric, limits):
    matrix = pd.DataFrame(np.array(values, float), ["a", "b"], ["a", "b"])
    axes = Figure(layout="constrained").add_subplot()
    assert draw_heat_map(axes, matrix, metric).get_clim() == limits


def test_like_images_stand_together_in_all_panels(table):
    figure = heat_map_figure(table, ("pearson_r", "rmsd"))
    panels = heat_maps(figure)
    assert [axes.get_title() for axes in panels] == ["left", "left", "right", "right"]
    order = likeness_order(as_matrix(table, "pearson_r", "left"), "pearson_r")
    for axes in panels:
        assert [label.get_text() for label in axes.get_xticklabels()] == order
    assert abs(order.index("a") - order.index("d")) == 1


def test_too_many_panels_and_names_are_said_and_thinned():
    images = np.random.default_rng(0).random((150, 3, 3))
    many = compare_all(images, {str(i): np.ones((3, 3), bool) for i in range(13)})
    figure = heat_map_figure(many, ("pearson_r",))
    assert len(heat_maps(figure)) == 12
    assert figure.get_suptitle() == "The first 12 of 13 heat maps"
    assert len(heat_maps(figure)[0].get_xticklabels()) == 38
