"""A folder of thirty pairs with every fault that folders have."""

import json
import subprocess
import sys
import time

import numpy as np
import pytest
import tifffile
from roifile import roiwrite
from typer.testing import CliRunner

from napari_compare import compare_files, compare_folders
from napari_compare.cli import app
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.files.spreadsheet import read_csv
from napari_compare.study.run import run
from napari_compare.study.search import Search
from napari_compare.study.study import Study

FAULTS = {
    3: "There is no partner for img3__a.tif",
    5: "The images differ in shape",
    8: "could not be read as an image",
    11: "holds no region that encloses pixels",
    14: "is damaged or no archive of ROIs",
    17: "could not be read as an image",
    20: "There is no img20__a_roi.zip",
}
FLOATS, BYTES = 23, 26


@pytest.fixture
def thirty(folders):
    """Thirty pairs, some of them with a fault."""
    folders.add(*range(30))
    a, b = folders.cut(0)
    folders.file_b(3).unlink()
    tifffile.imwrite(folders.file_b(5), b[:, :-7])
    folders.file_a(8).write_bytes(b"This is no image.")
    roiwrite(folders.file_rois(11), [], mode="w")
    folders.file_rois(14).write_bytes(folders.file_rois(13).read_bytes()[:150])
    folders.file_b(17).write_bytes(folders.file_b(17).read_bytes()[:9000])
    folders.file_rois(20).unlink()
    a, b = folders.cut(FLOATS)
    tifffile.imwrite(folders.file_a(FLOATS), (a / 7).astype(np.float32))
    tifffile.imwrite(folders.file_b(FLOATS), b.astype(np.float32))
    a, b = folders.cut(BYTES)
    tifffile.imwrite(folders.file_a(BYTES), (a >> 4).astype(np.uint8))
    tifffile.imwrite(folders.file_b(BYTES), (b >> 4).astype(np.uint8))
    return folders


def command(folders, *options):
    return ["folders", str(folders.a), str(folders.b), "--out", str(folders.out), *options]


def invoke(folders, *options):
    return CliRunner().invoke(app, command(folders, *options))


def table(folders):
    return read_csv(folders.out / "results.csv")


def test_faults_are_rows_with_their_reason_and_all_others_are_measured(thirty):
    result = invoke(thirty, "--images")
    assert result.exit_code == 1
    assert "23 of 30 pairs are compared." in result.stdout
    rows = table(thirty)
    names = list(dict.fromkeys(row["pair"] for row in rows))
    assert names == [f"img{i}" for i in range(30)]
    for i, name in enumerate(names):
        own = [row for row in rows if row["pair"] == name]
        assert own[0]["file_a"] == str(thirty.file_a(i))
        if i in FAULTS:
            assert len(own) == 1
            assert FAULTS[i] in own[0]["error"]
            assert own[0]["error"].count(". ") == 0
            assert own[0]["pearson_r"] == own[0]["region"] == ""
            assert f"{name}: " in result.stderr
        else:
            assert [row["region"] for row in own] == ["oval", "polygon"]
            assert not any(row["error"] for row in own)
    images = [file.name for file in (thirty.out / "images").iterdir()]
    assert len(images) == 2 * 23
    record = json.loads((thirty.out / "settings.json").read_text())
    assert record["study"]["folder_a"] == str(thirty.a)
    assert Settings.from_dict(record["settings"]) == Settings()


def test_the_same_numbers_from_command_line_python_and_dock(thirty):
    """Digit for digit, from the same file of settings."""
    from napari.layers import Image, Labels

    from napari_compare.core.results import Result
    from napari_compare.files.results import read_settings
    from napari_compare.widgets.comparison import prepare

    labels = np.zeros(thirty.cut(0)[0].shape, dtype=np.uint8)
    labels[5:60, 10:80], labels[62:90, 3:90] = 1, 2
    for i in (0, FLOATS, BYTES):
        tifffile.imwrite(thirty.a / f"img{i}__a_labels.tif", labels)
    settings = thirty.parent / "mine.json"
    settings.write_text(Settings(threshold="otsu", metrics="all", background_a=3).to_json())
    suffix = "_labels.tif"
    invoke(thirty, "--settings", str(settings), "--regions-suffix", suffix)
    of_command = {(row["pair"], row["region"]): row for row in table(thirty)}
    of_python = compare_folders(
        thirty.a, thirty.b, read_settings(settings), regions_suffix=suffix, workers=1
    )
    for i in (0, FLOATS, BYTES):
        files = (thirty.file_a(i), thirty.file_b(i), thirty.a / f"img{i}__a_labels.tif")
        by_files = compare_files(*files, read_settings(settings)).to_dict("records")
        by_folders = of_python[of_python["pair"] == f"img{i}"].to_dict("records")
        arguments = [*map(str, files[:2]), "--regions", str(files[2]), "--settings", str(settings)]
        printed = CliRunner().invoke(app, ["measure", *arguments, "--json"]).stdout
        measured = json.loads(printed)
        layers = (*map(Image, map(tifffile.imread, files[:2])), Labels(labels))
        steps = prepare(layers, read_settings(settings))()
        in_dock = [event.row for event in steps if isinstance(event, Result)]
        for n, row in enumerate(by_files):
            keys = [key for key in row if key not in ("region", "region_id", "notes")]
            assert len(keys) > 50
            for key in keys:
                value = row[key]
                text = "NaN" if value != value else str(value)
                assert text == str(in_dock[n][key]).replace("nan", "NaN")
                assert text == of_command[f"img{i}", row["region"]][key]
                assert by_folders[n][key] == value or text == "NaN"
                assert measured[n][key] == (value if np.isfinite(value) else None)


def test_a_killed_study_goes_on_and_gives_the_same_table(thirty):
    """Killed twice, at moments that nobody chose; what was done is not done again."""
    whole = compare_folders(thirty.a, thirty.b)
    arguments = [sys.executable, "-m", "napari_compare.cli", *command(thirty)]
    rng, pairs = np.random.default_rng(), thirty.out / "pairs"

    def done():
        return {p: p.read_bytes() for p in pairs.glob("*.json")} if pairs.is_dir() else {}

    for least in (1, 6):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(done()) < least and process.poll() is None:
            time.sleep(0.001)
        time.sleep(rng.uniform(0, 0.02))
        process.kill()
        process.communicate()
        before = done()
        assert len(before) >= least
        for content in before.values():
            assert json.loads(content)["rows"]
    result = invoke(thirty)
    assert f"23 of 30 pairs are compared, {len(before)} of them in an earlier run." in result.stdout
    assert {path: done()[path] for path in before} == before
    assert not list(thirty.out.rglob(".*"))
    for row, expected in zip(table(thirty), whole.to_dict("records"), strict=True):
        for key in ("pair", "region", "n_pixels", "pearson_r", "manders_tm1", "error"):
            value = expected[key]
            assert row[key] == ("" if value is None or value != value else str(value))


def test_a_dry_run_shows_the_pairs_and_writes_nothing(thirty, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    result = invoke(thirty, "--dry-run")
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("img2 ")]
    assert line.split() == ["img2", "img2__a.tif", "img2__b.tif", "img2__a_roi.zip"]
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("img3 ")]
    assert FAULTS[3] in line
    assert not thirty.out.exists()


def test_an_interrupted_study_leaves_nothing_half_and_says_so(folders, monkeypatch):
    folders.add(*range(6))
    real = Study.run

    def interrupted(self, workers):
        for done, event in enumerate(real(self, workers)):
            yield event
            if done == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(Study, "run", interrupted)
    result = invoke(folders, "--workers", "1")
    assert result.exit_code == 130
    assert "The same command goes on." in result.stderr
    monkeypatch.setattr(Study, "run", real)
    again = invoke(folders)
    assert again.exit_code == 0
    assert "6 of 6 pairs are compared, " in again.stdout


def test_stopping_ends_the_work_soon_and_the_table_tells_what_is_missing(folders):
    folders.add(*range(12))
    study = Study(Search(folders.a, folders.b), Settings(), folders.out)
    events = study.run(workers=1)
    next(event for event in events if not isinstance(event, Progress))
    events.close()
    rows = table(folders)
    missing = [row for row in rows if row["error"].startswith("Not compared yet")]
    compared = {row["pair"] for row in rows} - {row["pair"] for row in missing}
    assert 1 <= len(compared) <= 3
    assert len(list((folders.out / "pairs").iterdir())) == len(compared)


def test_progress_rises_to_the_end(folders):
    folders.add(0, 1)
    events = [*run(Search(folders.a, folders.b).find().pairs, Settings())]
    shares = [event.done / event.total for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_no_more_pairs_than_workers_are_held(folders, monkeypatch):
    from napari_compare.files.inputs import Inputs

    folders.add(*range(8))
    held = most = 0
    read = Inputs.read

    class Held:
        def __init__(self, read):
            nonlocal held, most
            self.pair, self.regions, self.warnings = read
            held += 1
            most = max(most, held)

        def __del__(self):
            nonlocal held
            held -= 1

    monkeypatch.setattr(Inputs, "read", lambda self, settings: Held(read(self, settings)))
    for _ in run(Search(folders.a, folders.b).find().pairs, Settings(), workers=2):
        pass
    assert most <= 2


def test_a_list_carries_its_columns_to_the_rows(folders):
    folders.add(0, 1)
    (folders.parent / "pairs.csv").write_text(
        "name,a,b,condition,dose\n"
        "one,green/img0__a.tif,magenta/img0__b.tif,=control,-5\n"
        "two,green/img1__a.tif,magenta/img1__b.tif,drug,0.5\n"
    )
    options = ["--pairs", str(folders.parent / "pairs.csv"), "--out", str(folders.out), "--excel"]
    result = CliRunner().invoke(app, ["folders", *options])
    assert result.exit_code == 0, result.output
    rows = table(folders)
    known = [(row["pair"], row["condition"], row["dose"], row["region"]) for row in rows]
    assert known == [
        ("one", "=control", "-5", "oval"),
        ("one", "=control", "-5", "polygon"),
        ("two", "drug", "0.5", "oval"),
        ("two", "drug", "0.5", "polygon"),
    ]
    openpyxl = pytest.importorskip("openpyxl")
    header, first, *_ = openpyxl.load_workbook(folders.out / "results.xlsx").active.iter_rows()
    cells = {name.value: cell for name, cell in zip(header, first, strict=True)}
    assert (cells["condition"].value, cells["condition"].data_type) == ("=control", "s")
    assert repr(cells["pearson_r"].value) == rows[0]["pearson_r"]


def test_two_channels_of_each_file_with_a_row_for_each_frame(folders):
    for i in range(2):
        movie = np.stack([np.stack(folders.cut(i + k)) for k in range(3)])
        tifffile.imwrite(folders.a / f"film{i}.tif", movie, imagej=True, metadata={"axes": "TCYX"})
    settings = Settings(split="t", metrics=("pearson_r",))
    rows = compare_folders(folders.a, settings=settings, channel_a=1, channel_b=0)
    assert rows["t"].tolist() == [0, 1, 2] * 2
    assert rows["channel_a"].tolist() == [1] * 6
    a, b = folders.cut(2)
    expected = np.corrcoef(a.ravel(), b.ravel())[0, 1]
    assert rows["pearson_r"][2] == pytest.approx(expected, rel=1e-12)
    assert rows["error"].isna().all()


def test_what_was_left_out_of_the_regions_is_in_the_notes(folders):
    from roifile import ROI_TYPE, ImagejRoi

    folders.add(0)
    line = ImagejRoi(roitype=ROI_TYPE.LINE, name="profile", x1=1, y1=1, x2=9, y2=9)
    roiwrite(folders.file_rois(0), line)
    rows = compare_folders(folders.a, folders.b)
    assert rows["region"].tolist() == ["oval", "polygon"]
    assert rows["notes"].str.contains('"profile" is a line').all()


def test_hostile_names_steer_no_terminal_and_become_no_formula(folders):
    a, b = folders.cut(0)
    names = ["=cmd", "bad\x1b[2J", "[red]x"]
    for name in names:
        tifffile.imwrite(folders.a / f"{name}__a.tif", a)
        (folders.b / f"{name}__b.tif").write_bytes(b"no image")
    tifffile.imwrite(folders.b / "=cmd__b.tif", b)
    result = invoke(folders)
    assert "bad�[2J: " in result.stderr
    assert "[red]x: " in result.stderr
    assert "\x1b" not in result.output
    text = (folders.out / "results.csv").read_text(encoding="utf-8")
    assert "\n'=cmd," in text
    assert {row["pair"] for row in table(folders)} == set(names)
    assert "bad�[2J" in invoke(folders, "--dry-run").stdout


def test_whole_numbers_stay_whole_beside_pairs_without_numbers(folders):
    folders.add(0, 1)
    folders.file_b(1).unlink()
    rows = compare_folders(folders.a, folders.b)
    assert str(rows["n_pixels"].dtype) == "Int64"
    assert rows.attrs["settings"] == Settings().to_dict()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["absent", "absent"], "no folder"),
        ([], "Name the folders"),
        (["GREEN", "MAGENTA", "--settings", "absent.json"], "no file"),
        (["GREEN", "MAGENTA", "--match", "("], "regular expression"),
    ],
)
def test_what_cannot_start_is_a_sentence_and_leaves_no_folder(folders, options, said):
    folders.add(0)
    places = {"GREEN": str(folders.a), "MAGENTA": str(folders.b)}
    arguments = [places.get(option, option) for option in options]
    result = CliRunner().invoke(app, ["folders", *arguments, "--out", str(folders.out)])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not folders.out.exists()


def test_a_table_that_is_open_elsewhere_is_a_sentence(folders, monkeypatch):
    folders.add(0)

    def locked(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("napari_compare.study.tables.write_csv", locked)
    result = invoke(folders)
    assert result.exit_code == 2
    assert "open in another program" in result.stderr
    assert len(list((folders.out / "pairs").iterdir())) == 1
