"""The sentences beside the numbers."""

import math

import numpy as np
import pytest

from brute_force.pairs import random_pair
from checks import result, rows
from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import Settings


@pytest.mark.parametrize("kind", ["constant", "both_constant", "anticorrelated", "equal"])
def test_every_undefined_number_comes_with_a_note_that_names_its_column(kind):
    a, b = random_pair("uint8", kind)
    found = result(a, b, metrics="all")
    undefined = {key for key in set(METRICS) & set(found.row) if math.isnan(found.row[key])}
    named = {key for note in found.notes for key in note.columns}
    on_thresholds = {key for key in undefined if "thresholds" in METRICS[key].needs}
    assert undefined - named <= on_thresholds
    if on_thresholds:
        assert {"threshold_a", "threshold_b"} <= named
    assert all(note.text in found.row["notes"] for note in found.notes)


def test_a_constant_channel_is_named():
    a, b = random_pair("uint8", "constant")
    (row,) = rows(a, b)
    assert "A is constant" in row["notes"]
    assert "B is constant" not in row["notes"]


def test_saturation_is_noted():
    a, b = random_pair("uint8", shape=(24, 30))
    b[:4] = 255
    (row,) = rows(a, b)
    assert "of B is saturated" in row["notes"]
    assert "of A is saturated" not in row["notes"]


def test_pixels_left_out_are_noted():
    a, b = random_pair("float32")
    a[0, :3] = np.nan
    (row,) = rows(a, b)
    assert row["n_excluded"] == 3
    assert "3 pixels are left out" in row["notes"]
    a[0, 1:3] = 5
    (row,) = rows(a, b)
    assert "1 pixel is left out" in row["notes"]


def test_a_sound_comparison_needs_no_note():
    a, b = random_pair("uint16", shape=(40, 40))
    a[0, 0], b[0, 0], a[0, 1], b[0, 1] = 0, 0, 150, 150
    (row,) = rows(a, b, None, Settings(threshold="otsu"))
    assert row["notes"] == ""
