"""Camera RAW files dragged into napari."""

import numpy as np
import pytest

from napari_compare import Settings
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.raw_files import get_colour_reader, get_reader
from raw_files import as_read, write_linear

PLUGIN = "napari-compare"


@pytest.fixture
def photo(tmp_path):
    """A photo's counts, and its file."""
    rng = np.random.default_rng(3)
    counts = rng.integers(64, 4000, (40, 60, 3)).astype(np.uint16)
    write_linear(tmp_path / "photo.dng", counts)
    return counts, tmp_path / "photo.dng"


def test_a_photo_is_a_colour_layer_that_is_compared_as_it_is(make_napari_viewer, photo, tmp_path):
    counts, path = photo
    write_linear(tmp_path / "other.NEF", counts[::-1])  # what it holds counts, not its name
    viewer = make_napari_viewer()
    layers = viewer.open([path, tmp_path / "other.NEF"], plugin=PLUGIN)
    assert [(layer.name, layer.rgb) for layer in layers] == [("photo", True), ("other", True)]
    pair = pair_from_layers(*layers, Settings(colour_a="red", colour_b="red"))
    np.testing.assert_array_equal(pair.a, as_read(counts[..., 0]))
    np.testing.assert_array_equal(pair.b, as_read(counts[::-1, :, 0]))


def test_a_photo_is_a_layer_for_each_colour_if_asked(make_napari_viewer, photo):
    counts, path = photo
    viewer = make_napari_viewer()
    layers = viewer.open(path, plugin=f"{PLUGIN}.read_raw_colours")
    names = [f"photo, {colour}" for colour in ("red", "green", "blue")]
    assert [layer.name for layer in layers] == names
    assert [layer.colormap.name for layer in layers] == ["red", "green", "blue"]
    assert {tuple(layer.contrast_limits) for layer in layers} == {(0, as_read(counts).max())}
    for i, layer in enumerate(layers):
        np.testing.assert_array_equal(layer.data, as_read(counts[..., i]))


def test_a_sensor_without_colours_is_a_grey_layer(make_napari_viewer, tmp_path, photo):
    write_linear(tmp_path / "grey.dng", photo[0][..., 0])
    viewer = make_napari_viewer()
    for reader in (PLUGIN, f"{PLUGIN}.read_raw_colours"):
        (layer,) = viewer.open(tmp_path / "grey.dng", plugin=reader)
        assert (layer.name.partition(" ")[0], layer.rgb) == ("grey", False)


def test_a_file_that_cannot_be_read_is_named(make_napari_viewer, tmp_path):
    (tmp_path / "broken.cr2").write_bytes(b"II*\0")
    viewer = make_napari_viewer()
    with pytest.raises(ValueError, match=r"broken\.cr2 could not be read as an image"):
        viewer.open(tmp_path / "broken.cr2", plugin=PLUGIN)


def test_other_files_are_left_to_other_readers(photo):
    for reader in (get_reader, get_colour_reader):
        assert reader(str(photo[1])) is not None
        assert reader([str(photo[1]), "b.tif"]) is None


def test_the_manifest_names_every_suffix(root):
    from npe2 import PluginManifest

    from napari_compare.files.raw import RAW_SUFFIXES

    readers = PluginManifest.from_file(root / "napari.yaml").contributions.readers
    raw = [reader for reader in readers if reader.command.startswith(f"{PLUGIN}.read_raw")]
    assert len(raw) == 2
    for reader in raw:
        assert reader.filename_patterns == [f"*{suffix}" for suffix in RAW_SUFFIXES]
