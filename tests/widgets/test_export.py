from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from qtpy.QtWidgets import QApplication, QFileDialog

from napari_compare.core.settings import Settings
from napari_compare.widgets.export import spreadsheet_text


@pytest.fixture
def dock(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    return dock


@pytest.fixture
def save(monkeypatch):
    """Choose an entry of the menu, and a file in the dialog that it opens."""

    def saved(dock, entry, path, kind=""):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))
        (action,) = [one for one in dock.export.menu().actions() if entry in one.text()]
        action.trigger()
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


def test_the_saved_table_is_the_table(dock, save, tmp_path):
    assert save(dock, "Save table", tmp_path / "numbers", "CSV (*.csv)") == "Saved numbers.csv."
    saved = pd.read_csv(tmp_path / "numbers.csv")
    expected = dock.comparison.latest.table()
    assert saved["spearman_rho"].tolist() == pytest.approx(expected["spearman_rho"].tolist())


def test_saved_choices_can_be_read_back(dock, save, tmp_path):
    save(dock, "Save choices", tmp_path / "settings.json")
    text = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert Settings.from_json(text) == dock.comparison.latest.settings


@pytest.mark.parametrize(
    ("suffix", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")]
)
def test_the_plot_is_saved_in_the_format_of_the_suffix(dock, save, tmp_path, suffix, start):
    save(dock, "Save plot", tmp_path / f"plot.{suffix}")
    assert (tmp_path / f"plot.{suffix}").read_bytes().startswith(start)


def test_a_file_that_cannot_be_written_is_a_sentence(dock, save, tmp_path):
    said = save(dock, "Save table", tmp_path / "nowhere" / "numbers.csv")
    assert said.startswith("numbers.csv was not saved.")
    assert "was not saved" in save(dock, "Save plot", tmp_path / "plot.odd")


def test_without_numbers_there_is_nothing_to_take(open_dock, save, tmp_path):
    dock = open_dock()
    dock.export.copy()
    assert "press Compare first" in dock.run_bar.status.text()
    for entry in ("Save table", "Save plot", "Save choices"):
        assert "press Compare first" in save(dock, entry, tmp_path / "file.csv")
    assert not list(tmp_path.iterdir())
