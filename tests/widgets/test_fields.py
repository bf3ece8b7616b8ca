from __future__ import annotations

import dataclasses

import pytest

from napari_compare.core.settings import THRESHOLDS, Settings
from napari_compare.widgets.fields import make_fields, offer_splits, read_settings, write_settings


@pytest.fixture
def fields(qapp):
    return make_fields()


def test_every_setting_has_a_field_with_a_label_and_a_tooltip(fields):
    assert list(fields) == [field.name for field in dataclasses.fields(Settings)]
    assert fields["colour_a"].label == "Colour of A"
    assert all(field.tooltip for field in fields.values())
    assert fields["threshold"].choices == THRESHOLDS


def test_fields_start_with_the_default_settings(fields):
    assert read_settings(fields) == Settings()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(threshold="manual", threshold_a=-3.5, threshold_b=70000),
        Settings(metrics=("pearson_r", "icq"), threshold_scope="image"),
        Settings(background_a=12.5, background_b="region empty", data_range=4095),
        Settings(split=("t",), planes="drawn", grid="refuse", colour_a="red"),
    ],
)
def test_settings_come_back_as_they_went_in(fields, settings):
    write_settings(fields, settings)
    assert read_settings(fields) == settings


def test_thresholds_count_for_the_manual_method_only(fields):
    fields["threshold_a"].value = 5
    assert read_settings(fields).threshold_a is None


def test_a_field_that_holds_nonsense_is_a_sentence(fields):
    fields["data_range"].value = "wide"
    with pytest.raises(ValueError, match="Data range must be a number, or empty"):
        read_settings(fields)


def test_splits_on_offer_follow_the_axes(fields):
    offer_splits(fields, [("t",), ("z",), ("t", "z")])
    fields["split"].value = ("t", "z")
    offer_splits(fields, [("t",), ("t", "z")])
    assert fields["split"].value == ("t", "z")
    offer_splits(fields, [])
    assert fields["split"].value == ()
