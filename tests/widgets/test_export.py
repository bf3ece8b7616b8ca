from __future__ import annotations

import csv
import io
import threading

import numpy as np
import pandas as pd
import pytest
from qtpy.QtCore import Qt, QTimer
from qtpy.QtWidgets import QApplication, QFileDialog

from napari_compare.core.methods import methods_text
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.files.spreadsheet import read_csv
from napari_compare.widgets.export import spreadsheet_text
from napari_compare.widgets.plot_save import SaveDialog


@pytest.fixture
def dock(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    return dock


def entry_of(dock, words):
    (action,) = [one for one in dock.export.menu().actions() if words in one.text()]
    return action


@pytest.fixture
def choose(qtbot):
    """Open the menu and click on an entry; return what the dock says then."""

    def chosen(dock, words):
        menu = dock.export.menu()
        menu.popup(dock.mapToGlobal(dock.rect().center()))
        place = menu.actionGeometry(entry_of(dock, words)).center()
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        return dock.run_bar.status.text()

    return chosen


@pytest.fixture
def save(monkeypatch):
    """Choose an entry of the menu, and a file in the dialog that it opens."""

    def saved(dock, entry, path, kind=""):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))
        entry_of(dock, entry).trigger()
        return dock.run_bar.status.text()

    return saved


def test_the_copied_table_has_every_digit(dock):
    dock.export.copy()
    pasted = list(csv.DictReader(io.StringIO(QApplication.clipboard().text()), delimiter="\t"))
    assert [row["region"] for row in pasted] == ["nucleus", "tip", "body"]
    results = dock.view.table.results
    assert [float(row["pearson_r"]) for row in pasted] == [one.row["pearson_r"] for one in results]


def test_names_are_not_taken_for_formulas():
    table = pd.DataFrame({"region": ["=1+1", "-cell\tnew\nline"], "area": [-1.5, np.nan]})
    table.attrs["units"] = {"area": "µm²"}
    assert spreadsheet_text(table).split("\n") == [
        "region\tarea (µm²)",
        "'=1+1\t-1.5",
        "'-cell new line\tNaN",
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(1)", " =1", "\t=1", "＝1＋1", '"=1+1"'])
def test_no_name_becomes_a_formula(name):
    """The cell is what a spreadsheet makes of the text: quotation marks are taken away."""
    table = pd.DataFrame({"region": [name], "r": [0.5]})
    table.attrs["units"] = {}
    ((_, _), (cell, r)) = csv.reader(io.StringIO(spreadsheet_text(table)), delimiter="\t")
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert cell.removeprefix("'") == name.strip()
    assert r == "0.5"


def test_quotation_marks_and_tabs_do_not_move_cells():
    names = ['"cell" 1', 'say "a"\tb', '"', "plain"]
    table = pd.DataFrame({"region": names, "r": [0.1, 0.2, 0.3, 0.4]})
    table.attrs["units"] = {}
    pasted = list(csv.reader(io.StringIO(spreadsheet_text(table)), delimiter="\t"))
    assert [row[0] for row in pasted[1:]] == ['"cell" 1', 'say "a" b', '"', "plain"]
    assert [row[1] for row in pasted[1:]] == ["0.1", "0.2", "0.3", "0.4"]


def test_the_methods_text_is_copied(dock, choose):
    assert "paste it into your paper" in choose(dock, "Copy methods text")
    latest = dock.comparison.latest
    text = QApplication.clipboard().text()
    assert text == methods_text(latest.results, latest.pair, latest.settings)
    assert text.startswith('The channels "GFP" (A) and "mCherry" (B) were compared in 3 regions')
    assert "napari contributors 2019" in text


def test_the_saved_table_is_the_table(dock, save, tmp_path):
    assert save(dock, "Save table", tmp_path / "numbers", "CSV (*.csv)") == "Saved numbers.csv."
    saved = read_csv(tmp_path / "numbers.csv")
    expected = dock.comparison.latest.table()
    assert [float(row["spearman_rho"]) for row in saved] == expected["spearman_rho"].tolist()


def test_no_name_in_the_saved_table_becomes_a_formula(cells, dock, save, press, tmp_path):
    cells.features = {"name": ["=1+1", "tip", "body"]}
    press(dock)
    save(dock, "Save table", tmp_path / "numbers.csv")
    assert "\n'=1+1," in (tmp_path / "numbers.csv").read_text(encoding="utf-8").replace("\r", "")
    assert read_csv(tmp_path / "numbers.csv")[0]["region"] == "=1+1"


def test_a_table_copied_in_the_midst_of_a_comparison_is_whole(dock, qtbot, monkeypatch):
    engine, go_on = dock.comparison._engine, threading.Event()

    def slow(pair, regions, settings):
        events = engine(pair, regions, settings)
        yield next(event for event in events if isinstance(event, Result))
        go_on.wait(10)
        yield from events

    monkeypatch.setattr(dock.comparison, "_engine", slow)
    dock.compare()
    qtbot.waitUntil(lambda: len(dock.view.table.results) == 1)
    dock.export.copy()
    go_on.set()
    assert len(QApplication.clipboard().text().splitlines()) == 1 + 3
    qtbot.waitUntil(lambda: not dock.busy)


def test_saved_choices_can_be_read_back(dock, save, tmp_path):
    save(dock, "Save choices", tmp_path / "settings.json")
    text = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert Settings.from_json(text) == dock.comparison.latest.settings


@pytest.mark.parametrize(
    ("suffix", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")]
)
def test_the_plot_is_saved_in_the_size_that_is_asked_for(dock, save, tmp_path, suffix, start):
    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SaveDialog)
        dialog.format.setCurrentIndex(dialog.format.findData(suffix))
        dialog.accept()

    QTimer.singleShot(0, answer)
    assert save(dock, "Save plot", tmp_path / "plot") == f"Saved plot.{suffix}."
    assert (tmp_path / f"plot.{suffix}").read_bytes().startswith(start)


def test_a_file_that_cannot_be_written_is_a_sentence(dock, save, tmp_path):
    said = save(dock, "Save table", tmp_path / "nowhere" / "numbers.csv")
    assert said.startswith("numbers.csv was not saved.")


def test_without_numbers_there_is_nothing_to_take(open_dock, save, tmp_path):
    dock = open_dock()
    for copy in (dock.export.copy, dock.export.copy_methods):
        dock.run_bar.say("")
        copy()
        assert "press Compare first" in dock.run_bar.status.text()
    for entry in ("Save table", "Save plot", "Save choices"):
        assert "press Compare first" in save(dock, entry, tmp_path / "file.csv")
    assert not list(tmp_path.iterdir())


def test_everything_is_saved_with_a_report(dock, choose, qtbot, tmp_path, monkeypatch):
    folder = tmp_path / "all"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    assert choose(dock, "Save all") == f"Saving into {folder} …"
    qtbot.waitUntil(lambda: "Saved" in dock.run_bar.status.text(), timeout=20000)
    assert dock.run_bar.status.text() == f"Saved 7 files into {folder}."
    rows = read_csv(folder / "results.csv")
    found = [result.row["pearson_r"] for result in dock.view.table.results]
    assert [float(row["pearson_r"]) for row in rows] == found
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "nucleus" in page
    assert "GFP" in page
