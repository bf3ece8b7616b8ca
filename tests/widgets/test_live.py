"""Numbers follow what a person does with the mouse, in a real window."""

from __future__ import annotations

import itertools
import threading
import time

import numpy as np
import pytest
from qtpy.QtCore import Qt

from canvas_mouse import LEFT, CanvasMouse
from napari_compare import compare
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.widgets import CompareChannels, pace
from napari_compare.widgets import comparison as comparison_module
from napari_compare.widgets.conductor import ON_RELEASE, OUTDATED


@pytest.fixture(autouse=True)
def any_pace(monkeypatch):
    """Follow at once however slow the machine is; tests of large images say otherwise."""
    monkeypatch.setattr(pace, "QUICK", 60)
    monkeypatch.setattr(pace, "TRIED", 60)


@pytest.fixture
def stage(request):
    """A viewer with two images, with or without a window."""
    with_window = request.node.callspec.params["dock"] != "without window"
    if not with_window:
        request.getfixturevalue("images")
    return request.getfixturevalue("window" if with_window else "viewer")


@pytest.fixture
def shapes(stage):
    layer = stage.add_shapes(name="cells", face_color="red")
    layer.add_rectangles([[5, 5], [5, 25], [25, 25], [25, 5]])
    layer.add_rectangles([[35, 40], [35, 70], [55, 70], [55, 40]])
    layer.features = {"name": ["one", "two"]}
    return layer


@pytest.fixture
def labels(stage):
    data = np.zeros((60, 80), dtype=int)
    data[5:25, 5:25], data[35:55, 40:70] = 1, 2
    return stage.add_labels(data, name="nuclei")


@pytest.fixture
def dock(stage, qtbot, press, request):
    """The dock with its first numbers, in a window that is shown or in none."""
    request.getfixturevalue("labels" if request.param == "labels" else "shapes")
    if request.param == "without window":
        dock = request.getfixturevalue("open_dock")()
        press(dock)
        return dock
    stage.show()
    dock = CompareChannels(stage)
    stage.window.add_dock_widget(dock, name="Compare channels", area="right")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    press(dock)
    stage.reset_view()
    qtbot.wait(50)
    return dock


@pytest.fixture
def mouse(window, dock):
    return CanvasMouse(window)


with_shapes = pytest.mark.parametrize("dock", ["shapes"], indirect=True)
without_window = pytest.mark.parametrize("dock", ["without window"], indirect=True)
with_labels = pytest.mark.parametrize("dock", ["labels"], indirect=True)


def numbers(dock, key="pearson_r"):
    return [result.row[key] for result in dock.view.table.results]


def shown(dock, row, column):
    model = dock.view.table.model
    return model.data(model.index(row, column))


def is_stale(dock):
    model = dock.view.table.model
    return model.data(model.index(0, 0), Qt.ItemDataRole.ForegroundRole) is not None


def settle(qtbot, dock):
    qtbot.waitUntil(lambda: not dock.busy)


def expected(channels, mask):
    return compare(*channels, regions=mask, settings=Settings())["pearson_r"].tolist()


def box(top, left, bottom, right):
    mask = np.zeros((60, 80), dtype=bool)
    mask[top:bottom, left:right] = True
    return mask


@pytest.fixture
def measured(dock, monkeypatch):
    """Names of the regions that the engine is asked to measure."""
    engine, asked = comparison_module.iterate, []

    def iterate(pair, regions, settings):
        asked.extend(region.name for region in regions)
        return engine(pair, regions, settings)

    monkeypatch.setattr(comparison_module, "iterate", iterate)
    return asked


@with_shapes
def test_numbers_follow_a_shape_while_it_is_dragged(
    window, shapes, dock, mouse, qtbot, channels, measured
):
    shapes.mode = "select"
    window.layers.selection.active = shapes
    before, cell = numbers(dock), shown(dock, 0, 0)
    mouse.press(15, 15)
    mouse.move(15, 20)
    mouse.move(15, 25)
    qtbot.waitUntil(lambda: numbers(dock)[0] != before[0])
    assert dock.conductor.watch.dragging
    assert not is_stale(dock)
    assert shown(dock, 0, 0) != cell or numbers(dock)[0] == pytest.approx(before[0], abs=1e-3)
    assert numbers(dock)[1] == before[1]
    assert set(measured) == {"one"}
    mouse.release(15, 25)
    settle(qtbot, dock)
    assert not dock.conductor.watch.dragging
    top, left = np.round(shapes.data[0].min(axis=0)).astype(int)
    assert left > 5
    assert numbers(dock)[0] == pytest.approx(
        expected(channels, box(top, left, top + 20, left + 20))[0], abs=0.02
    )
    qtbot.waitUntil(
        lambda: shapes.features.get("pearson_r", [None])[0] == numbers(dock)[0], timeout=5000
    )


@with_shapes
def test_dragging_the_view_changes_nothing(window, shapes, dock, mouse, qtbot, measured):
    window.layers.selection.active = shapes
    shapes.mode = "pan_zoom"
    mouse.press(15, 15)
    mouse.move(15, 20)
    qtbot.wait(50)
    mouse.release(15, 20)
    assert not dock.busy
    assert not is_stale(dock)
    assert not measured


@with_shapes
def test_drawing_adding_renaming_and_deleting(window, shapes, dock, mouse, qtbot, measured):
    window.layers.selection.active = shapes
    shapes.mode = "add_rectangle"
    mouse.press(40, 5)
    for column in (10, 15, 20):
        mouse.move(55, column)
    qtbot.waitUntil(lambda: len(numbers(dock)) == 3)
    assert dock.conductor.watch.dragging
    mouse.release(55, 20)
    settle(qtbot, dock)
    assert set(measured) <= {"shape 3", "two"}  # napari copies the last name
    measured.clear()
    shapes.features = {"name": ["first", "second", "third"]}
    settle(qtbot, dock)
    assert numbers(dock, "region") == ["first", "second", "third"]
    assert shown_headers(dock) == ["first", "second", "third"]
    second = numbers(dock)[1]
    shapes.selected_data = {0}
    shapes.remove_selected()
    settle(qtbot, dock)
    assert numbers(dock, "region") == ["second", "third"]
    assert numbers(dock, "region_id") == [1, 2]
    assert numbers(dock)[0] == second
    assert not measured


def shown_headers(dock):
    model = dock.view.table.model
    return [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]


@with_shapes
def test_a_vertex_is_dragged(window, shapes, dock, mouse, qtbot):
    window.layers.selection.active = shapes
    shapes.mode = "direct"
    shapes.selected_data = {0}
    before = numbers(dock, "n_pixels")

    def grab_the_corner():
        mouse.press(25, 25)
        if shapes._moving_value[1] is None:
            mouse.release(25, 25)
        return shapes._moving_value[1] is not None

    qtbot.waitUntil(grab_the_corner)  # napari knows how near is near once it has drawn
    columns = itertools.cycle((30, 35))

    def drag_it():  # napari leaves out moves that follow others closely
        mouse.move(29, next(columns))
        return numbers(dock, "n_pixels")[0] > before[0]

    qtbot.waitUntil(drag_it)
    mouse.release(29, 35)
    settle(qtbot, dock)


@without_window
def test_all_shapes_deleted_says_so_and_a_new_one_is_measured(shapes, dock, qtbot):
    shapes.selected_data = {0, 1}
    shapes.remove_selected()
    settle(qtbot, dock)
    assert '"cells" is empty' in dock.run_bar.status.text()
    assert is_stale(dock)
    shapes.add_rectangles([[5, 5], [5, 25], [25, 25], [25, 5]])
    settle(qtbot, dock)
    assert len(numbers(dock)) == 1
    assert not is_stale(dock)


@with_labels
def test_numbers_follow_the_brush(window, labels, dock, mouse, qtbot, measured):
    window.layers.selection.active = labels
    labels.mode = "paint"
    labels.selected_label = 1
    labels.brush_size = 6
    before = numbers(dock, "n_pixels")
    mouse.press(15, 30)
    mouse.move(15, 32)
    qtbot.waitUntil(lambda: numbers(dock, "n_pixels")[0] > before[0])
    assert dock.conductor.watch.dragging
    assert numbers(dock, "n_pixels")[1] == before[1]
    mouse.release(15, 32)
    settle(qtbot, dock)
    assert set(measured) == {"label 1"}
    labels.undo()
    settle(qtbot, dock)
    assert numbers(dock, "n_pixels") == before
    assert not is_stale(dock)


@without_window
def test_new_data_and_settings_concern_every_region(images, shapes, dock, qtbot, measured):
    images[0].data = images[0].data // 2 + images[1].data
    assert is_stale(dock) or dock.busy
    settle(qtbot, dock)
    assert sorted(measured) == ["one", "two"]
    assert not is_stale(dock)
    measured.clear()
    dock.form.fields["threshold"].value = "otsu"
    settle(qtbot, dock)
    assert sorted(measured) == ["one", "two"]
    measured.clear()
    images[0].scale = (2, 2)
    settle(qtbot, dock)
    assert sorted(measured) == ["one", "two"]


@with_shapes
def test_live_off_only_says_that_the_numbers_are_old(window, shapes, dock, mouse, qtbot, measured):
    dock.run_bar.live.setChecked(False)
    window.layers.selection.active = shapes
    shapes.mode = "select"
    mouse.press(15, 15)
    mouse.move(15, 20)
    mouse.move(15, 25)
    qtbot.waitUntil(lambda: is_stale(dock))
    assert dock.run_bar.status.text() == OUTDATED
    mouse.release(15, 25)
    qtbot.wait(300)
    assert is_stale(dock)
    assert not measured
    dock.run_bar.live.setChecked(True)
    settle(qtbot, dock)
    assert not is_stale(dock)
    assert measured == ["one"]


@with_shapes
def test_large_images_follow_when_the_mouse_is_released(
    window, shapes, dock, mouse, qtbot, measured, monkeypatch
):
    monkeypatch.setattr(pace, "QUICK", 0)
    monkeypatch.setattr(pace, "TRIED", 0)
    window.layers.selection.active = shapes
    shapes.mode = "select"
    mouse.press(15, 15)
    mouse.move(15, 20)
    mouse.move(15, 25)
    qtbot.waitUntil(lambda: is_stale(dock))
    qtbot.wait(300)
    assert dock.run_bar.status.text() == ON_RELEASE
    assert not measured
    mouse.release(15, 25)
    qtbot.waitUntil(lambda: not is_stale(dock))
    settle(qtbot, dock)
    assert measured == ["one"]


@without_window
def test_a_newer_change_supersedes_what_runs(shapes, dock, qtbot, monkeypatch):
    monkeypatch.setattr(pace, "QUICK", 0)
    monkeypatch.setattr(pace, "TRIED", 0)
    engine, go_on, begun = comparison_module.iterate, threading.Event(), []

    def iterate(pair, regions, settings):
        begun.append([region.size for region in regions])
        while not go_on.is_set():
            yield Progress(0, 1)
            time.sleep(0.01)
        yield from engine(pair, regions, settings)

    monkeypatch.setattr(comparison_module, "iterate", iterate)
    for size in (10, 20):
        shapes.data = [[[0, 0], [0, size], [size, size], [size, 0]]]
        qtbot.waitUntil(lambda size=size: begun[-1:] == [[size * size]], timeout=5000)
        assert is_stale(dock)
    go_on.set()
    qtbot.waitUntil(lambda: not is_stale(dock))
    settle(qtbot, dock)
    assert numbers(dock, "n_pixels") == [400]


@without_window
def test_cancel_stops_what_live_began(shapes, dock, qtbot, monkeypatch):
    monkeypatch.setattr(pace, "QUICK", 0)
    monkeypatch.setattr(pace, "TRIED", 0)

    def iterate(*_):
        while True:
            yield Progress(0, 1)
            time.sleep(0.01)

    monkeypatch.setattr(comparison_module, "iterate", iterate)
    shapes.data = [[[0, 0], [0, 9], [9, 9], [9, 0]]]
    qtbot.waitUntil(lambda: dock.comparison.running)
    qtbot.mouseClick(dock.run_bar.cancel, LEFT)
    assert not dock.busy
    assert is_stale(dock)
    assert dock.run_bar.status.text().startswith("Cancelled")


@without_window
def test_what_takes_too_long_waits_for_compare(shapes, dock, qtbot, monkeypatch, measured):
    monkeypatch.setattr(pace, "LENGTHY", -1)
    shapes.data = [[[0, 0], [0, 9], [9, 9], [9, 0]]]
    assert is_stale(dock)
    assert not dock.busy
    assert dock.run_bar.status.text() == OUTDATED


@with_shapes
def test_a_layer_deleted_while_its_shape_is_dragged(window, shapes, dock, mouse, qtbot):
    window.layers.selection.active = shapes
    shapes.mode = "select"
    mouse.press(15, 15)
    mouse.move(15, 20)
    window.layers.remove("mCherry")
    mouse.move(15, 25)
    mouse.release(15, 25)
    settle(qtbot, dock)
    assert is_stale(dock)
    window.layers.remove(shapes)
    settle(qtbot, dock)
    assert is_stale(dock)


@without_window
def test_an_error_in_the_midst_of_a_drag_is_a_sentence(shapes, dock, qtbot, monkeypatch):
    def iterate(*_):
        raise RuntimeError("odd")
        yield

    monkeypatch.setattr(comparison_module, "iterate", iterate)
    shapes.data = [[[0, 0], [0, 9], [9, 9], [9, 0]]]
    settle(qtbot, dock)
    assert "RuntimeError: odd" in dock.run_bar.status.text()
    assert is_stale(dock)


@without_window
def test_thresholds_from_elsewhere_are_followed_even_with_live_off(shapes, dock, qtbot):
    dock.run_bar.live.setChecked(False)
    dock.compare_with_thresholds(1000.5, 700)
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") == [1000.5, 1000.5]
    assert dock.form.settings().manual_thresholds == (1000.5, 700)
    assert dock.form.fields["threshold_b"].value == "700"
    assert dock.form.native("threshold_a").isVisibleTo(dock)
    assert not is_stale(dock)


@without_window
def test_a_held_threshold_is_followed_as_often_as_can_be(shapes, dock, qtbot, monkeypatch):
    monkeypatch.setattr(pace, "QUICK", 0)
    monkeypatch.setattr(pace, "TRIED", 0)
    engine, go_on, begun, finished = dock.comparison._engine, threading.Event(), [], []

    def slow(pair, regions, settings):
        begun.append(settings.threshold_a)
        yield Progress(0, 1)
        go_on.wait(10)
        yield from engine(pair, regions, settings)

    monkeypatch.setattr(dock.comparison, "_engine", slow)
    dock.conductor.finished.connect(lambda one: finished.append(one.settings.threshold_a))
    for a in range(1000, 1012):
        dock.compare_with_thresholds(a, 700, held=True)
        qtbot.wait(30)
    assert len(begun) == 1  # although the mouse never rested
    go_on.set()
    qtbot.waitUntil(lambda: finished == [begun[0], 1011])
    assert begun == finished
    dock.compare_with_thresholds(1500, 700)
    settle(qtbot, dock)
    assert finished[-1] == 1500


@without_window
def test_manual_begins_with_the_thresholds_found(shapes, dock, qtbot):
    found = dock.view.plot.result.scatter.threshold_a
    dock.form.fields["threshold"].value = "manual"
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a")[0] == pytest.approx(found, rel=1e-3)


@with_shapes
def test_the_overlap_layer_follows(window, shapes, dock, mouse, qtbot):
    dock.layer_bar.boxes["signed"].setChecked(False)
    with qtbot.waitSignal(dock.outputs.said):
        qtbot.mouseClick(dock.layer_bar.add, LEFT)
    overlap = window.layers[-1]
    assert overlap.data[10, 30] == 0
    window.layers.selection.active = shapes
    shapes.mode = "select"
    mouse.press(15, 15)
    mouse.move(15, 25)
    mouse.move(15, 35)
    qtbot.waitUntil(lambda: overlap.data[5:25, 26:32].any())
    assert dock.conductor.watch.dragging
    mouse.release(15, 35)
    settle(qtbot, dock)


def _with_gaps(image):
    image = image.astype(np.float32)
    image[10:20, 10:20] = np.nan
    return image, {}


def _constant(image):
    return np.full_like(image, 7), {}


def _colour(image):
    return np.stack([image // 16] * 3, axis=-1).astype(np.uint8), {"rgb": True}


def _rotated(image):
    return image, {"rotate": 20}


def _a_stack(image):
    return np.stack([image, image // 2]), {}


@pytest.mark.parametrize("kind", [_with_gaps, _constant, _colour, _rotated, _a_stack])
def test_whatever_the_image_following_gives_what_compare_gives(
    viewer, channels, open_dock, press, qtbot, kind
):
    for image, name in zip(channels, ("one", "two"), strict=True):
        data, options = kind(image)
        viewer.add_image(data, name=name, **options)
    layer = viewer.add_shapes(name="cells")
    layer.add_ellipses([[5, 5], [5, 25], [25, 25], [25, 5]])
    layer.add_rectangles([[35, 40], [35, 70], [55, 70], [55, 40]])
    dock = open_dock()
    press(dock)
    layer.data = [layer.data[0] + 3, layer.data[1]]
    settle(qtbot, dock)
    followed = [result.row for result in dock.view.table.results]
    notes = dock.view.table.notes.text()
    assert not is_stale(dock)
    press(dock)
    np.testing.assert_equal([result.row for result in dock.view.table.results], followed)
    assert dock.view.table.notes.text() == notes


@pytest.mark.parametrize("empty", [True, False])
def test_the_first_shape_that_is_drawn_is_measured(viewer, images, open_dock, press, qtbot, empty):
    layer = viewer.add_shapes(name="cells")
    dock = open_dock()
    if not empty:
        dock.form.layers.regions.choose(None)
    press(dock)
    assert ("is empty" in dock.run_bar.status.text()) == empty
    layer.add_rectangles([[5, 5], [5, 25], [25, 25], [25, 5]])
    if empty:
        settle(qtbot, dock)
        assert numbers(dock, "region") == ["shape 1"]
