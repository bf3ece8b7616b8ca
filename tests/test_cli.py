"""The command `napari-compare`, run as people and programs run it."""

import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest
import tifffile
from roifile import ROI_TYPE, ImagejRoi, roiwrite
from typer.testing import CliRunner

from napari_compare.cli import app

FILES = [
    *("difference.tif", "methods.txt", "overlap.tif", "report.html", "results.csv"),
    *("scatter.png", "settings.json"),
]


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(*arguments):
    result = run("measure", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def images(tmp_path):
    """Two channels that rise together, in one file, and its folder."""
    rng = np.random.default_rng(5)
    a = rng.gamma(2, 300, (60, 80))
    b = 0.7 * a + rng.normal(0, 90, a.shape)
    image = np.clip([a + 100, b + 300], 0, 65535).astype(np.uint16)
    tifffile.imwrite(
        tmp_path / "cells.tif", image, imagej=True, resolution=(5, 5), metadata={"axes": "CYX"}
    )
    return tmp_path / "cells.tif", image


def process(*arguments, **environment):
    known = {key: value for key, value in os.environ.items() if key not in environment}
    given = {key: value for key, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, "-m", "napari_compare.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**known, "PYTHONIOENCODING": "utf-8", **given},
        check=False,
    )


def test_help_comes_without_the_heavy_imports():
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from napari_compare.cli import app\n"
        "assert 'measure' in CliRunner().invoke(app, ['--help']).stdout\n"
        "print(sorted({'numba', 'napari', 'matplotlib', 'numpy', 'qtpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_json_is_all_there_is_on_standard_output(images, tmp_path):
    path, _ = images
    out = tmp_path / "out"
    done = process(
        "measure", path, path, "--channel-a", 0, "--channel-b", 1, "--json", "--out", out
    )
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = json.loads(done.stdout)
    assert row["region"] == "whole image"
    assert sorted(file.name for file in out.iterdir()) == FILES


def test_a_console_without_greek_letters_gets_a_table_all_the_same(images):
    path, _ = images
    done = process(
        "measure", path, path, "--channel-a", 0, "--channel-b", 1, PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Spearman's ?" in done.stdout


def test_bad_input_is_one_sentence_without_a_traceback(images, tmp_path):
    path, _ = images
    done = process("measure", path, tmp_path / "absent.tif", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_without_a_display_the_bare_command_says_so():
    done = process(DISPLAY="", WAYLAND_DISPLAY="", CI="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("napari cannot be opened")
    assert done.stderr.count("\n") == 1


def test_the_version_is_said():
    import napari_compare

    assert run("--version").stdout.strip() == napari_compare.__version__


def test_demo_prints_writes_and_says_where_and_why_no_window(tmp_path, monkeypatch):
    monkeypatch.setenv("CI", "true")
    result = run("demo", "--out", tmp_path / "demo")
    assert result.exit_code == 0
    assert "Pearson's r" in result.stdout
    assert "co-localized" in result.stdout
    assert str(tmp_path / "demo") in result.stdout.replace("\n", "")
    assert "napari was not opened" in result.stdout
    assert sorted(file.name for file in (tmp_path / "demo").iterdir()) == FILES


def test_the_table_names_regions_and_measures(images, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    path, image = images
    result = run("measure", path, path, "--channel-a", 0, "--channel-b", 1)
    expected = np.corrcoef(*image.reshape(2, -1).astype(float))[0, 1]
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("Pearson's r  ")]
    assert line.split()[-1] == f"{expected:.3f}"
    assert "cells, channel 1" in result.stdout


def test_many_regions_are_all_printed(images, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    path, image = images
    labels = np.zeros(image.shape[1:], dtype=np.uint8)
    for i in range(11):
        labels[5 * i : 5 * i + 4] = i + 101
    np.save(tmp_path / "labels.npy", labels)
    result = run(
        "measure", path, path, "--channel-a", 0, "--channel-b", 1, "--regions",
        tmp_path / "labels.npy",
    )  # fmt: skip
    for i in range(11):
        assert str(101 + i) in result.stdout.split()


def test_undefined_numbers_are_null(tmp_path):
    np.save(tmp_path / "flat.npy", np.full((9, 9), 4, dtype=np.uint8))
    np.save(tmp_path / "b.npy", np.arange(81, dtype=np.uint8).reshape(9, 9))
    (row,) = rows(tmp_path / "flat.npy", tmp_path / "b.npy", "--metrics", "all")
    assert row["pearson_r"] is None
    assert row["notes"]
    (row,) = rows(tmp_path / "b.npy", tmp_path / "b.npy", "--metrics", "psnr")
    assert row["psnr"] is None  # infinite


def test_options_override_the_settings_file_and_a_run_can_be_repeated(images, tmp_path):
    path, _ = images
    channels = (path, path, "--channel-a", 0, "--channel-b", 1)
    first = rows(
        *channels, "--threshold", "manual", "--threshold-a", 500, "--threshold-b", 600,
        "--metrics", "dice,jaccard", "--out", tmp_path / "one",
    )  # fmt: skip
    assert first[0]["threshold_a"] == 500
    assert list(first[0]).count("dice") == 1
    assert "icq" not in first[0]
    record = tmp_path / "one" / "settings.json"
    assert rows(*channels, "--settings", record) == first
    (changed,) = rows(*channels, "--settings", record, "--threshold", "none", "--metrics", "icq")
    assert "threshold_a" not in changed  # as nothing asks what is above it
    assert "icq" in changed


def test_split_gives_a_row_for_each_index(tmp_path):
    stack = np.random.default_rng(0).integers(0, 99, (2, 3, 20, 20)).astype(np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", stack, imagej=True, metadata={"axes": "TZYX"})
    found = rows(tmp_path / "a.tif", tmp_path / "a.tif", "--split", "t,z")
    assert [(row["t"], row["z"]) for row in found] == [(t, z) for t in range(2) for z in range(3)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--channel-b", "5"], "no channel 5"),
        (["--regions", "absent.zip"], "no file"),
        (["--settings", "absent.json"], "no file"),
        (["--metrics", "foo"], "There are: n_pixels"),
        (["--threshold", "foo"], "There are: costes"),
        (["--threshold", "manual"], "needs a number"),
        (["--split", "t"], "cannot be split"),
    ],
)
def test_choices_that_cannot_be_are_refused_in_a_sentence(images, tmp_path, options, said):
    path, _ = images
    arguments = [path, path, "--channel-a", 0, "--channel-b", 1, "--out", tmp_path / "out"]
    result = run("measure", *arguments, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(images, tmp_path):
    path, _ = images
    (tmp_path / "taken").write_text("a file")
    result = run(
        "measure", path, path, "--channel-a", 0, "--channel-b", 1, "--out", tmp_path / "taken"
    )
    assert result.exit_code == 2
    assert "taken" in result.stderr
    assert result.stderr.count("\n") == 1


def normalized(values):
    """Map the 1st percentile to 0 and the 99th to 1; quantiles without interpolation."""
    ordered = np.sort(values)
    low, high = (ordered[min(len(ordered) - 1, math.floor(q * len(ordered)))] for q in (0.01, 0.99))
    return (values - low) / (high - low)


def test_imagej_rois_give_what_numpy_gives(images, tmp_path):
    path, image = images
    y, x = np.indices(image.shape[1:])
    oval = ImagejRoi(roitype=ROI_TYPE.OVAL, top=10, left=20, bottom=45, right=70, name="oval")
    box = ImagejRoi(roitype=ROI_TYPE.RECT, top=3, left=4, bottom=33, right=54, name="box")
    step = ImagejRoi.frompoints(
        np.array([(5, 5), (60, 5), (60, 50), (30, 50), (30, 20), (5, 20)]), name="step"
    )
    line = ImagejRoi(roitype=ROI_TYPE.LINE, name="profile", x1=1, y1=1, x2=9, y2=9)
    roiwrite(tmp_path / "cells_roi.zip", [oval, box, line, step])
    masks = {
        "oval": ((x + 0.5 - 45) / 25) ** 2 + ((y + 0.5 - 27.5) / 17.5) ** 2 <= 1,
        "box": (y >= 3) & (y < 33) & (x >= 4) & (x < 54),
        "step": (y >= 5) & (x < 60) & (y < 50) & ((y < 20) & (x >= 5) | (x >= 30)),
    }
    result = run(
        "measure", path, path, "--channel-a", 0, "--channel-b", 1, "--json", "--regions",
        tmp_path / "cells_roi.zip",
    )  # fmt: skip
    assert '"profile" is a line' in result.stderr
    found = json.loads(result.stdout)
    assert [row["region"] for row in found] == list(masks)
    for row, mask in zip(found, masks.values(), strict=True):
        a, b = image[:, mask].astype(float)
        distance = normalized(a) - normalized(b)
        assert row["n_pixels"] == mask.sum()
        assert row["pearson_r"] == pytest.approx(np.corrcoef(a, b)[0, 1], rel=1e-9)
        assert row["mad_normalized"] == pytest.approx(np.abs(distance).mean(), rel=1e-9)
        assert row["rmsd_normalized"] == pytest.approx(np.sqrt((distance**2).mean()), rel=1e-9)


@pytest.mark.parametrize("threshold", ["costes", "otsu", "none"])
def test_real_pairs_give_the_reference_values(shared_data, threshold):
    reference = json.loads((shared_data / "reference.json").read_text())
    for name, entry in reference.items():
        arguments = [shared_data / entry["a"]["file"], shared_data / entry["b"]["file"]]
        for channel in "ab":
            if entry[channel]["channel"] is not None:
                arguments += [f"--channel-{channel}", entry[channel]["channel"]]
        if entry["labels"]:
            arguments += ["--regions", shared_data / entry["labels"]]
        found = rows(*arguments, "--threshold", threshold, "--metrics", "all")
        expected = entry["values"][threshold]
        assert [str(row["region_id"]) for row in found] == list(expected)
        for row, values in zip(found, expected.values(), strict=True):
            for key, value in values.items():
                undefined = value is None or not math.isfinite(value)
                tolerance = 1e-6 if key == "ssim" else 1e-9
                good = row[key] is None if undefined else row[key] == pytest.approx(
                    value, rel=tolerance, abs=1e-12
                )  # fmt: skip
                assert good, (name, threshold, key, row[key], value)


def test_a_cluster_gives_the_same_rows(images):
    file = images[0]
    arguments = ["measure", file, file, "--channel-a", 0, "--channel-b", 1, "--json"]
    here, there = process(*arguments), process(*arguments, "--scheduler", "local")
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    assert len(json.loads(here.stdout)) == 1


def test_a_scheduler_that_does_not_answer_is_a_sentence(images, monkeypatch):
    monkeypatch.setattr("napari_compare.core.cluster.TIMEOUT", 0.5)
    channels = ["--channel-a", 0, "--channel-b", 1]
    address = "tcp://127.0.0.1:9"
    result = run("measure", images[0], images[0], *channels, "--scheduler", address)
    assert result.exit_code == 2
    assert result.stderr.startswith('No scheduler answers at "tcp://127.0.0.1:9"')


def test_rows_of_frames_are_printed_as_they_come(tmp_path, monkeypatch):
    from napari_compare.core import comparison

    movie = np.random.default_rng(0).integers(0, 900, (4, 32, 32), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "movie.tif", movie, imagej=True, metadata={"axes": "TYX"})
    iterate = comparison.iterate

    def breaks_off(*given):
        for number, step in enumerate(s for s in iterate(*given) if hasattr(s, "row")):
            if number == 2:
                raise ValueError("The disk is gone.")
            yield step

    monkeypatch.setattr(comparison, "iterate", breaks_off)
    for options in (["--json"], []):
        file = tmp_path / "movie.tif"
        result = run("measure", file, file, "--split", "t", *options)
        assert result.exit_code == 2
        assert result.stderr == "The disk is gone.\n"
        if options:
            assert len(json.loads(result.stdout + "]")) == 2
