"""Gates drawn on the plot with the mouse, and their pixels in the image."""

import dask.array as da
import numpy as np
import pytest
from qtpy.QtCore import Qt

from napari_compare.core.gates import Gate
from napari_compare.layers.gates import KEPT
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.outputs import is_output

LEFT = Qt.MouseButton.LeftButton
NAME = "gate of GFP and mCherry"
PATHS = {
    "rectangle": [(800, 600), (1500, 900), (2600, 2100)],
    "ellipse": [(2600, 600), (1500, 900), (800, 2100)],
    "lasso": [(700, 600), (1500, 400), (3000, 1400), (2800, 2300), (1800, 1500), (900, 1800)],
}


def settle(qtbot, dock):
    """Wait until nothing runs and nothing is about to."""

    def still():
        gate = dock.plot_link.gate
        return not (dock.busy or gate._latest.running or gate._keeping.running)

    qtbot.waitUntil(still, timeout=20000)


@pytest.fixture
def opened(open_dock, press, qtbot):
    """Open a dock in a window and press Compare."""

    def opened():
        dock = open_dock()
        dock.resize(420, 860)
        dock.show()
        press(dock)
        qtbot.waitUntil(lambda: dock.view.plot.canvas._still is not None)
        return dock

    return opened


@pytest.fixture
def draw(mouse, qtbot):
    """Choose a tool, and draw with it."""

    def drawn(dock, kind="rectangle", path=None):
        button = dock.view.plot.tools.gates[kind]
        if not button.isChecked():
            qtbot.mouseClick(button, LEFT)
        mouse.drag(dock.view.plot, *(path or PATHS[kind]))
        settle(qtbot, dock)
        return dock.view.plot.gates.gate

    return drawn


@pytest.mark.parametrize("kind", PATHS)
def test_the_pixels_in_a_gate_light_up(opened, images, channels, viewer, draw, mouse, kind):
    dock = opened()
    gate = draw(dock, kind)
    assert gate.kind == kind
    first, last = (mouse.place(dock.view.plot, at) for at in (PATHS[kind][0], PATHS[kind][-1]))
    assert gate.corners[0] == pytest.approx(mouse.intensities(dock.view.plot, first))
    assert gate.corners[-1] == pytest.approx(mouse.intensities(dock.view.plot, last))
    a, b = (channel.astype(float) for channel in channels)
    inside = gate.contains(a, b)
    assert 100 < inside.sum() < inside.size - 100
    if kind == "rectangle":
        (left, bottom), (right, top) = gate.corners
        np.testing.assert_array_equal(
            inside, (a >= left) & (a <= right) & (b >= bottom) & (b <= top)
        )
    layer = viewer.layers[NAME]
    np.testing.assert_array_equal(layer.data, inside)
    assert is_output(layer)
    shares = [inside.mean(), a[inside].sum() / a.sum(), b[inside].sum() / b.sum()]
    told = dock.view.plot.line.text.text()
    assert told.startswith(f"{inside.sum():,} pixels: ")
    assert [f"{100 * share:.0f} %" in told for share in shares] == [True] * 3


def test_a_second_gate_takes_the_place_of_the_first(opened, images, viewer, draw):
    dock = opened()
    draw(dock, "rectangle")
    layer = viewer.layers[NAME]
    before = layer.data.copy()
    layer.opacity = 0.3
    gate = draw(dock, "lasso")
    assert [one.name for one in viewer.layers].count(NAME) == 1
    assert viewer.layers[NAME] is layer
    assert (layer.data != before).any()
    assert layer.opacity == 0.3
    assert layer.metadata["napari-compare"]["gate"]["kind"] == gate.kind


def test_pixels_light_up_while_a_gate_is_drawn(opened, images, viewer, mouse, qtbot):
    dock = opened()
    plot = dock.view.plot
    qtbot.mouseClick(plot.tools.gates["rectangle"], LEFT)
    mouse.press(plot, (800, 600))
    mouse.move(plot, (2000, 1500))
    qtbot.waitUntil(lambda: NAME in viewer.layers)
    mouse.release(plot, (2000, 1500))
    settle(qtbot, dock)


@pytest.mark.parametrize("kind", PATHS)
def test_a_plot_that_is_drawn_anew_does_not_disturb_the_mouse(opened, images, mouse, qtbot, kind):
    dock = opened()
    plot, path = dock.view.plot, PATHS[kind]
    qtbot.mouseClick(plot.tools.gates[kind], LEFT)
    mouse.press(plot, path[0])
    for at in path[1:]:
        mouse.move(plot, at)
        plot.resize(plot.width(), plot.height() - 20)
        plot.drawing.draw()
        settle(qtbot, dock)
    mouse.release(plot, path[-1])
    settle(qtbot, dock)
    gate = plot.gates.gate
    assert gate.kind == kind
    np.testing.assert_allclose(gate.corners[0], path[0], atol=30)
    np.testing.assert_allclose(gate.corners[-1], path[-1], atol=30)
    np.testing.assert_array_equal(
        plot.gates._patch.get_xy()[:-1], gate.outline[: len(gate.outline)]
    )


def test_with_the_tool_put_away_the_gate_is_moved(
    opened, images, channels, viewer, draw, mouse, qtbot
):
    dock = opened()
    plot = dock.view.plot
    before = draw(dock, "ellipse")
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.tools.gate_tool == ""
    mouse.drag(plot, (1700, 1350), (2000, 1450), (2200, 1600))
    settle(qtbot, dock)
    gate = plot.gates.gate
    moved = np.subtract(gate.corners, before.corners)
    assert moved[0] == pytest.approx([500, 250], abs=25)
    np.testing.assert_array_equal(viewer.layers[NAME].data, gate.contains(*channels))
    assert dock.form.fields["threshold"].value == "costes"


def test_drawing_moves_no_threshold(opened, images, draw):
    dock = opened()
    threshold = dock.view.plot.result.scatter.threshold_a
    draw(dock, "rectangle", [(threshold, 1200), (2500, 2500)])
    assert dock.form.fields["threshold"].value == "costes"


def test_a_line_over_the_gate_is_dragged_and_the_gate_stays(opened, images, draw, mouse, qtbot):
    dock = opened()
    plot = dock.view.plot
    threshold = plot.result.scatter.threshold_a
    gate = draw(dock, "rectangle", [(threshold - 300, 1000), (threshold + 900, 2500)])
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    for at, shape in (
        ((threshold + 400, 1800), Qt.CursorShape.OpenHandCursor),
        ((threshold, 1800), Qt.CursorShape.SplitHCursor),
        ((threshold + 1500, 1800), Qt.CursorShape.ArrowCursor),
    ):
        mouse.move(plot, at)
        assert plot.canvas.cursor().shape() == shape
    mouse.drag(plot, (threshold, 1800), (threshold, 1800), (threshold + 500, 1800))
    settle(qtbot, dock)
    assert dock.form.fields["threshold"].value == "manual"
    assert plot.gates.gate == gate


@pytest.mark.parametrize("how", ["button", "key", "layer", "click"])
def test_a_gate_can_be_removed(opened, images, viewer, draw, mouse, qtbot, how):
    dock = opened()
    plot = dock.view.plot
    draw(dock)
    assert plot.line.keep.isVisible()
    if how == "button":
        qtbot.mouseClick(plot.line.remove, LEFT)
    elif how == "key":
        qtbot.keyClick(plot, Qt.Key.Key_Delete)
    elif how == "layer":
        viewer.layers.remove(NAME)
    else:
        mouse.drag(plot, (3000, 500))
    assert plot.gates.gate is None
    assert NAME not in viewer.layers
    assert not plot.line.keep.isVisible()
    assert "pixels" not in plot.line.text.text()


def test_only_the_region_shown_is_looked_at(opened, cells, channels, viewer, draw, qtbot):
    dock = opened()
    gate = draw(dock, "lasso")
    inside = gate.contains(*channels)
    results = dock.view.table.results
    for position in (0, 2):
        dock.view.table.view.selectColumn(position)
        settle(qtbot, dock)
        region = results[position].region.mask()
        np.testing.assert_array_equal(viewer.layers[NAME].data, inside & region)
    dock.view.plot.tools.parts["regions"].trigger()
    settle(qtbot, dock)
    everywhere = np.any([result.region.mask() for result in results], axis=0)
    np.testing.assert_array_equal(viewer.layers[NAME].data, inside & everywhere)


def test_a_gate_follows_new_images(opened, images, channels, viewer, draw, qtbot):
    dock = opened()
    gate = draw(dock)
    images[0].data = channels[0][::-1].copy()
    settle(qtbot, dock)
    qtbot.waitUntil(
        lambda: np.array_equal(
            viewer.layers[NAME].data, gate.contains(channels[0][::-1], channels[1])
        )
    )


def test_images_with_gaps(opened, viewer, channels, draw):
    a, b = (channel.astype(np.float32) for channel in channels)
    a[5:20, 10:30], b[40:, 7] = np.nan, np.inf
    viewer.add_image(a, name="GFP", colormap="green")
    viewer.add_image(b, name="mCherry", colormap="magenta")
    dock = opened()
    gate = draw(dock, "ellipse")
    valid = np.isfinite(a) & np.isfinite(b)
    inside = gate.contains(*channels) & valid
    np.testing.assert_array_equal(viewer.layers[NAME].data, inside)
    assert f"{100 * inside.sum() / valid.sum():.0f} % of area" in dock.view.plot.line.text.text()


def test_a_colour_image(opened, viewer, channels, draw):
    rgb = np.stack([channels[0] // 16, channels[1] // 16, 0 * channels[0]], axis=-1)
    viewer.add_image(rgb.astype(np.uint8), name="GFP", rgb=True)
    viewer.add_image(channels[1], name="mCherry", colormap="magenta")
    dock = opened()
    dock.form.layers.a.choose(viewer.layers["GFP"])
    dock.form.layers.b.choose(viewer.layers["mCherry"])
    dock.form.fields["colour_a"].value = "red"
    dock.compare()
    dock_settled = dock.view.plot
    draw(dock, "rectangle", [(50, 400), (200, 1500)])
    inside = dock_settled.gates.gate.contains(rgb[..., 0], channels[1])
    layer = viewer.layers[NAME]
    assert layer.ndim == 2
    np.testing.assert_array_equal(layer.data, inside)


def test_a_rotated_layer(opened, viewer, channels, draw):
    a = viewer.add_image(channels[0], name="GFP", colormap="green", rotate=30, scale=(2, 2))
    b = viewer.add_image(channels[1], name="mCherry", colormap="magenta", rotate=10)
    dock = opened()
    gate = draw(dock, "rectangle", [(1000, 1000), (3000, 1500)])
    pair = pair_from_layers(a, b, dock.form.settings())
    inside = gate.contains(np.asarray(pair.a), np.asarray(pair.b))
    assert inside.any()
    layer = viewer.layers[NAME]
    np.testing.assert_array_equal(layer.data, inside)
    np.testing.assert_allclose(layer.data_to_world((3, 4)), a.data_to_world((3, 4)))


def test_a_constant_channel(opened, viewer, channels, draw):
    flat = np.full_like(channels[0], 7)
    viewer.add_image(flat, name="GFP", colormap="green")
    viewer.add_image(channels[1], name="mCherry", colormap="magenta")
    dock = opened()
    gate = draw(dock, "rectangle", [(6.7, 500), (7.3, 1500)])
    np.testing.assert_array_equal(viewer.layers[NAME].data, gate.contains(flat, channels[1]))


def test_a_channel_deleted_while_a_gate_exists(opened, images, viewer, draw, mouse, qtbot):
    dock = opened()
    plot = dock.view.plot
    draw(dock)
    viewer.layers.remove("mCherry")
    draw(dock, "lasso")
    assert plot.gates.gate.kind == "lasso"
    qtbot.mouseClick(plot.line.remove, LEFT)
    assert NAME not in viewer.layers


def test_a_channel_renamed_while_a_gate_exists(opened, images, viewer, draw, mouse, qtbot):
    dock = opened()
    draw(dock)
    images[1].name = "RFP"
    settle(qtbot, dock)
    draw(dock, "lasso")
    ours = [layer.name for layer in viewer.layers if is_output(layer)]
    assert ours == ["gate of GFP and RFP"]
    mouse.drag(dock.view.plot, (3000, 500))
    assert not any(is_output(layer) for layer in viewer.layers)


def test_a_stack_on_a_disk(opened, viewer, channels, draw, qtbot):
    stacks = [np.stack([channel, channel // 2]) for channel in channels]
    for stack, name, colour in zip(stacks, ("GFP", "mCherry"), ("green", "magenta"), strict=True):
        lazy = da.from_array(stack, chunks=(1, 32, 32))
        viewer.add_image(lazy, name=name, colormap=colour)
    dock = opened()
    gate = draw(dock, "rectangle")
    inside = gate.contains(*stacks)
    assert isinstance(viewer.layers[NAME].data, da.Array)
    np.testing.assert_array_equal(viewer.layers[NAME].data.compute(), inside)
    qtbot.mouseClick(dock.view.plot.line.keep, LEFT)
    settle(qtbot, dock)
    np.testing.assert_array_equal(viewer.layers["kept gates of GFP and mCherry"].data, inside)


def test_a_layer_of_the_same_name_is_left_alone(opened, images, channels, viewer, draw):
    theirs = viewer.add_labels(np.full(channels[0].shape, 3), name=NAME)
    dock = opened()
    dock.form.layers.regions.choose(None)
    draw(dock)
    assert (theirs.data == 3).all()
    assert [layer for layer in viewer.layers if is_output(layer)]


def test_a_gate_can_be_kept_as_a_region_and_compared_in(
    opened, images, channels, viewer, draw, press, qtbot
):
    dock = opened()
    plot = dock.view.plot
    first = draw(dock, "rectangle")
    viewer.layers.selection.active = images[0]
    qtbot.mouseClick(plot.line.keep, LEFT)
    settle(qtbot, dock)
    assert viewer.layers.selection.active is images[0]
    second = draw(dock, "lasso", [(2500, 1600), (3600, 1600), (3600, 2700), (2500, 2700)])
    qtbot.mouseClick(plot.line.keep, LEFT)
    settle(qtbot, dock)
    (layer,) = (one for one in viewer.layers if KEPT in one.metadata)
    masks = [gate.contains(*channels) for gate in (first, second)]
    expected = np.where(masks[1], 2, np.where(masks[0], 1, 0))
    np.testing.assert_array_equal(layer.data, expected)
    assert 'choose "kept gates of GFP and mCherry"' in dock.run_bar.status.text()
    taken = np.count_nonzero(masks[0] & masks[1])
    assert (f"{taken:,} of its pixels were" in dock.run_bar.status.text()) == bool(taken)
    dock.form.layers.regions.choose(layer)
    press(dock)
    names = [result.row["region"] for result in dock.view.table.results]
    assert names == ["gate 1 in whole image", "gate 2 in whole image"]
    sizes = [result.row["n_pixels"] for result in dock.view.table.results]
    assert sizes == [np.count_nonzero(expected == i) for i in (1, 2)]


def test_a_gate_without_pixels_cannot_be_kept(opened, images, viewer, draw, qtbot):
    dock = opened()
    draw(dock, "rectangle", [(100, 2600), (300, 2900)])
    assert dock.view.plot.line.text.text().startswith("0 pixels")
    qtbot.mouseClick(dock.view.plot.line.keep, LEFT)
    settle(qtbot, dock)
    assert "no pixel in the gate" in dock.run_bar.status.text()
    assert not any(KEPT in layer.metadata for layer in viewer.layers)


def test_before_the_first_comparison_nothing_can_be_drawn(images, open_dock, qtbot):
    dock = open_dock()
    dock.show()
    plot = dock.view.plot
    qtbot.mouseClick(plot.tools.gates["lasso"], LEFT)
    qtbot.mousePress(plot.canvas, LEFT)
    qtbot.mouseRelease(plot.canvas, LEFT)
    assert plot.gates.gate is None


def test_the_theme_may_change_and_the_gate_stays(opened, images, viewer, draw, qtbot):
    dock = opened()
    gate = draw(dock)
    viewer.theme = "light"
    assert dock.view.plot.gates.gate is gate
    (patch,) = dock.view.plot.gates._drawn.scatter.patches
    np.testing.assert_allclose(patch.get_xy()[:-1], gate.outline)


def test_gates_are_written_down_so_that_they_can_be_drawn_again(opened, images, viewer, draw):
    dock = opened()
    gate = draw(dock, "lasso")
    record = viewer.layers[NAME].metadata["napari-compare"]["gate"]
    assert Gate(record["kind"], tuple(map(tuple, record["corners"]))) == gate


def test_in_a_plugin_s_dock(open_plugin, window, channels, press, draw, qtbot):
    dock = open_plugin()
    press(dock)
    qtbot.waitUntil(lambda: dock.view.plot.canvas._still is not None)
    for kind in ("rectangle", "lasso"):
        gate = draw(dock, kind)
        np.testing.assert_array_equal(window.layers[NAME].data, gate.contains(*channels))
        assert len(window.layers) == 3
    window.layers.remove(NAME)
    assert dock.view.plot.gates.gate is None
    draw(dock)
    qtbot.mouseClick(dock.view.plot.line.keep, LEFT)
    settle(qtbot, dock)
    assert "kept gates of GFP and mCherry" in window.layers
    qtbot.mouseClick(dock.view.plot.line.remove, LEFT)
    assert NAME not in window.layers
