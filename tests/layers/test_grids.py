"""Two image layers become a pair on A's pixels, wherever the layers lie in the world."""

import dask.array as da
import numpy as np
import pytest
import zarr
from napari.layers import Image, Shapes
from scipy.ndimage import map_coordinates

from napari_compare.core.settings import Settings
from napari_compare.layers.grids import (
    axis_names,
    pair_from_layers,
    pixel_matrix,
    unit_factors,
    world_matrix,
)


def image(shape=(30, 40), seed=0, dtype=np.uint16, **kwargs):
    data = np.random.default_rng(seed).integers(0, 60000, shape).astype(dtype)
    return Image(data, **{"name": f"image {seed}", **kwargs})


def affine(angle=0.0, scale=1.0, offset=(0, 0)):
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    matrix = np.eye(3)
    matrix[:2, :2] = scale * np.array([[cos, -sin], [sin, cos]])
    matrix[:2, 2] = offset
    return matrix


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
def test_the_world_matrix_is_what_napari_does_with_points():
    layer = image(
        (5, 6, 7),
        scale=(2, 0.3, 0.4),
        translate=(1, 2, 3),
        rotate=(10, 20, 30),
        shear=(0.1, 0.2, 0.3),
        affine=np.diag([1, 2, 3, 1]),
    )
    for point in np.random.default_rng(0).uniform(-9, 9, (5, 3)):
        found = world_matrix(layer) @ (*point, 1)
        np.testing.assert_allclose(found[:3], layer.data_to_world(point))


def test_equal_grids_give_the_data_as_they_are():
    a, b = image(seed=1, scale=(0.1, 0.1)), image(seed=2, scale=(0.1, 0.1))
    pair = pair_from_layers(a, b, Settings(grid="refuse"))
    assert pair.a is a.data
    assert pair.b is b.data
    assert pair.names == ("image 1", "image 2")
    assert pair.notes == ()


def test_axes_spacing_and_unit_come_from_the_layer():
    kwargs = {
        "axis_labels": ("T", "z", "y", "x"),
        "units": ("s", "nm", "um", "um"),
        "scale": (3, 500, 0.1, 0.2),
    }
    a, b = image((2, 3, 8, 8), 1, **kwargs), image((2, 3, 8, 8), 2, **kwargs)
    pair = pair_from_layers(a, b, Settings())
    assert pair.axes == ("t", "z", "y", "x")
    assert pair.unit == "µm"
    np.testing.assert_allclose(pair.spacing, (3, 0.5, 0.1, 0.2))


@pytest.mark.parametrize(
    ("kwargs", "unit"), [({}, "pixel"), ({"scale": (2, 2)}, "unit"), ({"units": "mm"}, "mm")]
)
def test_the_unit_is_what_is_known(kwargs, unit):
    assert (
        pair_from_layers(image(seed=1, **kwargs), image(seed=2, **kwargs), Settings()).unit == unit
    )


@pytest.mark.parametrize(
    ("labels", "split", "names"),
    [
        (None, (), ("z", "y", "x")),
        (None, ("t",), ("t", "y", "x")),
        (("axis -3", "axis -2", "axis -1"), (), ("z", "y", "x")),
        (("Time", "Y", "X"), (), ("time", "y", "x")),
        (("y", "y", "x"), (), ("z", "y", "x")),
    ],
)
def test_axes_without_names_get_the_usual_ones(labels, split, names):
    assert axis_names(image((3, 4, 5), axis_labels=labels), split) == names


def test_a_shift_by_whole_pixels_is_exact():
    a = image(seed=1, scale=(0.13, 0.13), translate=(1.3, 2.6))
    b = image((60, 80), seed=2, scale=(0.13, 0.13))
    pair = pair_from_layers(a, b, Settings(grid="refuse"))
    assert pair.b.dtype == np.uint16
    assert pair.notes == ()
    np.testing.assert_array_equal(pair.b[...], b.data[10:40, 20:60])


def test_pixels_beside_b_are_excluded_and_that_is_said():
    a, b = image(seed=1), image(seed=2, translate=(0, 15))
    pair = pair_from_layers(a, b, Settings())
    found = pair.b[...]
    assert np.isnan(found[:, :15]).all()
    np.testing.assert_array_equal(found[:, 15:], b.data[:, :25])
    assert "are excluded" in pair.notes[0]


def test_another_grid_is_interpolated_in_world_coordinates():
    a = image(seed=1, scale=(0.5, 0.25), translate=(3, 4), rotate=15)
    b = image((50, 60), seed=2, affine=affine(-20, 0.3, (1, 2)))
    pair = pair_from_layers(a, b, Settings())
    places = np.array(
        [b.world_to_data(a.data_to_world(place)) for place in np.ndindex(*a.data.shape)]
    )
    expected = map_coordinates(b.data.astype(float), places.T, order=1, cval=np.nan)
    assert 0.05 < np.isfinite(expected).mean() < 0.95
    np.testing.assert_allclose(np.ravel(pair.b[...]), expected, rtol=1e-5)
    assert pair.notes[0] == '"image 2" was interpolated linearly onto the pixels of "image 1".'
    with pytest.raises(ValueError, match='Set "Other grid" to "resample"'):
        pair_from_layers(a, b, Settings(grid="refuse"))


def test_units_are_converted():
    a = image(seed=1, scale=(0.2, 0.2), units=("um", "um"))
    b = image(seed=2, scale=(200, 200), translate=(1000, 0), units=("nm", "nm"))
    np.testing.assert_array_equal(pair_from_layers(a, b, Settings()).b[5:], b.data[:25])


def test_units_that_do_not_convert_are_numbers_as_in_napari():
    pixel, micrometre = image().units, image(units=("um", "um")).units
    assert unit_factors(pixel, micrometre) == [1, 1]
    assert unit_factors((micrometre[0], pixel[0]), image(units=("nm", "nm")).units) == [1, 1]
    assert unit_factors(micrometre, image(units=("nm", "mm")).units) == pytest.approx([1000, 1e-3])


def test_a_plane_is_compared_with_every_plane_of_a_stack():
    a, b = image((3, 30, 40), seed=1, translate=(7, 0, 0)), image(seed=2)
    pair = pair_from_layers(a, b, Settings())
    np.testing.assert_array_equal(pair.b[...], np.stack([b.data] * 3))
    assert "every plane" in pair.notes[0]


def test_b_may_have_single_leading_planes_but_not_more():
    a, b = image(seed=1), image((1, 30, 40), seed=2)
    np.testing.assert_array_equal(pair_from_layers(a, b, Settings()).b[...], b.data[0])
    with pytest.raises(ValueError, match="Swap A and B"):
        pair_from_layers(a, image((2, 30, 40), seed=2), Settings())


def test_images_beside_each_other_are_refused():
    with pytest.raises(ValueError, match="no pixel in common"):
        pair_from_layers(image(seed=1), image(seed=2, translate=(100, 0)), Settings())


@pytest.mark.parametrize("wrap", [np.asarray, lambda data: da.from_array(data, chunks=(8, 8, 3))])
def test_a_colour_image_gives_the_colour_that_was_chosen(wrap):
    data = np.random.default_rng(0).integers(0, 256, (20, 30, 4), dtype=np.uint8)
    a, b = Image(wrap(data), rgb=True, name="photo"), Image(data[..., 1], name="b")
    pair = pair_from_layers(a, b, Settings(colour_a="green"))
    np.testing.assert_array_equal(np.asarray(pair.a), data[..., 1])
    luminance = pair_from_layers(a, b, Settings()).a
    assert isinstance(luminance, da.Array)
    np.testing.assert_allclose(luminance, data[..., :3] @ [0.2125, 0.7154, 0.0721])


def test_multiscale_is_read_at_full_resolution():
    data = image((64, 64), seed=1).data
    a = Image([data, data[::2, ::2]], multiscale=True, scale=(0.5, 0.5))
    b = image((64, 64), seed=2, scale=(0.5, 0.5))
    pair = pair_from_layers(a, b, Settings())
    np.testing.assert_array_equal(pair.a[...], data)
    np.testing.assert_allclose(pair.spacing, 0.5)


def test_nothing_is_read_to_make_a_pair():
    def fail(*_):
        raise AssertionError("was read")

    lazy = da.map_blocks(fail, chunks=((50, 50), (100,)), dtype=np.uint16, meta=np.empty((0, 0)))
    limits = {"contrast_limits": (0, 1)}
    layers = []
    for offset in (0, 3.3):
        layer = Image(np.zeros((2, 2)), translate=(offset, 0), **limits)
        layer._data = lazy
        layers.append(layer)
    pair = pair_from_layers(*layers, Settings())
    with pytest.raises(AssertionError, match="was read"):
        np.asarray(pair.b[50:52])


def test_zarr_layers_work(tmp_path):
    data = image((20, 30), seed=1).data
    stored = zarr.create_array(tmp_path / "a.zarr", data=data, chunks=(8, 8))
    pair = pair_from_layers(Image(stored), image((20, 30), seed=2), Settings())
    np.testing.assert_array_equal(pair.a[...], data)


def test_a_flat_transform_is_said():
    flat = np.diag([1.0, 0.0, 1.0])
    with pytest.raises(ValueError, match="pixels have no size"):
        pixel_matrix(Shapes(), Image(np.zeros((4, 4)), affine=flat, name="flat"))
