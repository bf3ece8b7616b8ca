"""Tables for spreadsheets, in which no name of a file or region can become a formula.

A text that a spreadsheet would take for a formula is written with an apostrophe before it, the
sign by which spreadsheets mark text; so is one that begins with an apostrophe itself, so that
reading can undo it.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from napari_compare.files.atomic import whole_file

MARK = "'"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", MARK)
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767

Rows = Iterable[Mapping[Any, Any]]


def as_text(text: str) -> str:
    """Return a text as it is written into a cell; numbers are no formulas.

    Examples
    --------
    >>> as_text("=1+1"), as_text("'quoted'"), as_text("-5"), as_text("cell 1")
    ("'=1+1", "''quoted'", '-5', 'cell 1')
    """
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return MARK + text
    return text


def from_text(cell: str) -> str:
    """Return the text that `as_text` wrote into a cell.

    Examples
    --------
    >>> from_text("'=1+1"), from_text("'tis"), from_text("cell 1")
    ('=1+1', "'tis", 'cell 1')
    """
    if cell.startswith(MARK) and cell[1:].startswith(_FORMULA):
        return cell[1:]
    return cell


def plain(value: Any) -> Any:
    """Return a number of numpy's as Python's own."""
    return value.item() if isinstance(value, np.generic) else value


def write_csv(path: Path, rows: Rows, columns: Sequence[str]) -> None:
    """Write rows as CSV in UTF-8: NaN for an undefined number, nothing where there is none.

    Parameters
    ----------
    path
        Replaced when everything is written.
    rows
        Column → value, with None or no value where a row has none.
    columns
        The columns, in order.
    """
    with (
        whole_file(path) as draft,
        draft.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow([as_text(column) for column in columns])
        writer.writerows([_csv_cell(row.get(column)) for column in columns] for row in rows)


def read_csv(path: str | Path) -> list[dict[str, str]]:
    """Read rows that `write_csv` wrote, every value as text."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    columns = [from_text(cell) for cell in header]
    return [dict(zip(columns, map(from_text, line), strict=True)) for line in lines]


def write_excel(path: Path, rows: Rows, columns: Sequence[str]) -> None:
    """Write rows as an Excel workbook, texts as texts and never as formulas.

    Raises
    ------
    ValueError
        If openpyxl is not installed.
    """
    require_excel()
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("results")
    sheet.freeze_panes = "B2"

    def cells(values: Iterable[Any]) -> list[Any]:
        made = []
        for value in values:
            cell = WriteOnlyCell(sheet, _excel_value(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"
            made.append(cell)
        return made

    sheet.append(cells(columns))
    for row in rows:
        sheet.append(cells(row.get(column) for column in columns))
    with whole_file(path) as draft:
        book.save(draft)


def require_excel() -> None:
    """Raise a ValueError that says how to get openpyxl, if it is not there."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise ValueError(
            'Excel files need openpyxl: pip install "napari-compare[excel]" brings it.'
        ) from None


def _csv_cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, str):
        return as_text(value)
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def _excel_value(value: Any) -> Any:
    """Return what a cell can hold: no infinite number, no sign that XML has not."""
    value = plain(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "NaN")
    if isinstance(value, str):
        return _NOT_IN_XML.sub("�", value)[:_LONGEST_CELL]
    return value
