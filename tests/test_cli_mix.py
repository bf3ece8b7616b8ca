"""The command `napari-compare mix`, run as people and programs run it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import tifffile
from typer.testing import CliRunner

from napari_compare import MixingSettings, mixing_coefficients
from napari_compare.cli import app
from napari_compare.samples import mixtures


def run(*arguments):
    return CliRunner().invoke(app, ["mix", *map(str, arguments)])


@pytest.fixture(scope="module")
def mixed():
    return mixtures(12, (64, 64))


@pytest.fixture
def files(mixed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    tifffile.imwrite("series.tif", mixed.frames, imagej=True, metadata={"axes": "TYX"})
    for name, image in zip(("first.tif", "second.tif"), mixed.references, strict=True):
        tifffile.imwrite(name, image)
    return ["series.tif", "first.tif", "second.tif"]


def test_it_writes_what_python_gives_and_prints_a_table(files, mixed, tmp_path):
    command = [sys.executable, "-m", "napari_compare.cli", "mix", *files, "--out", "out"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "mixing.csv",
        "settings.json",
    ]
    written = pd.read_csv("out/mixing.csv", keep_default_na=False)
    expected = mixing_coefficients(mixed.frames, mixed.references)
    assert list(written) == [
        *("frame", "region", "x", "x_se", "x_low", "x_high", "r_squared", "residual_rms", "notes")
    ]
    assert written.x.tolist() == expected.x.tolist()
    assert written.x_se.tolist() == expected.x_se.tolist()
    assert f"{expected.x[11]:.4f}" in done.stdout
    record = json.loads((tmp_path / "out" / "settings.json").read_text(encoding="utf-8"))
    assert MixingSettings.from_dict(record["settings"]) == MixingSettings()
    assert record["inputs"]["references"] == ["first.tif", "second.tif"]
    assert record["frames"] == 12


def test_choices_and_regions_reach_the_fit(files, mixed):
    labels = np.zeros((64, 64), np.uint8)
    labels[5:30, 5:40], labels[35:60, 20:60] = 3, 7
    np.save("labels.npy", labels)
    result = run(
        *files, "--regions", "labels.npy", "--bounds", "0-1", "--offset", "--gain", "--weights",
        "poisson", "--confidence", "0.9", "--out", "out",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    chosen = MixingSettings("0-1", offset=True, gain=True, weights="poisson", confidence=0.9)
    expected = mixing_coefficients(mixed.frames, mixed.references, labels, chosen)
    written = pd.read_csv("out/mixing.csv", keep_default_na=False)
    assert written.region.astype(str).tolist() == ["3", "7"] * 12
    for column in ("x", "x_low", "gain", "offset"):
        assert written[column].tolist() == expected[column].tolist()


def test_the_settings_of_an_earlier_run_are_taken_and_options_count_more(files, mixed):
    assert run(*files, "--bounds", "0-1", "--offset", "--gain", "--out", "out").exit_code == 0
    earlier = ("--settings", "out/settings.json")
    result = run(*files, *earlier, "--no-gain", "--json")
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    chosen = MixingSettings(bounds="0-1", offset=True)
    expected = mixing_coefficients(mixed.frames, mixed.references, None, chosen)
    assert [row["x"] for row in rows] == expected.x.tolist()
    assert [row["offset"] for row in rows] == expected["offset"].tolist()
    assert "gain" not in rows[0]
    assert json.loads(run(*files, *earlier, "--json").stdout)[0]["gain"] == pytest.approx(
        1, abs=0.1
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"settings": {"metrics": "all"}}', "Unknown settings: metrics"),
        ("[1]", "JSON object"),
        ("nonsense", "not valid JSON"),
        ("[" * 9999, "nested too deeply"),
        ('{"robust": 1}', "robust must be true or false"),
    ],
)
def test_settings_that_are_none_are_refused_in_a_sentence(files, text, said):
    Path("wrong.json").write_text(text)
    result = run(*files, "--settings", "wrong.json", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "wrong.json" in result.stderr


def test_undefined_numbers_are_null_in_json(files):
    result = run("series.tif", "first.tif", "first.tif", "--json")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert rows[0]["x"] is None
    assert "condition number is infinite" in rows[0]["notes"]


def test_a_folder_is_a_series_in_the_order_of_its_numbers(files, mixed, tmp_path):
    (tmp_path / "frames").mkdir()
    for i, frame in enumerate(mixed.frames):
        tifffile.imwrite(tmp_path / "frames" / f"image {i}.tif", frame)
    assert run(*files, "--out", "one").exit_code == 0
    assert run("frames", *files[1:], "--out", "two").exit_code == 0
    one, two = ((tmp_path / name / "mixing.csv").read_text() for name in ("one", "two"))
    assert one == two


def test_three_references_have_columns_each(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    three = mixtures(5, (64, 64), k=3)
    np.save("series.npy", three.frames)
    for i, image in enumerate(three.references):
        np.save(f"{i}.npy", image)
    result = run("series.npy", "0.npy", "1.npy", "2.npy", "--no-sum-to-one", "--out", "out")
    assert result.exit_code == 0, result.stderr
    written = pd.read_csv("out/mixing.csv")
    np.testing.assert_allclose(written[["x_0", "x_1", "x_2"]], three.x, atol=0.02)


def test_many_rows_are_summed_up_and_notes_are_said_once(files, mixed):
    many = np.tile(mixed.frames, (5, 1, 1))
    many[17] = np.roll(many[17], 2, axis=1)
    tifffile.imwrite("series.tif", many, imagej=True, metadata={"axes": "TYX"})
    result = run(*files)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) < 12
    assert lines[0].split() == [
        *("region", "coefficient", "frames", "mean", "SD", "least", "largest", "median", "SE")
    ]
    assert lines[1].split()[2:4] == ["x", "60"]
    assert result.stdout.count("whole image, frame 17: The frame is shifted") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["series.tif", "first.tif"], "two references or more"),
        (["absent.tif", "first.tif", "second.tif"], "no file absent.tif"),
        (["series.tif", "first.tif", "absent.tif"], "no file absent.tif"),
        (["first.tif", "first.tif", "second.tif"], "is a single image"),
        (["series.tif", "first.tif", "series.tif"], "series.tif has the shape (12, 64, 64)"),
        (["empty", "first.tif", "second.tif"], "holds no files"),
        (["odd", "first.tif", "second.tif"], "b.tif holds uint8 of the shape (9, 9)"),
        (["series.tif", "first.tif", "second.tif", "--bounds", "all"], "There are: free"),
        (["series.tif", "first.tif", "second.tif", "--regions", "no.zip"], "no file no.zip"),
        (["colours.tif", "first.tif", "second.tif"], "3 channels: say which one to unmix"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(files, mixed, tmp_path, arguments, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "odd").mkdir()
    tifffile.imwrite("odd/a.tif", mixed.frames[0])
    tifffile.imwrite("odd/b.tif", np.zeros((9, 9), np.uint8))
    colours = np.stack([mixed.frames[:4]] * 3, axis=1)
    tifffile.imwrite("colours.tif", colours, imagej=True, metadata={"axes": "TCYX"})
    result = run(*arguments, "--out", "out")
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


def test_a_channel_of_a_file_of_several(files, mixed):
    colours = np.stack([mixed.frames, mixed.frames[::-1]], axis=1)
    tifffile.imwrite("colours.tif", colours, imagej=True, metadata={"axes": "TCYX"})
    for name, image in zip(files[1:], mixed.references, strict=True):
        both = np.stack([image, image])
        tifffile.imwrite(name, both, imagej=True, metadata={"axes": "CYX"})
    result = run("colours.tif", *files[1:], "--channel", 1, "--out", "out")
    assert result.exit_code == 0, result.stderr
    expected = mixing_coefficients(mixed.frames[::-1].copy(), mixed.references)
    assert pd.read_csv("out/mixing.csv").x.tolist() == expected.x.tolist()


def test_a_region_that_looks_like_a_formula_does_no_harm(files):
    from roifile import ROI_TYPE, ImagejRoi

    box = ImagejRoi(roitype=ROI_TYPE.RECT, top=5, left=5, bottom=40, right=50, name="=1+1\x1b[2J")
    box.tofile("odd.roi")
    result = run(*files, "--regions", "odd.roi", "--out", "out")
    assert result.exit_code == 0, result.stderr
    assert "\x1b[2J" not in result.stdout
    cells = pd.read_csv("out/mixing.csv").region
    assert all(cell.startswith("'=1+1") for cell in cells)
