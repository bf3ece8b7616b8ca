"""Thresholds moved by hand give the numbers of a comparison from the beginning."""

import numpy as np
import pytest

from napari_compare.core import moved as moved_module
from napari_compare.core.comparison import iterate
from napari_compare.core.moved import MovedThresholds
from napari_compare.core.pair import Pair
from napari_compare.core.regions import as_regions
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings


def results(engine, *given):
    return [one for one in engine(*given) if isinstance(one, Result)]


def images(dtype):
    rng = np.random.default_rng(2)
    a = rng.gamma(2, 300, (90, 80))
    b = 0.6 * a + rng.normal(200, 90, a.shape)
    if np.dtype(dtype).kind != "f":
        a, b = (np.rint(np.clip(one, 0, 60000)) for one in (a, b))
    return Pair(a.astype(dtype), b.astype(dtype), ("y", "x"), (1, 1))


def by_hand(a, b, **more):
    return Settings("all", "manual", a, b, **more)


def assert_same(here, there):
    for one, other in zip(here, there, strict=True):
        assert one.row.pop("notes") == other.row.pop("notes")
        assert one.row == pytest.approx(other.row, nan_ok=True)
        np.testing.assert_array_equal(one.scatter.counts, other.scatter.counts)
        assert one.region is other.region


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_numbers_follow_and_pixels_are_counted_once(dtype, monkeypatch):
    pair = images(dtype)
    regions = as_regions({"left": np.arange(80) < 30 + 0 * np.arange(90)[:, None]}, pair.shape)
    engine, counted = MovedThresholds(), []
    measure = moved_module.measure
    monkeypatch.setattr(
        moved_module, "measure", lambda *given: (counted.append(1), measure(*given))[1]
    )
    for number, limits in enumerate(((300, 400), (900, 100), (0, 0), (1e6, 5), (-1, 200.5))):
        if number == 2:  # drawn again, the same
            regions = as_regions({"left": regions[0].mask()}, pair.shape)
        settings = by_hand(*limits)
        given = pair, regions, settings
        assert_same(results(engine, *given), results(iterate, *given))
    assert len(counted) == 1


def test_what_else_changes_is_counted_anew():
    pair, other = images(np.uint16), images(np.uint8)
    whole, half = (
        as_regions({"one": mask}, pair.shape)
        for mask in (np.ones(pair.shape, bool), np.arange(80) < 40 + 0 * np.arange(90)[:, None])
    )
    engine = MovedThresholds()
    for given in (
        (pair, whole, by_hand(300, 300)),
        (pair, half, by_hand(300, 300)),
        (pair, half, by_hand(300, 300, background_a=20)),
        (other, half, by_hand(300, 300, background_a=20)),
        (other, half, Settings("all")),
        (other, half, by_hand(100, 100)),
    ):
        assert_same(results(engine, *given), results(iterate, *given))
