"""Curves over a series show the numbers that they are given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure

from napari_compare import compare_series
from napari_compare.plots import THEMES
from napari_compare.plots.curves import (
    COLOURS,
    OUTDATED,
    Curve,
    SeriesShown,
    curves_figure,
    draw_series,
    save_series,
)


@pytest.fixture
def shown():
    values = np.array([0.4, 0.5, np.nan, 0.7])
    own = Curve("nucleus", values, values - 0.1, values + 0.1, "#ff0000")
    return SeriesShown([own, Curve("tip", values[:3] / 2)], "x: share of before", "t", 5)


def test_curves_have_bands_names_and_colours(shown):
    drawn = draw_series(Figure((5, 3)), shown)
    first, second, marker = drawn.axes.lines
    assert np.array_equal(first.get_ydata(), shown.curves[0].values, equal_nan=True)
    assert list(second.get_xdata()) == [0, 1, 2]
    assert (first.get_color(), second.get_color()) == ("#ff0000", COLOURS[1])
    (band,) = drawn.axes.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((0.3, 0.6))
    assert [text.get_text() for text in drawn.axes.get_legend().get_texts()] == ["nucleus", "tip"]
    assert (drawn.axes.get_xlabel(), drawn.axes.get_ylabel()) == ("t", "x: share of before")
    assert drawn.axes.get_xlim() == (-0.5, 4.5)
    assert marker is drawn.line


def test_the_histogram_counts_every_defined_value_on_the_same_scale(shown):
    figure = Figure((5, 3))
    drawn = draw_series(figure, shown)
    (sides,) = [axes for axes in figure.axes if axes is not drawn.axes]
    of_nucleus, of_tip = (patch.get_data() for patch in sides.patches)
    assert (of_nucleus.values - of_nucleus.baseline).sum() == 3
    assert (of_tip.values - of_tip.baseline).sum() == 2
    assert (of_tip.baseline == of_nucleus.values).all()
    assert sides.get_ylim() == drawn.axes.get_ylim()


def test_what_is_out_of_date_or_undefined_says_so():
    values = np.full(3, np.nan)
    drawn = draw_series(Figure(), SeriesShown([Curve("cell", values)], "x", "t", 3, True))
    assert drawn.axes.get_title(loc="right") == "out of date"
    assert to_hex(drawn.axes.lines[0].get_color()) == OUTDATED
    assert "no number is defined" in drawn.axes.texts[0].get_text()


def test_many_frames_are_dots_with_error_bars_of_their_own():
    values = np.random.default_rng(0).random(1000)
    shown = SeriesShown([Curve("cell", values, values - 0.1, values + 0.2)], "x", "t", 1000)
    drawn = draw_series(Figure(), shown)
    assert drawn.axes.lines[0].get_linestyle() == "None"
    (bars,) = drawn.axes.collections
    assert np.allclose(bars.get_segments()[7], [[7, values[7] - 0.1], [7, values[7] + 0.2]])


def test_an_infinite_number_is_a_gap():
    drawn = draw_series(Figure(), SeriesShown([Curve("c", np.array([1, np.inf, 2]))], "", "t", 3))
    assert np.isnan(drawn.axes.lines[0].get_ydata()[1])


def test_the_nearest_frame_and_curve_in_words(shown):
    assert [shown.frame_at(x) for x in (-3, 0.4, 2.6, 99)] == [0, 0, 3, 4]
    assert shown.in_words(1, 0.45) == "t 1, nucleus: 0.5000 (0.4000 to 0.6000)"
    assert shown.in_words(1, 0.1) == "t 1, tip: 0.2500"
    assert shown.in_words(2, 0.1) == "t 2: undefined"
    assert shown.in_words(4, 0.1) == "t 4: undefined"


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_it_is_saved_without_the_line_of_the_shown_frame(shown, suffix, tmp_path):
    save_series(tmp_path / f"plot.{suffix}", shown, size_mm=(80, 50), dpi=60)
    written = (tmp_path / f"plot.{suffix}").read_bytes()
    assert len(written) > 1000
    if suffix == "svg":
        assert b">nucleus<" in written
        assert b"stroke-dasharray" not in written
    with pytest.raises(ValueError, match="one of these endings"):
        save_series(tmp_path / "plot.gif", shown)
    with pytest.raises(ValueError, match="above 0"):
        save_series(tmp_path / "plot.png", shown, size_mm=(0, 50))


def test_a_curve_a_region_goes_through_its_numbers():
    film = np.random.default_rng(0).random((5, 10, 10))
    film[3] = 1
    regions = {"all": np.ones((10, 10), bool), "left": np.indices((10, 10))[1] < 5}
    table = compare_series(film, 0, regions)
    figure = curves_figure(table, "t", ("pearson_r", "rmsd"), theme="dark")
    first, second = figure.axes
    assert [line.get_label() for line in first.lines] == ["all", "left"]
    assert [text.get_text() for text in first.get_legend().get_texts()] == ["all", "left"]
    drawn = first.lines[1].get_ydata()
    expected = table.loc[table["region"] == "left", "pearson_r"]
    assert np.array_equal(drawn, expected, equal_nan=True)
    assert np.isnan(drawn[3])
    assert second.get_ylabel() == "RMSD (counts)"
    assert figure.get_facecolor() == to_rgba(THEMES["dark"].background)
