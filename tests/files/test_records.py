"""Files of settings are not trusted: whatever stands in them, a sentence names the file."""

from __future__ import annotations

import contextlib
import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from napari_compare.core.comparison import iterate
from napari_compare.core.pair import Pair
from napari_compare.core.record import Record
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.files.records import MOST_BYTES, read_record
from napari_compare.files.results import write_results

ODD = [None, True, -1, 1e400, 10**400, float("nan"), "", "odd", [], [1], [["x"]], {}, {"a": 1}]


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Settings)])
@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_a_wrong_type_is_a_sentence_or_no_harm(tmp_path, name, value):
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({name: value}))
    with contextlib.suppress(ValueError):
        settings = Settings.from_dict(json.loads(path.read_text()))
        assert read_record(path) == Record(settings)
        return
    with pytest.raises(ValueError, match=r"odd\.json cannot be used as settings: .*\.$"):
        read_record(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "cannot be"),
        (b'{"threshold": "otsu", "threshold_c": 5}', "Unknown settings: threshold_c"),
        (b" " * (MOST_BYTES + 1), "too large"),
    ],
    ids=["empty", "binary", "deep", "unknown", "large"],
)
def test_what_is_no_settings_file_is_a_sentence(tmp_path, content, said):
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=said) as caught:
        read_record(path)
    assert "\n" not in str(caught.value)


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(ValueError, match="There is no file"):
        read_record(tmp_path / "none.json")
    with pytest.raises(ValueError, match="There is no file"):
        read_record(tmp_path)


def test_a_table_without_settings_and_an_empty_one(tmp_path):
    path = tmp_path / "other.csv"
    for text in ("region,r\ncell,0.5\n", "", "settings\n"):
        path.write_text(text)
        with pytest.raises(ValueError, match='a column "settings" is needed'):
            read_record(path)
    path.write_text("settings\n" + "x" * 200_000)
    with pytest.raises(ValueError, match="cannot be read"):
        read_record(path)


def test_what_a_run_writes_can_be_read_back(tmp_path):
    random = np.random.default_rng(0)
    a = random.integers(0, 99, (20, 20)).astype(np.uint8)
    pair = Pair(a, a[::-1].copy(), ("y", "x"), (1.0, 1.0), names=("GFP", "mCherry"))
    settings = Settings(threshold="otsu", background_a=3)
    regions = [Region.whole(pair.shape)]
    results = [one for one in iterate(pair, regions, settings) if isinstance(one, Result)]
    write_results(tmp_path, results, pair, settings)
    assert read_record(tmp_path / "settings.json") == Record(settings, "GFP", "mCherry")
    assert read_record(tmp_path / "results.csv").settings == settings
    assert pd.read_csv(tmp_path / "results.csv").columns[-1] == "settings"
