"""Output layers lie on A, look right, and never take the place of a user's layer."""

import dask.array as da
import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Image, Labels, Layer, Shapes

from napari_compare.core.comparison import compare, iterate
from napari_compare.core.outputs import OUTPUTS, make_output
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.layers.colours import as_hex, channel_colours
from napari_compare.layers.grids import pair_from_layers, world_matrix
from napari_compare.layers.outputs import (
    TAG,
    contrast_limits,
    is_output,
    output_layer,
    put,
    write_features,
)

SQUARE = np.array([[1.0, 2], [1, 9], [8, 9], [8, 2]])

IN_PLANE = np.array([[1, 0, 0], [0, 0.8, -0.6], [0, 0.6, 0.8]])


@pytest.fixture
def layers():
    random = np.random.default_rng(0)
    base = random.gamma(2, 300, (3, 20, 30))
    place = {
        "scale": (2, 0.1, 0.1),
        "translate": (1, 2, 3),
        "rotate": IN_PLANE,
        "shear": (0, 0, 0.3),
        "affine": np.diag([1, 2, 2, 1]),
        "units": ("um", "um", "um"),
        "axis_labels": ("t", "y", "x"),
    }
    return tuple(
        Image(
            (base * gain + random.normal(100, 9, base.shape)).astype(np.uint16),
            name=name,
            colormap=colour,
            **place,
        )
        for name, gain, colour in (("GFP", 1, "green"), ("RFP", 0.5, "magenta"))
    )


def made(key, layers, settings=None, **kwargs):
    settings = settings or Settings(threshold="otsu")
    pair = pair_from_layers(*layers, settings)
    regions = [Region.whole(pair.shape)]
    results = [r for r in iterate(pair, regions, settings) if isinstance(r, Result)]
    image = make_output(key, pair, settings, results=results, **kwargs)
    limits = contrast_limits(key, image)
    return output_layer(key, image, limits, layers, settings, regions=regions, **kwargs)


@pytest.mark.parametrize("key", OUTPUTS)
def test_every_output_becomes_a_layer_that_lies_on_a(key, layers):
    layer = Layer.create(*made(key, layers))
    assert isinstance(layer, Labels if OUTPUTS[key].is_labels else Image)
    np.testing.assert_allclose(world_matrix(layer), world_matrix(layers[0]))
    assert layer.units == layers[0].units
    assert layer.axis_labels == layers[0].axis_labels
    assert "GFP" in layer.name
    assert "RFP" in layer.name
    assert is_output(layer)
    assert not is_output(layers[0])


def test_metadata_say_how_it_was_made(layers):
    settings = Settings(threshold="otsu", background_a=50)
    _, meta, _ = made("signed", layers, settings, intensities="percentile")
    tag = meta["metadata"][TAG]
    assert Settings.from_dict(tag["settings"]) == settings
    assert tag["layers"] == ["GFP", "RFP"]
    assert tag["intensities"] == "percentile"
    assert tag["version"]
    assert tag["regions"] == [
        {"name": "whole image", "id": 0, "n_pixels": 600, "box": [[0, 20], [0, 30]]}
    ]
    assert meta["name"] == "GFP − RFP (percentile)"


def test_a_signed_difference_has_black_at_zero_and_the_channels_colours(layers):
    layer = Layer.create(*made("signed", layers))
    low, high = layer.contrast_limits
    assert low == -high
    colours = layer.colormap.map(np.array([0, 0.5, 1]))
    np.testing.assert_allclose(colours, [[1, 0, 1, 1], [0, 0, 0, 1], [0, 1, 0, 1]], atol=1e-6)


def test_colours_that_are_alike_become_green_and_magenta(layers):
    for layer in layers:
        layer.colormap = "gray"
    colours = Layer.create(*made("signed", layers)).colormap.map(np.array([0.0, 1.0]))
    np.testing.assert_allclose(colours, [[1, 0, 1, 1], [0, 1, 0, 1]], atol=1e-6)


def test_overlap_labels_are_named_and_coloured(layers):
    layer = Layer.create(*made("overlap", layers))
    assert layer.features["name"].tolist() == ["neither", "GFP only", "RFP only", "both"]
    found = [tuple(np.round(layer.get_color(label), 3)) for label in (1, 2, 3)]
    assert found == [(0, 1, 0, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


@pytest.mark.parametrize(
    ("key", "image", "limits"),
    [
        ("signed", np.full((4, 4), np.nan), (-1, 1)),
        ("signed", np.zeros((4, 4)), (-1, 1)),
        ("absolute", np.zeros((4, 4)), (0, 1)),
        ("signed", np.full((3, 4, 4), -5.0), (-5, 5)),
        ("blend", np.linspace(-1, 0, 16).reshape(4, 4), (-1, 0)),
        ("absolute", da.from_array(np.full((3, 4, 4), 7, np.uint8)), (0, 7)),
    ],
)
def test_contrast_limits_are_never_empty(key, image, limits):
    low, high = contrast_limits(key, image)
    assert low < high
    assert (low, high) == pytest.approx(limits, abs=2e-3)


def test_a_second_run_replaces_only_the_data(layers):
    viewer = ViewerModel()
    for layer in layers:
        viewer.add_layer(layer)
    ours = put(viewer, made("signed", layers))
    ours.colormap, ours.opacity, ours.name = "viridis", 0.3, "mine now"
    limits = ours.contrast_limits
    layers[0].data = layers[0].data // 2
    layers[0].translate = (4, 5, 6)
    layers[1].translate = (4, 5, 6)
    again = put(viewer, made("signed", layers, Settings(threshold="li")))
    assert again is ours
    assert len(viewer.layers) == 3
    np.testing.assert_array_equal(
        ours.data, layers[0].data.astype(float) - layers[1].data.astype(float)
    )
    assert (ours.colormap.name, ours.opacity, ours.name) == ("viridis", 0.3, "mine now")
    assert ours.contrast_limits == limits
    assert ours.metadata[TAG]["settings"]["threshold"] == "li"
    np.testing.assert_allclose(world_matrix(ours), world_matrix(layers[0]))


def test_a_type_may_change_in_place(layers):
    viewer = ViewerModel()
    ours = put(viewer, made("absolute", layers))
    assert ours.data.dtype == np.uint16
    settings = Settings(threshold="otsu", background_a=0.5)
    assert put(viewer, made("absolute", layers, settings)) is ours
    assert ours.data.dtype == np.float64


def test_a_users_layer_of_the_same_name_is_left_alone(layers):
    viewer = ViewerModel()
    data = np.ones((3, 20, 30), dtype=np.float32)
    users = viewer.add_image(data, name="GFP − RFP (raw)", metadata={"note": "keep"})
    ours = put(viewer, made("signed", layers))
    assert ours is not users
    assert users.data is data
    assert users.metadata == {"note": "keep"}
    assert len(viewer.layers) == 2


def test_other_outputs_intensities_and_layers_get_layers_of_their_own(layers):
    viewer = ViewerModel()
    first = put(viewer, made("signed", layers))
    others = [
        put(viewer, made("absolute", layers)),
        put(viewer, made("signed", layers, intensities="percentile")),
        put(viewer, made("signed", layers[::-1])),
    ]
    assert len({id(layer) for layer in (first, *others)}) == len(viewer.layers) == 4


def table_of(n=2):
    a, b = np.random.default_rng(0).random((2, 20, 30))
    regions = [Region.from_mask(np.tri(20, 30, k) > 0, f"r{k}", k) for k in range(1, n + 1)]
    return compare(a, b, regions)


def test_numbers_go_into_the_features_of_the_measured_shapes():
    shapes = Shapes([SQUARE] * 3, features={"name": ["a", "b", "c"], "area": [1, 2, 3]})
    columns = write_features(shapes, table_of(2))
    features = shapes.features
    assert "pearson_r" in columns
    assert "area" not in columns
    assert features["name"].tolist() == ["a", "b", "c"]
    assert features["area"].tolist() == [1, 2, 3]
    expected = table_of(2).pearson_r.tolist()
    np.testing.assert_array_equal(features["pearson_r"], [*expected, np.nan])
    assert "notes" not in features
    assert "region_id" not in features


def test_a_shape_drawn_later_has_no_numbers():
    shapes = Shapes([SQUARE] * 2, features={"name": ["a", "b"]})
    shapes.feature_defaults = {"name": "new"}
    columns = write_features(shapes, table_of(2))
    shapes.add_rectangles(SQUARE)
    last = shapes.features.iloc[-1]
    assert last["name"] == "new"
    assert last[list(columns)].isna().all()


def test_numbers_are_replaced_and_old_columns_go():
    shapes = Shapes([SQUARE] * 2)
    write_features(shapes, table_of(2))
    columns = write_features(shapes, table_of(2)[["region_id", "icq", "n_pixels"]])
    assert set(columns) == set(shapes.features.columns) == {"icq", "n_pixels"}


def test_several_rows_a_region_are_not_written():
    table = table_of(2)
    table["region_id"] = 1
    shapes = Shapes([SQUARE] * 2)
    assert write_features(shapes, table) == ()
    assert shapes.features.shape[1] == 0


def test_a_layer_of_the_wrong_type_or_shape_is_not_taken_for_ours(layers):
    viewer = ViewerModel()
    tagged = {TAG: made("overlap", layers)[1]["metadata"][TAG]}
    image = viewer.add_image(np.zeros((3, 20, 30)), metadata=tagged)
    flat = viewer.add_labels(np.zeros((20, 30), dtype=np.uint8), metadata=tagged)
    ours = put(viewer, made("overlap", layers))
    assert ours not in (image, flat)
    assert not flat.data.any()


@pytest.mark.parametrize(
    ("pair", "shown"),
    [
        (("green", "magenta"), ("#00ff00", "#ff00ff")),
        (("magenta", "green"), ("#ff00ff", "#00ff00")),
        (("red", "green"), ("#ff00ff", "#00ff00")),
        (("green", "red"), ("#00ff00", "#ff00ff")),
        (("gray", "red"), ("#00ff00", "#ff00ff")),
        (("cyan", "red"), ("#00ffff", "#ff0000")),
        (("blue", "yellow"), ("#0000ff", "#ffff00")),
        (("gray", "gray"), ("#00ff00", "#ff00ff")),
    ],
)
def test_colours_of_outputs_are_told_apart_by_everybody(pair, shown):
    layers = [Image(np.zeros((3, 3)), colormap=colour) for colour in pair]
    assert tuple(as_hex(colour) for colour in channel_colours(*layers)) == shown
