"""Names in little room."""

from __future__ import annotations

import pytest
from qtpy.QtGui import QFont, QFontMetrics

from napari_compare.widgets.headings import fit_labels, on_two_lines


@pytest.fixture
def letters(qapp):
    return QFontMetrics(QFont())


def fitted(letters, name, *others, like):
    room = letters.horizontalAdvance(like)
    lines = on_two_lines(name, [name, *others], room, letters).split("\n")
    assert all(letters.horizontalAdvance(line) <= room for line in lines)
    return lines


def test_a_name_that_fits_stays_on_its_line(letters):
    assert fitted(letters, "cell 1", like="cell 100") == ["cell 1"]


def test_a_line_ends_between_words_where_it_can(letters):
    assert fitted(letters, "treated cell", like="treated") == ["treated", "cell"]
    assert fitted(letters, "treated_cell", like="treated_c") == ["treated_", "cell"]
    assert fitted(letters, "mitochondrion", like="mitochon") == ["mitochon", "drion"]


def test_of_a_name_that_is_too_long_the_end_is_kept(letters):
    first, last = fitted(letters, "DMSO control of day 3, cell 12", like="DMSO cont")
    assert first.endswith("…")
    assert last.endswith("cell 12")


def test_what_differs_is_kept_where_ends_are_alike(letters):
    names = [f"cell number {number} (untreated)" for number in ("one", "two", "three")]
    shown = {tuple(fitted(letters, name, *names, like="untreated")) for name in names}
    assert len(shown) == 3
    assert {last[:3] for _, last in shown} == {"one", "two", "thr"}


def test_of_a_single_word_both_ends_are_kept(letters):
    first, last = fitted(letters, "Micromonosporaceae", like="Microm")
    assert first.startswith("Mi")
    assert first.endswith("…")
    assert last.startswith("…")
    assert last.endswith("ae")


def test_labels_are_short_only_where_they_must(letters):
    labels = {"Manders tM1": "tM1", "Overlap coefficient": "Overlap", "Pixels": "Pixels"}
    room = letters.horizontalAdvance("Manders tM1")
    assert list(fit_labels(labels, room, letters).values()) == ["Manders tM1", "Overlap", "Pixels"]
