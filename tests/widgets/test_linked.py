"""Whatever a person does, the table, the plot and the output layers tell of the same."""

from __future__ import annotations

import numpy as np
import pytest
from qtpy.QtCore import QPoint, Qt

from canvas_mouse import LEFT, CanvasMouse
from napari_compare import Settings, compare
from napari_compare.core.outputs import make_output
from napari_compare.layers.outputs import TAG, is_output
from napari_compare.layers.regions import snapshot
from napari_compare.widgets import CompareChannels, pace


@pytest.fixture(autouse=True)
def any_pace(monkeypatch):
    """Follow at once however slow the machine is."""
    monkeypatch.setattr(pace, "QUICK", 60)
    monkeypatch.setattr(pace, "TRIED", 60)


@pytest.fixture
def stage(window):
    window.show()
    return window


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
def opened(stage, qtbot, press):
    """Open the dock, compare, and add the layers of the difference and the overlap."""

    def opened(regions):
        dock = CompareChannels(stage)
        stage.window.add_dock_widget(dock, name="Compare channels", area="right")
        qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
        press(dock)
        with qtbot.waitSignal(dock.outputs.said):
            qtbot.mouseClick(dock.layer_bar.add, LEFT)
        stage.layers.selection.active = regions
        stage.reset_view()
        qtbot.wait(50)
        return dock

    return opened


def everything_agrees(stage, dock):
    """Whether all that is shown is of the images, the regions and the choices as they are now."""
    a, b, drawing = dock.form.layers.chosen
    regions, _ = snapshot(drawing, a).rasterise()
    results, shown = dock.view.table.results, dock.view.plot.drawing.shown
    if [one.row["region"] for one in results] != [region.name for region in regions]:
        return False
    settings = dock.form.settings()
    table = compare(a.data, b.data, regions=regions, settings=settings)
    numbers = [one.row["pearson_r"] for one in results]
    latest = dock.comparison.latest
    outputs = [layer for layer in stage.layers if is_output(layer)]
    expected = [
        make_output(
            layer.metadata[TAG]["output"],
            latest.pair,
            settings,
            intensities=layer.metadata[TAG]["intensities"],
            results=results,
            regions=regions,
        )
        for layer in outputs
    ]
    return (
        len(outputs) == 2
        and np.array_equal(numbers, table["pearson_r"], equal_nan=True)
        and any(shown.scatter is one.scatter for one in results)
        and shown.scatter.counts.sum() == dock.view.plot.result.row["n_pixels"]
        and all(
            np.array_equal(layer.data, image, equal_nan=True)
            for layer, image in zip(outputs, expected, strict=True)
        )
    )


def pull(mouse, qtbot, *path):
    """Drag as slowly as a person: napari leaves out moves that follow others closely."""
    mouse.press(*path[0])
    for place in path[1:]:
        qtbot.wait(30)
        mouse.move(*place)
    qtbot.wait(30)
    mouse.release(*path[-1])


def drag(mouse, shapes, stage, qtbot):
    shapes.mode = "select"
    pull(mouse, qtbot, (15, 15), (16, 20), (18, 24))


def reshape(mouse, shapes, stage, qtbot):
    shapes.mode = "direct"
    shapes.selected_data = {0}
    before = shapes.data[0].copy()

    def pull_a_corner():  # napari knows how near is near once it has drawn
        pull(mouse, qtbot, (25, 25), (28, 29), (30, 33))
        return not np.array_equal(shapes.data[0], before)

    qtbot.waitUntil(pull_a_corner)


def draw(mouse, shapes, stage, qtbot):
    shapes.mode = "add_ellipse"
    pull(mouse, qtbot, (40, 5), (50, 10), (55, 20))
    assert len(shapes.data) == 3


def rename(mouse, shapes, stage, qtbot):
    shapes.features = {"name": ["first", "second"]}


def delete(mouse, shapes, stage, qtbot):
    shapes.mode = "select"
    mouse.click(15, 15)
    assert shapes.selected_data == {0}
    canvas = stage.window._qt_viewer.canvas.native
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(shapes.data) == 1


def another_image(mouse, shapes, stage, qtbot):
    stage.layers["GFP"].data = stage.layers["GFP"].data[::-1].copy()


@pytest.mark.parametrize("change", [drag, reshape, draw, rename, delete, another_image])
def test_what_is_done_to_shapes_and_images_is_followed(stage, shapes, opened, qtbot, change):
    dock = opened(shapes)
    assert everything_agrees(stage, dock)
    before = [(one.row["region"], one.row["pearson_r"]) for one in dock.view.table.results]
    change(CanvasMouse(stage), shapes, stage, qtbot)
    qtbot.waitUntil(lambda: not dock.busy and everything_agrees(stage, dock), timeout=10000)
    after = [(one.row["region"], one.row["pearson_r"]) for one in dock.view.table.results]
    assert after != before


@pytest.mark.parametrize("mode", ["paint", "erase", "fill"])
def test_what_is_painted_is_followed(stage, labels, opened, qtbot, mode):
    dock, mouse = opened(labels), CanvasMouse(stage)
    before = dock.view.table.results[0].row["n_pixels"]
    labels.mode, labels.brush_size = mode, 6
    labels.selected_label = 3 if mode == "fill" else 1
    pull(mouse, qtbot, (15, 24), (15, 26))
    qtbot.waitUntil(lambda: not dock.busy and everything_agrees(stage, dock), timeout=10000)
    after = [one.row["n_pixels"] for one in dock.view.table.results]
    assert before not in after or mode == "fill"
    labels.undo()
    qtbot.waitUntil(lambda: dock.view.table.results[0].row["n_pixels"] == before, timeout=10000)
    qtbot.waitUntil(lambda: not dock.busy and everything_agrees(stage, dock), timeout=10000)


def test_a_choice_is_followed(stage, shapes, opened, qtbot):
    dock = opened(shapes)
    box = dock.form.native("threshold")
    for method in ("Otsu", "Mean"):
        box.setCurrentText(method)
        qtbot.waitUntil(lambda: not dock.busy and everything_agrees(stage, dock), timeout=10000)
        assert dock.form.settings() == Settings(threshold=method.lower())


def test_a_click_on_a_heading_shows_its_shape_and_a_click_on_a_shape_its_column(
    stage, shapes, opened, qtbot
):
    dock, mouse = opened(shapes), CanvasMouse(stage)
    heading = dock.view.table.view.horizontalHeader()
    place = QPoint(heading.sectionViewportPosition(1) + 5, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), LEFT, pos=place)
    assert set(shapes.selected_data) == {1}
    assert dock.view.plot.result.region.name == "two"
    shapes.mode = "select"
    mouse.click(15, 15)
    assert set(shapes.selected_data) == {0}
    assert dock.view.table.selected == 0
    assert dock.view.plot.result.region.name == "one"


def test_a_click_on_a_row_of_many_shows_its_shape(stage, shapes, opened, qtbot):
    for left in (5, 15, 25, 35):
        shapes.add_rectangles([[30, left], [30, left + 8], [34, left + 8], [34, left]])
    dock = opened(shapes)
    view = dock.view.table.view
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(3, 1)).center())
    assert set(shapes.selected_data) == {3}
    assert dock.view.plot.result.region.id == 4
