from __future__ import annotations

import json

import pytest

from napari_compare.core.record import Record
from napari_compare.core.settings import Settings

SETTINGS = Settings(threshold="manual", threshold_a=1.5, threshold_b=2, split=("t",))


def test_a_record_goes_through_a_table_s_columns():
    record = Record(SETTINGS, "GFP", '=1+1, "odd"', "cells")
    assert Record.from_columns(record.columns()) == record


def test_names_that_are_not_there_are_empty():
    only = {"settings": json.dumps(Settings().to_dict())}
    assert Record.from_columns(only) == Record(Settings())
    assert Record.from_dict({}) == Record(Settings())
    assert Record.from_dict({"settings": {}, "names": 5}) == Record(Settings())


def test_a_run_s_record_holds_the_names():
    values = {"settings": SETTINGS.to_dict(), "names": ["a.tif", "b.tif"], "unit": "µm"}
    assert Record.from_dict(values) == Record(SETTINGS, "a.tif", "b.tif")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1], "JSON object"),
        ({"settings": 3}, "must be a JSON object"),
        ({"settings": {"threshold": "foo"}}, "There are: costes"),
        ({"version": 99, "threshold": "otsu"}, "Unknown settings: version"),
    ],
)
def test_what_is_no_record_is_a_sentence(values, said):
    with pytest.raises(ValueError, match=said):
        Record.from_dict(values)


def test_a_row_without_settings_is_a_sentence():
    with pytest.raises(ValueError, match='column "settings"'):
        Record.from_columns({"pearson_r": "0.5"})
