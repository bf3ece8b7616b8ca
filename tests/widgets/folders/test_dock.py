"""The dock "Compare folders", driven as a person does, on folders with faults in them."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import tifffile
from napari.layers import Image, Shapes
from qtpy.QtCore import QMimeData, QPointF, Qt, QUrl
from qtpy.QtGui import QDropEvent
from qtpy.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit
from superqt.utils import WorkerBase
from typer.testing import CliRunner

from napari_compare.cli import app
from napari_compare.core.settings import Settings
from napari_compare.files.results import read_settings
from napari_compare.files.spreadsheet import read_csv
from napari_compare.study import run as work
from napari_compare.widgets import CompareFolders
from napari_compare.widgets.folders.model import READY


@pytest.fixture
def open_dock(viewer, qtbot):
    """Open the dock; it lives until the test is over."""
    docks = []

    def opened(shown=False) -> CompareFolders:
        dock = CompareFolders(viewer)
        docks.append(dock)
        qtbot.addWidget(dock)
        if shown:
            dock.resize(360, 860)
            dock.show()
            qtbot.waitExposed(dock)
        return dock

    yield opened
    for dock in docks:
        dock.shut_down()


@pytest.fixture
def faulty(folders):
    """Five pairs: of 1 the partner is missing, of 3 the regions are damaged."""
    folders.add(0, 1, 2, 3, 4)
    folders.file_b(1).unlink()
    folders.file_rois(3).write_bytes(b"PK not really")
    return folders


@pytest.fixture
def slow(monkeypatch):
    """Let each pair wait for permission; nobody waits for one that was stopped."""
    go = threading.Semaphore(0)
    compare = work._compare

    def waiting(pair, settings, records, tell):
        while not go.acquire(timeout=0.01):
            tell(0)
        return compare(pair, settings, records, tell)

    monkeypatch.setattr(work, "_compare", waiting)
    return go


def choose(qtbot, dock, folders):
    """Type the two folders and wait for the pairs."""
    for field, folder in ((dock.form.folder_a, folders.a), (dock.form.folder_b, folders.b)):
        field.line.clear()
        qtbot.keyClicks(field.line, str(folder))
    looked(qtbot, dock)


def looked(qtbot, dock):
    qtbot.waitUntil(lambda: not dock.run.looking, timeout=20000)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def compare(qtbot, dock):
    click(qtbot, dock.run_bar.compare)
    assert dock.busy
    ended(qtbot, dock)


def ended(qtbot, dock):
    qtbot.waitUntil(lambda: not dock.run.running, timeout=60000)


def cells(dock):
    model = dock.table.model
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def states(dock):
    return [row[0] for row in cells(dock)]


def status(dock):
    return dock.run_bar.status.text()


def by_command(folders, out, *options):
    arguments = ["folders", str(folders.a), str(folders.b), "--out", str(out), *options]
    return CliRunner().invoke(app, arguments)


def test_the_pairs_are_seen_before_anything_is_compared(faulty, open_dock, qtbot):
    dock = open_dock()
    assert "drop" in status(dock)
    choose(qtbot, dock, faulty)
    rows = cells(dock)
    assert rows[0] == [READY, "img0__a.tif", "img0__b.tif", "img0__a_roi.zip"]
    assert rows[1][0].startswith("⚠ There is no partner for img1__a.tif")
    assert rows[1][2] == ""
    assert dock.table.model.headerData(4, Qt.Orientation.Vertical) == "img4"
    assert status(dock) == "5 pairs found, 1 of which cannot be compared."
    assert not dock.open_report.isEnabled()
    assert sorted(path.name for path in faulty.parent.iterdir()) == ["green", "magenta"]


def test_the_files_are_those_of_the_command_to_the_last_byte(faulty, open_dock, qtbot, tmp_path):
    settings = Settings(threshold="otsu", metrics="all", background_a=3)
    (tmp_path / "mine.json").write_text(settings.to_json())
    by_command(faulty, faulty.out, "--settings", str(tmp_path / "mine.json"))
    dock = open_dock()
    choose(qtbot, dock, faulty)
    dock.form.set_settings(read_settings(tmp_path / "mine.json"))
    looked(qtbot, dock)
    compare(qtbot, dock)
    ours = faulty.parent / "napari-compare-study"
    for name in ("results.csv", "settings.json"):
        assert (ours / name).read_bytes() == (faulty.out / name).read_bytes(), name
    assert [state[0] for state in states(dock)] == ["✓", "✗", "✓", "✗", "✓"]
    assert "is damaged or no archive" in states(dock)[3]
    assert states(dock)[0] == "✓ done, 2 rows"
    assert status(dock).startswith("3 of 5 pairs are compared. Select one of the others")
    assert dock.run_bar.status.styleSheet()


def test_the_reason_of_the_selected_pair_can_be_read_in_full(faulty, open_dock, qtbot):
    dock = open_dock(shown=True)
    choose(qtbot, dock, faulty)
    compare(qtbot, dock)
    assert not dock.table.problem.isVisible()
    place = dock.table.view.visualRect(dock.table.model.index(3, 0)).center()
    qtbot.mouseClick(dock.table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dock.table.problem.isVisible()
    assert dock.table.problem.text() == (
        f"{faulty.file_rois(3)} is damaged or no archive of ROIs: File is not a zip file."
    )


def test_a_second_run_takes_what_is_known(faulty, open_dock, qtbot):
    dock = open_dock()
    choose(qtbot, dock, faulty)
    compare(qtbot, dock)
    compare(qtbot, dock)
    assert states(dock)[0] == "✓ done before, 2 rows"
    assert "3 of 5 pairs are compared, 3 of them in an earlier run." in status(dock)


def test_cancel_answers_at_once_and_the_next_run_goes_on(folders, open_dock, qtbot, slow):
    folders.add(*range(6))
    dock = open_dock(shown=True)
    choose(qtbot, dock, folders)
    click(qtbot, dock.run_bar.compare)
    slow.release(2)
    qtbot.waitUntil(lambda: sum(state[0] == "✓" for state in states(dock)) == 2, timeout=20000)
    assert not dock.form.isEnabled()
    click(qtbot, dock.run_bar.cancel)
    assert not dock.busy
    assert not dock.run_bar.cancel.isVisible()
    assert "Stopped" in status(dock)
    ended(qtbot, dock)
    assert status(dock) == "Stopped. 2 of 6 pairs are compared. Compare goes on."
    out = folders.parent / "napari-compare-study"
    rows = read_csv(out / "results.csv")
    assert sum(bool(row["error"]) for row in rows) == 4
    assert (out / "report.html").exists()
    slow.release(100)
    compare(qtbot, dock)
    assert sorted(states(dock)) == 2 * ["✓ done before, 2 rows"] + 4 * ["✓ done, 2 rows"]
    by_command(folders, folders.out)
    assert (out / "results.csv").read_bytes() == (folders.out / "results.csv").read_bytes()


def test_compare_right_after_cancel_waits_for_the_files_and_goes_on(
    folders, open_dock, qtbot, slow
):
    folders.add(*range(4))
    dock = open_dock(shown=True)
    choose(qtbot, dock, folders)
    click(qtbot, dock.run_bar.compare)
    slow.release()
    qtbot.waitUntil(lambda: any(state[0] == "✓" for state in states(dock)), timeout=20000)
    qtbot.keyClick(dock.table.view, Qt.Key.Key_Escape)
    assert dock.run.stopping
    click(qtbot, dock.run_bar.compare)
    assert status(dock).startswith("Going on as soon as")
    slow.release(100)
    qtbot.waitUntil(lambda: status(dock).startswith("4 of 4 pairs"), timeout=60000)


def test_a_dock_closed_during_a_run_keeps_what_is_done(folders, window, qtbot, slow):
    folders.add(*range(4))
    docked, dock = window.window.add_plugin_dock_widget("napari-compare", "Compare folders")
    choose(qtbot, dock, folders)
    click(qtbot, dock.run_bar.compare)
    slow.release()
    qtbot.waitUntil(lambda: any(state[0] == "✓" for state in states(dock)), timeout=20000)
    window.window.remove_dock_widget(docked)
    qtbot.waitUntil(lambda: not WorkerBase._worker_set, timeout=20000)
    rows = read_csv(folders.parent / "napari-compare-study" / "results.csv")
    assert sum(not row["error"] for row in rows) == 2


def test_a_double_click_opens_images_and_regions(faulty, viewer, open_dock, qtbot):
    dock = open_dock(shown=True)
    choose(qtbot, dock, faulty)
    table = dock.table.view
    place = table.visualRect(dock.table.model.index(2, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: len(viewer.layers) == 3, timeout=20000)
    a, b, regions = viewer.layers
    assert isinstance(a, Image)
    assert isinstance(regions, Shapes)
    np.testing.assert_array_equal(b.data, faulty.cut(2)[1])
    assert list(regions.features["name"]) == ["oval", "polygon"]
    table.selectRow(1)
    table.setCurrentIndex(dock.table.model.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert status(dock).startswith("There is no partner for img1__a.tif")
    table.setCurrentIndex(dock.table.model.index(3, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no archive of ROIs" in status(dock), timeout=20000)
    assert len(viewer.layers) == 3


def test_another_choice_makes_old_results_no_answer(faulty, open_dock, qtbot):
    dock = open_dock()
    choose(qtbot, dock, faulty)
    compare(qtbot, dock)
    dock.form.fields["threshold"].value = "otsu"
    looked(qtbot, dock)
    assert states(dock)[0] == READY


def drop(line, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    line.dropEvent(event)


def test_folders_can_be_dropped_and_a_file_stands_for_its_folder(faulty, open_dock, qtbot):
    dock = open_dock()
    drop(dock.form.folder_a.line, faulty.a)
    drop(dock.form.folder_b.line, faulty.file_b(0))
    looked(qtbot, dock)
    assert dock.form.folder_b.path == faulty.b
    assert len(states(dock)) == 5


def test_a_list_shows_its_columns_and_gives_conditions(folders, open_dock, qtbot, tmp_path):
    folders.add(*range(6), rois=False)
    files = [f"green/img{i}__a.tif,magenta/img{i}__b.tif" for i in range(6)]
    lines = [f"{both},{'drug' if i % 2 else 'control'},{i}" for i, both in enumerate(files)]
    (tmp_path / "pairs.csv").write_text("\n".join(["a,b,condition,replicate", *lines]))
    dock = open_dock()
    dock.form.match.setCurrentText("a list (CSV)")
    assert status(dock) == "Choose two folders, or drop them onto the fields."
    drop(dock.form.pairs.line, tmp_path / "pairs.csv")
    looked(qtbot, dock)
    assert cells(dock)[1] == [READY, "img1__a.tif", "img1__b.tif", "", "drug", "1"]
    header = dock.table.model.headerData(4, Qt.Orientation.Horizontal)
    assert header == "condition"
    assert "they are measured whole" in status(dock)
    compare(qtbot, dock)
    assert (tmp_path / "napari-compare-study" / "conditions.csv").exists()


def test_two_channels_of_each_file_in_one_folder(folders, open_dock, qtbot):
    for i in range(2):
        tifffile.imwrite(folders.a / f"cell{i}.tif", np.stack(folders.cut(i)), metadata=None)
    dock = open_dock()
    qtbot.keyClicks(dock.form.folder_a.line, str(folders.a))
    looked(qtbot, dock)
    assert cells(dock)[0][1:3] == ["cell0.tif, channel 0", "cell0.tif, channel 1"]
    compare(qtbot, dock)
    assert states(dock) == 2 * ["✓ done, 1 row"]


def test_a_pattern_says_what_is_equal_and_a_wrong_one_is_a_sentence(folders, open_dock, qtbot):
    folders.add(0, 1, rois=False)
    dock = open_dock(shown=True)
    dock.form.match.setCurrentText("a pattern")
    assert dock.form.pattern.isVisible()
    choose(qtbot, dock, folders)
    assert status(dock) == "Type the pattern by which partners are known."
    qtbot.keyClicks(dock.form.pattern, "(img")
    looked(qtbot, dock)
    assert "no valid regular expression" in status(dock)
    assert states(dock) == []
    qtbot.keyClicks(dock.form.pattern, ".)_")
    looked(qtbot, dock)
    assert len(states(dock)) == 2


def test_what_cannot_start_is_a_sentence(folders, open_dock, qtbot):
    folders.add(0)
    in_the_way = folders.parent / "results"
    in_the_way.write_text("I am a file.")
    dock = open_dock()
    choose(qtbot, dock, folders)
    dock.form.out.set_text(str(in_the_way))
    looked(qtbot, dock)
    click(qtbot, dock.run_bar.compare)
    ended(qtbot, dock)
    assert status(dock) == f"{in_the_way}: File exists."
    assert dock.run_bar.compare.isEnabled()
    dock.form.folder_a.set_text(str(folders.parent / "nowhere"))
    looked(qtbot, dock)
    assert status(dock) == f"There is no folder {folders.parent / 'nowhere'}."
    assert states(dock) == []


def test_choices_are_there_the_next_time_apart_from_those_of_the_other_dock(
    faulty, open_dock, qtbot, choices_folder
):
    dock = open_dock()
    choose(qtbot, dock, faulty)
    dock.form.set_settings(Settings(threshold="li", planes="drawn"))
    dock.form.images.setChecked(True)
    dock.form.workers.setValue(3)
    dock.form.regions.setCurrentText("_roi.zip")
    looked(qtbot, dock)
    compare(qtbot, dock)
    assert len(list((faulty.parent / "napari-compare-study" / "images").iterdir())) == 6
    again = open_dock()
    looked(qtbot, again)
    assert again.form.wish() == dock.form.wish()
    assert len(states(again)) == 5
    assert [path.name for path in choices_folder.iterdir()] == ["latest-folders.json"]


def test_broken_memory_is_said_and_does_no_harm(open_dock, choices_folder):
    choices_folder.mkdir()
    file = choices_folder / "latest-folders.json"
    file.write_text('{"settings": {}, "folder_a": 7, "match": ["x"], "images": "yes"}')
    assert open_dock().form.is_empty
    file.write_text("{")
    assert "Your last choices were not taken." in status(open_dock())


def test_everything_has_a_tooltip_and_fits_into_a_narrow_dock(faulty, open_dock, qtbot):
    dock = open_dock(shown=True)
    choose(qtbot, dock, faulty)
    dock.form._more_button.click()
    assert dock.width() == 360
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in dock.findChildren(kind):
            inside = widget.mapTo(dock, widget.rect().topRight())
            if widget.isVisible():
                assert inside.x() <= 360, widget
                own = widget.toolTip() or widget.parent().toolTip()
                assert own, widget
    labels = [label for label in dock.form.findChildren(QLabel) if label.isVisible()]
    assert all(label.toolTip() for label in labels)


def test_the_keyboard_reaches_everything_in_reading_order(faulty, open_dock, qtbot):
    dock = open_dock(shown=True)
    choose(qtbot, dock, faulty)
    dock.form.folder_a.line.setFocus()
    seen = []
    for _ in range(20):
        qtbot.keyClick(dock.focusWidget(), Qt.Key.Key_Tab)
        seen.append(dock.focusWidget())
    wanted = [
        *(dock.form.folder_b, dock.form.match, dock.form.out, dock.run_bar.compare),
        dock.table.view,
    ]
    places = [
        next(i for i, one in enumerate(seen) if one is want or want.isAncestorOf(one))
        for want in wanted
    ]
    assert places == sorted(places)


def test_hostile_names_are_shown_as_they_are(folders, open_dock, qtbot):
    folders.add(0, rois=False)
    name = "<img src='x'><b>&amp;"
    folders.file_a(0).rename(folders.a / f"{name}__a.tif")
    folders.file_b(0).rename(folders.b / f"{name}__b.tif")
    (folders.a / "<h1>__a.tif").touch()
    dock = open_dock(shown=True)
    choose(qtbot, dock, folders)
    model, tooltip = dock.table.model, Qt.ItemDataRole.ToolTipRole
    row = [pair.name for pair in model.pairs].index(name)
    assert model.data(model.index(row, 1)) == f"{name}__a.tif"
    assert "&lt;b&gt;&amp;amp;" in model.data(model.index(row, 1), tooltip)
    assert "<b>" not in model.headerData(row, Qt.Orientation.Vertical, tooltip)
    dock.table.view.selectRow(1 - row)
    labels = (dock.table.problem, dock.run_bar.status)
    assert "<h1>" in dock.table.problem.text()
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
