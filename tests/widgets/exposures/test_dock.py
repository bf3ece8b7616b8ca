"""The dock "Compare exposures": two photos in one go, as `measure` compares their files."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QFileDialog

from napari_compare import compare_files
from napari_compare.files.exposures import DIFFERENCES
from napari_compare.files.raw import read_raw
from napari_compare.layers import raw_files
from napari_compare.layers.raw_files import WAYS, read_photos
from napari_compare.widgets import CompareExposures
from napari_compare.widgets.output_layers import is_output
from raw_files import BLACK, write_linear


@pytest.fixture
def files(tmp_path):
    """Two exposures of one scene, the second with less red at its left."""
    rng = np.random.default_rng(6)
    light = rng.gamma(2, 200, (50, 70, 3))
    found = []
    for name, time in (("short", 0.5), ("long", 1.0)):
        seen = light * time
        if name == "long":
            seen[:, :20, 0] *= 0.2
        counts = np.clip(BLACK + rng.poisson(seen), 0, 4095).astype(np.uint16)
        found.append(tmp_path / f"{name}.dng")
        write_linear(found[-1], counts)
    return found


@pytest.fixture
def open_dock(viewer, qtbot):
    """Open the dock as large as a dock is; it lives until the test is over."""
    docks = []

    def opened() -> CompareExposures:
        dock = CompareExposures(viewer)
        docks.append(dock)
        qtbot.addWidget(dock)
        dock.resize(420, 800)
        dock.show()
        qtbot.waitExposed(dock)
        return dock

    yield opened
    for dock in docks:
        dock.shut_down()


def drag(viewer, files, way, monkeypatch):
    monkeypatch.setattr(raw_files, "preferred_way", lambda: way)
    for data, about, _ in read_photos([str(file) for file in files]):
        viewer.add_image(data, **about)


def compare(qtbot, dock):
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.busy, timeout=30000)


def headers(dock):
    model = dock.table.model
    return [
        model.headerData(i, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        for i in range(model.columnCount())
    ]


def status(dock):
    return dock.run_bar.status.text()


@pytest.mark.parametrize("way", WAYS)
def test_one_press_compares_every_colour_as_the_command_does(
    viewer, files, way, open_dock, qtbot, monkeypatch
):
    drag(viewer, files, way, monkeypatch)
    dock = open_dock()
    compare(qtbot, dock)
    assert headers(dock) == ["red", "green", "blue"]
    expected = compare_files(*files)
    for key in ("pearson_r", "rmsd", "n_pixels", "threshold_a"):
        found = [result.row[key] for result in dock.table.results]
        np.testing.assert_array_equal(found, expected[key])


def test_the_dock_may_be_open_before_the_photos(viewer, files, open_dock, qtbot, monkeypatch):
    dock = open_dock()
    assert "Drag two photos" in status(dock)
    compare(qtbot, dock)
    assert "There is no image layer" in status(dock)
    drag(viewer, files, "a layer for each colour", monkeypatch)
    compare(qtbot, dock)
    assert headers(dock) == ["red", "green", "blue"]


def test_the_picture_shows_the_colour_that_is_selected(
    viewer, files, open_dock, qtbot, monkeypatch
):
    drag(viewer, files, "one layer in colour", monkeypatch)
    dock = open_dock()
    assert dock.picture.pixmap().isNull()
    compare(qtbot, dock)
    qtbot.waitUntil(lambda: not dock.picture._drawing.running, timeout=30000)
    red = dock.picture.pixmap().toImage()
    assert red.width() == dock.picture.width() * dock.devicePixelRatioF()
    header = dock.table.view.horizontalHeader()
    place = header.sectionViewportPosition(2) + 5
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 5))
    qtbot.waitUntil(lambda: not dock.picture._drawing.running, timeout=30000)
    assert dock.table.selected == 2
    assert dock.picture.pixmap().toImage() != red


@pytest.mark.parametrize(
    ("way", "each"),
    [
        ("one layer in colour", 3),
        ("a layer for each colour", 3),
        ("one layer with a plane for each colour", 1),
    ],
)
def test_layers_show_where_each_is_brighter(
    viewer, files, way, each, open_dock, qtbot, monkeypatch
):
    drag(viewer, files, way, monkeypatch)
    dock = open_dock()
    compare(qtbot, dock)
    a, b = (colours_of(file) for file in files)
    everything = dock.add.menu().actions()[-1]
    everything.trigger()
    everything.trigger()
    made = [layer for layer in viewer.layers if is_output(layer)]
    assert len(made) == 3 * each
    assert [layer.visible for layer in made] == 2 * each * [False] + each * [True]
    expected = (np.maximum(a - b, 0), np.maximum(b - a, 0), np.abs(a - b))
    for i, image in enumerate(expected):
        found = [layer.data for layer in made[each * i : each * (i + 1)]]
        np.testing.assert_array_equal(found[0] if each == 1 else np.stack(found), image)
    assert dock.layers.a.count() == len(viewer.layers) - len(made)


def colours_of(file):
    """Return the intensities of an exposure, a plane for each colour."""
    return np.moveaxis(read_raw(file).data, -1, 0).astype(int)


def test_everything_is_saved_that_the_command_saves(
    viewer, files, open_dock, qtbot, monkeypatch, tmp_path
):
    drag(viewer, files, "one layer in colour", monkeypatch)
    dock = open_dock()
    assert not dock.save.isEnabled()
    compare(qtbot, dock)
    compare_files(*files, out=tmp_path / "command")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "dock"))
    qtbot.mouseClick(dock.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: status(dock).startswith("Saved"), timeout=30000)
    names = {path.name for path in (tmp_path / "command").iterdir()}
    assert {path.name for path in (tmp_path / "dock").iterdir()} == names
    for key in DIFFERENCES:
        image, other = (tifffile.imread(tmp_path / of / f"{key}.tif") for of in ("dock", "command"))
        np.testing.assert_array_equal(image, other)


def test_regions_drawn_on_a_photo_have_a_row_for_each_colour(
    viewer, files, open_dock, qtbot, monkeypatch
):
    drag(viewer, files, "one layer in colour", monkeypatch)
    shapes = viewer.add_shapes([[[5, 5], [5, 30], [25, 30], [25, 5]]], name="patch")
    shapes.features = {"name": ["left"]}
    dock = open_dock()
    compare(qtbot, dock)
    assert [result.region.name for result in dock.table.results] == 3 * ["left"]
    assert {result.row["n_pixels"] for result in dock.table.results} == {20 * 25}


def test_what_does_not_fit_is_a_sentence_and_old_numbers_look_old(
    viewer, files, open_dock, qtbot, monkeypatch
):
    drag(viewer, files, "a layer for each colour", monkeypatch)
    dock = open_dock()
    compare(qtbot, dock)
    dock.layers.b.choose(viewer.layers["short, blue"])
    dock.layers.a.choose(viewer.layers["short, red"])
    compare(qtbot, dock)
    assert status(dock) == "A and B are colours of one photo: choose another photo for B."
    assert dock.table.model._stale
    assert not dock.save.isEnabled()
    viewer.add_image(np.zeros((50, 60, 3), np.uint16), rgb=True, name="small", translate=(900, 900))
    dock.layers.b.choose(viewer.layers["small"])
    compare(qtbot, dock)
    assert "no pixel in common" in status(dock)


def test_a_layer_taken_away_makes_the_numbers_old(viewer, files, open_dock, qtbot, monkeypatch):
    drag(viewer, files, "one layer in colour", monkeypatch)
    dock = open_dock()
    compare(qtbot, dock)
    viewer.layers.remove("long")
    assert dock.table.model._stale
    assert dock.run_bar.status.styleSheet()


def test_a_layer_taken_away_ends_what_is_being_compared(viewer, open_dock, qtbot):
    pixels = np.random.default_rng(1).integers(0, 60000, (1500, 1500, 3)).astype(np.uint16)
    viewer.add_image(pixels, rgb=True, name="one")
    viewer.add_image(pixels // 2, rgb=True, name="two")
    dock = open_dock()
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    viewer.layers.remove("one")
    assert not dock.busy
    assert status(dock) == "Cancelled."
    assert dock.found is None


def test_everything_has_a_tooltip_and_the_dock_fits_into_360_pixels(open_dock):
    dock = open_dock()
    dock.resize(360, 700)
    for widget in (*dock.layers.combos, dock.run_bar.compare, dock.add, dock.save, dock.picture):
        assert widget.toolTip()
        assert widget.mapTo(dock, widget.rect().topRight()).x() <= 360
