"""The benchmarks run, write what they promise, and tell a wrong number and a missing peer."""

import csv
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    done = run("moments", "--quick", "--output", str(folder))
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip() == (folder / "results.md").read_text(encoding="utf-8").rstrip()
    return folder


@pytest.fixture(scope="module")
def lines(folder):
    with (folder / "results.csv").open(encoding="utf-8") as file:
        return {(line["row"], line["who"]): line for line in csv.DictReader(file)}


def test_everybody_is_in_both_files(folder, lines):
    text = (folder / "results.md").read_text(encoding="utf-8")
    assert {row for row, _ in lines} == {"moments"}
    for (_, who), line in lines.items():
        assert f"| {who} | {line['what']} |" in text
        assert line["problem"] or (int(line["runs"]) >= 3 and float(line["multiple_of_r"]) > 0)


def test_times_are_multiples_of_reading_and_of_ours(lines):
    unit = lines["moments", "reading both channels once"]
    ours = lines["moments", "napari-compare"]
    assert float(unit["multiple_of_r"]) == 1
    assert float(ours["times_ours"]) == 1
    assert float(ours["multiple_of_r"]) == pytest.approx(
        float(ours["seconds"]) / float(unit["seconds"]), rel=1e-4
    )


def test_a_number_that_differs_is_reported_with_both(folder, lines):
    """scikit-image multiplies 16-bit integers as such, and they wrap around."""
    ours, theirs = (
        json.loads(lines["moments", who]["numbers"]) for who in ("napari-compare", "scikit-image")
    )
    assert math.isclose(ours["pearson_r"], theirs["pearson_r"], rel_tol=1e-9)
    assert not math.isclose(ours["overlap_coefficient"], theirs["overlap_coefficient"])
    differing = (folder / "results.md").read_text(encoding="utf-8").partition("that differ")[2]
    wrong = (ours["overlap_coefficient"], theirs["overlap_coefficient"])
    assert "| `overlap_coefficient` | " + " | ".join(f"{one:.9g}" for one in wrong) in differing
    assert "| scikit-image | `pearson_r`" not in differing


def numbers_of(key: str, folder: Path, **environment: str) -> tuple[dict[str, float], str]:
    done = run(key, "--quick", "--output", str(folder), **environment)
    assert done.returncode == 0, done.stderr
    with (folder / "results.csv").open(encoding="utf-8") as file:
        (line,) = csv.DictReader(file)
    assert line["row"] == key
    return json.loads(line["numbers"]), line["problem"]


@pytest.mark.parametrize("key", ["shuffles", "closed-form", "shifts"])
def test_what_is_more_than_chance_is_measured(tmp_path, key):
    done = run(key, "--quick", "--no-memory", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    with (tmp_path / "results.csv").open(encoding="utf-8") as file:
        by_name = {line["who"]: line for line in csv.DictReader(file)}
    numbers = json.loads(by_name["napari-compare"]["numbers"])
    assert 0.2 < numbers.get("pearson_r", numbers.get("r at 0")) < 1


def test_everybody_finds_the_same_of_all_pairs(tmp_path):
    done = run("all-pairs", "--quick", "--no-memory", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    with (tmp_path / "results.csv").open(encoding="utf-8") as file:
        numbers = [json.loads(line["numbers"]) for line in csv.DictReader(file)]
    ours = numbers[0]
    assert len(numbers) == 6
    for theirs in numbers[1:-1]:
        assert theirs == pytest.approx(ours, rel=1e-9)


def test_images_beyond_memory_are_compared(tmp_path):
    pytest.importorskip("zarr")
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux limits a process's memory and tells its peak")
    numbers, problem = numbers_of("beyond-memory", tmp_path)
    assert problem == ""
    assert all(value > 0 for value in numbers.values())
    assert len(numbers) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others have a display")
@pytest.mark.parametrize("key", ["viewer", "dragging"])
def test_without_a_display_the_window_is_left_out_in_words(tmp_path, key):
    numbers, problem = numbers_of(key, tmp_path, DISPLAY="", WAYLAND_DISPLAY="")
    assert numbers == {}
    assert problem == "not measured: there is no display"
    assert problem in (tmp_path / "results.md").read_text(encoding="utf-8")


def test_the_window_is_measured(tmp_path, qtbot):
    """On the display that the tests have."""
    numbers, problem = numbers_of("viewer", tmp_path)
    assert problem == ""
    assert len(numbers) == 4
    assert numbers["s from the click to the table"] > 0


def test_dragging_is_measured_move_by_move(tmp_path, qtbot):
    numbers, problem = numbers_of("dragging-small", tmp_path)
    assert problem == ""
    for what in ("a shape", "a threshold"):
        for live in ("with Live", "without Live"):
            median, worst = (
                numbers[f"ms a move, {which}: {what} dragged {live}"]
                for which in ("median", "worst")
            )
            assert 0 < median <= worst
        assert numbers[f"updates a second: {what} dragged with Live"] > 0
    assert "updates a second: a shape dragged without Live" not in numbers
    assert numbers["ms of the processor a move, median: a shape dragged without the dock"] > 0


def test_a_peer_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks.timing import interleaved

    def missing():
        raise ModuleNotFoundError(name="a_peer")

    found = interleaved({"us": lambda: {"n": 1.0}, "them": missing}, budget=0.0, most=3)
    assert found["us"].numbers == {"n": 1}
    assert len(found["us"].seconds) == 3
    assert found["them"].problem == "not installed here (a_peer)"
    assert math.isnan(found["them"].median)


def test_an_unknown_row_is_refused_in_words():
    done = run("everythin")
    assert done.returncode != 0
    assert "There is no row everythin. There are: moments, " in done.stderr


def test_mixing_coefficients_agree_with_those_of_the_peers(tmp_path):
    done = run("mixing", "--quick", "--no-memory", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "None: where a peer has a number" in done.stdout
    assert "numpy lstsq" in done.stdout


def test_the_coverage_of_intervals_is_simulated_case_by_case():
    before = (ROOT / "benchmarks" / "coverage.md").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.coverage", "--share", "0.004"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.strip().splitlines()
    kept = before.decode().strip().splitlines()
    assert [line.split("|")[1:3] for line in told] == [line.split("|")[1:3] for line in kept]
    assert (ROOT / "benchmarks" / "coverage.md").read_bytes() == before
