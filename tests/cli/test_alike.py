"""The command `alike`, as a process of its own and in this one."""

import json
import subprocess
import sys

import numpy as np
import pytest
import tifffile
from PIL import Image
from scipy.ndimage import gaussian_filter
from typer.testing import CliRunner

from napari_compare import compare, most_alike_files
from napari_compare.cli import app
from napari_compare.files.spreadsheet import read_csv
from pages import check_safe

EDITED, HOSTILE = (slice(20, 30), slice(40, 60)), "=1+<b>.tif"


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def texture(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    blobs = sum(gaussian_filter(random.normal(size=(120, 160)), s) * s for s in (2, 6))
    return np.rint(4000 * (blobs - blobs.min()) / np.ptp(blobs)).astype(np.uint16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An image, relatives of it, strangers, and files that are no images."""
    folder = tmp_path_factory.mktemp("images")
    image = texture(0)
    edited = image.copy()
    edited[EDITED] = 0
    for name, one in {
        "query.tif": image,
        "copy.tif": image.copy(),
        "edited.tif": edited,
        "stranger 9.tif": texture(9),
        "stranger 10.tif": texture(10),
        HOSTILE: image[10:100, 5:150],
    }.items():
        tifffile.imwrite(folder / name, one)
    Image.fromarray((image >> 4).astype(np.uint8)).save(folder / "small.jpg", quality=70)
    (folder / "broken.tif").write_bytes(b"II*\0nothing")
    (folder / ".hidden.tif").write_bytes(b"")
    (folder / "deeper").mkdir()
    return folder


def test_a_folder_by_a_process(folder, tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "napari_compare.cli", "alike"),
            *(folder / "query.tif", folder, "--by", "matched_features", "--measures", "rmsd"),
            *("--json", "--out", tmp_path / "found"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["image"]: row for row in json.loads(done.stdout)}
    assert next(iter(rows)) == "copy.tif"
    assert set(list(rows)[:4]) == {"copy.tif", "edited.tif", "small.jpg", HOSTILE}
    assert list(rows)[-1] == "broken.tif"
    assert "query.tif" not in rows
    assert [rows[name]["identical"] for name in ("copy.tif", "edited.tif", "broken.tif")] == [
        True,
        False,
        None,
    ]
    box = [rows["edited.tif"][key] for key in ("y_first", "y_last", "x_first", "x_last")]
    assert box == [20, 29, 40, 59]
    stranger = compare(texture(0), texture(9))
    assert rows["stranger 9.tif"]["rmsd"] == stranger["rmsd"][0]
    assert "holds no image" in rows["broken.tif"]["notes"]
    written = read_csv(tmp_path / "found" / "alike.csv")
    assert [row["image"] for row in written] == list(rows)
    assert written[0]["identical"] == "True"
    record = json.loads((tmp_path / "found" / "settings.json").read_text(encoding="utf-8"))
    assert record["measures"] == ["matched_features", "rmsd"]


def test_the_gallery_is_a_page_of_its_own(folder, tmp_path):
    table = most_alike_files(
        folder / "query.tif", folder, ("ssim", "matched_features"), out=tmp_path / "found"
    )
    found = check_safe((tmp_path / "found" / "gallery.html").read_text(encoding="utf-8"))
    assert len(found.attributes("img")) == len(table)  # the image itself, all but the broken one
    (mark,) = (one["style"] for one in found.attributes("div") if one.get("class") == "mark")
    assert mark == "left:25.00%;top:16.67%;width:12.50%;height:8.33%"
    assert "identical" in found.text
    assert HOSTILE in found.text
    assert "broken.tif: " in found.text


def test_what_a_person_reads(folder):
    result = run("alike", folder / "query.tif", folder, "--top", 2)
    assert result.exit_code == 0
    assert "copy.tif" in result.output
    assert "identical" in result.output
    assert "stranger 10.tif" not in result.output
    assert "4 images less alike" in result.output
    assert "broken.tif was not compared" in result.output


def test_frames_of_one_file(tmp_path):
    frames = np.stack([texture(seed) for seed in range(4)])
    tifffile.imwrite(tmp_path / "film.tif", frames, imagej=True, metadata={"axes": "TYX"})
    tifffile.imwrite(tmp_path / "query.tif", frames[2])
    arguments = ("alike", tmp_path / "query.tif", tmp_path / "film.tif", "--axis", "t", "--json")
    rows = json.loads(run(*arguments).output)
    assert rows[0]["image"] == "t 2"
    assert [row["identical"] for row in rows] == [True, False, False, False]


def test_channels_and_colours(tmp_path):
    image = texture(0)
    tifffile.imwrite(
        tmp_path / "two.tif", np.stack([image[::-1], image]), imagej=True, metadata={"axes": "CYX"}
    )
    tifffile.imwrite(tmp_path / "query.tif", image)
    asked = run("alike", tmp_path / "query.tif", tmp_path / "two.tif")
    assert asked.exit_code == 1
    assert "two.tif has 2 channels: say which one" in asked.output.replace("\n", " ")
    table = most_alike_files(tmp_path / "two.tif", tmp_path / "two.tif", "rmsd", channel=1)
    assert table["identical"].tolist() == [True]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("missing.tif", "query.tif"), "There is no file"),
        (("query.tif", "deeper"), "holds no image to compare with"),
        (("query.tif", "missing"), "There is no file or folder"),
        (("query.tif", ".", "--by", "nonsense"), "There is no measure nonsense"),
        (("query.tif", ".", "--axis", "t"), "An axis is chosen of one file"),
        (("broken.tif", "."), "could not be read"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(folder, monkeypatch, arguments, sentence):
    monkeypatch.chdir(folder)
    result = run("alike", *arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output
