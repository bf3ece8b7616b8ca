from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from qtpy.QtCore import Qt
from qtpy.QtGui import QColor

from napari_compare.core.metrics import METRICS
from napari_compare.core.regions import Region
from napari_compare.core.results import Note, Result, Scatter
from napari_compare.widgets.table import ResultTable
from napari_compare.widgets.table_model import STALE

EDGES = np.arange(3.0)
SCATTER = Scatter(np.ones((2, 2), dtype=np.int64), EDGES, EDGES, 1, 1, 1, 0)


def result(number, r=0.5, notes=()):
    region = Region.from_mask(np.ones((2, 2), dtype=bool), f"cell {number}", number)
    row = {
        "region": region.name,
        "region_id": number,
        "n_pixels": 4,
        "mad": 212.345,
        "pearson_r": r,
        "notes": "",
    }
    return Result(row, region, {}, SCATTER, tuple(notes))


@pytest.fixture
def table(qtbot):
    table = ResultTable()
    qtbot.addWidget(table)
    table.start({"mad": "counts"}, {1: QColor("red")})
    return table


def cell(table, row, column, role=Qt.ItemDataRole.DisplayRole):
    return table.model.data(table.model.index(row, column), role)


def headers(table, orientation):
    model = table.model
    across = orientation == Qt.Orientation.Horizontal
    count = model.columnCount() if across else model.rowCount()
    return [model.headerData(i, orientation) for i in range(count)]


def test_few_results_stand_side_by_side(table):
    for number in (1, 2, 3, 4):
        table.add(result(number, r=number / 10))
    assert headers(table, Qt.Orientation.Horizontal) == ["cell 1", "cell 2", "cell 3", "cell 4"]
    r, mad, n = headers(table, Qt.Orientation.Vertical)
    assert (r, n) == (METRICS["pearson_r"].label, METRICS["n_pixels"].label)
    assert mad == f"{METRICS['mad'].label} (counts)"
    assert [cell(table, 0, i) for i in range(4)] == ["0.100", "0.200", "0.300", "0.400"]
    assert cell(table, 1, 0) == "212.3"


def test_many_results_are_a_row_each(table):
    for number in range(1, 8):
        table.add(result(number))
    assert headers(table, Qt.Orientation.Vertical) == [f"cell {i}" for i in range(1, 8)]
    assert headers(table, Qt.Orientation.Horizontal)[0] == METRICS["pearson_r"].short
    assert cell(table, 6, 2) == "4"


def test_names_of_numbers_are_explained(table):
    table.add(result(1))
    explained = table.model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)
    assert explained.startswith(METRICS["pearson_r"].tooltip)
    assert "F1" in explained


def test_a_note_stands_by_its_number_and_below(table):
    table.add(result(1, r=math.nan, notes=[Note("A is constant.", ("pearson_r",))]))
    table.add(result(2))
    table.finish(["A line was left out."])
    assert cell(table, 0, 0) == "⚠ n/a"
    assert "A is constant." in cell(table, 0, 0, Qt.ItemDataRole.ToolTipRole)
    assert cell(table, 0, 1) == "0.500"
    assert table.notes.text().splitlines() == [
        "⚠ A line was left out.",
        "⚠ cell 1: A is constant.",
    ]


def test_an_undefined_number_without_a_note_of_its_own_shows_all_notes(table):
    table.add(result(1, r=math.nan, notes=[Note("No threshold was found.")]))
    assert "No threshold" in cell(table, 0, 0, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("count", [3, 6])
def test_selecting_tells_which_result(table, qtbot, count):
    for number in range(1, count + 1):
        table.add(result(number))
    header = table.view.horizontalHeader() if count < 5 else table.view.verticalHeader()
    with qtbot.waitSignal(table.chosen) as chosen:
        header.sectionPressed.emit(2)
        (table.view.selectColumn if count < 5 else table.view.selectRow)(2)
    assert chosen.args == [2]
    assert table.selected == 2


def test_selecting_from_outside_tells_nobody(table, qtbot):
    table.add(result(1))
    table.add(result(2))
    with qtbot.assertNotEmitted(table.chosen):
        table.select(1)
    assert table.selected == 1


@pytest.mark.parametrize("count", [2, 9])
def test_new_numbers_stand_where_one_was_looking(table, count):
    table.resize(200, 70)
    table.show()
    bar = table.view.verticalScrollBar()

    def fill():
        table.start({}, {})
        for number in range(1, count + 1):
            table.add(result(number))
        table.finish([])
        if count < 5:
            table.select(0)

    fill()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    fill()
    assert bar.value() == bar.maximum()


def test_stale_numbers_are_grey_until_new_ones_come(table):
    table.add(result(1))
    assert cell(table, 0, 0, Qt.ItemDataRole.ForegroundRole) is None
    table.set_stale(True)
    assert cell(table, 0, 0, Qt.ItemDataRole.ForegroundRole) == STALE
    assert cell(table, 0, 0, Qt.ItemDataRole.FontRole).italic()
    table.start({}, {})
    table.add(result(1))
    assert cell(table, 0, 0, Qt.ItemDataRole.ForegroundRole) is None


@pytest.mark.parametrize("count", [2, 6])
def test_other_numbers_of_the_same_regions_take_their_cells(table, qtbot, count):
    old = [result(number) for number in range(1, count + 1)]
    units, colours = {"mad": "counts"}, {1: QColor("red")}
    for one in old:
        table.add(one)
    table.set_stale(True)
    changed, reset = [], []
    table.model.modelReset.connect(lambda: reset.append(1))
    table.replace(old, units, colours, [])
    assert cell(table, 0, 0, Qt.ItemDataRole.ForegroundRole) is None
    table.model.dataChanged.connect(lambda first, last: changed.append((first, last)))
    new = [old[0], result(2, r=0.9), *old[2:]]
    table.replace(new, units, colours, ["Mind this."])
    ((first, last),) = changed
    assert {table.model.position(first), table.model.position(last)} == {1}
    assert table.model.data(table.model.index_of(1)) == "0.900"
    assert table.notes.text() == "⚠ Mind this."
    assert not reset


def test_other_regions_or_numbers_make_a_new_table(table):
    table.add(result(1))
    table.replace([result(1), result(2)], {}, {2: QColor("blue")}, [])
    assert headers(table, Qt.Orientation.Horizontal) == ["cell 1", "cell 2"]
    renamed = [result(3), result(2)]
    table.replace(renamed, {"mad": "nm"}, {}, [])
    assert headers(table, Qt.Orientation.Horizontal) == ["cell 3", "cell 2"]
    assert "(nm)" in headers(table, Qt.Orientation.Vertical)[1]
    table.replace([], {}, {}, [])
    assert headers(table, Qt.Orientation.Horizontal) == []


@pytest.mark.parametrize("width", [348, 420, 700])
def test_no_number_is_cut_in_a_narrow_table(table, width, qtbot):
    note = Note("Beware.", columns=("mad", "pearson_r"))
    table.resize(width, 300)
    table.show()
    for number in (1, 2, 3, 4):
        table.add(result(number, notes=[note]))
    table.finish([])
    view, letters = table.view, table.view.fontMetrics()
    for row, column in np.ndindex(table.model.rowCount(), 4):
        needed = letters.horizontalAdvance(cell(table, row, column))
        qtbot.waitUntil(lambda column=column, needed=needed: view.columnWidth(column) > needed + 6)
    names = headers(table, Qt.Orientation.Vertical)
    assert all(letters.horizontalAdvance(name) < view.verticalHeader().width() for name in names)


def test_long_names_of_regions_can_be_told_apart(table):
    names = [
        *("control cell number one (untreated)", "control cell number two (untreated)"),
        *("bafilomycin 100 nM cell 1", "bafilomycin 100 nM cell 2"),
    ]
    table.resize(420, 300)
    table.show()
    for number, name in enumerate(names):
        one = result(number)
        table.add(dataclasses.replace(one, region=dataclasses.replace(one.region, name=name)))
    table.finish([])
    shown = headers(table, Qt.Orientation.Horizontal)
    assert len(set(shown)) == 4
    assert all(header.count("\n") == 1 for header in shown)
    assert [header[-6:] for header in shown[2:]] == ["cell 1", "cell 2"]
    tooltips = [
        table.model.headerData(i, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        for i in range(4)
    ]
    assert tooltips == names
    table.resize(2000, 300)
    assert headers(table, Qt.Orientation.Horizontal) == names


def test_colours_that_are_all_the_same_take_no_room(table):
    table.replace([result(1), result(2)], {}, {1: QColor("red"), 2: QColor("red")}, [])
    role = Qt.ItemDataRole.DecorationRole
    assert table.model.headerData(0, Qt.Orientation.Horizontal, role) is None
    table.replace([result(1), result(2)], {}, {1: QColor("red"), 2: QColor("blue")}, [])
    assert table.model.headerData(0, Qt.Orientation.Horizontal, role) is not None


def test_another_kind_of_table_begins_at_its_top(table):
    table.resize(300, 120)
    table.show()
    table.replace([result(number) for number in range(1, 40)], {}, {}, [])
    bar = table.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    table.replace([result(1)], {}, {}, [])
    assert bar.value() == 0


def test_which_number_is_under_the_mouse(table):
    table.resize(400, 300)
    table.add(result(1))
    table.finish([])
    view = table.view
    inside = view.viewport().mapToGlobal(view.visualRect(table.model.index(1, 0)).center())
    assert table.key_at(inside) == "mad"
    assert table.key_at(view.mapToGlobal(view.rect().bottomRight()) * 2) is None


def test_notes_take_the_room_that_the_numbers_leave(table, qtbot):
    notes = [Note(f"Advice {i}" + ", in words enough for two lines" * 2) for i in range(6)]
    table.resize(400, 400)
    table.show()
    table.add(result(1, notes=notes))
    table.finish([])
    qtbot.waitUntil(lambda: table.notes.height() > 150)
    table.resize(400, 190)
    qtbot.waitUntil(lambda: table.notes.height() < 100)
    assert table.view.height() > table.view.verticalHeader().length()
