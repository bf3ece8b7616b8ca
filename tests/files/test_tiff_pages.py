"""TIFF files that are read page by page as series."""

import numpy as np
import pytest
import tifffile

from napari_compare import mixing_coefficients
from napari_compare.files import tiff_pages as module
from napari_compare.files.series import read_series
from napari_compare.files.tiff_pages import TiffPages, tiff_pages
from napari_compare.samples import mixtures


@pytest.fixture(scope="module")
def mixed():
    return mixtures(7, (20, 30))


def test_pages_written_one_by_one_are_a_series(mixed, tmp_path, monkeypatch):
    path = tmp_path / "film.tif"
    with tifffile.TiffWriter(path) as writer:
        for frame in mixed.frames:
            writer.write(frame, photometric="minisblack")
    monkeypatch.setattr(module, "TOGETHER", 1500)
    film = read_series(path)
    assert isinstance(film.data, TiffPages)
    assert (film.axes, film.data.shape, film.data.chunks) == (
        ("t", "y", "x"),
        (7, 20, 30),
        (2, 20, 30),
    )
    part = film.data[slice(2, 5), slice(3, 9), slice(0, 30)]
    assert np.array_equal(part, mixed.frames[2:5, 3:9])
    assert film.data[6:7, 0:20, 0:30].shape == (1, 20, 30)
    found = mixing_coefficients(film.data, mixed.references)
    expected = mixing_coefficients(mixed.frames, mixed.references)
    assert found.x.tolist() == expected.x.tolist()


def test_packed_pages_too_large_to_unpack_at_once(mixed, tmp_path, monkeypatch):
    path = tmp_path / "film.tif"
    options = {"photometric": "minisblack", "compression": "zlib", "metadata": {"axes": "TYX"}}
    tifffile.imwrite(path, mixed.frames, **options)
    assert tiff_pages(path) is None
    assert isinstance(read_series(path).data, np.ndarray)
    monkeypatch.setattr(module, "MAPPED_BYTES", 1000)
    film = read_series(path)
    assert isinstance(film.data, TiffPages)
    assert np.array_equal(film.data[0:7, 0:20, 0:30], mixed.frames)


def test_other_files_are_read_as_images(mixed, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAPPED_BYTES", 1000)
    several = tmp_path / "several.tif"
    with tifffile.TiffWriter(several) as writer:
        writer.write(mixed.frames[0], photometric="minisblack")
        writer.write(mixed.frames[0, :9], photometric="minisblack")
    colours = tmp_path / "colours.tif"
    tifffile.imwrite(colours, np.zeros((3, 20, 30, 3), np.uint8), photometric="rgb")
    unpacked = tmp_path / "unpacked.tif"
    tifffile.imwrite(unpacked, mixed.frames, photometric="minisblack")
    for path in (several, colours, unpacked):
        assert tiff_pages(path) is None
    broken = tmp_path / "broken.tif"
    broken.write_bytes(unpacked.read_bytes()[:5])
    with pytest.raises(ValueError, match="could not be read as an image"):
        read_series(broken)


def test_frames_that_were_saved_as_colours_are_said_to_be_such(mixed, tmp_path):
    path = tmp_path / "film.tif"
    tifffile.imwrite(path, mixed.frames[:3], photometric="rgb", planarconfig="separate")
    with pytest.raises(ValueError, match=r"in colour: a series is .* Save its frames as grey"):
        read_series(path)
