"""The dock "What is most alike?", driven as a person does."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile
from napari.layers import Image, Shapes
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFileDialog

from napari_compare.files.spreadsheet import read_csv
from napari_compare.layers.outputs import is_output
from napari_compare.widgets import MostAlike
from napari_compare.widgets.alike.form import FOLDER, FRAMES, LAYERS

EDITED = (slice(20, 30), slice(40, 60))


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 4000, (64, 96)).astype(np.uint16)


@pytest.fixture
def edited(image) -> np.ndarray:
    copy = image.copy()
    copy[EDITED] = 5000
    return copy


@pytest.fixture
def folder(tmp_path, image, edited):
    """An image, a copy, an edited one, and a file that is no image."""
    folder = tmp_path / "images"
    folder.mkdir()
    for name, one in {"query": image, "copy": image, "edited": edited, "other": image.T}.items():
        tifffile.imwrite(folder / f"{name}.tif", one)
    (folder / "broken.tif").write_bytes(b"no image")
    return folder


@pytest.fixture
def open_alike(viewer, qtbot):
    """Open the dock."""
    docks = []

    def opened() -> MostAlike:
        dock = MostAlike(viewer)
        docks.append(dock)
        qtbot.addWidget(dock)
        return dock

    yield opened
    for dock in docks:
        dock.shut_down()


@pytest.fixture
def find(qtbot):
    """Press Find and wait for the end."""

    def pressed(dock: MostAlike) -> None:
        qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dock.busy, timeout=60000)

    return pressed


@pytest.fixture
def click(qtbot):
    """Click on a match of the gallery and wait until it is shown."""

    def clicked(dock: MostAlike, row: int) -> None:
        dock.gallery.resize(300, 600)
        place = dock.gallery.visualItemRect(dock.gallery.item(row)).center()
        qtbot.mouseClick(dock.gallery.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(lambda: not dock.link.running, timeout=20000)

    return clicked


def choose(combo, text: str) -> None:
    combo.setCurrentIndex(combo.findText(text))


def titles(dock: MostAlike) -> list[str]:
    return [dock.gallery.item(i).text().split("\n")[0] for i in range(dock.gallery.count())]


def test_layers_are_ranked_and_a_click_selects_one(viewer, image, edited, open_alike, find, click):
    viewer.add_image(image, name="query")
    viewer.add_image(image.T, name="turned")
    viewer.add_image(edited, name="edited")
    viewer.add_image(image.copy(), name="copy", visible=False)
    dock = open_alike()
    dock.form.image.choose(viewer.layers["query"])
    find(dock)
    assert titles(dock) == ["1. copy", "2. edited", "turned ⚠"]
    assert "has another size" in dock.gallery.item(2).toolTip()
    assert "identical" in dock.gallery.item(0).text()
    assert "differs in y 20–29, x 40–59" in dock.gallery.item(1).text()
    assert dock.run_bar.status.text() == "query: 3 images compared, 1 identical."
    assert not dock.differs.isEnabled()
    click(dock, 0)
    assert viewer.layers.selection.active.name == "copy"
    assert viewer.layers["copy"].visible
    assert not dock.differs.isEnabled()


def test_what_differs_is_shown_as_layers_of_ours(
    viewer, image, edited, open_alike, find, click, qtbot
):
    query = viewer.add_image(image, name="query", scale=(0.5, 0.5), translate=(3, 4))
    viewer.add_image(edited, name="edited")
    dock = open_alike()
    dock.form.image.choose(query)
    find(dock)
    click(dock, 0)
    for _ in range(2):  # the second time the layers take the place of the first
        qtbot.mouseClick(dock.differs, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dock.link.running, timeout=20000)
    difference, box = (layer for layer in viewer.layers if is_output(layer))
    assert isinstance(difference, Image)
    assert isinstance(box, Shapes)
    np.testing.assert_array_equal(difference.data, image.astype(np.float32) - edited)
    np.testing.assert_allclose(difference.data_to_world((20, 40)), query.data_to_world((20, 40)))
    (corners,) = box.data
    assert corners.min(axis=0).tolist() == [19.5, 39.5]
    assert corners.max(axis=0).tolist() == [29.5, 59.5]
    np.testing.assert_allclose(box.data_to_world((20, 40)), query.data_to_world((20, 40)))
    assert "difference" not in [dock.form.image.itemText(i) for i in range(2)]


def test_a_folder_is_ranked_and_a_click_opens_a_file(
    viewer, image, folder, open_alike, find, click
):
    viewer.add_image(
        image, name="query", metadata={"napari-compare file": str(folder / "query.tif")}
    )
    dock = open_alike()
    choose(dock.form.place, FOLDER)
    dock.form.folder.set_text(str(folder))
    find(dock)
    assert titles(dock) == ["1. copy.tif", "2. edited.tif", "other.tif ⚠"]
    assert "1 not read" in dock.run_bar.status.text()
    click(dock, 1)
    assert [layer.name for layer in viewer.layers] == ["query", "edited"]
    click(dock, 1)
    assert len(viewer.layers) == 2
    assert "open" in dock.run_bar.status.text()


def test_the_table_has_what_the_gallery_has_not(viewer, image, folder, open_alike, find, qtbot):
    viewer.add_image(image, name="query")
    dock = open_alike()
    choose(dock.form.place, FOLDER)
    dock.form.folder.set_text(str(folder))
    find(dock)
    dock.tabs.setCurrentIndex(1)
    model = dock.table.model()
    last = model.rowCount() - 1
    row = [model.index(last, i).data() for i in range(model.columnCount())]
    assert row[0] == "broken.tif"
    assert "could not be read" in row[-1]
    assert model.headerData(last, Qt.Orientation.Vertical) == "–"
    dock.table.resize(400, 400)
    place = dock.table.visualRect(model.index(last, 0)).center()
    qtbot.mouseClick(dock.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "broken.tif was not compared" in dock.run_bar.status.text()


def test_frames_are_ranked_and_a_click_moves_the_slider(viewer, image, open_alike, find, click):
    frames = np.stack([image, image // 2, image.T.reshape(image.shape), image + 1, image])
    film = viewer.add_image(frames, name="film", axis_labels=("t", "y", "x"))
    viewer.dims.set_current_step(0, 4)
    dock = open_alike()
    choose(dock.form.place, FRAMES)
    choose(dock.form.by, "RMSD")
    assert dock.form.frames.currentText() == "film, 5 × t"
    find(dock)
    assert titles(dock)[:2] == ["1. film, t 0", "2. film, t 3"]
    assert "film, t 4" not in " ".join(titles(dock))  # the frame that was asked about
    click(dock, 1)
    assert viewer.dims.current_step[0] == 3
    assert viewer.layers.selection.active is film


def test_where_frames_differ_lies_on_the_frame(
    viewer, image, edited, open_alike, find, click, qtbot
):
    viewer.add_image(np.stack([edited, image, image[::-1]]), name="film", scale=(2, 1, 1))
    viewer.dims.set_point(0, 2)
    dock = open_alike()
    choose(dock.form.place, FRAMES)
    find(dock)
    assert titles(dock)[0] == "1. film, image 0"
    click(dock, 0)
    qtbot.mouseClick(dock.differs, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.link.running, timeout=20000)
    difference, box = (layer for layer in viewer.layers if is_output(layer))
    assert difference.data.shape == (1, *image.shape)
    assert difference.data_to_world((0, 0, 0)) == (2, 0, 0)
    assert box.data_to_world(box.data[0][0])[0] == 2


def test_only_the_plane_that_is_shown(viewer, image, edited, open_alike, find):
    stack = viewer.add_image(np.stack([image, edited]), name="stack")
    viewer.add_image(np.stack([image[::-1], edited]), name="other")
    viewer.dims.set_current_step(0, 1)
    dock = open_alike()
    dock.form.image.choose(stack)
    dock.show()
    find(dock)
    assert titles(dock) == ["1. other"]
    assert "differs in z 0, y" in dock.gallery.item(0).text()
    dock.form.plane.setChecked(True)
    find(dock)
    assert titles(dock) == ["1. other, image 1"]
    assert "identical" in dock.gallery.item(0).text()


def test_colours_and_stacks_are_taken_as_they_are(viewer, image, open_alike, find, click, qtbot):
    photo = np.stack([image >> 4, image >> 5, image >> 6], axis=-1).astype(np.uint8)
    edited = photo.copy()
    edited[3, 4, 2] ^= 1
    query = viewer.add_image(photo, name="photo", rgb=True)
    viewer.add_image(edited, name="edited", rgb=True)
    viewer.add_image(np.stack([image, image]), name="stack")
    dock = open_alike()
    dock.form.image.choose(query)
    find(dock)
    assert titles(dock) == ["1. edited", "stack ⚠"]
    assert "differs in y 3, x 4" in dock.gallery.item(0).text()
    click(dock, 0)
    qtbot.mouseClick(dock.differs, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.link.running, timeout=20000)
    assert sum(is_output(layer) for layer in viewer.layers) == 2


def test_what_is_missing_is_said(viewer, image, tmp_path, open_alike, find):
    dock = open_alike()
    find(dock)
    assert "no image layer" in dock.run_bar.status.text()
    viewer.add_image(image, name="query")
    find(dock)
    assert "no other image layer" in dock.run_bar.status.text()
    choose(dock.form.place, FRAMES)
    find(dock)
    assert "No layer has frames" in dock.run_bar.status.text()
    choose(dock.form.place, FOLDER)
    find(dock)
    assert "Choose the folder" in dock.run_bar.status.text()
    for path, sentence in ((tmp_path / "no", "no file or folder"), (tmp_path, "no other file")):
        dock.form.folder.set_text(str(path))
        find(dock)
        assert sentence in dock.run_bar.status.text()
    choose(dock.form.place, LAYERS)


def test_cancel_keeps_what_was_found(viewer, image, tmp_path, open_alike, qtbot):
    for i in range(300):
        tifffile.imwrite(tmp_path / f"{i}.tif", np.roll(image, i))
    viewer.add_image(image, name="query")
    dock = open_alike()
    choose(dock.form.place, FOLDER)
    choose(dock.form.by, "Matched features")
    dock.form.folder.set_text(str(tmp_path))
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(dock.matches) > 3, timeout=60000)
    qtbot.mouseClick(dock.run_bar.cancel, Qt.MouseButton.LeftButton)
    assert not dock.busy
    assert 3 < len(dock.matches) < 300
    assert dock.gallery.count() == min(60, len(dock.matches))
    assert dock.run_bar.status.text().startswith("Cancelled. query: ")
    assert not dock.run_bar.cancel.isVisibleTo(dock)


def test_matches_are_saved(viewer, image, edited, tmp_path, monkeypatch, open_alike, find):
    viewer.add_image(image, name="query")
    viewer.add_image(edited, name="=1+1")
    dock = open_alike()
    table, page = dock.save.menu().actions()
    dock.form.image.choose(viewer.layers["query"])
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "alike.csv"), "CSV (*.csv)")
    )
    table.trigger()
    assert "nothing to save yet" in dock.run_bar.status.text()
    find(dock)
    table.trigger()
    (row,) = read_csv(tmp_path / "alike.csv")
    assert (row["image"], row["y_first"], row["x_last"]) == ("=1+1", "20", "59")
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "page"), "Web page (*.html)")
    )
    page.trigger()
    assert "What is most alike to query?" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_match_whose_layer_is_gone_is_said(viewer, image, edited, open_alike, find, click):
    viewer.add_image(image, name="query")
    other = viewer.add_image(edited, name="edited")
    dock = open_alike()
    dock.form.image.choose(viewer.layers["query"])
    find(dock)
    viewer.layers.remove(other)
    click(dock, 0)
    assert "no longer in the viewer" in dock.run_bar.status.text()


def test_keys(viewer, image, edited, open_alike, qtbot):
    viewer.add_image(image, name="query")
    viewer.add_image(edited, name="edited")
    dock = open_alike()
    qtbot.keyClick(dock, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dock.busy and dock.gallery.count() == 1, timeout=60000)
    dock.gallery.setCurrentRow(0)
    viewer.layers.selection.clear()
    qtbot.keyClick(dock.gallery, Qt.Key.Key_Return)
    assert viewer.layers.selection.active is dock.gallery.match.candidate.source.layer
    assert not dock.busy


def test_choices_are_remembered_but_for_layers(viewer, image, folder, open_alike, find):
    viewer.add_image(image, name="query")
    dock = open_alike()
    choose(dock.form.place, FOLDER)
    choose(dock.form.by, "SSIM")
    dock.form.folder.set_text(str(folder))
    dock.form.also.tick(["rmsd"])
    find(dock)
    again = open_alike()
    assert again.form.state() == dock.form.state()
    assert [one.key for one in again.form.asked().measures] == ["ssim", "rmsd"]


def test_choices_of_another_kind_do_no_harm(viewer, open_alike):
    dock = open_alike()
    before = dock.form.state()
    dock.form.recall({"place": 3, "by": ["x"], "folder": None, "channel": "a", "also": 7})
    assert dock.form.state() == before


def test_in_napari_it_can_be_closed_while_it_searches(window, image, tmp_path, qtbot):
    """In napari the dock gets a proxy of the viewer, and is taken out of its parent at the end."""
    for i in range(200):
        tifffile.imwrite(tmp_path / f"{i}.tif", np.roll(image, i))
    _, dock = window.window.add_plugin_dock_widget("napari-compare", "What is most alike?")
    choose(dock.form.place, FOLDER)
    choose(dock.form.by, "Matched features")
    dock.form.folder.set_text(str(tmp_path))
    qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(dock.matches) > 3, timeout=60000)
    window.window.remove_dock_widget(dock)
    assert not dock.busy
    count = len(dock.matches)
    window.add_image(image, name="later")
    qtbot.wait(300)
    assert len(dock.matches) == count


@pytest.fixture
def open_proxied(window, qtbot):
    """Open the dock with a proxy of the viewer, as napari hands plugins."""
    from napari.utils._proxies import PublicOnlyProxy

    def opened() -> MostAlike:
        dock = MostAlike(PublicOnlyProxy(window))
        window.window.add_dock_widget(dock, name="What is most alike?", area="right")
        return dock

    return opened


def test_with_a_proxy_of_the_viewer(window, image, edited, open_proxied, find, click, qtbot):
    window.layers.clear()
    film = window.add_image(np.stack([image, edited, image]), name="film")
    window.add_image(np.stack([edited, edited, image]), name="other")
    window.dims.set_current_step(0, 2)
    dock = open_proxied()
    dock.form.image.setCurrentIndex(dock.form.image.findText("film"))
    find(dock)
    assert titles(dock) == ["1. other"]
    click(dock, 0)
    assert window.layers.selection.active.name == "other"
    for _ in range(2):
        qtbot.mouseClick(dock.differs, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dock.link.running, timeout=20000)
    assert len(window.layers) == 4
    choose(dock.form.place, FRAMES)
    choose(dock.form.frames, "film, 3 × image")
    find(dock)
    assert titles(dock) == ["1. film, image 0", "2. film, image 1"]
    click(dock, 1)
    assert window.dims.current_step[0] == 1
    assert window.layers.selection.active is film
