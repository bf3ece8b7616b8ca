"""A photo in napari is the same photo, however its colours are spread over layers."""

import numpy as np
import pytest
from napari.layers import Image

from napari_compare.files.image import Image as Photo
from napari_compare.layers.photos import photo_layer, photo_name, two_photos
from napari_compare.layers.raw_files import WAYS


@pytest.fixture
def pixels():
    return np.random.default_rng(3).integers(0, 60000, (40, 50, 3)).astype(np.uint16)


def as_layers(pixels, way, name="IMG_1"):
    photo = Photo(pixels, ("y", "x", "s"), name)
    return [Image(data, **about) for data, about, _ in WAYS[way](photo)]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_colours_along_an_axis(pixels, way):
    layers = as_layers(pixels, way)
    other = as_layers(pixels[::-1], way, "IMG_2")
    for layer in layers:
        photo = photo_layer(layer, [*other, *layers])
        assert photo.axis_labels == ("c", "y", "x")
        assert photo.name == "IMG_1"
        np.testing.assert_array_equal(photo.data, np.moveaxis(pixels, -1, 0))
    assert [photo_name(one, [*layers, *other]) for one in two_photos([*layers, *other])] == [
        *("IMG_1", "IMG_2")
    ]


def test_it_lies_where_the_layer_lies(pixels):
    layer = Image(pixels, rgb=True, scale=(2, 3), translate=(5, 7), rotate=20, units=("um", "um"))
    photo = photo_layer(layer, [layer])
    for place in ((0, 0), (10, 0), (0, 10)):
        np.testing.assert_allclose(photo.data_to_world((1, *place))[1:], layer.data_to_world(place))
    assert photo.units[1:] == layer.units


def test_grey_and_half_a_photo_stay_as_they_are(pixels):
    grey = Image(pixels[..., 0], name="moon")
    assert photo_layer(grey, [grey]) is grey
    red, green, _ = as_layers(pixels, "a layer for each colour")
    assert photo_layer(red, [red, green]) is red
    assert photo_name(red, [red, green]) == "IMG_1, red"
