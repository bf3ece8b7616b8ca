"""The dock "Compare a series" as a person meets it: real widgets, real clicks, the real engine."""

from __future__ import annotations

import json
import threading
import time

import dask.array as da
import numpy as np
import pandas as pd
import pytest
from qtpy.QtCore import QModelIndex, QPoint, Qt
from qtpy.QtWidgets import QApplication, QFileDialog, QShortcut

from napari_compare import MixingSettings, Settings, compare_series, mixing_coefficients
from napari_compare.core.results import Progress
from napari_compare.files.mixing import write_mixing
from napari_compare.layers.outputs import TAG
from napari_compare.samples import mixtures
from napari_compare.widgets import CompareSeries
from napari_compare.widgets.series import work as work_module
from napari_compare.widgets.series.conductor import OUTDATED
from napari_compare.widgets.series.form import FRAME, IMAGE, METRICS, MIXING, SERIES

LEFT = Qt.MouseButton.LeftButton
CORNERS = [[5, 5], [5, 30], [40, 30], [40, 5]]


@pytest.fixture(scope="module")
def mixed():
    return mixtures(12, (48, 64))


@pytest.fixture
def layers(viewer, mixed):
    """Two references and a series, as layers of the viewer."""
    first = viewer.add_image(mixed.references[0], name="before")
    second = viewer.add_image(mixed.references[1], name="after")
    return first, second, viewer.add_image(mixed.frames, name="film")


@pytest.fixture
def cells(viewer, layers):
    layer = viewer.add_shapes(name="cells")
    layer.add_rectangles(CORNERS, edge_color="red")
    layer.add_ellipses([[10, 35], [10, 60], [44, 60], [44, 35]], edge_color="cyan")
    layer.features = {"name": ["nucleus", "tip"]}
    return layer


@pytest.fixture
def open_dock(viewer, qtbot):
    docks = []

    def opened(kind=None):
        dock = CompareSeries(viewer)
        docks.append(dock)
        qtbot.addWidget(dock)
        dock.resize(430, 850)
        dock.show()
        qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
        if kind is not None:
            choose(dock.form.kind, kind)
        return dock

    yield opened
    for dock in docks:
        dock.shut_down()


@pytest.fixture
def press(qtbot):
    def pressed(dock):
        qtbot.mouseClick(dock.run_bar.compare, LEFT)
        qtbot.waitUntil(lambda: not dock.busy, timeout=20000)

    return pressed


@pytest.fixture
def stopped_engine(monkeypatch):
    """An engine that makes no headway until it is told to, and yields every 10 ms."""
    go_on, engine = threading.Event(), work_module.mix

    def mix(*given):
        real = engine(*given)
        while not go_on.is_set():
            yield Progress(1, 12)
            time.sleep(0.01)
        yield from real

    monkeypatch.setattr(work_module, "mix", mix)
    yield go_on
    go_on.set()


def choose(combo, value):
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def tick(metrics, key):
    """Tick or untick a metric in the menu."""
    items = (metrics.list.item(i) for i in range(metrics.list.count()))
    (item,) = [item for item in items if item.data(Qt.ItemDataRole.UserRole) == key]
    on, off = Qt.CheckState.Checked, Qt.CheckState.Unchecked
    item.setCheckState(off if item.checkState() == on else on)


def status(dock):
    return dock.run_bar.status.text()


def columns(dock):
    return dock.conductor.found.curves.columns


def is_stale(dock):
    model = dock.view.table.model
    faint = model.data(model.index(0, 2), Qt.ItemDataRole.ForegroundRole) is not None
    assert dock.view.plot.shown.outdated == faint
    return faint


def place_of(plot, frame, y):
    x, y = plot.drawn.axes.transData.transform((frame, y))
    return QPoint(round(x), round(plot.canvas.height() - y))


def test_one_press_finds_the_coefficients_of_the_whole_image(layers, mixed, open_dock, press):
    dock = open_dock()
    assert [one.name for one in dock.form.layers.references.chosen] == ["before", "after"]
    press(dock)
    expected = mixing_coefficients(mixed.frames, mixed.references, names=["before", "after"])
    pd.testing.assert_frame_equal(dock.export.found.wanted.table(dock.export.found), expected)
    assert status(dock) == "Compared: 12 frames."
    (curve,) = dock.view.plot.shown.curves
    assert curve.values.tolist() == expected.x.tolist()
    assert curve.low.tolist() == expected.x_low.tolist()
    assert dock.view.plot.drawn.axes.get_ylabel() == "x: share of before"
    assert not is_stale(dock)


def test_each_region_is_a_curve_in_its_colour_and_a_row_of_each_frame(
    layers, cells, open_dock, press
):
    dock = open_dock()
    press(dock)
    shown = dock.view.plot.shown
    assert [(one.name, one.colour) for one in shown.curves] == [
        ("nucleus", "#ff0000"),
        ("tip", "#00ffff"),
    ]
    model = dock.view.table.model
    assert model.rowCount() == 24
    texts = [model.data(model.index(3, column)) for column in range(3)]
    assert texts == ["1", "tip", f"{columns(dock)['x'][3]:.4f}"]
    heads = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    assert heads == ["t", "region", "x", "x se", "x low", "x high", "R²", "residual"]
    assert "share of before" in model.headerData(
        2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )


def test_a_click_on_the_plot_shows_the_frame_and_the_slider_moves_the_line(
    viewer, layers, open_dock, press, qtbot
):
    dock = open_dock()
    press(dock)
    plot = dock.view.plot
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    heights = plot.shown.curves[0].values
    qtbot.mouseClick(plot.canvas, LEFT, pos=place_of(plot, 7.2, heights[7]))
    assert viewer.dims.current_step[0] == 7
    assert list(plot.drawn.line.get_xdata()) == [7, 7]
    assert dock.view.table.view.selectionModel().selectedRows()[0].row() == 7
    qtbot.mousePress(plot.canvas, LEFT, pos=place_of(plot, 2, heights[2]))
    qtbot.mouseMove(plot.canvas, place_of(plot, 4, heights[4]))
    qtbot.waitUntil(lambda: viewer.dims.current_step[0] == 4)
    qtbot.mouseRelease(plot.canvas, LEFT, pos=place_of(plot, 4, heights[4]))
    qtbot.mouseMove(plot.canvas, place_of(plot, 9, heights[9]))
    qtbot.waitUntil(lambda: plot.line.text().startswith(f"t 9, whole image: {heights[9]:.4f} ("))
    assert viewer.dims.current_step[0] == 4
    viewer.dims.set_point(0, 10)
    assert list(plot.drawn.line.get_xdata()) == [10, 10]
    assert dock.view.table.view.selectionModel().selectedRows()[0].row() == 10


def test_a_row_of_the_table_shows_its_frame(viewer, layers, cells, open_dock, press, qtbot):
    dock = open_dock()
    press(dock)
    view = dock.view.table.view
    place = view.visualRect(dock.view.table.model.index(5, 1)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert viewer.dims.current_step[0] == 2
    assert list(dock.view.plot.drawn.line.get_xdata()) == [2, 2]
    viewer.dims.set_point(0, 4)  # the row of the same region
    assert view.selectionModel().selectedRows()[0].row() == 9


def test_all_choices_reach_the_fit(layers, mixed, open_dock, press):
    dock = open_dock()
    fields = dock.form.mixing_fields
    fields["bounds"].value = "0-1"
    for name in ("offset", "gain", "robust"):
        fields[name].value = True
    fields["weights"].value = "poisson"
    fields["confidence"].value = 0.9
    press(dock)
    chosen = MixingSettings(
        bounds="0-1", offset=True, gain=True, robust=True, weights="poisson", confidence=0.9
    )
    expected = mixing_coefficients(mixed.frames, mixed.references, None, chosen)
    for key in ("x", "x_low", "gain", "offset"):
        assert columns(dock)[key].tolist() == expected[key].tolist()
    fields["robust"].value = False
    fields["reference_noise"].value = "0.5"
    press(dock)
    assert 'choose the bounds "free"' in status(dock)
    assert is_stale(dock)


def test_frames_of_the_series_are_references_and_their_order_counts(
    viewer, layers, mixed, open_dock, press, qtbot
):
    viewer.layers.remove("before")
    viewer.layers.remove("after")
    dock = open_dock()
    press(dock)
    assert "need two references" in status(dock)
    for frame in (3, 8, 8):
        viewer.dims.set_point(0, frame)
        qtbot.mouseClick(dock.form.layers.references.add_frame, LEFT)
    listed = dock.form.layers.references.list
    assert [listed.item(i).text() for i in range(listed.count())] == [
        "R1: t 3 of film",
        "R2: t 8 of film",
    ]
    press(dock)
    assert columns(dock)["x"][[3, 8]] == pytest.approx([1, 0])
    box = QPoint(12, listed.visualItemRect(listed.item(0)).center().y())
    qtbot.mouseClick(listed.viewport(), LEFT, pos=box)
    assert dock.form.layers.references.chosen == (8,)
    assert is_stale(dock)
    assert status(dock) == OUTDATED


def test_another_order_of_references_is_another_x(layers, open_dock, press):
    dock = open_dock()
    press(dock)
    x = columns(dock)["x"]
    listed = dock.form.layers.references.list
    nowhere = QModelIndex()
    assert listed.model().moveRow(nowhere, 0, nowhere, 2)  # what dropping a dragged entry does
    assert [listed.item(i).text() for i in range(2)] == ["R1: after", "R2: before"]
    assert status(dock) == OUTDATED
    press(dock)
    assert columns(dock)["x"] == pytest.approx(1 - x)
    dock.viewer.layers["after"].name = "later"
    assert listed.item(0).text() == "R1: later"
    assert is_stale(dock)


def test_the_residual_is_a_layer_computed_frame_by_frame(
    viewer, layers, mixed, open_dock, press, qtbot
):
    film = layers[2]
    film.scale, film.translate, film.units = (1, 0.5, 0.5), (0, 3, 4), ("s", "um", "um")
    for reference in layers[:2]:
        reference.scale, reference.translate = (0.5, 0.5), (3, 4)
        reference.units = ("um", "um")
    dock = open_dock()
    qtbot.mouseClick(dock.residual, LEFT)
    assert "Press Compare first" in status(dock)
    press(dock)
    qtbot.mouseClick(dock.residual, LEFT)
    layer = viewer.layers["film − fitted mixture"]
    assert hasattr(layer.data, "dask")
    found = columns(dock)
    first, second = (one.astype(float) for one in mixed.references)
    left = mixed.frames[5] - found["x"][5] * first - (1 - found["x"][5]) * second
    np.testing.assert_allclose(np.asarray(layer.data[5]), left, atol=1e-3)
    assert np.array_equal(layer.data_to_world((1, 2, 3)), film.data_to_world((1, 2, 3)))
    assert layer.metadata[TAG]["output"] == "residual"
    press(dock)
    qtbot.mouseClick(dock.residual, LEFT)
    assert len(viewer.layers) == 4
    assert dock.form.layers.references.chosen == layers[:2]


def test_what_changes_makes_the_numbers_stale(viewer, layers, cells, open_dock, press, qtbot):
    dock = open_dock()
    assert status(dock) == "Choose a series and press Compare."
    layers[0].data = layers[0].data + 1
    assert status(dock) == "Choose a series and press Compare."

    def changed(change):
        press(dock)
        assert not is_stale(dock)
        change()
        qtbot.waitUntil(lambda: OUTDATED in status(dock))
        assert is_stale(dock)

    changed(lambda: setattr(layers[0], "data", layers[0].data + 1))
    changed(lambda: setattr(layers[2], "scale", (1, 1, 1.0001)))
    changed(lambda: cells.add_rectangles([[1, 1], [1, 4], [4, 4], [4, 1]]))
    changed(lambda: setattr(dock.form.mixing_fields["offset"], "value", True))
    changed(lambda: viewer.layers.remove("after"))
    assert 'The layer "after" was removed.' in status(dock)
    press(dock)
    assert "two references" in status(dock)


def test_cancel_stops_at_once_and_says_so(layers, open_dock, press, qtbot, stopped_engine):
    dock = open_dock()
    qtbot.mouseClick(dock.run_bar.compare, LEFT)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    qtbot.mouseClick(dock.run_bar.cancel, LEFT)
    assert not dock.busy
    assert status(dock) == "Cancelled."
    stopped_engine.set()
    press(dock)
    assert status(dock) == "Compared: 12 frames."


def test_a_layer_that_is_deleted_meanwhile_makes_the_numbers_stale(
    viewer, layers, cells, open_dock, qtbot, stopped_engine
):
    dock = open_dock()
    qtbot.mouseClick(dock.run_bar.compare, LEFT)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    viewer.layers.remove("film")
    viewer.layers.remove("cells")
    stopped_engine.set()
    qtbot.waitUntil(lambda: not dock.busy)
    assert len(dock.conductor.found.curves) == 24
    assert is_stale(dock)
    assert OUTDATED in status(dock)
    plot = dock.view.plot
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    qtbot.mouseClick(plot.canvas, LEFT, pos=place_of(plot, 7, 0.5))  # there is no frame to show


def test_closing_the_dock_while_it_works_harms_nobody(layers, open_dock, qtbot, stopped_engine):
    dock = open_dock()
    qtbot.mouseClick(dock.run_bar.compare, LEFT)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    dock.shut_down()
    dock.shut_down = lambda: None
    stopped_engine.set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda viewer: viewer.layers.remove("film"), "There is no series"),
        (lambda viewer: viewer.add_shapes(name="empty"), 'The layer "empty" is empty'),
        (
            lambda viewer: setattr(viewer.layers["before"], "translate", (999, 999)),
            '"film" and "before" have no pixel in common',
        ),
        (
            lambda viewer: setattr(viewer.layers["after"], "data", np.zeros((2, 48, 64))),
            '"after" has 2 images along t, but one is needed',
        ),
        (
            lambda viewer: viewer.add_labels(np.indices((12, 48, 64))[0] // 6 + 1, name="moving"),
            "is not the same in all frames",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(viewer, layers, open_dock, press, change, said):
    dock = open_dock()
    change(viewer)
    press(dock)
    assert said in status(dock)


def test_references_that_are_equal_or_partly_there_are_told(viewer, mixed, open_dock, press):
    first = mixed.references[0].astype(np.float32)
    first[3, 4:9] = np.nan
    viewer.add_image(first, name="with holes")
    viewer.add_image(mixed.references[1][:, :40], name="narrow")
    viewer.add_image(mixed.frames, name="film")
    dock = open_dock()
    press(dock)
    assert 'Pixels of "film" where "narrow" has none are excluded.' in dock.view.notes.label.text()
    assert f"{48 * 24 + 5:,} pixels are left out" in dock.view.notes.label.text()
    assert np.isfinite(columns(dock)["x"]).all()
    viewer.layers["narrow"].data = first
    press(dock)
    assert "whole image, all frames: x is undefined: the references are equal" in (
        dock.view.notes.label.text()
    )
    assert "condition number is infinite" in dock.view.notes.label.text()
    assert dock.view.plot.drawn.axes.texts[0].get_text().startswith("no number is defined")
    assert dock.view.table.model.data(dock.view.table.model.index(0, 2)) == "n/a"


def test_colour_images_and_dask_give_their_luminance(viewer, mixed, open_dock, press):
    grey = [np.stack([one] * 3, axis=-1).astype(np.uint8) for one in mixed.references]
    film = np.stack([mixed.frames] * 3, axis=-1).clip(0, 255).astype(np.uint8)
    for name, image in zip(("before", "after"), grey, strict=True):
        viewer.add_image(image, name=name, rgb=True)
    viewer.add_image(da.from_array(film, chunks=(5, 48, 64, 3)), name="film", rgb=True)
    dock = open_dock()
    press(dock)
    assert '"film" is a colour image: its luminance is taken.' in dock.view.notes.label.text()
    assert len(dock.conductor.found.curves) == 12


def test_frames_may_lie_along_any_axis(viewer, mixed, open_dock, press):
    stack = np.stack([mixed.frames, mixed.frames[::-1]])  # t, z, y, x
    for image, name in zip(mixed.references, ("before", "after"), strict=True):
        viewer.add_image(image, name=name)
    viewer.add_image(da.from_array(stack, chunks=(1, 1, 48, 64)), name="film")
    dock = open_dock()
    dock.form.axis.setCurrentText("z")
    press(dock)
    expected = mixing_coefficients(
        np.moveaxis(stack, 1, 0), [np.stack([one] * 2) for one in mixed.references]
    )
    assert columns(dock)["x"].tolist() == expected.x.tolist()
    assert dock.view.plot.drawn.axes.get_xlabel() == "z"
    dock.view.plot.frame_chosen.emit(9)
    assert viewer.dims.current_step[:2] == (0, 9)
    dock.residual.click()
    left = viewer.layers["film − fitted mixture"].data
    assert left.shape == stack.shape
    rms = np.sqrt((np.asarray(left[:, 9]).astype(float) ** 2).mean())
    assert rms == pytest.approx(expected.residual_rms[9], rel=1e-5)


def test_metrics_of_each_frame_and_the_next(layers, cells, mixed, open_dock, press, qtbot):
    dock = open_dock(METRICS)
    assert not dock.residual.isVisibleTo(dock)
    assert dock.form.metrics.text() == "Essential"
    for key in ("rmsd", "pearson_r", "psnr", "psnr"):
        tick(dock.form.metrics, key)
    assert dock.form.metrics.text() == "Pearson's r, RMSD"
    press(dock)
    settings = Settings(metrics=("pearson_r", "rmsd"))
    masks = {region.name: region.mask() for region in dock.conductor.found.regions}
    expected = compare_series(mixed.frames, "next", masks, settings)
    table = dock.export.found.wanted.table(dock.export.found)
    assert table.pearson_r.tolist() == expected.pearson_r.tolist()
    assert table.rmsd.tolist() == expected.rmsd.tolist()
    assert table.frame.tolist()[-1] == "t 10"
    assert status(dock) == "Compared: 11 frames in 2 regions."
    plot = dock.view.plot
    assert plot.column.currentText() == "Pearson's r"
    plot.column.setCurrentIndex(plot.column.findData("rmsd"))
    assert plot.shown.curves[1].values.tolist() == expected.rmsd[1::2].tolist()


def test_metrics_against_a_frame_an_image_and_another_series(
    viewer, layers, mixed, open_dock, press
):
    viewer.add_image(mixed.frames[::-1].copy(), name="backwards")
    viewer.layers.move(3, 0)
    dock = open_dock(METRICS)
    dock.form.layers.series.choose(layers[2])
    dock.form.metrics.value = ("pearson_r",)
    choose(dock.form.against, FRAME)
    dock.form.frame.setValue(4)
    press(dock)
    settings = Settings(metrics=("pearson_r",))
    expected = compare_series(mixed.frames, 4, None, settings).pearson_r
    assert columns(dock)["pearson_r"].tolist() == expected.tolist()
    choose(dock.form.against, IMAGE)
    dock.form.layers.other.choose(layers[1])
    press(dock)
    expected = compare_series(mixed.frames, mixed.references[1], None, settings).pearson_r
    np.testing.assert_allclose(columns(dock)["pearson_r"], expected, rtol=1e-12)
    choose(dock.form.against, SERIES)
    dock.form.layers.other.choose(viewer.layers["backwards"])
    press(dock)
    r = columns(dock)["pearson_r"]
    np.testing.assert_allclose(r, r[::-1], rtol=1e-12)
    assert r[3] == pytest.approx(
        np.corrcoef(mixed.frames[3].ravel(), mixed.frames[8].ravel())[0, 1]
    )
    dock.form.fields["threshold"].value = "manual"
    press(dock)
    assert "needs a number for threshold_a" in status(dock)


def test_labels_that_move_are_followed_by_metrics(viewer, layers, mixed, open_dock, press):
    labels = np.zeros(mixed.frames.shape, int)
    for frame, plane in enumerate(labels):
        plane[10:30, frame : frame + 20] = 1
    viewer.add_labels(labels, name="track")
    dock = open_dock(METRICS)
    press(dock)
    expected = compare_series(mixed.frames, "next", labels[:-1].astype(bool))
    assert columns(dock)["pearson_r"].tolist() == expected.pearson_r.tolist()


def test_the_table_is_saved_as_the_command_writes_it(
    layers, mixed, open_dock, press, tmp_path, monkeypatch, qtbot
):
    dock = open_dock()
    dock.export.copy()
    assert "no numbers yet" in status(dock)
    press(dock)
    table = mixing_coefficients(mixed.frames, mixed.references, names=["before", "after"])
    write_mixing(tmp_path, table, dock.conductor.found.regions, {})
    chosen = tmp_path / "saved.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    actions = {action.text(): action for action in dock.export.menu().actions()}
    actions["Save table …"].trigger()
    assert chosen.read_bytes() == (tmp_path / "mixing.csv").read_bytes()
    assert status(dock) == "Saved saved.csv."
    chosen = tmp_path / "choices.json"
    actions["Save choices …"].trigger()
    assert MixingSettings.from_dict(json.loads(chosen.read_text())) == MixingSettings()
    actions["Copy table (for a spreadsheet)"].trigger()
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 13
    assert lines[0].split("\t")[:4] == ["frame", "region", "x", "x_se"]
    dock.view.plot.save(tmp_path / "plot.svg", (100, 60), 100)
    assert (tmp_path / "plot.svg").stat().st_size > 1000


def test_the_last_choices_are_there_again(layers, open_dock, press, choices_folder, monkeypatch):
    opened = []
    monkeypatch.setattr("napari_compare.widgets.series.dock.open_url", opened.append)
    dock = open_dock()
    dock.form.mixing_fields["weights"].value = "poisson"
    dock.form.mixing_fields["reference_noise"].value = "0.25"
    press(dock)
    choose(dock.form.kind, METRICS)
    dock.form.metrics.value = ("rmsd",)
    press(dock)
    dock.shut_down()
    dock.shut_down = lambda: None
    again = open_dock()
    assert again.form.settings() == dock.form.settings()
    assert again.form.metrics.text() == "RMSD"
    again.findChild(QShortcut).activated.emit()
    choose(again.form.kind, MIXING)
    again.findChild(QShortcut).activated.emit()
    assert [url.rpartition("/")[2] for url in opened] == ["series.html", "mixing.html"]
    for text in ("{", '{"settings": {}, "mixing": {"bounds": 3}}', '{"settings": [1]}'):
        (choices_folder / "series.json").write_text(text)
        assert "Your last choices were not taken" in status(open_dock())


def test_keys_press_the_buttons(layers, open_dock, qtbot, stopped_engine):
    dock = open_dock()
    dock.activateWindow()
    qtbot.keyClick(dock, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dock.run_bar.progress.value() == 1)
    qtbot.keyClick(dock, Qt.Key.Key_Escape)
    assert status(dock) == "Cancelled."


def test_in_napari_s_window_it_opens_docks_and_is_closed(make_napari_viewer, mixed, qtbot):
    viewer = make_napari_viewer()
    for name, image in zip(("before", "after"), mixed.references, strict=True):
        viewer.add_image(image, name=name)
    viewer.add_image(mixed.frames, name="film")
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare a series")
    qtbot.mouseClick(dock.run_bar.compare, LEFT)  # before the loops are compiled
    qtbot.waitUntil(lambda: not dock.busy and not dock.preparing, timeout=60000)
    assert status(dock) == "Compared: 12 frames."
    dock.residual.click()
    plot = dock.view.plot
    plot.canvas.draw()
    qtbot.mouseClick(plot.canvas, LEFT, pos=place_of(plot, 6, 0.55))
    assert viewer.dims.current_step[0] == 6
    viewer.theme = "light"
    assert plot.theme == "light"
    viewer.window.remove_dock_widget("all")
    viewer.dims.set_point(0, 2)
    assert list(plot.drawn.line.get_xdata()) == [6, 6]
