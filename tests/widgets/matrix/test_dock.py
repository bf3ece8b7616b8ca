"""The dock from choosing to saving, by mouse and keys."""

import threading

import numpy as np
import pytest
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QApplication, QFileDialog

from napari_compare import Settings, as_matrix, compare_all, likeness_order
from napari_compare.files.spreadsheet import read_csv
from napari_compare.layers.regions import regions_from_layer
from napari_compare.widgets.matrix import run
from napari_compare.widgets.plot_save import SaveDialog

SQUARE = np.array([[5, 5], [5, 25], [25, 25], [25, 5]])


def pixels(layers):
    return {layer.name: layer.data for layer in layers}


def status(dock):
    return dock.run_bar.status.text()


def test_all_images_are_compared_and_like_ones_stand_side_by_side(panel, open_many, press, qtbot):
    dock = open_many()
    press(dock)
    expected = as_matrix(compare_all(pixels(panel)), "pearson_r")
    order = likeness_order(expected, "pearson_r")
    shown = dock.view.arranged.matrix
    assert shown.equals(expected.loc[order, order])
    assert abs(order.index("b") - order.index("d")) == 1
    assert status(dock) == "Compared 5 images with each other."
    dock.view.alike.click()
    qtbot.waitUntil(lambda: list(dock.view.arranged.matrix.index) == [*"abcde"])


def test_pointing_at_a_field_says_its_number(panel, open_many, press, field):
    dock = open_many()
    press(dock)
    field(dock, "b", "d", click=False)
    number = np.corrcoef(panel[1].data.ravel(), panel[3].data.ravel())[0, 1]
    assert dock.view.heat_map.line.text() == f"Pearson's r {number:.3f}: b and d"
    assert dock.view.heat_map.drawn.pointed.get_visible()
    assert dock.view.shown_pair is None


def test_a_click_shows_the_pixels_and_the_layers_of_a_pair(viewer, panel, open_many, press, field):
    other = viewer.add_labels(np.ones((40, 50), int), name="other")
    panel[2].visible = False
    dock = open_many()
    dock.form.choice.regions.choose(None)
    press(dock)
    assert dock.view.pair.isHidden()
    field(dock, "d", "b")
    assert not dock.view.pair.isHidden()
    shown = dock.view.pair.shown
    assert shown.names == ("d", "b")
    assert shown.scatter.counts.sum() == 2000
    assert np.isfinite(shown.scatter.threshold_a)
    assert [layer.name for layer in viewer.layers if layer.visible] == ["b", "d", "other"]
    assert {layer.name for layer in viewer.layers.selection} == {"b", "d"}
    assert other.visible
    field(dock, "a", "c")
    assert [layer.name for layer in viewer.layers if layer.visible] == ["a", "c", "other"]
    dock.view.pair.all.click()
    assert [layer.name for layer in viewer.layers if not layer.visible] == ["c"]


def test_keys_choose_the_field_beside(panel, open_many, press, field, qtbot):
    dock = open_many()
    press(dock)
    dock.view.alike.click()
    qtbot.waitUntil(lambda: list(dock.view.arranged.matrix.index) == [*"abcde"])
    field(dock, "b", "b")
    for key, pair in (
        (Qt.Key.Key_Right, ("b", "c")),
        (Qt.Key.Key_Down, ("c", "c")),
        (Qt.Key.Key_Left, ("c", "b")),
        (Qt.Key.Key_Up, ("b", "b")),
    ):
        qtbot.keyClick(dock.view.heat_map, key)
        assert dock.view.shown_pair == pair


def test_regions_and_metrics_have_a_matrix_each(viewer, panel, open_many, press, qtbot):
    drawn = viewer.add_shapes([SQUARE, SQUARE + 10], name="cells")
    drawn.features = {"name": ["left", "right"]}
    dock = open_many()
    dock.form.metrics.choose(("pearson_r", "manders_tm1"))
    press(dock)
    assert status(dock) == "Compared 5 images with each other in 2 regions."
    regions, _ = regions_from_layer(drawn, panel[0])
    chosen = Settings(metrics=("pearson_r", "manders_tm1"))
    table = compare_all(pixels(panel), regions, settings=chosen)
    for metric in (0, 1):
        for region, name in enumerate(("left", "right")):
            dock.view.metric.setCurrentIndex(metric)
            dock.view.region.setCurrentIndex(region)
            qtbot.waitUntil(lambda: not dock.view._arranging.running)
            found = dock.view.arranged.matrix.loc[[*"abcde"], [*"abcde"]]
            expected = as_matrix(table, chosen.metrics[metric], name)
            assert np.array_equal(found, expected, equal_nan=True)


def test_frames_are_compared_and_a_click_goes_to_them(viewer, film, open_many, press, field):
    dock = open_many()
    assert dock.form.choice.source_box.currentText() == "film: each t (6)"
    press(dock)
    order = [f"t {i}" for i in range(6)]
    assert list(dock.view.arranged.matrix.index) == order
    field(dock, "t 1", "t 4")
    assert viewer.dims.current_step[0] == 1
    field(dock, "t 1", "t 4")
    assert viewer.dims.current_step[0] == 4
    assert dock.view.pair.shown.names == ("t 1", "t 4")
    assert dock.view.pair.all.isHidden()
    assert film.visible


@pytest.mark.parametrize(
    "change",
    [
        lambda dock: setattr(dock.viewer.layers["b"], "data", dock.viewer.layers["b"].data + 1),
        lambda dock: setattr(dock.viewer.layers["b"], "rotate", 20),
        lambda dock: setattr(dock.viewer.layers["b"], "name", "another"),
        lambda dock: dock.form.choice.layers.tick_all(False),
        lambda dock: dock.form.metrics.list.tick_all(True),
    ],
)
def test_what_is_out_of_date_looks_so(panel, open_many, press, field, change):
    dock = open_many()
    press(dock)
    field(dock, "a", "b")
    change(dock)
    assert status(dock) == "The numbers are out of date. Press Compare."
    assert dock.view.heat_map.drawn.fields.get_alpha() < 0.5
    assert "out of date" in dock.view.heat_map.line.text()
    assert dock.view.pair.notes.text() == "This plot is out of date."
    assert not dock.view.pair.isEnabled()
    before = dock.view.shown_pair
    field(dock, "c", "d")
    assert dock.view.shown_pair == before


def test_new_numbers_are_not_out_of_date_any_more(panel, open_many, press, field):
    dock = open_many()
    press(dock)
    field(dock, "a", "b")
    panel[0].data = panel[1].data.copy()
    press(dock)
    assert dock.view.heat_map.drawn.fields.get_alpha() is None
    assert dock.view.heat_map.line.text() == "Pearson's r 1.000: a and b"
    assert dock.view.pair.isEnabled()
    assert dock.view.pair.notes.text() == ""
    counts = dock.view.pair.shown.scatter.counts
    assert counts.sum() == np.trace(counts) == 2000


def test_layers_that_are_not_compared_may_come_and_go(viewer, panel, open_many, press):
    dock = open_many()
    press(dock)
    extra = viewer.add_image(np.zeros((3, 40, 50)), name="extra")
    viewer.layers.remove(extra)
    assert status(dock) == "Compared 5 images with each other."


def test_a_layer_that_is_removed_is_named(viewer, panel, open_many, press, field):
    dock = open_many()
    press(dock)
    field(dock, "a", "e")
    viewer.layers.remove(panel[4])
    assert status(dock).startswith('The layer "e" was removed. The numbers are out of date.')
    press(dock)
    assert status(dock) == "Compared 4 images with each other."
    assert dock.view.pair.isHidden()
    assert all(layer.visible for layer in viewer.layers)


@pytest.fixture
def held(monkeypatch):
    """Let a comparison wait in the middle until it may go on."""
    go_on = threading.Event()

    def slowly(*given):
        for step in iterate_pairs(*given):
            yield step
            while not go_on.wait(0.01):
                yield run.Progress(1, 9)

    iterate_pairs = run.iterate_pairs
    monkeypatch.setattr(run, "iterate_pairs", slowly)
    yield go_on
    go_on.set()


def test_cancel_stops_at_once_and_says_so(panel, open_many, qtbot, held):
    dock = open_many()
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    qtbot.mouseClick(dock.run_bar.cancel, Qt.MouseButton.LeftButton)
    assert not dock.busy
    assert status(dock) == "Cancelled."
    assert dock.view.found is None
    assert dock.run_bar.progress.isHidden()


def test_a_layer_may_be_removed_while_it_is_compared(viewer, panel, open_many, qtbot, held):
    dock = open_many()
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    viewer.layers.remove(panel[0])
    held.set()
    qtbot.waitUntil(lambda: not dock.busy)
    qtbot.waitUntil(lambda: dock.view.arranged is not None)
    assert "out of date" in status(dock)
    assert dock.view.heat_map.drawn.fields.get_alpha() < 0.5


def test_what_cannot_be_compared_is_said(viewer, panel, open_many, press):
    dock = open_many()
    press(dock)
    viewer.add_shapes(name="drawn")
    press(dock)
    assert status(dock).startswith('The layer "drawn" is empty. Draw a shape around a region.')
    assert status(dock).endswith("The numbers below are out of date.")
    dock.form.choice.layers.tick(panel[:1])
    press(dock)
    assert status(dock).startswith("Two images or more are needed")
    dock.form.metrics.choose(())
    press(dock)
    assert status(dock).startswith("No metric is chosen")


def test_notes_are_said_below(viewer, panel, open_many, press, field):
    viewer.add_image(np.full((40, 50), 7), name="flat")
    panel[4].rotate = 10
    dock = open_many()
    press(dock)
    said = dock.notes.label.text()
    assert '⚠ "e" was interpolated linearly onto the pixels of "a".' in said
    assert "flat with 5 other images: Undefined because B is constant" in said
    assert not dock.notes.isHidden()
    field(dock, "a", "flat")
    assert "Undefined because B is constant" in dock.view.pair.notes.text()
    assert dock.view.heat_map.line.text() == "Pearson's r n/a: a and flat"


def test_colours_nan_and_other_axes_are_compared(viewer, panel, open_many, press):
    gaps = panel[0].data.astype(float)
    gaps[:5] = np.nan
    viewer.add_image(gaps, name="gaps")
    colours = np.random.default_rng(0).integers(0, 255, (40, 50, 3)).astype(np.uint8)
    viewer.add_image(colours, rgb=True, name="colours")
    viewer.add_image(np.stack([panel[0].data] * 2), name="deep")
    dock = open_many()
    dock.form.choice.layers.tick_all(True)
    press(dock)
    assert status(dock) == "Compared 8 images with each other."
    shown = dock.view.arranged.matrix
    assert shown.loc["a", "gaps"] == pytest.approx(1)
    assert shown.loc["a", "deep"] == pytest.approx(1)
    assert np.isfinite(shown.to_numpy()).all()


@pytest.fixture
def save(monkeypatch):
    """Choose an entry of the menu, and a file in the dialogs that it opens."""

    def saved(dock, words, path):
        monkeypatch.setattr(SaveDialog, "exec", lambda _: True)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        (action,) = [one for one in dock.export.menu().actions() if words in one.text()]
        action.trigger()
        return status(dock)

    return saved


def test_everything_can_be_saved(panel, open_many, press, field, save, tmp_path):
    dock = open_many()
    for words in ("matrices", "each pair", "heat map", "scatter"):
        assert "was not saved" in save(dock, words, tmp_path / "too-early.csv")
    assert "no numbers yet" in save(dock, "Copy", tmp_path)
    dock.form.metrics.choose(("pearson_r", "rmsd"))
    press(dock)
    assert "No pair is chosen" in save(dock, "scatter", tmp_path / "plot.pdf")
    field(dock, "a", "b")
    order = list(dock.view.arranged.matrix.index)
    assert save(dock, "matrices", tmp_path / "matrix.csv") == "Saved matrix.csv."
    rows = read_csv(tmp_path / "matrix.csv")
    assert [row["image"] for row in rows] == order * 2
    table = compare_all(pixels(panel), metrics=("pearson_r", "rmsd"))
    assert float(rows[5]["c"]) == as_matrix(table, "rmsd").loc[order[0], "c"]
    assert save(dock, "each pair", tmp_path / "pairs") == "Saved pairs.csv."
    kept = read_csv(tmp_path / "pairs.csv")
    assert [float(row["rmsd"]) for row in kept] == table["rmsd"].tolist()
    for suffix in ("png", "svg", "pdf"):
        name = f"heat-map.{suffix}"
        assert save(dock, "heat map", tmp_path / name) == f"Saved {name}."
        assert (tmp_path / name).stat().st_size > 1000
    assert save(dock, "scatter", tmp_path / "plot.svg") == "Saved plot.svg."
    assert save(dock, "Copy", tmp_path).startswith("The matrix was copied")
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert lines[0] == ["image", *order]
    assert [float(cell) for cell in lines[1][1:]] == dock.view.arranged.matrix.iloc[0].tolist()


def test_the_next_dock_knows_how_it_was_done(panel, open_many, press):
    dock = open_many()
    dock.form.metrics.choose(("slope", "dice"))
    dock.form.fields["threshold"].value = "otsu"
    dock.view.alike.click()
    press(dock)
    again = open_many()
    assert again.form.settings() == dock.form.settings()
    assert again.form.metrics.chosen == ("slope", "dice")
    assert not again.view.alike.isChecked()


def test_choices_that_cannot_be_read_are_said(panel, open_many, choices_folder):
    choices_folder.mkdir()
    (choices_folder / "all-pairs.json").write_text("{")
    dock = open_many()
    assert status(dock).startswith("Your last choices were not taken.")


def test_enter_compares(panel, open_many, qtbot):
    dock = open_many()
    qtbot.keyClick(dock, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dock.view.arranged is not None)


@pytest.fixture
def in_window(window, qtbot):
    """The dock in a window with two images, opened from the plugin's entry."""
    window.add_image(np.random.default_rng(0).random((60, 80)), name="third")
    _, dock = window.window.add_plugin_dock_widget("napari-compare", "Compare all pairs")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    return window, dock


def test_a_pair_is_compared_by_itself(in_window, press, field, qtbot):
    viewer, dock = in_window
    viewer.add_shapes([SQUARE], name="cell")
    press(dock)
    field(dock, "mCherry", "GFP")
    qtbot.mouseClick(dock.view.pair.alone, Qt.MouseButton.LeftButton)
    _, alone = viewer.window.add_plugin_dock_widget("napari-compare", "Compare channels")
    qtbot.waitUntil(lambda: bool(alone.view.table.results), timeout=60000)
    assert [layer.name for layer in alone.form.layers.chosen] == ["mCherry", "GFP", "cell"]
    r = alone.view.table.results[0].row["pearson_r"]
    assert r == dock.view.arranged.matrix.loc["GFP", "mCherry"]
    field(dock, "third", "third")
    dock.view.pair.alone.click()
    assert status(dock).startswith('"third" is compared with itself')


def test_two_frames_are_compared_as_layers(window, press, field, qtbot):
    window.layers.clear()
    frames = np.random.default_rng(0).integers(0, 99, (4, 30, 40))
    window.add_image(frames, name="film", scale=(1, 0.5, 0.5))
    _, dock = window.window.add_plugin_dock_widget("napari-compare", "Compare all pairs")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    press(dock)
    for _ in range(2):
        field(dock, "image 1", "image 3")
        dock.view.pair.alone.click()
    assert [layer.name for layer in window.layers] == ["film", "film, image 1", "film, image 3"]
    _, alone = window.window.add_plugin_dock_widget("napari-compare", "Compare channels")
    qtbot.waitUntil(lambda: bool(alone.view.table.results), timeout=60000)
    r = alone.view.table.results[0].row["pearson_r"]
    assert r == pytest.approx(np.corrcoef(frames[1].ravel(), frames[3].ravel())[0, 1])


def test_a_closed_dock_shows_what_it_hid_and_lets_go(in_window, press, field):
    viewer, dock = in_window
    press(dock)
    field(dock, "GFP", "third")
    assert not viewer.layers["mCherry"].visible
    viewer.window.remove_dock_widget(dock)
    assert all(layer.visible for layer in viewer.layers)
    viewer.layers["GFP"].data = viewer.layers["GFP"].data + 1
    viewer.layers.remove("third")
    viewer.theme = "light"


def test_the_theme_is_napari_s(viewer, panel, open_many, press):
    dock = open_many()
    press(dock)
    viewer.theme = "light"
    assert dock.view.heat_map.figure.get_facecolor() == (1, 1, 1, 1)
    assert dock.view.pair.drawing.figure.get_facecolor() == (1, 1, 1, 1)


def test_everything_has_a_tooltip_and_fits_into_a_narrow_dock(panel, open_many, press):
    dock = open_many()
    press(dock)
    view, choice = dock.view, dock.form.choice
    widgets = [choice.source_box, choice.layers, choice.regions, dock.form.metrics, dock.export]
    widgets += [view.metric, view.region, view.alike, view.pair.alone, view.pair.all]
    for widget in widgets:
        assert len(widget.toolTip()) > 15
    assert dock.minimumSizeHint().width() <= 360
