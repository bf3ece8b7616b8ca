"""Each sentence stands once, with the images that it concerns."""

import numpy as np
import pytest

from napari_compare.core.regions import Region, as_regions
from napari_compare.core.series import PairResult, as_images, iterate_pairs, notes_of_pairs
from napari_compare.core.settings import Settings

RNG = np.random.default_rng(0)
CELLS = {f"c{i}": RNG.integers(0, 99, (8, 9)) for i in range(6)}


def said(images, regions=None, metrics=("pearson_r",)):
    found = as_images(images)
    events = iterate_pairs(found, as_regions(regions, found.shape), Settings(metrics=metrics))
    return notes_of_pairs([one for one in events if isinstance(one, PairResult)], found)


def test_nothing_is_said_of_good_images():
    assert said(CELLS) == []


def test_one_image_in_many_pairs_is_named_once():
    flat = {"flat": np.full((8, 9), 7), **CELLS}
    assert said(flat) == [
        "flat with 6 other images: Undefined because A is constant (every pixel is 7): Pearson's r."
    ]


def test_few_pairs_are_listed_and_of_many_the_first():
    a, b, c = (CELLS[name].astype(float) for name in ("c0", "c1", "c2"))
    a[0, 0] = b[0, :2] = np.nan
    one, other = said({"a": a, "b": b, "c": c})
    assert one.startswith("a and b; b and c: 2 pixels are left out")
    assert other.startswith("a and c: 1 pixel is left out")


def test_of_many_pairs_the_first_are_listed():
    images = np.stack(list(CELLS.values())).astype(float)
    images[:4, 0, 0] = np.nan
    images[:2, 0, 0] = 0
    images[4:, 7, 8] = np.nan
    (one, other) = sorted(said(images))
    assert one.startswith("0 and 2; 0 and 3; 0 and 4; and 7 more pairs: 1 pixel is left out")
    assert other.startswith("2 and 4; 2 and 5; 3 and 4; and 1 more pair: 2 pixels are left out")


def test_what_concerns_all_pairs_says_so():
    region = Region.from_mask(np.ones((8, 9), bool), "cell", notes=("Half of it is outside.",))
    assert said(CELLS, [region]) == ["all pairs: Half of it is outside."]


@pytest.mark.parametrize("metrics", [("pearson_r",), ("spearman_rho",)])
def test_several_regions_are_told_apart(metrics):
    images = {name: CELLS[name].copy() for name in ("c0", "c1", "c2")}
    images["c1"][:, 5:] = 3
    regions = {"left": np.arange(9) < 5, "right": np.arange(9) >= 5}
    notes = said(images, {name: np.tile(one, (8, 1)) for name, one in regions.items()}, metrics)
    constant = [note for note in notes if "constant" in note]
    assert constant[0].startswith("c0 and c1, right: Undefined because B is constant")
    assert all(", right:" in note for note in constant)


def test_a_pair_both_ways_round_stands_once():
    images = {"a": CELLS["c0"], "b": 99 - CELLS["c0"]}
    notes = said(images, metrics=("manders_tm1",))
    assert notes[0].startswith("a and b: Costes' method")
    assert not any("b and a" in note for note in notes)
