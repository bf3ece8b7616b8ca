"""The commands `series` and `matrix`, as processes of their own and in this one."""

import json
import subprocess
import sys

import numpy as np
import pytest
import tifffile
from typer.testing import CliRunner

from napari_compare import Settings, compare_all, compare_series
from napari_compare.cli import app


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def process(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "napari_compare.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def film(tmp_path):
    """Four frames that change bit by bit, as a file."""
    steps = np.random.default_rng(0).gamma(2, 100, (4, 30, 40))
    pixels = np.cumsum(steps, axis=0).astype(np.uint16)
    tifffile.imwrite(tmp_path / "film.tif", pixels, imagej=True, metadata={"axes": "TYX"})
    np.save(tmp_path / "cells.npy", np.indices((30, 40))[1] // 20 + 1)
    return tmp_path / "film.tif", pixels


def test_a_matrix_of_frames_by_a_process(film, tmp_path):
    path, pixels = film
    regions = tmp_path / "cells.npy"
    done = process("matrix", path, "--regions", regions, "--json", "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    expected = compare_all(pixels, np.load(regions))
    rows = json.loads(done.stdout)
    assert [row["pearson_r"] for row in rows] == expected["pearson_r"].tolist()
    assert [(row["image_1"], row["image_2"]) for row in rows[:4:2]] == [
        ("t 0", "t 0"),
        ("t 0", "t 1"),
    ]
    assert (tmp_path / "out" / "heat-map.png").is_file()


def test_a_series_by_a_process(film, tmp_path):
    path, pixels = film
    options = ("--metrics", "rmsd,pearson_r", "--threshold", "otsu", "--out", tmp_path / "out")
    done = process("series", path, "--json", *options)
    assert (done.returncode, done.stderr) == (0, "")
    chosen = Settings(metrics=("rmsd", "pearson_r"), threshold="otsu")
    expected = compare_series(pixels, settings=chosen)
    rows = json.loads(done.stdout)
    assert [row["rmsd"] for row in rows] == expected["rmsd"].tolist()
    assert [row["t"] for row in rows] == [0, 1, 2]
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["series.csv", "series.png", "settings.json"]
    again = run("series", path, "--json", "--settings", tmp_path / "out" / "settings.json")
    assert json.loads(again.stdout) == rows


@pytest.mark.parametrize("command", ["series", "matrix"])
def test_bad_input_is_one_sentence(command, film, tmp_path):
    done = process(command, film[0], "--axis", "q", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "no axis q" in done.stderr
    assert not (tmp_path / "out").exists()


def test_frames_against_a_frame_or_a_file(film, tmp_path):
    path, pixels = film
    tifffile.imwrite(tmp_path / "mean.tif", pixels.mean(axis=0))
    for against, reference in (("2", 2), (tmp_path / "mean.tif", pixels.mean(axis=0))):
        result = run("series", path, "--against", against, "--metrics", "rmsd", "--json")
        chosen = Settings(metrics=("rmsd",))
        expected = compare_series(pixels, reference, settings=chosen)
        assert [row["rmsd"] for row in json.loads(result.stdout)] == expected["rmsd"].tolist()
    result = run("series", path, "--against", 9)
    assert result.exit_code == 2
    assert "there is no frame 9" in result.stderr
    result = run("series", path, "--against", tmp_path / "absent.tif")
    assert result.exit_code == 2
    assert "There is no file" in result.stderr


def test_files_are_frames_in_their_order(film, tmp_path):
    _, pixels = film
    for i, one in enumerate(pixels):
        tifffile.imwrite(tmp_path / f"f{i}.tif", one)
    files = [tmp_path / f"f{i}.tif" for i in (0, 2, 1)]
    result = run("series", *files, "--metrics", "pearson_r", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    table = (tmp_path / "out" / "series.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in table] == ["frame", "f0", "f2"]
    assert "A: 3 files" in result.stdout


def test_a_matrix_is_printed_with_like_images_side_by_side(film, tmp_path):
    path, pixels = film
    for name, i in (("a", 0), ("b", 3), ("c", 1)):
        tifffile.imwrite(tmp_path / f"{name}.tif", pixels[i])
    files = [tmp_path / f"{name}.tif" for name in "abc"]
    result = run("matrix", *files, "--metrics", "pearson_r,manders_tm1")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0][:2] == ["Pearson's", "r,"]
    assert lines[1] == ["a", "c", "b"]
    expected = np.corrcoef(pixels[0].ravel(), pixels[1].ravel())[0, 1]
    assert lines[2] == ["a", "1.000", f"{expected:.3f}", lines[2][-1]]
    assert "Manders tM1, whole image" in result.stdout
    many = run("matrix", path, path, *files, *files, *files)
    assert many.exit_code == 2  # a film is no plane
    many = run("matrix", *[tmp_path / "a.tif"] * 11)
    assert "11 images: too many to show here" in many.stdout


def test_regions_that_are_left_out_are_said(film, tmp_path):
    table = "index,shape-type,vertex-index,axis-0,axis-1\n"
    table += "".join(
        f"0,rectangle,{i},{y},{x}\n" for i, (y, x) in enumerate([(2, 2), (2, 9), (9, 9), (9, 2)])
    )
    table += "1,line,0,1,1\n1,line,1,5,5\n"
    (tmp_path / "shapes.csv").write_text(table)
    for command in ("series", "matrix"):
        result = run(command, film[0], "--regions", tmp_path / "shapes.csv", "--json")
        assert result.exit_code == 0, result.output
        assert '"shape 2" is a line' in result.stderr
        assert {row["region"] for row in json.loads(result.stdout)} == {"shape 1"}
