"""Image layers as series, and their references, wherever they lie in the world."""

import dask.array as da
import numpy as np
import pytest
from napari.layers import Image

from napari_compare.core.mixing.residuals import Residuals
from napari_compare.layers.outputs import is_output
from napari_compare.layers.series import frame_axes, is_residual, residual_layer, series_of

FRAME = np.random.default_rng(0).integers(0, 4000, (30, 40)).astype(np.uint16)


def film(shape=(5, 30, 40), **kwargs):
    return Image(np.zeros(shape, np.uint16), **{"name": "film", **kwargs})


def read(image):
    return np.asarray(image[(slice(None),) * len(image.shape)])


@pytest.mark.parametrize(
    ("shape", "labels", "axes"),
    [
        ((5, 30, 40), None, ("t",)),
        ((5, 6, 30, 40), None, ("t", "z")),
        ((5, 30, 40), ("z", "y", "x"), ("z",)),
        ((30, 40), None, ()),
    ],
)
def test_axes_along_which_frames_may_lie(shape, labels, axes):
    layer = film(shape, **({"axis_labels": labels} if labels else {}))
    assert frame_axes(layer) == axes
    with pytest.raises(ValueError, match='"film" has no axis q'):
        series_of(layer, "q")


def test_a_series_keeps_what_the_layer_held():
    layer = film()
    series = series_of(layer, "t")
    before = series.stack
    layer.data = np.ones((7, 30, 40))
    assert series.stack is before
    assert (series.axis, series.at, series.shape) == ("t", 0, (5, 30, 40))


@pytest.mark.parametrize("data", [FRAME, FRAME[None], FRAME[None, None], da.from_array(FRAME)])
def test_a_reference_of_a_frame_s_grid_is_taken_as_it_is(data):
    placed, notes = series_of(film(), "t").on_frame(Image(data, name="reference"))
    assert np.array_equal(read(placed), FRAME)
    assert notes == ()


def test_a_reference_lies_where_the_viewer_shows_it():
    series = film(scale=(2, 0.5, 0.5), translate=(0, 10, 20), units=("s", "um", "um"))
    shifted = Image(FRAME, name="r", scale=(500, 500), translate=(12000, 20000), units=("nm", "nm"))
    placed, notes = series_of(series, "t").on_frame(shifted)
    assert np.array_equal(read(placed)[4:], FRAME[:-4])
    assert np.isnan(read(placed)[:4]).all()
    assert notes == ('Pixels of "film" where "r" has none are excluded.',)
    finer = Image(np.repeat(np.repeat(FRAME, 2, 0), 2, 1), name="fine", scale=(0.25, 0.25))
    finer.translate, finer.units = (9.875, 19.875), ("um", "um")
    placed, notes = series_of(series, "t").on_frame(finer)
    np.testing.assert_allclose(read(placed), FRAME)
    assert "interpolated linearly" in notes[0]


def test_a_plane_serves_every_plane_of_frames_that_are_stacks():
    series = series_of(film((5, 3, 30, 40)), "t")
    placed, _ = series.on_frame(Image(FRAME, name="r"))
    assert np.array_equal(read(placed), np.stack([FRAME] * 3))
    along_z = series_of(film((5, 3, 30, 40)), "z")
    stack = np.stack([FRAME + i for i in range(5)])[:, None]
    placed, _ = along_z.on_frame(Image(stack, name="r"))
    assert np.array_equal(read(placed), stack[:, 0])


def test_frames_are_read_one_by_one():
    stack = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    series = series_of(Image(da.from_array(stack), name="film"), "z")
    assert np.array_equal(read(series.frame(2)), stack[:, 2])
    assert np.array_equal(read(series.images), np.moveaxis(stack, 1, 0))
    with pytest.raises(ValueError, match="has 3 frames along z, counted from 0"):
        series.frame(3)


def test_several_images_are_no_reference():
    series = series_of(film(), "t")
    with pytest.raises(ValueError, match='"r" has 5 images along t'):
        series.on_frame(Image(np.zeros((5, 30, 40)), name="r"))
    with pytest.raises(ValueError, match='"r" has 2 images along its axis 0'):
        series.on_frame(Image(np.zeros((2, 1, 30, 40)), name="r"))


def test_a_residual_lies_where_the_series_lies_and_knows_how_it_was_made():
    layer = film((3, 5, 30, 40), scale=(1, 2, 0.5, 0.5), axis_labels=("t", "z", "y", "x"))
    series = series_of(layer, "z")
    weights = np.full((5, 1, 2), 0.5)
    left = Residuals(
        series.images,
        [np.stack([FRAME] * 3), np.zeros((3, 30, 40))],
        weights,
        np.zeros((5, 1)),
        np.zeros((30, 40), np.int32),
    )
    data, meta, kind = residual_layer(series, left, 7.0, ["a", "b"], {"robust": True})
    made = Image(data, **meta)
    assert kind == "image"
    assert made.data.shape == layer.data.shape
    assert made.axis_labels == layer.axis_labels
    assert tuple(made.contrast_limits) == (-28, 28)
    np.testing.assert_allclose(np.asarray(made.data[1, 4]), -(FRAME / 2))
    assert is_output(made)
    assert is_residual(made)
    assert not is_residual(layer)
    assert residual_layer(series, left, np.nan, [], {})[1]["contrast_limits"] == (-1, 1)
