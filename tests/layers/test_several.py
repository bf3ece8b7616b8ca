"""Several layers, or the images along an axis of one, on one grid."""

import dask.array as da
import numpy as np
import pytest
from napari.layers import Image, Labels, Layer, Shapes

from napari_compare import Settings, compare_all
from napari_compare.core.regions import Region
from napari_compare.core.series import iterate_pairs
from napari_compare.layers.regions import regions_from_layer
from napari_compare.layers.several import Frames, Together, frames_in

RNG = np.random.default_rng(0)
SQUARE = np.array([[4, 5], [4, 15], [12, 15], [12, 5]])


def image(name, shape=(20, 30), **more):
    return Image(RNG.integers(0, 60000, shape).astype(np.uint16), name=name, **more)


def stack(**more):
    """Three times, two channels, 20 × 30 pixels."""
    return image("film", (3, 2, 20, 30), axis_labels=("t", "c", "y", "x"), **more)


def test_layers_on_one_grid_are_taken_as_they_are():
    scale = {"scale": (0.1, 0.2), "units": ("um", "um")}
    layers = tuple(image(name, **scale) for name in "abc")
    images = Together(layers).images(Settings(grid="refuse"))
    assert all(one is layer.data for one, layer in zip(images.arrays, layers, strict=True))
    assert (images.names, images.axes) == (("a", "b", "c"), ("y", "x"))
    assert (images.spacing, images.unit) == ((0.1, 0.2), "µm")
    assert images.notes_about(0, 2) == ()


def test_what_lies_elsewhere_is_taken_on_the_first_one_s_pixels_and_said_of_it_alone():
    layers = image("a"), image("turned", rotate=5), image("moved", translate=(0, 3))
    images = Together(layers).images(Settings())
    assert [one.shape for one in images.arrays] == [(20, 30)] * 3
    assert np.array_equal(np.asarray(images.arrays[2][:, 3:]), layers[2].data[:, :-3])
    assert np.isnan(np.asarray(images.arrays[1][:, :])).any()
    assert images.notes_about(0, 0) == ()
    assert '"turned" was interpolated' in " ".join(images.notes_about(0, 1))
    assert not any("turned" in note for note in images.notes_about(0, 2))
    both = " ".join(images.notes_about(1, 2))
    assert "turned" in both
    assert "moved" in both


def test_rows_say_what_was_done_to_their_images_only():
    layers = image("a"), image("b"), image("turned", rotate=5)
    images = Together(layers).images(Settings())
    for metrics in (("pearson_r",), ("spearman_rho",)):
        settings = Settings(metrics=metrics)
        rows = list(iterate_pairs(images, [Region.whole((20, 30))], settings))
        said = {one.pair: one.row["notes"] for one in rows if hasattr(one, "pair")}
        assert "interpolated" not in said[0, 1]
        assert "interpolated" in said[0, 2]


def test_a_plane_is_compared_with_every_plane_of_a_stack():
    plane, deep = image("plane"), image("deep", (4, 20, 30))
    images = Together((plane, deep)).images(Settings())
    assert images.shape == (4, 20, 30)
    assert np.array_equal(np.asarray(images.arrays[0][2:3, :, :])[0], plane.data)
    assert "every plane" in images.notes_about(0, 1)[0]


def test_what_cannot_be_compared_is_a_sentence():
    with pytest.raises(ValueError, match="Two images or more are needed"):
        Together((image("a"),)).images(Settings())
    far = image("far", translate=(900, 900))
    with pytest.raises(ValueError, match='"a" and "far" have no pixel in common'):
        Together((image("a"), far)).images(Settings())
    with pytest.raises(ValueError, match='"turned" do not lie on those of "a"'):
        Together((image("a"), image("turned", rotate=5))).images(Settings(grid="refuse"))


def test_colours_are_measured_by_their_luminance_or_one_of_them():
    colours = Image(RNG.integers(0, 255, (20, 30, 3)).astype(np.uint8), rgb=True, name="rgb")
    images = Together((image("a"), colours)).images(Settings(colour_a="green"))
    assert np.array_equal(np.asarray(images.arrays[1][:, :]), colours.data[..., 1])


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("lazy", [False, True])
def test_the_images_along_an_axis_are_those(axis, lazy):
    layer = stack(scale=(2, 1, 0.1, 0.3))
    data = layer.data
    if lazy:
        layer.data = da.from_array(data, chunks=(1, 1, 20, 30), name=False)
    ways = frames_in(layer)
    assert [(way.name, way.count) for way in ways] == [("t", 3), ("c", 2)]
    images = ways[axis].images(Settings())
    assert images.axes == (("c", "t")[axis], "y", "x")
    assert images.spacing == ((1, 2)[axis], 0.1, 0.3)
    assert images.names == tuple(f"{'tc'[axis]} {i}" for i in range(data.shape[axis]))
    found = compare_all(images)
    expected = np.corrcoef(np.moveaxis(data, axis, 0).reshape(data.shape[axis], -1))
    assert found["pearson_r"].iloc[1] == pytest.approx(expected[0, 1], rel=1e-12)


def test_what_nobody_named_is_an_image_and_one_plane_is_no_way():
    (way,) = frames_in(image("a", (3, 20, 30)))
    assert way.images(Settings()).names == ("image 0", "image 1", "image 2")
    assert frames_in(image("a", (1, 20, 30))) == frames_in(image("a")) == []
    (way,) = frames_in(image("a", (3, 20, 30), axis_labels=("z", "y", "x")))
    assert way.name == "z"


@pytest.mark.parametrize("axis", [0, 1])
def test_shapes_drawn_on_any_image_count_on_all(axis):
    layer = stack(scale=(1, 1, 0.5, 0.5))
    flat = Shapes([SQUARE / 2], name="flat")
    deep = Shapes([np.column_stack([np.full((4, 1), 2), np.full((4, 1), 1), SQUARE / 2])])
    (expected,), _ = regions_from_layer(flat, image("plane", scale=(0.5, 0.5)))
    for drawn in (flat, deep):
        (region,), messages = Frames(layer, axis).drawing(drawn, (0, 0, 0, 0)).rasterise()
        assert np.array_equal(region.mask(), expected.mask())
        assert messages == []
    assert region.drawn_at == {0: (1, 2)[axis]}


def test_labels_are_taken_from_the_image_that_is_shown():
    values = np.zeros((3, 2, 20, 30), int)
    values[1, :, 3:8, 4:9] = 6
    labels = Labels(values, name="cells")
    frames = Frames(stack(), 0)
    (region,), _ = frames.drawing(labels, (1.2, 0, 0, 0)).rasterise()
    assert np.array_equal(region.mask(), values[1] == 6)
    assert region.notes == ('The labels "cells" were taken from t 1.',)
    regions, messages = frames.drawing(labels, (0, 0, 0, 0)).rasterise()
    assert (regions, messages) == (
        [],
        ['The layer "cells" has no label on the image. Paint a region.'],
    )
    (region,), _ = frames.drawing(Labels(values[1, 0], name="flat"), (0, 0, 0, 0)).rasterise()
    assert np.array_equal(region.mask(), values[1, 0] == 6)
    assert region.notes == ()


def test_one_image_as_a_layer_lies_where_it_lies_in_the_stack():
    layer = stack(scale=(2, 1, 0.1, 0.3), translate=(5, 0, 7, 9), units=("s", "pixel", "um", "um"))
    made = Layer.create(*Frames(layer, 0).as_layer(2))
    assert made.name == "film, t 2"
    assert np.array_equal(made.data, layer.data[2])
    assert made.data_to_world((1, 4, 6)) == pytest.approx(layer.data_to_world((2, 1, 4, 6))[1:])
    assert made.units == layer.units[1:]
    assert made.axis_labels == ("c", "y", "x")
    made.contrast_limits = (0, 5)
    assert tuple(layer.contrast_limits) != (0, 5)
