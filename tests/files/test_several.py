"""Several images of a file or of files, and what is written about them."""

import csv
import json

import numpy as np
import pytest
import tifffile

from napari_compare import Settings, as_matrix, compare_all, compare_series
from napari_compare.files.results import read_settings
from napari_compare.files.series_results import write_matrix, write_series
from napari_compare.files.several import FRAMES_FIRST, read_images
from napari_compare.files.spreadsheet import read_csv


@pytest.fixture
def film(tmp_path):
    """A file of two channels, three frames, four planes; and its pixels."""
    pixels = np.random.default_rng(0).integers(0, 999, (3, 4, 2, 20, 30)).astype(np.uint16)
    about = {"axes": "TZCYX", "unit": "um", "spacing": 0.5, "finterval": 2.0}
    tifffile.imwrite(tmp_path / "film.tif", pixels, imagej=True, resolution=(5, 5), metadata=about)
    return tmp_path / "film.tif", pixels


def assert_images(images, pixels):
    assert len(images.arrays) == len(pixels)
    for found, expected in zip(images.arrays, pixels, strict=True):
        assert np.array_equal(found, expected)


def test_channels_are_the_images_of_one_file(film):
    path, pixels = film
    images = read_images([path])
    assert_images(images, pixels.transpose(2, 0, 1, 3, 4))
    assert images.names == ("c 0", "c 1")
    assert images.axes == ("t", "z", "y", "x")
    assert images.spacing == pytest.approx((2, 0.5, 0.2, 0.2))
    assert (images.unit, images.counted) == ("µm", "c")


def test_frames_or_planes_of_a_channel_are_the_images(film):
    path, pixels = film
    for given in ({"order": FRAMES_FIRST}, {"axis": "t"}):
        images = read_images([path], channel=1, **given)
        assert_images(images, pixels[:, :, 1])
        assert images.names == ("t 0", "t 1", "t 2")
    assert_images(read_images([path], 1, "z"), pixels[:, :, 1].swapaxes(0, 1))
    whole = images.as_series("film")
    assert (whole.axes, whole.shape) == (("t", "z", "y", "x"), (3, 4, 20, 30))


def test_files_are_images_with_names_of_their_own(tmp_path):
    pixels = np.random.default_rng(0).random((3, 9, 9))
    paths = [tmp_path / "one" / "cell.tif", tmp_path / "two" / "cell.tif", tmp_path / "b.tif"]
    for path, one in zip(paths, pixels, strict=True):
        path.parent.mkdir(exist_ok=True)
        tifffile.imwrite(path, one)
    images = read_images(paths)
    assert_images(images, pixels)
    assert images.names == ("cell", "cell (2)", "b")
    assert images.counted == "image"


def test_unnamed_axes_are_what_the_command_takes_them_for(tmp_path):
    np.save(tmp_path / "stack.npy", np.zeros((5, 40, 50), np.uint8))
    for order, counted in (("ctz", "c"), (FRAMES_FIRST, "t")):
        assert read_images([tmp_path / "stack.npy"], order=order).counted == counted


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"order": FRAMES_FIRST}, "film.tif has 2 channels: say which one with --channel"),
        ({"axis": "t"}, "film.tif has 2 channels"),
        ({"axis": "q", "channel": 0}, "film.tif has no axis q to take images along. It has: t, z"),
        ({"channel": 2}, "there is no channel 2"),
    ],
)
def test_what_is_not_there_is_said(film, options, said):
    with pytest.raises(ValueError, match=said):
        read_images([film[0]], **options)


def test_files_that_do_not_fit_are_named(film, tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((9, 9)))
    tifffile.imwrite(tmp_path / "b.tif", np.zeros((9, 8)))
    a, b = tmp_path / "a.tif", tmp_path / "b.tif"
    with pytest.raises(ValueError, match=r"differ in shape: a has \(9, 9\), b has \(9, 8\)"):
        read_images([a, b])
    with pytest.raises(ValueError, match="one image only"):
        read_images([a])
    with pytest.raises(ValueError, match="There is no file"):
        read_images([a, tmp_path / "absent.tif"])
    with pytest.raises(ValueError, match="of several files each is an image"):
        read_images([a, b], axis="t")
    with pytest.raises(ValueError, match="has 2 channels"):
        read_images([a, film[0]])


def test_a_matrix_is_written_as_it_is(tmp_path):
    images = dict(zip(["=a", "b", "c"], np.random.default_rng(0).random((3, 9, 9)), strict=True))
    images["c"] = images["=a"] + 0.1 * images["c"]
    chosen = Settings(metrics=("pearson_r", "slope"), threshold="otsu")
    table = compare_all(images, settings=chosen)
    write_matrix(tmp_path / "out", table, chosen.metrics, {"files": ["x"]})
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        *("heat-map.png", "matrix.csv", "pairs.csv", "settings.json"),
    ]
    rows = read_csv(tmp_path / "out" / "matrix.csv")
    assert len(rows) == 6
    assert [row["image"] for row in rows[:3]] == ["=a", "c", "b"]
    assert list(rows[0]) == ["metric", "region", "image", "=a", "c", "b"]
    expected = as_matrix(table, "slope")
    for row in rows[3:]:
        assert row["metric"] == "slope"
        for name in images:
            assert float(row[name]) == expected.loc[row["image"], name]
    pairs = read_csv(tmp_path / "out" / "pairs.csv")
    assert [float(row["pearson_r"]) for row in pairs] == table["pearson_r"].tolist()
    with (tmp_path / "out" / "pairs.csv").open(encoding="utf-8") as file:
        assert next(csv.DictReader(file))["image_1"] == "'=a"  # no formula
    assert read_settings(tmp_path / "out" / "settings.json") == chosen


def test_a_series_is_written_as_it_is(tmp_path):
    table = compare_series(np.random.default_rng(0).random((4, 9, 9)))
    write_series(tmp_path, table, "t", ("pearson_r",), {"files": ["x"], "against": "next"})
    rows = read_csv(tmp_path / "series.csv")
    assert [float(row["pearson_r"]) for row in rows] == table["pearson_r"].tolist()
    record = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert record["inputs"]["against"] == "next"
    assert (tmp_path / "series.png").stat().st_size > 1000
