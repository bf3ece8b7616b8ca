"""Two files as one pair."""

import numpy as np
import pytest
import tifffile

from napari_compare.core.settings import Settings
from napari_compare.files.pairs import read_pair

PLANES = np.arange(2 * 40 * 50, dtype=np.uint16).reshape(2, 40, 50)


def write_imagej(path, image, axes, resolution=(5, 5), **metadata):
    metadata = {"axes": axes, "unit": "um", **metadata}
    tifffile.imwrite(path, image, imagej=True, resolution=resolution, metadata=metadata)
    return path


def test_two_channels_of_one_file(tmp_path):
    path = write_imagej(tmp_path / "a.tif", PLANES, "CYX")
    pair = read_pair(path, path, 1, 0)
    assert pair.names == ("a, channel 1", "a, channel 0")
    assert (pair.axes, pair.spacing, pair.unit) == (("y", "x"), (0.2, 0.2), "µm")
    np.testing.assert_array_equal(pair.a, PLANES[1])
    np.testing.assert_array_equal(pair.b, PLANES[0])


def test_a_plane_fits_a_stack_of_one_plane(tmp_path):
    np.save(tmp_path / "a.npy", PLANES[:1])
    np.save(tmp_path / "b.npy", PLANES[1])
    assert read_pair(tmp_path / "a.npy", tmp_path / "b.npy").shape == (40, 50)


def test_unnamed_axes_are_named_by_the_other_file_or_as_the_split_wants(tmp_path):
    np.save(tmp_path / "a.npy", PLANES)
    b = write_imagej(tmp_path / "b.tif", PLANES, "TYX", finterval=3.0)
    assert read_pair(tmp_path / "a.npy", b).axes == ("t", "y", "x")
    a = tmp_path / "a.npy"
    assert read_pair(a, a).axes == ("z", "y", "x")
    assert read_pair(a, a, settings=Settings(split="t")).axes == ("t", "y", "x")


def test_what_the_files_say_differently_is_noted(tmp_path):
    a = write_imagej(tmp_path / "a.tif", PLANES, "ZYX", spacing=0.5)
    b = write_imagej(tmp_path / "b.tif", PLANES, "TYX", resolution=(4, 5))
    pair = read_pair(a, b)
    assert pair.axes == ("z", "y", "x")
    assert pair.spacing == (0.5, 0.2, 0.2)
    assert any("along x (0.2 and 0.25)" in note for note in pair.notes)
    assert any("Axis t of b" in note for note in pair.notes)


def test_a_stack_without_a_distance_between_planes_says_so(tmp_path):
    a = write_imagej(tmp_path / "a.tif", PLANES, "ZYX")
    assert "distance between planes" in read_pair(a, a).notes[0]


def test_colours_are_measured_as_the_settings_say(tmp_path):
    photo = np.random.default_rng(0).integers(0, 255, (40, 50, 4), dtype=np.uint8)
    np.save(tmp_path / "photo.npy", photo)
    path = tmp_path / "photo.npy"
    pair = read_pair(path, path, settings=Settings(colour_a="blue"))
    assert pair.names == ("photo, blue", "photo, luminance")
    assert any("luminance" in note for note in pair.notes)
    np.testing.assert_array_equal(pair.a, photo[..., 2])
    weighted = photo[..., :3].astype(float) @ (0.2125, 0.7154, 0.0721)
    np.testing.assert_allclose(pair.b, weighted, rtol=1e-12)


def test_equal_names_are_told_apart(tmp_path):
    for folder in ("green", "red"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / "cell.npy", PLANES[0])
    pair = read_pair(tmp_path / "green" / "cell.npy", tmp_path / "red" / "cell.npy")
    assert pair.names == ("cell (A)", "cell (B)")


def test_shapes_that_differ_are_refused(tmp_path):
    np.save(tmp_path / "a.npy", PLANES[0])
    np.save(tmp_path / "b.npy", PLANES[0, :-1])
    with pytest.raises(ValueError, match=r"a has \(40, 50\), b has \(39, 50\)"):
        read_pair(tmp_path / "a.npy", tmp_path / "b.npy")
