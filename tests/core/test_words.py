"""Results in words."""

import math

import pytest

from napari_compare.core.regions import Region
from napari_compare.core.results import Note, Result
from napari_compare.core.words import format_value, notes_in_words, result_title


def result(name, *notes, **index):
    said = tuple(Note(text) for text in notes)
    return Result({}, Region.whole((2, 2), name), index, None, said)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.87654, "0.877"),
        (-0.5, "-0.500"),
        (212.34, "212.3"),
        (12345.6, "12346"),
        (1.5e7, "1.50e+07"),
        (2.5e-5, "2.50e-05"),
        (0.0, "0.000"),
        (262144, "262144"),
        (math.nan, "n/a"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        ("cell", "cell"),
    ],
)
def test_values_have_the_digits_that_a_person_reads(value, text):
    assert format_value(value) == text


def test_a_title_names_region_and_place():
    assert result_title(result("cell")) == "cell"
    assert result_title(result("cell", t=3, z=0)) == "cell, t 3, z 0"


def test_each_note_is_told_once_with_whom_it_concerns():
    results = [
        result("a", "All know."),
        result("b", "All know.", "Only b."),
        result("c", "All know."),
    ]
    assert notes_in_words(results) == ["All know.", "b: Only b."]
    assert notes_in_words(results[:1]) == ["All know."]


def test_long_lists_of_regions_are_cut_and_counted():
    results = [result(f"r{i}", "Odd.") for i in range(9)] + [result("fine")]
    assert notes_in_words(results) == ["r0, r1, r2 and 6 more: Odd."]
