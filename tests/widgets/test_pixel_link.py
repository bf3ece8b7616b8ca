"""The mouse over the image and its mark on the plot; the row that is selected and the view."""

from types import SimpleNamespace

import dask.array as da
import numpy as np
import pytest
from napari.utils.interactions import mouse_move_callbacks
from qtpy.QtCore import QEvent, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtWidgets import QApplication

from napari_compare.widgets import CompareChannels


def hover(viewer, position):
    """Do what napari does when the mouse is at a place in the world."""
    viewer.cursor.position = position
    mouse_move_callbacks(viewer, SimpleNamespace(is_dragging=False))


def marked(dock):
    """The place of the mark on the plot."""
    mark = dock.view.plot.drawing.mark
    return float(mark.get_xdata()[0]), float(mark.get_ydata()[0])


def wait_for_mark(qtbot, dock, expected):
    qtbot.waitUntil(lambda: marked(dock) == pytest.approx(expected, nan_ok=True), timeout=5000)


def camera(viewer):
    return getattr(viewer, "scene", viewer).camera  # which older napari has in the viewer


def test_the_pixel_under_the_mouse_is_marked(viewer, images, channels, open_dock, press, qtbot):
    dock = open_dock()
    press(dock)
    for place in ((10, 20), (59.4, 0.2)):
        hover(viewer, place)
        y, x = (round(p) for p in place)
        wait_for_mark(qtbot, dock, (channels[0][y, x], channels[1][y, x]))
    hover(viewer, (70, 20))
    assert np.isnan(marked(dock)).all()


def test_less_its_background(viewer, images, channels, open_dock, press, qtbot):
    dock = open_dock()
    dock.form.fields["background_a"].value = "100"
    press(dock)
    hover(viewer, (10, 20))
    wait_for_mark(qtbot, dock, (channels[0][10, 20] - 100.0, channels[1][10, 20]))


def test_a_pixel_on_another_grid_and_on_a_disk(viewer, channels, open_dock, press, qtbot):
    lazy = da.from_array(np.stack([channels[0], channels[0] + 1]), chunks=(1, 32, 32))
    viewer.add_image(lazy, name="a", colormap="green", scale=(1, 2, 2))
    viewer.add_image(channels[1], name="b", colormap="magenta", scale=(2, 2), translate=(1, 0))
    dock = open_dock()
    press(dock)
    hover(viewer, (1, 20, 30))
    mean = (channels[1][9, 15] + float(channels[1][10, 15])) / 2
    wait_for_mark(qtbot, dock, (channels[0][10, 15] + 1, mean))


def test_pixels_without_a_number_have_no_place(viewer, channels, open_dock, press, qtbot):
    a = channels[0].astype(float)
    a[5, 5] = np.nan
    viewer.add_image(a, name="a", colormap="green")
    viewer.add_image(channels[1], name="b", colormap="magenta")
    dock = open_dock()
    press(dock)
    hover(viewer, (6, 6))
    wait_for_mark(qtbot, dock, (a[6, 6], channels[1][6, 6]))
    hover(viewer, (5, 5))
    qtbot.waitUntil(lambda: np.isnan(marked(dock)[0]))


def test_nothing_is_marked_before_a_comparison_or_in_histograms(
    viewer, images, open_dock, press, qtbot
):
    dock = open_dock()
    hover(viewer, (10, 20))
    press(dock)
    dock.view.plot.tools.kind.setCurrentIndex(1)
    hover(viewer, (10, 20))
    qtbot.waitUntil(lambda: not dock.plot_link.pixel._latest.running)
    assert dock.view.plot.drawing.mark is None


def test_closing_the_dock_lets_go_of_the_mouse(viewer, images, open_dock, press):
    before = len(viewer.mouse_move_callbacks)
    dock = CompareChannels(viewer)
    assert len(viewer.mouse_move_callbacks) == before + 1
    dock.shut_down()
    assert len(viewer.mouse_move_callbacks) == before


def test_the_real_mouse_over_the_real_canvas(open_plugin, window, channels, qtbot, press):
    dock = open_plugin()
    press(dock)
    canvas = window.window._qt_viewer.canvas.native
    place = QPointF(canvas.width() / 2, canvas.height() / 2)
    button = Qt.MouseButton.NoButton
    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), button, button, none
    )
    QApplication.sendEvent(canvas, event)
    qtbot.waitUntil(lambda: not np.isnan(marked(dock)[0]))
    y, x = (round(p) for p in window.cursor.position)
    assert marked(dock) == (channels[0][y, x], channels[1][y, x])


def test_the_row_selected_has_its_shape_in_the_middle(viewer, cells, open_dock, press):
    dock = open_dock()
    press(dock)
    zoom = camera(viewer).zoom
    viewer.layers.selection.active = viewer.layers[0]
    dock.view.table.view.selectColumn(2)
    assert set(cells.selected_data) == {2}
    assert viewer.layers.selection.active is cells  # napari outlines shapes of the active layer
    assert camera(viewer).center[-2:] == pytest.approx((35, 55), abs=1)
    dock.view.table.view.selectColumn(0)
    assert camera(viewer).center[-2:] == pytest.approx((15, 17.5), abs=1)
    assert camera(viewer).zoom == zoom


def test_so_it_is_in_a_plugin_s_dock(open_plugin, window, press):
    shapes = window.add_shapes([[[5, 5], [5, 30], [25, 30], [25, 5]]], name="cells")
    shapes.add_ellipses([[20, 40], [20, 70], [50, 70], [50, 40]])
    dock = open_plugin()
    press(dock)
    window.layers.selection.active = window.layers[0]
    dock.view.table.view.selectColumn(1)
    assert camera(window).center[-2:] == pytest.approx((35, 55), abs=1)
    assert window.layers.selection.active is shapes
    assert set(shapes.selected_data) == {1}


def test_selecting_a_shape_in_the_image_moves_nothing(viewer, cells, open_dock, press):
    dock = open_dock()
    press(dock)
    before = camera(viewer).center
    cells.selected_data = {2}
    assert dock.view.table.selected == 2
    assert camera(viewer).center == before


def test_a_shape_of_another_plane_is_brought_into_view(viewer, open_dock, press):
    random = np.random.default_rng(0)
    for name, colormap in (("a", "green"), ("b", "magenta")):
        data = random.integers(0, 99, (5, 40, 40)).astype(np.uint8)
        viewer.add_image(data, name=name, colormap=colormap, scale=(3, 2, 2))
    shapes = viewer.add_shapes(ndim=3, scale=(3, 2, 2))
    shapes.add_rectangles([[0, 2, 2], [0, 2, 20], [0, 20, 20], [0, 20, 2]])
    shapes.add_rectangles([[4, 20, 20], [4, 20, 30], [4, 30, 30], [4, 30, 20]])
    dock = open_dock()
    press(dock)
    dock.view.table.view.selectColumn(1)
    assert viewer.dims.point[0] == 12
    assert camera(viewer).center[-2:] == pytest.approx((50, 50), abs=2)


def test_without_regions_the_view_stays(viewer, images, open_dock, press):
    dock = open_dock()
    press(dock)
    camera(viewer).center = (0, 3, 4)
    dock.view.table.view.selectColumn(0)
    assert camera(viewer).center == (0, 3, 4)
