"""Results in a folder, and settings back from it."""

import json

import numpy as np
import pandas as pd
import pytest
import tifffile

from napari_compare.core.comparison import iterate
from napari_compare.core.methods import methods_text
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.files.images import read_image
from napari_compare.files.results import read_settings, write_results
from pages import check_safe

NAMES = [
    *("difference.tif", "methods.txt", "overlap.tif", "report.html", "results.csv"),
    *("scatter.png", "settings.json"),
]


@pytest.fixture
def pair():
    rng = np.random.default_rng(3)
    a = rng.integers(0, 200, (4, 20, 30), dtype=np.uint8)
    b = np.minimum(a + rng.integers(0, 40, a.shape), 255).astype(np.uint8)
    return Pair(a, b, ("t", "y", "x"), (2.0, 0.25, 0.5), "µm", ("green", "red"), ("Mind this.",))


@pytest.fixture
def regions():
    masks = np.zeros((2, 20, 30), dtype=bool)
    masks[0, 2:9, 3:12] = True
    masks[1, 6:18, 8:25] = True
    return [Region.from_mask(mask, f"cell {i}", i) for i, mask in enumerate(masks, start=1)]


def compared(pair, regions, settings):
    return [event for event in iterate(pair, regions, settings) if isinstance(event, Result)]


def test_everything_is_written_and_the_settings_come_back(tmp_path, pair, regions):
    settings = Settings(threshold="otsu", metrics=("pearson_r", "dice"), background_a=3)
    results = compared(pair, regions, settings)
    inputs = {"a": {"file": "g.tif", "channel": 1}, "b": {"file": "r.tif", "channel": None}}
    files = write_results(tmp_path / "new" / "out", results, pair, settings, inputs)
    assert [file.name for file in files] == NAMES
    assert sorted(file.name for file in (tmp_path / "new" / "out").iterdir()) == NAMES
    assert read_settings(tmp_path / "new" / "out" / "settings.json") == settings
    record = json.loads((tmp_path / "new" / "out" / "settings.json").read_text(encoding="utf-8"))
    assert record["inputs"] == inputs
    assert record["unit"] == "µm"
    assert (tmp_path / "new" / "out" / "scatter.png").read_bytes().startswith(b"\x89PNG")
    methods = (tmp_path / "new" / "out" / "methods.txt").read_text(encoding="utf-8")
    assert methods == methods_text(results, pair, settings)


def test_the_table_has_a_row_a_result_with_unit_and_files(tmp_path, pair, regions):
    settings = Settings(split="t", threshold="otsu")
    results = compared(pair, regions, settings)
    write_results(tmp_path, results, pair, settings)
    table = pd.read_csv(tmp_path / "results.csv")
    assert len(table) == 8
    assert table["t"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert table["area (µm²)"][0] == pytest.approx(63 * 0.125)
    assert set(table["file_a"]) == {"green"}
    assert table["notes"].str.contains("Mind this.", regex=False).all()
    values = [result.row["pearson_r"] for result in results]
    np.testing.assert_allclose(table["pearson_r"], values, rtol=1e-14)


def test_undefined_numbers_are_written_as_nan(tmp_path, pair, regions):
    flat = Pair(np.zeros_like(pair.a), pair.b, pair.axes, pair.spacing)
    settings = Settings()
    write_results(tmp_path, compared(flat, regions, settings), flat, settings)
    header, first, *_ = (tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()
    assert first.split(",")[header.split(",").index("pearson_r")] == "NaN"
    assert not tifffile.imread(tmp_path / "overlap.tif").any()


def test_images_keep_axes_and_pixel_size(tmp_path, pair, regions):
    settings = Settings(threshold="otsu")
    write_results(tmp_path, compared(pair, regions, settings), pair, settings)
    for name, dtype in (("difference", np.float32), ("overlap", np.uint8)):
        image = read_image(tmp_path / f"{name}.tif")
        assert image.axes == ("t", "y", "x")
        assert image.sizes == {"t": 2.0, "y": 0.25, "x": 0.5}
        assert image.data.dtype == dtype


def test_axes_that_imagej_does_not_know_are_written_too(tmp_path, pair, regions):
    other = Pair(pair.a, pair.b, ("angle", "y", "x"), pair.spacing)
    settings = Settings(threshold="otsu")
    write_results(tmp_path, compared(other, regions, settings), other, settings)
    assert tifffile.imread(tmp_path / "difference.tif").shape == pair.shape


def test_difference_and_overlap_are_those_of_the_numbers(tmp_path, pair, regions):
    settings = Settings(threshold="otsu", background_a=5, background_b=2, metrics="all", split="t")
    results = compared(pair, regions, settings)
    write_results(tmp_path, results, pair, settings)
    difference = tifffile.imread(tmp_path / "difference.tif")
    overlap = tifffile.imread(tmp_path / "overlap.tif")
    expected = pair.a.astype(float) - 5 - (pair.b.astype(float) - 2)
    np.testing.assert_array_equal(difference, expected)
    last = [result for result in results if result.region.name == "cell 2"]
    for result in last:  # where regions overlap, the later one is seen
        inside = overlap[result.index["t"]][result.region.mask()]
        row = result.row
        assert np.isin(inside, (1, 3)).mean() == pytest.approx(row["fraction_above_a"])
        assert np.isin(inside, (2, 3)).mean() == pytest.approx(row["fraction_above_b"])
    outside = ~np.any([region.mask() for region in regions], axis=0)
    assert not overlap[:, outside].any()


def test_a_failure_leaves_no_folder_and_no_file(tmp_path, pair, regions, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    settings = Settings(threshold="otsu")
    results = compared(pair, regions, settings)
    write_results(tmp_path / "old", results, pair, settings)
    before = (tmp_path / "old" / "results.csv").read_bytes()
    monkeypatch.setattr("napari_compare.files.results.tifffile.imwrite", full)
    for folder in ("new", "old"):
        with pytest.raises(OSError, match="No space"):
            write_results(tmp_path / folder, results[:1], pair, settings)
    assert not (tmp_path / "new").exists()
    assert sorted(file.name for file in (tmp_path / "old").iterdir()) == NAMES
    assert (tmp_path / "old" / "results.csv").read_bytes() == before


def test_settings_that_are_none_say_so(tmp_path):
    path = tmp_path / "settings.json"
    with pytest.raises(ValueError, match="no file"):
        read_settings(path)
    for text, said in (
        ("{", "not valid JSON"),
        ("[1]", "JSON object"),
        ('{"settings": 3}', "must be a JSON object"),
        ('{"treshold": "otsu"}', "Unknown settings: treshold"),
        ('{"settings": {"threshold": "foo"}}', "There are: costes"),
    ):
        path.write_text(text)
        with pytest.raises(ValueError, match=said):
            read_settings(path)
    path.write_text('{"threshold": "otsu"}')
    assert read_settings(path) == Settings(threshold="otsu")


def test_the_report_says_what_was_left_out_and_has_all_numbers(tmp_path, pair, regions):
    settings = Settings(metrics=("pearson_r", "rmsd"), split="t", threshold="otsu")
    results = compared(pair, regions, settings)
    write_results(tmp_path, results, pair, settings, warnings=['"<line>" is a line.'])
    page = check_safe((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert '"<line>" is a line.' in page.text
    assert "Mind this." in page.text
    shown = {one.get("data-value") for one in page.attributes("td")}
    assert {f"{result.row['rmsd']:.17g}" for result in results} <= shown
    assert "0.25 × 0.5 µm" in page.text
    assert "t 3 of 4" in page.text
    assert methods_text(results, pair, settings) in page.text
