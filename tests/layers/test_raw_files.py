"""Camera RAW files dragged into napari."""

import numpy as np
import pytest
from npe2 import PluginManifest

from napari_compare import Settings
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.raw_files import WAYS, get_reader, preferred_way
from raw_files import as_read, write_linear

PLUGIN = "napari-compare"


@pytest.fixture
def photo(tmp_path):
    """A photo's counts, and its file."""
    rng = np.random.default_rng(3)
    counts = rng.integers(64, 4000, (40, 60, 3)).astype(np.uint16)
    write_linear(tmp_path / "photo.dng", counts)
    return counts, tmp_path / "photo.dng"


@pytest.fixture
def manifest(root):
    return PluginManifest.from_file(root / "napari.yaml")


@pytest.fixture
def preferences(plugin_settings, npe2pm, manifest):
    """The preferences of the plugin, as nobody has changed them yet."""
    from napari.settings import get_plugin_settings

    npe2pm.register(manifest)
    return get_plugin_settings(PLUGIN).camera_raw


def test_photos_are_colour_layers_that_are_compared_as_they_are(
    make_napari_viewer, preferences, photo, tmp_path
):
    counts, path = photo
    write_linear(tmp_path / "other.NEF", counts[::-1])  # what it holds counts, not its name
    viewer = make_napari_viewer()
    layers = viewer.open([path, tmp_path / "other.NEF"], plugin=PLUGIN)
    assert [(layer.name, layer.rgb) for layer in layers] == [("photo", True), ("other", True)]
    pair = pair_from_layers(*layers, Settings(colour_a="red", colour_b="red"))
    np.testing.assert_array_equal(pair.a, as_read(counts[..., 0]))
    np.testing.assert_array_equal(pair.b, as_read(counts[::-1, :, 0]))


def test_a_photo_is_a_layer_for_each_colour_if_preferred(make_napari_viewer, preferences, photo):
    counts, path = photo
    preferences.layers = "a layer for each colour"
    layers = make_napari_viewer().open(path, plugin=PLUGIN)
    names = [f"photo, {colour}" for colour in ("red", "green", "blue")]
    assert [layer.name for layer in layers] == names
    assert [layer.colormap.name for layer in layers] == ["red", "green", "blue"]
    assert {tuple(layer.contrast_limits) for layer in layers} == {(0, as_read(counts).max())}
    for i, layer in enumerate(layers):
        np.testing.assert_array_equal(layer.data, as_read(counts[..., i]))


def test_all_colours_are_compared_in_one_go_where_they_are_planes(
    make_napari_viewer, preferences, photo
):
    counts, path = photo
    preferences.layers = "one layer with a plane for each colour"
    viewer = make_napari_viewer()
    (a,), (b,) = (viewer.open(path, plugin=PLUGIN) for _ in range(2))
    pair = pair_from_layers(a, b, Settings(split=("c",)))
    assert pair.axes == ("c", "y", "x")
    np.testing.assert_array_equal(pair.a, as_read(counts).transpose(2, 0, 1))


def test_the_preferences_offer_every_way(manifest):
    layers = manifest.contributions.configurations["camera_raw"].properties["layers"]
    assert layers.enum == list(WAYS)
    assert layers.default == next(iter(WAYS))


def test_napari_without_preferences_of_plugins_opens_photos_in_colour(monkeypatch):
    monkeypatch.delattr("napari.settings.get_plugin_settings")
    assert preferred_way() == "one layer in colour"


@pytest.mark.parametrize("way", WAYS)
def test_a_sensor_without_colours_is_a_grey_layer(
    make_napari_viewer, preferences, tmp_path, photo, way
):
    write_linear(tmp_path / "grey.dng", photo[0][..., 0])
    preferences.layers = way
    (layer,) = make_napari_viewer().open(tmp_path / "grey.dng", plugin=PLUGIN)
    assert (layer.name, layer.rgb, layer.ndim) == ("grey", False, 2)


def test_a_file_that_cannot_be_read_is_named(make_napari_viewer, tmp_path):
    (tmp_path / "broken.cr2").write_bytes(b"II*\0")
    with pytest.raises(ValueError, match=r"broken\.cr2 could not be read as an image"):
        make_napari_viewer().open(tmp_path / "broken.cr2", plugin=PLUGIN)


def test_other_files_are_left_to_other_readers(photo):
    assert get_reader(str(photo[1])) is not None
    assert get_reader([str(photo[1]), "b.tif"]) is None


def test_the_manifest_names_every_suffix(manifest):
    from napari_compare.files.raw import RAW_SUFFIXES

    patterns = {one.command: one.filename_patterns for one in manifest.contributions.readers}
    assert patterns[f"{PLUGIN}.read_raw"] == [f"*{suffix}" for suffix in RAW_SUFFIXES]
