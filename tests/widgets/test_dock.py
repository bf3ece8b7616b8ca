"""The dock as a person meets it: real widgets, real clicks, the real engine."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from qtpy.QtCore import Qt
from superqt.utils import WorkerBase

from napari_compare import compare
from napari_compare.core import comparison as core
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.widgets import CompareChannels
from napari_compare.widgets import comparison as comparison_module
from napari_compare.widgets.conductor import OUTDATED


def numbers(dock, key):
    return [result.row[key] for result in dock.view.table.results]


def status(dock):
    return dock.run_bar.status.text()


def is_stale(dock):
    model = dock.view.table.model
    return model.data(model.index(0, 0), Qt.ItemDataRole.ForegroundRole) is not None


def settle(qtbot, dock):
    """Wait until nothing runs and nothing is about to."""
    qtbot.waitUntil(lambda: not dock.busy)


@pytest.fixture
def stopped_engine(monkeypatch):
    """An engine that makes no headway until it is told to, and yields every 10 ms."""
    go_on = threading.Event()

    def iterate(pair, regions, settings):
        real = engine(pair, regions, settings)
        yield next(real)
        while not go_on.is_set():
            yield Progress(1, 100)
            time.sleep(0.01)
        yield from real

    engine = comparison_module.iterate
    monkeypatch.setattr(comparison_module, "iterate", iterate)
    yield go_on
    go_on.set()


def test_one_press_gives_the_numbers_of_the_whole_image(images, channels, open_dock, press):
    dock = open_dock()
    press(dock)
    expected = compare(*channels, settings=Settings())
    assert numbers(dock, "region") == ["whole image"]
    assert numbers(dock, "pearson_r") == expected["pearson_r"].tolist()
    assert numbers(dock, "rmsd") == expected["rmsd"].tolist()
    assert dock.view.plot.result is dock.view.table.results[0]
    assert not is_stale(dock)


def test_each_region_is_a_column_with_its_name_and_colour(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    model = dock.view.table.model
    assert numbers(dock, "region") == ["nucleus", "tip", "body"]
    headers = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    assert headers == ["nucleus", "tip", "body"]
    icon = model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole)
    assert icon.pixmap(8).toImage().pixelColor(4, 4).name() == "#ff0000"
    names = [model.headerData(i, Qt.Orientation.Vertical) for i in range(model.rowCount())]
    assert names[0] == "Pearson's r"
    assert len(set(names)) == len(names) > 8


def test_region_numbers_are_written_into_the_features(cells, open_dock, press, qtbot):
    dock = open_dock()
    press(dock)
    qtbot.waitUntil(lambda: "pearson_r" in cells.features)
    assert cells.features["pearson_r"].tolist() == pytest.approx(numbers(dock, "pearson_r"))
    assert cells.features["name"].tolist() == ["nucleus", "tip", "body"]
    assert not is_stale(dock)


def test_numbers_of_shapes_that_are_no_more_are_not_written(
    cells, open_dock, qtbot, stopped_engine
):
    dock = open_dock()
    dock.run_bar.live.setChecked(False)
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    cells.selected_data = {0}
    cells.remove_selected()
    stopped_engine.set()
    settle(qtbot, dock)
    assert len(dock.view.table.results) == 3
    assert is_stale(dock)
    assert "pearson_r" not in cells.features
    dock.view.table.view.selectColumn(1)
    assert not cells.selected_data


def test_comparing_again_replaces_the_numbers(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    first = numbers(dock, "pearson_r")
    press(dock)
    assert numbers(dock, "pearson_r") == first


def test_a_region_is_a_row_when_there_are_many(viewer, images, channels, open_dock, press):
    labels = np.zeros(channels[0].shape, dtype=int)
    for i in range(6):
        labels[5:50, 10 * i + 2 : 10 * i + 10] = i + 1
    viewer.add_labels(labels, name="nuclei")
    dock = open_dock()
    press(dock)
    model = dock.view.table.model
    assert model.rowCount() == 6
    assert model.headerData(5, Qt.Orientation.Vertical) == "label 6"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "r"
    assert len(dock.view.table.results) == 6


def test_numbers_go_stale_when_something_changes(cells, images, open_dock, press, qtbot):
    dock = open_dock()
    dock.run_bar.live.setChecked(False)
    changes = [
        lambda: dock.form.fields["threshold"].native.setCurrentIndex(1),
        lambda: setattr(images[0], "data", images[0].data + 1),
        lambda: setattr(images[1], "translate", (1, 1)),
        lambda: cells.add_rectangles([[1, 1], [1, 9], [9, 9], [9, 1]]),
        lambda: dock.form.layers.regions.activated.emit(dock.form.layers.regions.currentIndex()),
    ]
    for change in changes:
        press(dock)
        assert not is_stale(dock)
        change()
        assert is_stale(dock)
        assert status(dock) == OUTDATED


def test_nothing_to_compare_says_what_to_do(viewer, channels, open_dock, press):
    dock = open_dock()
    press(dock)
    assert "open two images" in status(dock)
    layer = viewer.add_image(channels[0], name="only one")
    press(dock)
    assert '"only one"' in status(dock)
    assert "second channel" in status(dock)
    viewer.add_image(channels[1], name="other")
    dock.form.layers.b.choose(layer)
    dock.form.layers.a.choose(layer)
    press(dock)
    assert "same layer" in status(dock)


def test_a_failure_leaves_no_table_that_looks_new(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    dock.run_bar.live.setChecked(False)
    dock.form.fields["background_a"].value = "a lot"
    press(dock)
    assert "background_a cannot be 'a lot'" in status(dock)
    assert "out of date" in status(dock)
    assert is_stale(dock)


@pytest.mark.parametrize("error", [RuntimeError("boom"), ValueError("The image is gone.")])
def test_an_error_of_the_engine_is_a_sentence(images, open_dock, press, monkeypatch, error):
    def iterate(*_):
        yield Progress(0, 1)
        raise error

    dock = open_dock()
    monkeypatch.setattr(comparison_module, "iterate", iterate)
    press(dock)
    assert str(error) in status(dock)
    assert not dock.run_bar.cancel.isVisibleTo(dock.run_bar)
    assert not dock.comparison.running


def test_cancel_stops_and_says_so(cells, open_dock, qtbot, stopped_engine):
    dock = open_dock()
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    assert dock.run_bar.cancel.isVisibleTo(dock.run_bar)
    with qtbot.waitSignal(dock.comparison.cancelled):
        qtbot.mouseClick(dock.run_bar.cancel, Qt.MouseButton.LeftButton)
    assert status(dock).startswith("Cancelled")
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)
    assert not stopped_engine.is_set()


def test_pressing_again_starts_afresh(images, open_dock, qtbot, stopped_engine):
    dock = open_dock()
    for _ in range(3):
        qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
        qtbot.wait(20)
    stopped_engine.set()
    settle(qtbot, dock)
    assert len(dock.view.table.results) == 1


def test_a_layer_deleted_meanwhile_does_no_harm(viewer, cells, open_dock, qtbot, stopped_engine):
    dock = open_dock()
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    viewer.layers.remove("mCherry")
    viewer.layers.remove("cells")
    stopped_engine.set()
    settle(qtbot, dock)
    assert numbers(dock, "region") == ["nucleus", "tip", "body"]
    assert is_stale(dock)
    assert status(dock) == OUTDATED or "only one image" in status(dock)


def test_a_layer_deleted_afterwards_is_named(viewer, images, channels, open_dock, press):
    viewer.add_image(channels[0], name="third")
    dock = open_dock()
    press(dock)
    viewer.layers.remove("mCherry")
    assert '"mCherry" was removed' in status(dock)
    assert is_stale(dock)
    press(dock)
    assert not is_stale(dock)


def test_regions_that_enclose_nothing_are_named(viewer, images, open_dock, press):
    layer = viewer.add_shapes(name="drawn")
    dock = open_dock()
    press(dock)
    assert '"drawn" is empty' in status(dock)
    layer.add_lines([[1, 1], [40, 40]])
    press(dock)
    assert "enclose nothing" in status(dock)
    layer.add_rectangles([[5, 5], [5, 30], [25, 30], [25, 5]])
    press(dock)
    assert len(dock.view.table.results) == 1
    assert "enclose nothing" in dock.view.table.notes.text()


def test_undefined_numbers_say_why(viewer, channels, open_dock, press):
    image = channels[0].astype(float)
    image[0, :5] = np.nan
    viewer.add_image(image, name="with gaps")
    viewer.add_image(np.full(image.shape, 7.0), name="flat")
    dock = open_dock()
    press(dock)
    assert np.isnan(numbers(dock, "pearson_r")).all()
    notes = dock.view.table.notes.text()
    assert "constant" in notes
    assert "5 pixels are left out" in notes
    model = dock.view.table.model
    assert model.data(model.index(0, 0)) == "⚠ n/a"
    assert "constant" in model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)


def test_a_rotated_layer_says_that_it_was_interpolated(viewer, channels, open_dock, press):
    viewer.add_image(channels[0], name="a", colormap="green")
    viewer.add_image(channels[1], name="b", colormap="magenta", rotate=20)
    dock = open_dock()
    press(dock)
    assert "interpolated" in dock.view.table.notes.text()
    dock.form.fields["grid"].value = "refuse"
    press(dock)
    assert "do not lie" in status(dock)


def test_colours_are_asked_of_colour_images_only(viewer, channels, open_dock, press):
    rgb = np.stack([channels[0], channels[1], channels[0] * 0], axis=-1).astype(np.uint8)
    viewer.add_image(rgb, name="photo", rgb=True)
    viewer.add_image(channels[1], name="grey")
    dock = open_dock()
    dock.form.layers.a.choose(viewer.layers["photo"])
    dock.form.layers.b.choose(viewer.layers["grey"])
    dock.form.layers.changed.emit()
    assert dock.form.native("colour_a").isVisibleTo(dock.form)
    assert not dock.form.native("colour_b").isVisibleTo(dock.form)
    dock.form.fields["colour_a"].value = "green"
    dock.form.fields["metrics"].value = "all"
    press(dock)
    assert numbers(dock, "max_a") == [rgb[..., 1].max()]


def test_a_stack_can_be_split(viewer, open_dock, press):
    random = np.random.default_rng(0)
    for name, colormap in (("a", "green"), ("b", "magenta")):
        data = random.integers(0, 99, (6, 20, 20)).astype(np.uint8)
        viewer.add_image(data, name=name, colormap=colormap, axis_labels=("t", "y", "x"))
    dock = open_dock()
    assert dock.form.native("split").isVisibleTo(dock.form._more)
    dock.form.fields["split"].value = ("t",)
    press(dock)
    assert numbers(dock, "t") == list(range(6))
    assert dock.view.table.model.headerData(2, Qt.Orientation.Vertical) == "whole image, t 2"


def test_row_and_shape_select_each_other(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    table = dock.view.table
    table.view.selectColumn(1)
    assert set(cells.selected_data) == {1}
    assert dock.view.plot.result.region.name == "tip"
    cells.selected_data = {2}
    assert table.selected == 2
    assert dock.view.plot.result.region.name == "body"


def test_the_selected_region_stays_selected(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    dock.view.table.view.selectColumn(2)
    press(dock)
    assert dock.view.table.selected == 2
    assert dock.view.plot.result is dock.view.table.results[2]


def test_label_and_row_select_each_other(viewer, images, channels, open_dock, press):
    labels = np.zeros(channels[0].shape, dtype=int)
    labels[5:20, 5:20], labels[30:50, 5:20] = 3, 8
    layer = viewer.add_labels(labels)
    dock = open_dock()
    press(dock)
    dock.view.table.view.selectColumn(1)
    assert layer.selected_label == 8
    layer.selected_label = 3
    assert dock.view.table.selected == 0


def test_the_plot_follows_the_theme(viewer, images, open_dock, press):
    dock = open_dock()
    press(dock)
    dark = dock.view.plot.figure.get_facecolor()
    viewer.theme = "light"
    assert dock.view.plot.figure.get_facecolor() != dark


def test_the_numbers_are_there_in_a_real_window(window, qtbot, press):
    dock = CompareChannels(window)
    window.window.add_dock_widget(dock, name="Compare channels", area="right")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    press(dock)
    assert len(dock.view.table.results) == 1


def test_closing_the_dock_stops_its_work(window, qtbot, stopped_engine):
    dock = CompareChannels(window)
    window.window.add_dock_widget(dock, name="Compare channels", area="right")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    window.window.remove_dock_widget(dock)
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)
    assert not stopped_engine.is_set()
    window.layers.clear()


def test_closing_the_window_stops_the_work(window, qtbot, stopped_engine):
    dock = CompareChannels(window)
    window.window.add_dock_widget(dock, name="Compare channels", area="right")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    window.close()
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)
    assert not stopped_engine.is_set()


def test_compare_waits_for_the_preparation(viewer, images, qtbot, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(core, "warm_up", lambda: go_on.wait(20))
    dock = CompareChannels(viewer)
    qtbot.addWidget(dock, before_close_func=CompareChannels.shut_down)
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    assert "Preparing" in status(dock)
    qtbot.mouseClick(dock.run_bar.cancel, Qt.MouseButton.LeftButton)
    assert "Cancelled" in status(dock)
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    go_on.set()
    qtbot.waitUntil(lambda: len(dock.view.table.results) == 1)
    qtbot.waitUntil(lambda: not dock.comparison.running)


def test_layers_are_added_and_follow_the_next_comparison(viewer, images, open_dock, press, qtbot):
    dock = open_dock()
    dock.layer_bar.boxes["absolute"].setChecked(True)
    qtbot.mouseClick(dock.layer_bar.add, Qt.MouseButton.LeftButton)
    assert "Press Compare first" in status(dock)
    press(dock)
    with qtbot.waitSignal(dock.outputs.said):
        qtbot.mouseClick(dock.layer_bar.add, Qt.MouseButton.LeftButton)
    names = [layer.name for layer in viewer.layers]
    assert names[2:] == [
        "GFP − mCherry (raw)",
        "|GFP − mCherry| (raw)",
        "overlap of GFP and mCherry",
    ]
    assert dock.form.layers.chosen[:2] == images
    images[0].data = images[0].data // 2
    expected = np.abs(images[0].data.astype(int) - images[1].data)
    qtbot.waitUntil(
        lambda: np.array_equal(viewer.layers["|GFP − mCherry| (raw)"].data, expected), timeout=5000
    )
    assert [layer.name for layer in viewer.layers] == names


def test_the_view_can_be_fitted_to_the_image(viewer, images, open_dock, qtbot):
    dock = open_dock()
    camera = getattr(viewer, "scene", viewer).camera  # which older napari has in the viewer
    camera.center = (0, 1000, 1000)
    dock.fit_view()
    qtbot.waitUntil(lambda: camera.center[-1] < 100, timeout=5000)
