"""The numbers of a series as they come."""

import numpy as np
import pytest

from napari_compare import Settings, compare_series, mixing_coefficients
from napari_compare.core.mixing import MixingSettings, Mixtures, mix
from napari_compare.core.pair import Pair
from napari_compare.core.regions import as_regions
from napari_compare.core.results import Progress
from napari_compare.core.series import series_pair
from napari_compare.core.series.curves import Curves, notes_in_words
from napari_compare.core.series.frames import iterate_frames
from napari_compare.samples import mixtures

MASKS = {"left": np.indices((40, 50))[1] < 20, "right": np.indices((40, 50))[1] > 30}


@pytest.fixture(scope="module")
def mixed():
    return mixtures(7, (40, 50))


def test_curves_of_mixtures_are_the_table_s(mixed):
    frames = mixed.frames.astype(np.float32)
    frames[3, 5, 5] = np.nan
    curves = Curves(list(MASKS))
    for event in mix(frames, mixed.references, MASKS, MixingSettings()):
        if isinstance(event, Mixtures):
            curves.add(event.columns)
    table = mixing_coefficients(frames, mixed.references, MASKS)
    assert (len(curves), curves.frames) == (14, 7)
    assert curves.keys == ["x", "r_squared", "residual_rms"]
    assert curves.values("x")[:, 1].tolist() == table[table.region == "right"].x.tolist()
    low, high = curves.band("x")
    assert low[:, 0].tolist() == table[table.region == "left"].x_low.tolist()
    assert (high > low).all()
    assert curves.band("r_squared") is None
    assert "left, frame 3: 1 pixel is left out: it is no finite number." in curves.notes_in_words()


@pytest.mark.parametrize("period", [0.0, 100.0])
def test_rows_of_metrics_come_by_whole_frames(mixed, monkeypatch, period):
    monkeypatch.setattr("napari_compare.core.series.frames.PERIOD", period)
    series = Pair(mixed.frames, mixed.frames, ("t", "y", "x"), (1.0,) * 3)
    pair = series_pair(series, 0)
    settings = Settings(metrics=("pearson_r", "rmsd"), split=("t",))
    curves = Curves(list(MASKS), ("region_id", "t"))
    parts = []
    for event in iterate_frames(pair, as_regions(MASKS, pair.shape), settings):
        if not isinstance(event, Progress):
            curves.add(event)
            parts.append(len(event["notes"]))
    assert sum(parts) == 14
    assert len(parts) == (1 if period else 7)
    table = compare_series(mixed.frames, 0, MASKS, settings)
    for name, column in zip(MASKS, curves.values("pearson_r").T, strict=True):
        assert column.tolist() == table[table.region == name].pearson_r.tolist()
    assert "t" not in curves.keys
    assert curves.band("rmsd") is None


def test_nothing_yet_is_no_frame():
    curves = Curves(["whole image"])
    assert (len(curves), curves.frames, curves.keys, curves.notes_in_words()) == (0, 0, [], [])


def test_of_many_notes_the_rest_is_counted():
    notes = [("cell", f"Note {i}.", [i]) for i in range(50)]
    told = notes_in_words(notes, 50)
    assert len(told) == 41
    assert told[-1] == "10 more notes stand in the table."
    assert notes_in_words([("cell", "Dark.", [1, 2, 3, 4])], 9) == ["cell, 4 frames: Dark."]
