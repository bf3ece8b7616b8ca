"""The heat map of a window: pairs under the mouse, numbers where they fit, files."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from napari_compare.plots.matrix import save_heat_map, show_heat_map


def matrix(n=3, undefined=False):
    values = np.round(np.random.default_rng(0).random((n, n)), 3)
    if undefined:
        values[0, 1] = np.nan
    names = [f"image {i}" for i in range(n)]
    return pd.DataFrame(values, names, names)


def drawn(shown, metric="manders_tm1", inches=(4, 4)):
    figure = Figure(inches, layout="constrained", dpi=100)
    canvas = FigureCanvasAgg(figure)
    heat_map = show_heat_map(figure, shown, metric, "", "dark")
    canvas.draw()
    return heat_map


def event(heat_map, x, y, inside=True):
    return SimpleNamespace(inaxes=heat_map.axes if inside else None, xdata=x, ydata=y)


def test_the_mouse_is_over_a_pair():
    one = drawn(matrix())
    assert one.pair_at(event(one, 2.4, 0.4)) == ("image 0", "image 2")
    assert one.pair_at(event(one, -0.5, 2.5)) == ("image 2", "image 0")
    assert one.pair_at(event(one, 1, 1, inside=False)) is None


def test_keys_go_from_field_to_field_and_stay_within():
    one = drawn(matrix())
    assert one.beside(None, (0, 1)) == ("image 0", "image 0")
    assert one.beside(("image 0", "image 0"), (0, 1)) == ("image 0", "image 1")
    assert one.beside(("image 2", "image 1"), (1, 0)) == ("image 2", "image 1")


def test_a_pair_is_said_with_who_is_who_where_that_matters():
    shown = matrix(undefined=True)
    number = shown.loc["image 1", "image 2"]
    said = drawn(shown).in_words(("image 1", "image 2"))
    assert said == f"Manders tM1 {number:.3f}: image 1 (A) and image 2 (B)"
    said = drawn(shown, "rmsd").in_words(("image 1", "image 2"))
    assert said == f"RMSD {number:.3f} counts: image 1 and image 2"
    assert drawn(shown, "rmsd").in_words(("image 0", "image 1")).startswith("RMSD n/a: ")


def test_frames_are_where_the_pair_is():
    one = drawn(matrix())
    assert not one.chosen.get_visible()
    one.choose(("image 0", "image 2"))
    assert one.chosen.get_visible()
    assert one.chosen.get_xy() == (1.5, -0.5)
    one.choose(("image 0", "gone"))
    assert not one.chosen.get_visible()


@pytest.mark.parametrize(
    ("n", "inches", "size"), [(3, 4, 7), (12, 6, 7), (12, 4.2, 5), (12, 2.5, 0)]
)
def test_numbers_are_as_large_as_fits_or_not_there(n, inches, size):
    one = drawn(matrix(n), inches=(inches, inches))
    one.fit_numbers()
    assert not one.fit_numbers()
    text = one.axes.texts[0]
    assert text.get_visible() == (size > 0)
    if size:
        assert text.get_fontsize() == size
        width = max(text.get_window_extent().width for text in one.axes.texts)
        assert width < one.axes.bbox.width / n


@pytest.mark.parametrize("height", [1.5, 4])
def test_where_it_is_low_names_stand_at_the_rows_only(height):
    one = drawn(matrix(), inches=(4, height))
    assert bool(one.axes.get_xticklabels()) == (height > 2)
    assert one.axes.get_yticklabels()


def test_stale_numbers_are_faint():
    one = drawn(matrix())
    one.set_stale()
    assert one.fields.get_alpha() == one.axes.texts[0].get_alpha() < 0.5


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_file_has_the_size_that_was_asked_for(tmp_path, suffix):
    path = tmp_path / f"heat-map.{suffix}"
    save_heat_map(path, matrix(), "rmsd", "RMSD, cell <1>", size_mm=(100, 80), dpi=127)
    if suffix == "png":
        with Image.open(path) as picture:
            assert picture.size == (500, 400)
    else:
        assert path.stat().st_size > 1000
    if suffix == "svg":
        text = path.read_text(encoding="utf-8")
        assert "RMSD, cell &lt;1&gt;" in text
        assert "image 2" in text


def test_other_files_are_refused(tmp_path):
    with pytest.raises(ValueError, match="saved as pdf, svg, png"):
        save_heat_map(tmp_path / "heat-map.bmp", matrix(), "rmsd")
