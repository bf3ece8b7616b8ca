"""Thresholds dragged on the plot with the mouse, and what follows them."""

import numpy as np
import pytest
from qtpy.QtCore import Qt

from napari_compare import compare, overlap
from napari_compare.core.settings import Settings

LEFT = Qt.MouseButton.LeftButton


def numbers(dock, key):
    return [result.row[key] for result in dock.view.table.results]


def typed(dock, channel):
    """The threshold that the form shows."""
    return float(dock.form.fields[f"threshold_{channel}"].value)


def settle(qtbot, dock):
    """Wait until nothing runs and nothing is about to."""

    def still():
        outputs = dock.outputs._work.running or dock.outputs._next is not None
        return not (dock.busy or outputs or dock.plot_link.above._latest.running)

    qtbot.waitUntil(still, timeout=20000)


@pytest.fixture
def dock(images, open_dock, press, qtbot):
    """A dock in a window, with the numbers of the whole images."""
    dock = open_dock()
    dock.resize(420, 860)
    dock.show()
    press(dock)
    qtbot.waitUntil(lambda: dock.view.plot.canvas._still is not None)
    return dock


def test_numbers_follow_a_threshold_while_it_is_dragged(dock, channels, mouse, qtbot):
    plot, before = dock.view.plot, numbers(dock, "manders_tm2")
    scatter = plot.result.scatter
    mouse.press(plot, (scatter.threshold_a, 2000))
    mouse.move(plot, (1500, 2000))
    assert dock.form.fields["threshold"].value == "manual"
    assert typed(dock, "a") == pytest.approx(1500, abs=20)
    assert typed(dock, "b") == pytest.approx(scatter.threshold_b, abs=0.01)
    qtbot.waitUntil(lambda: numbers(dock, "manders_tm2") not in ([], before))
    assert plot.thresholds.dragging
    mouse.move(plot, (2500, 2000))
    mouse.release(plot, (2500, 2000))
    settle(qtbot, dock)
    a, b = typed(dock, "a"), typed(dock, "b")
    assert a == pytest.approx(2500, abs=20)
    settings = Settings(threshold="manual", threshold_a=a, threshold_b=b)
    expected = compare(*channels, settings=settings)
    assert numbers(dock, "manders_tm2") == expected["manders_tm2"].tolist()
    assert numbers(dock, "threshold_a") == [a]


@pytest.mark.parametrize("times", [1, 2])
def test_the_plot_stays_where_it_is_while_the_mouse_holds_a_line(dock, mouse, qtbot, times):
    plot = dock.view.plot
    for b in (1200, 900)[:times]:
        place = plot.canvas.mapTo(dock, plot.canvas.rect().topLeft())
        mouse.press(plot, (3000, plot.result.scatter.threshold_b))
        mouse.move(plot, (3000, b))
        settle(qtbot, dock)
        assert typed(dock, "b") == pytest.approx(b, abs=20)
        assert plot.canvas.mapTo(dock, plot.canvas.rect().topLeft()) == place
        mouse.release(plot, (3000, b))
        settle(qtbot, dock)
        assert typed(dock, "b") == pytest.approx(b, abs=20)
        assert dock.form.native("threshold_b").isVisible()


def test_one_press_brings_the_automatic_thresholds_back(dock, mouse, qtbot):
    plot, before = dock.view.plot, numbers(dock, "threshold_a")
    assert not plot.tools.automatic.isEnabled()
    dock.form.fields["threshold"].value = "otsu"
    settle(qtbot, dock)
    otsu = numbers(dock, "threshold_a")
    assert otsu != before
    mouse.drag(plot, (plot.result.scatter.threshold_a, 2000), (3000, 2000))
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") != otsu
    qtbot.mouseClick(plot.tools.automatic, LEFT)
    settle(qtbot, dock)
    assert dock.form.fields["threshold"].value == "otsu"
    assert numbers(dock, "threshold_a") == otsu
    assert plot.thresholds._drawn.thresholds[0].line.get_xdata()[0] == otsu[0]
    assert not plot.tools.automatic.isEnabled()


def test_where_the_lines_cross_both_are_dragged(dock, mouse, qtbot):
    plot = dock.view.plot
    scatter = plot.result.scatter
    mouse.drag(plot, (scatter.threshold_a, scatter.threshold_b), (2000, 1800))
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") == pytest.approx([2000], abs=20)
    assert numbers(dock, "threshold_b") == pytest.approx([1800], abs=20)


def test_the_cursor_tells_where_a_line_can_be_taken(dock, mouse):
    plot = dock.view.plot
    scatter = plot.result.scatter
    for at, shape in (
        ((scatter.threshold_a, 2500), Qt.CursorShape.SplitHCursor),
        ((3500, scatter.threshold_b), Qt.CursorShape.SplitVCursor),
        ((scatter.threshold_a, scatter.threshold_b), Qt.CursorShape.SizeAllCursor),
        ((3000, 2500), Qt.CursorShape.ArrowCursor),
    ):
        mouse.move(plot, at)
        assert plot.canvas.cursor().shape() == shape


def test_a_press_elsewhere_changes_nothing(dock, mouse, qtbot):
    mouse.drag(dock.view.plot, (3000, 2500), (2000, 2000))
    assert dock.form.fields["threshold"].value == "costes"


def test_without_a_threshold_a_double_click_sets_both(viewer, open_dock, press, mouse, qtbot):
    random = np.random.default_rng(0)
    a = random.integers(0, 4000, (60, 80)).astype(np.uint16)
    viewer.add_image(a, name="GFP", colormap="green")
    viewer.add_image(4000 - a, name="falling", colormap="magenta")
    dock = open_dock()
    dock.resize(420, 860)
    dock.show()
    press(dock)
    plot = dock.view.plot
    assert np.isnan(numbers(dock, "threshold_a")).all()
    assert "Double-click" in plot.line.text.text()
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    mouse.double_click(plot, (1000, 3000))
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") == pytest.approx([1000], abs=20)
    assert numbers(dock, "threshold_b") == pytest.approx([3000], abs=20)
    assert "Drag dashed lines" in plot.line.text.text()


def test_a_drag_asks_for_numbers_even_without_live(dock, mouse, qtbot):
    dock.run_bar.live.setChecked(False)
    plot, before = dock.view.plot, numbers(dock, "threshold_a")
    mouse.drag(plot, (plot.result.scatter.threshold_a, 2000), (3000, 2000))
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") == [typed(dock, "a")] != before
    qtbot.mouseClick(plot.tools.automatic, LEFT)
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") == before


def test_the_histograms_have_the_same_lines(dock, mouse, qtbot):
    plot = dock.view.plot
    plot.tools.kind.setCurrentIndex(1)
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    line = plot.thresholds._drawn.thresholds[1]
    mouse.drag(plot, (numbers(dock, "threshold_b")[0], 10), (2000, 10), axes=line.axes)
    settle(qtbot, dock)
    assert numbers(dock, "threshold_b") == pytest.approx([2000], abs=20)
    assert not plot.tools.gates["lasso"].isEnabled()


def test_thresholds_of_small_floats_keep_their_digits(viewer, open_dock, press, mouse, qtbot):
    random = np.random.default_rng(0)
    a = random.uniform(0, 1e-3, (60, 80))
    viewer.add_image(a, name="GFP", colormap="green")
    viewer.add_image(a * 2 + random.uniform(0, 1e-4, a.shape), name="B", colormap="magenta")
    dock = open_dock()
    dock.resize(420, 860)
    dock.show()
    press(dock)
    plot = dock.view.plot
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    mouse.drag(plot, (plot.result.scatter.threshold_a, 1.5e-3), (7e-4, 1.5e-3))
    settle(qtbot, dock)
    assert numbers(dock, "threshold_a") == pytest.approx([7e-4], abs=1e-5)


def test_the_pixels_above_follow_the_line(dock, viewer, channels, mouse, qtbot):
    plot = dock.view.plot
    scatter = plot.result.scatter
    qtbot.mouseClick(plot.tools.above, LEFT)
    name = "overlap of GFP and mCherry"
    qtbot.waitUntil(lambda: name in viewer.layers)
    layer = viewer.layers[name]
    expected = overlap(*channels, scatter.threshold_a, scatter.threshold_b)
    np.testing.assert_array_equal(layer.data, expected)
    mouse.press(plot, (scatter.threshold_a, 2000))
    mouse.move(plot, (2500, 2000))
    a = typed(dock, "a")
    expected = overlap(*channels, a, scatter.threshold_b)
    qtbot.waitUntil(lambda: np.array_equal(layer.data, expected))
    assert plot.thresholds.dragging
    mouse.release(plot, (2500, 2000))
    settle(qtbot, dock)
    np.testing.assert_array_equal(layer.data, expected)
    qtbot.mouseClick(plot.tools.above, LEFT)
    assert name not in viewer.layers


def test_the_pixels_above_of_float_images_follow_too(
    viewer, channels, open_dock, press, mouse, qtbot
):
    a, b = (channel.astype(np.float32) / 7 for channel in channels)
    a[2:5, 3] = np.nan
    for image, name, colour in ((a, "A", "green"), (b, "B", "magenta")):
        viewer.add_image(image, name=name, colormap=colour)
    dock = open_dock()
    dock.resize(420, 860)
    dock.show()
    press(dock)
    plot = dock.view.plot
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    qtbot.mouseClick(plot.tools.above, LEFT)
    qtbot.waitUntil(lambda: "overlap of A and B" in viewer.layers)
    mouse.drag(plot, (plot.result.scatter.threshold_a, 300), (350, 300))
    settle(qtbot, dock)
    values = typed(dock, "a"), typed(dock, "b")
    np.testing.assert_array_equal(viewer.layers["overlap of A and B"].data, overlap(a, b, *values))


def test_deleting_the_layer_by_hand_lifts_the_button(dock, viewer, qtbot):
    plot = dock.view.plot
    qtbot.mouseClick(plot.tools.above, LEFT)
    qtbot.waitUntil(lambda: len(viewer.layers) == 3)
    viewer.layers.pop()
    assert not plot.tools.above.isChecked()


def test_before_the_first_comparison_there_is_nothing_above(images, open_dock, viewer, qtbot):
    dock = open_dock()
    qtbot.mouseClick(dock.view.plot.tools.above, LEFT)
    assert "Press Compare first" in dock.run_bar.status.text()
    assert not dock.view.plot.tools.above.isChecked()
    assert len(viewer.layers) == 2


def test_in_a_plugin_s_dock(open_plugin, window, channels, press, mouse, qtbot):
    dock = open_plugin()
    press(dock)
    plot = dock.view.plot
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    qtbot.mouseClick(plot.tools.above, LEFT)
    name = "overlap of GFP and mCherry"
    qtbot.waitUntil(lambda: name in window.layers)
    threshold = plot.result.scatter.threshold_a, plot.result.scatter.threshold_b
    mouse.press(plot, (threshold[0], 2000))
    found = dock.plot_link.above
    for a in (1500, 2000, 2500):
        mouse.move(plot, (a, 2000))
        qtbot.waitUntil(lambda: not found._latest.running)
    kept = found._map
    mouse.move(plot, (2600, 2000))
    expected = overlap(*channels, typed(dock, "a"), threshold[1])
    qtbot.waitUntil(lambda: np.array_equal(window.layers[name].data, expected))
    assert found._map is kept
    mouse.release(plot, (2600, 2000))
    settle(qtbot, dock)
    assert len(window.layers) == 3
    window.layers.remove(name)
    assert not plot.tools.above.isChecked()
