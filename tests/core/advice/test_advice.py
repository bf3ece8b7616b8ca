"""What is said of a comparison, and how often its images are looked at for it."""

from __future__ import annotations

import numpy as np
import pytest

import napari_compare.core.advice.advice as room
from checks import notes
from napari_compare.core.advice import CHECKS
from napari_compare.core.comparison import compare, iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings
from napari_compare.samples import movie, stack


@pytest.mark.parametrize("make", [stack, movie])
def test_sound_stacks_and_movies_need_no_advice(make):
    sample = make()
    found = compare(sample.a, sample.b, list(sample.regions), Settings(split=sample.axes[0]))
    failed = "Costes' method"
    assert all(text == "" or text.startswith(failed) for text in found["notes"]), set(
        found["notes"]
    )


@pytest.mark.parametrize("metrics", ["essential", "all"])
def test_sound_images_need_no_advice(channels, metrics):
    assert notes(*channels, metrics=metrics) == {}


def test_advice_on_numbers_that_were_not_asked_for_is_not_given(channels):
    a, b = channels
    assert notes(a, b + np.uint16(100), metrics=("pearson_r",)) == {}


def test_images_are_looked_at_once_for_all_comparisons_of_a_pair(channels, monkeypatch):
    looks = []
    monkeypatch.setattr(
        room, "glimpse", lambda pair: looks.append(pair) or (np.zeros((1, 8, 8)),) * 2
    )
    pair = Pair(*channels, ("y", "x"), (1, 1))
    for threshold in ("mean", "otsu"):
        list(iterate(pair, [Region.whole(pair.shape)], Settings(threshold=threshold)))
    assert looks == [pair]


def test_every_check_tells_what_it_means_and_what_to_do():
    assert len({one.title for one in CHECKS}) == len(CHECKS) >= 12
    for one in CHECKS:
        first, meaning, remedy = one.doc.split("\n\n")
        assert first.startswith("Find ")
        assert len(meaning) > 60
        assert len(remedy) > 50
