"""Two exposures compared colour by colour, by command and in Python."""

import base64
import json

import numpy as np
import pytest
import tifffile
from PIL import Image
from typer.testing import CliRunner

from napari_compare import Settings, compare, compare_files
from napari_compare.cli import app
from napari_compare.files.exposures import DIFFERENCES
from raw_files import BLACK, as_read, write_linear, write_mosaic

MORE = ["a_over_b.tif", "b_over_a.tif", "exposures.png", "superimposed.tif"]


@pytest.fixture
def exposures(tmp_path):
    """Two exposures of one scene, the second with less red at its left: counts and files."""
    rng = np.random.default_rng(6)
    light = rng.gamma(2, 200, (50, 70, 3))
    counts, files = [], []
    for name, time in (("short", 0.5), ("long", 1.0)):
        seen = light * time
        if name == "long":
            seen[:, :20, 0] *= 0.2
        noisy = np.clip(BLACK + rng.poisson(seen), 0, 4095).astype(np.uint16)
        write_linear(tmp_path / f"{name}.dng", noisy)
        counts.append(as_read(noisy).transpose(2, 0, 1))
        files.append(tmp_path / f"{name}.dng")
    return counts, files


def measure(*arguments):
    done = CliRunner().invoke(app, ["measure", *map(str, arguments)])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_raw_files_have_a_row_for_each_colour_the_same_everywhere(exposures, tmp_path):
    (a, b), files = exposures
    rows = json.loads(measure(*files, "--json"))
    table = compare_files(*files)
    expected = compare(a, b, settings=Settings(split="c"), axes=("c", "y", "x"))
    assert list(table["c"]) == [row["c"] for row in rows] == [0, 1, 2]
    for key in ("pearson_r", "rmsd", "manders_tm1", "threshold_a"):
        np.testing.assert_array_equal(table[key], expected[key])
        printed = [np.nan if row[key] is None else row[key] for row in rows]
        np.testing.assert_array_equal(printed, expected[key])
    assert all("c 0 is red, c 1 is green, c 2 is blue" in notes for notes in table["notes"])


def test_where_each_is_brighter_is_kept_as_images(exposures, tmp_path):
    (a, b), files = exposures
    measure(*files, "--out", tmp_path / "out")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written > set(MORE)
    apart = a.astype(int) - b
    expected = (np.maximum(apart, 0), np.maximum(-apart, 0), np.abs(apart))
    for key, image in zip(DIFFERENCES, expected, strict=True):
        with tifffile.TiffFile(tmp_path / "out" / f"{key}.tif") as file:
            assert file.series[0].axes == "CYX"
            assert file.series[0].dtype == np.uint16
            np.testing.assert_array_equal(file.asarray(), image)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    drawn = (tmp_path / "out" / "exposures.png").read_bytes()
    assert base64.b64encode(drawn).decode() in page
    assert "<figcaption>whole image, green</figcaption>" in page
    with Image.open(tmp_path / "out" / "exposures.png") as picture:
        assert picture.height > picture.width * 0.8  # three rows


def test_photos_need_not_be_raw(exposures, tmp_path):
    (a, b), _ = exposures
    for name, counts in (("a.tif", a), ("b.tif", b)):
        photo = counts.transpose(1, 2, 0).astype(np.uint16)
        tifffile.imwrite(tmp_path / name, photo, photometric="rgb")
    files = tmp_path / "a.tif", tmp_path / "b.tif"
    assert len(compare_files(*files)) == 1
    table = compare_files(*files, exposures=True, out=tmp_path / "out")
    np.testing.assert_array_equal(
        table["pearson_r"],
        compare(a, b, settings=Settings(split="c"), axes=("c", "y", "x"))["pearson_r"],
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} > set(MORE)


def test_one_colour_or_the_luminance_can_be_compared_instead(exposures):
    (a, b), files = exposures
    (green,) = json.loads(measure(*files, "--channel-a", 1, "--channel-b", 1, "--json"))
    assert green["pearson_r"] == pytest.approx(np.corrcoef(a[1].flat, b[1].flat)[0, 1], rel=1e-9)
    (row,) = json.loads(measure(*files, "--no-exposures", "--json"))
    assert "luminance is measured" in row["notes"]


def test_grey_exposures_have_one_row(exposures, tmp_path):
    rng = np.random.default_rng(7)
    files = []
    for name in "ab":
        files.append(tmp_path / f"{name}.dng")
        write_linear(files[-1], rng.integers(BLACK, 4000, (40, 50)).astype(np.uint16))
    table = compare_files(*files, out=tmp_path / "out")
    assert len(table) == 1
    assert table.attrs["settings"]["split"] == []
    assert (tmp_path / "out" / "exposures.png").exists()


def test_each_colour_of_each_region_has_a_row(exposures, tmp_path):
    (a, b), files = exposures
    labels = np.zeros((50, 70), dtype=np.uint8)
    labels[:, :20], labels[:, 20:] = 1, 2
    tifffile.imwrite(tmp_path / "labels.tif", labels)
    table = compare_files(*files, tmp_path / "labels.tif", out=tmp_path / "out")
    assert sorted(zip(table["region"], table["c"], strict=True)) == [
        (name, c) for name in "12" for c in range(3)
    ]
    for row in table.itertuples():
        apart = (a.astype(float) - b)[row.c][labels == int(row.region)]
        assert row.rmsd == pytest.approx(np.sqrt((apart**2).mean()), rel=1e-12)


def test_exposures_of_other_sizes_are_one_sentence(exposures, tmp_path):
    _, files = exposures
    write_mosaic(tmp_path / "small.dng", np.full((40, 40, 3), 200, dtype=np.uint16))
    done = CliRunner().invoke(app, ["measure", str(files[0]), str(tmp_path / "small.dng")])
    assert done.exit_code == 2
    assert done.stderr.strip() == (
        "The images differ in shape: short has (3, 50, 70), small has (3, 40, 40)."
    )
