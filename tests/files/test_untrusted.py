"""Files that are damaged, or made to do harm: a sentence each, in bounded time and memory."""

import json
import zipfile
from collections import namedtuple
from contextlib import suppress

import numpy as np
import pytest
import tifffile
from roifile import ImagejRoi

from napari_compare.files import memory, records, regions
from napari_compare.files.imagej import archive as archive_of_rois
from napari_compare.files.images import read_image
from napari_compare.files.regions import read_regions
from napari_compare.files.results import read_settings

PLANE = (64, 64)
NOISE = np.random.default_rng(0).integers(0, 4000, PLANE, dtype=np.uint16)


def archive(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return path


def triangle(name=""):
    return ImagejRoi.frompoints(np.array([[1, 1], [30, 1], [30, 30]]), name=name).tobytes()


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"rowsperstrip": 8},
        {"compression": "zlib", "rowsperstrip": 8},
        {"tile": (16, 16)},
        {"tile": (16, 16), "compression": "zlib"},
        {"imagej": True},
    ],
)
def test_a_truncated_tiff_is_an_error_and_never_an_image(tmp_path, layout):
    path = tmp_path / "cut.tif"
    tifffile.imwrite(path, NOISE, **layout)
    path.write_bytes(path.read_bytes()[: int(0.7 * path.stat().st_size)])
    with pytest.raises(ValueError, match=r"cut\.tif could not be read as an image"):
        np.asarray(read_image(path).data)


def test_a_damaged_piece_of_a_tiff_is_an_error(tmp_path):
    path = tmp_path / "damaged.tif"
    tifffile.imwrite(path, NOISE, compression="zlib")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    with pytest.raises(ValueError, match="could not be read"):
        read_image(path)


@pytest.mark.parametrize("layout", [{}, {"compression": "zlib"}])
def test_a_tiff_that_claims_to_be_huge_is_refused(tmp_path, layout):
    path = tmp_path / "huge.tif"
    tifffile.imwrite(path, NOISE, **layout)
    with tifffile.TiffFile(path, mode="r+") as file:
        for tag in ("ImageWidth", "ImageLength"):
            file.pages[0].tags[tag].overwrite(2_000_000)
    with pytest.raises(ValueError, match="could not be read"):
        read_image(path)


def test_a_compressed_tiff_larger_than_the_free_memory_says_what_to_do(tmp_path, monkeypatch):
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, NOISE, compression="zlib")
    little = namedtuple("Memory", "available")(NOISE.nbytes - 1)
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: little)
    with pytest.raises(ValueError, match="OME-Zarr it is read piece by piece"):
        read_image(path)


def test_paths_in_an_archive_lead_nowhere(tmp_path):
    names = ["../../evil.roi", "/etc/passwd.roi", "C:\\windows\\system.roi"]
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    path = archive(folder / "rois.zip", [(name, triangle()) for name in names])
    before = sorted(tmp_path.rglob("*"))
    found, _ = read_regions(path, PLANE)
    assert len(found) == 3
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(tmp_path):
    bomb = b"Iout" + bytes(archive_of_rois.LARGEST_ROI - 4)
    with pytest.raises(ValueError, match="144 MB of ROIs; at most 128"):
        read_regions(archive(tmp_path / "many.zip", [(f"{i}.roi", bomb) for i in range(9)]), PLANE)
    with pytest.raises(ValueError, match="too large for a ROI"):
        read_regions(archive(tmp_path / "one.zip", [("a.roi", bomb + b"\0")]), PLANE)


def test_an_archive_of_too_many_rois_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive_of_rois, "MOST_ROIS", 4)
    path = archive(tmp_path / "rois.zip", [(f"{i}.roi", triangle()) for i in range(5)])
    with pytest.raises(ValueError, match="5 ROIs; at most 4"):
        read_regions(path, PLANE)


def test_a_wild_outline_is_refused(tmp_path):
    points = np.random.default_rng(0).uniform(-2000, 2000, (20_000, 2)).astype(np.float32)
    (tmp_path / "wild.roi").write_bytes(ImagejRoi.frompoints(points).tobytes())
    with pytest.raises(ValueError, match="up and down too many times"):
        read_regions(tmp_path / "wild.roi", PLANE)


def test_any_bytes_in_a_roi_are_a_region_or_a_sentence(tmp_path):
    rng = np.random.default_rng(1)
    path, data = tmp_path / "random.roi", triangle("name")
    for _ in range(200):
        changed = bytearray(data)
        for place in rng.integers(4, len(data), 4):
            changed[place] = rng.integers(256)
        path.write_bytes(changed)
        with suppress(ValueError):
            read_regions(path, PLANE)


def test_an_image_of_intensities_does_not_serve_as_labels(tmp_path, monkeypatch):
    monkeypatch.setattr(regions, "MOST_LABELS", 100)
    tifffile.imwrite(tmp_path / "labels.tif", NOISE)
    with pytest.raises(ValueError, match="too many for labels"):
        read_regions(tmp_path / "labels.tif", PLANE)


def test_a_table_of_shapes_may_be_only_so_large(tmp_path, monkeypatch):
    monkeypatch.setattr(regions, "LARGEST_TABLE", 10)
    (tmp_path / "shapes.csv").write_text("index,shape-type,vertex-index,axis-0,axis-1\n")
    with pytest.raises(ValueError, match="too large for a table of shapes"):
        read_regions(tmp_path / "shapes.csv", PLANE)


HUGE = 10**400


@pytest.mark.parametrize(
    "text",
    [
        *map(
            json.dumps,
            [
                {"metrics": [["pearson_r"]]},
                {"metrics": {"pearson_r": 1}},
                {"metrics": 5},
                {"split": [[1]]},
                {"split": [1]},
                {"threshold": {"costes": [1]}},
                {"threshold": None},
                {"grid": []},
                {"data_range": HUGE},
                {"data_range": True},
                {"background_a": HUGE},
                {"background_a": [1]},
                {"threshold": "manual", "threshold_a": HUGE, "threshold_b": 1},
                {"settings": {"settings": 1}},
                None,
                [],
            ],
        ),
        '{"threshold_a": 1e999}',
        "[" * 100_000,
        "\0",
    ],
)
def test_settings_of_wrong_types_are_a_sentence(tmp_path, text):
    (tmp_path / "settings.json").write_text(text)
    with pytest.raises(ValueError, match=r"settings\.json"):
        read_settings(tmp_path / "settings.json")


def test_what_is_no_file_of_settings_is_not_read(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="no file"):
        read_settings(tmp_path)
    monkeypatch.setattr(records, "MOST_BYTES", 3)
    (tmp_path / "settings.json").write_text("{}  ")
    with pytest.raises(ValueError, match="too large"):
        read_settings(tmp_path / "settings.json")
