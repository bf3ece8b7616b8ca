"""Tables in which nothing becomes a formula, and which read back the same."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napari_compare.files.spreadsheet import (
    as_text,
    from_text,
    read_csv,
    write_csv,
    write_excel,
)

FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0"]
TEXTS = [*FORMULAS, "'", "'=1", "''", "cell 1", "-5", "1e5", 'a "b", c', "", "β\x1b[2J", "<b>"]


@given(st.text())
def test_any_text_reads_back_the_same_and_is_no_formula(text):
    assert from_text(as_text(text)) == text
    assert not as_text(text).startswith(("=", "@", "\t", "\r"))


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_marked_as_text(text):
    assert as_text(text) == f"'{text}"


def test_a_csv_file_reads_back_the_same(tmp_path):
    rows = [{"name": text, "=x": 0.1 + 0.2, "n": np.int64(3), "none": None} for text in TEXTS]
    write_csv(tmp_path / "t.csv", rows, ["name", "=x", "n", "none"])
    assert not (tmp_path / "t.csv").read_text(encoding="utf-8").startswith("=")
    expected = [{"name": t, "=x": repr(0.1 + 0.2), "n": "3", "none": ""} for t in TEXTS]
    assert read_csv(tmp_path / "t.csv") == expected
    assert pd.read_csv(tmp_path / "t.csv")["'=x"][0] == 0.1 + 0.2


def test_undefined_numbers_are_not_blank(tmp_path):
    rows = [{"x": math.nan, "y": np.float64("inf")}, {"x": np.float32("nan"), "y": None}]
    write_csv(tmp_path / "t.csv", rows, ["x", "y"])
    assert (tmp_path / "t.csv").read_bytes() == b"x,y\r\nNaN,inf\r\nNaN,\r\n"


def test_a_name_that_is_no_unicode_can_be_written(tmp_path):
    name = b"cell\xff.tif".decode(errors="surrogateescape")
    write_csv(tmp_path / "t.csv", [{"file": name}], ["file"])
    assert read_csv(tmp_path / "t.csv") == [{"file": "cell\\udcff.tif"}]


def test_excel_holds_texts_as_texts(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    rows = [{"name": text, "x": 1.5, "y": math.nan, "z": -math.inf} for text in TEXTS]
    write_excel(tmp_path / "t.xlsx", rows, ["name", "x", "y", "z"])
    header, *cells = openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows()
    assert [cell.value for cell in header] == ["name", "x", "y", "z"]
    for text, (name, *numbers) in zip(TEXTS, cells, strict=True):
        assert name.data_type != "f"
        if text.isprintable() and text:
            assert name.value == text
        assert [number.value for number in numbers] == [1.5, "NaN", "−∞"]


def test_without_openpyxl_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(ValueError, match=r"napari-compare\[excel\]"):
        write_excel(tmp_path / "t.xlsx", [], [])


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path):
    write_csv(tmp_path / "t.csv", [{"x": 1}], ["x"])

    class Bad:
        def __str__(self):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_csv(tmp_path / "t.csv", [{"x": 2}, {"x": Bad()}], ["x"])
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]
    assert (tmp_path / "t.csv").read_bytes() == b"x\r\n1\r\n"
