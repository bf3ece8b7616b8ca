"""Layers among which the most alike are found, and layers that show where they differ."""

import dask.array as da
import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Layer

from napari_compare.core.alike import Candidate, Match, Picture, find_alike, measures_named
from napari_compare.layers.alike import (
    Part,
    file_as_layer,
    frame_of,
    go_to,
    part_of,
    planes_without_box,
    what_differs,
)
from napari_compare.layers.several import frames_in


@pytest.fixture
def viewer() -> ViewerModel:
    return ViewerModel()


@pytest.fixture
def stack() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 99, (4, 5, 20, 30)).astype(np.uint8)


def matched(asked: Part, other: Picture, name: str = "other") -> Match:
    events = find_alike(asked.picture(), [Candidate(name, lambda: other)], measures_named("rmsd"))
    return next(event for event in events if isinstance(event, Match))


@pytest.mark.parametrize("lazy", [False, True])
def test_a_part_has_the_pixels_at_its_index(viewer, stack, lazy):
    data = da.from_array(stack, chunks=(1, 5, 20, 30), name=False) if lazy else stack
    layer = viewer.add_image(data, name="film", axis_labels=("t", "z", "y", "x"))
    part = Part(layer, {0: 2, 1: 3})
    assert part.name == "film, t 2, z 3"
    everything = (slice(0, 20), slice(0, 30))
    np.testing.assert_array_equal(part.picture().data[everything], stack[2, 3])


def test_the_plane_and_the_frame_that_are_shown(viewer, stack):
    layer = viewer.add_image(stack, name="film", scale=(2, 3, 1, 1), translate=(10, 0, 0, 0))
    viewer.dims.set_point((0, 1), (16, 6))
    assert dict(part_of(viewer, layer, True).index) == {0: 3, 1: 2}
    assert dict(part_of(viewer, layer, False).index) == {}
    frames = frames_in(layer)[1]
    assert dict(frame_of(viewer, layer, frames).index) == {1: 2}
    plane = viewer.add_image(stack[0, 0], name="plane")
    assert dict(frame_of(viewer, plane, frames).index) == {}


def test_going_to_a_part_moves_the_sliders(viewer, stack):
    layer = viewer.add_image(stack, name="film", scale=(2, 3, 1, 1), visible=False)
    go_to(viewer, Part(layer, {0: 3, 1: 1}))
    assert viewer.dims.point[:2] == (6, 3)
    assert layer.visible
    assert viewer.layers.selection.active is layer


@pytest.mark.parametrize("lazy", [False, True])
def test_layers_lie_where_the_image_lies(viewer, stack, lazy):
    data = da.from_array(stack, chunks=(1, 5, 20, 30), name=False) if lazy else stack
    layer = viewer.add_image(data, name="film", scale=(2, 3, 1, 1))
    asked = Part(layer, {0: 2})
    other = stack[2].copy()
    other[1:4, 5:8, 6:20] += 1
    match = matched(asked, Picture(other))
    difference, box = (Layer.create(*one) for one in what_differs(asked, match, Picture(other)))
    assert difference.data.shape == (1, 5, 20, 30)
    expected = stack[2].astype(np.float32) - other
    np.testing.assert_array_equal(np.asarray(difference.data)[0], expected)
    np.testing.assert_allclose(
        difference.data_to_world((0, 3, 4, 5)), layer.data_to_world((2, 3, 4, 5))
    )
    assert len(box.data) == 3
    assert [corners[0, 1] for corners in box.data] == [1, 2, 3]
    np.testing.assert_allclose(box.data_to_world((0, 3, 4, 5)), layer.data_to_world((2, 3, 4, 5)))
    assert planes_without_box(match) == 0


def test_a_box_on_too_many_planes_is_drawn_on_the_first(viewer):
    layer = viewer.add_image(np.zeros((300, 4, 4), np.uint8))
    other = Picture(np.ones((300, 4, 4), np.uint8))
    match = matched(Part(layer), other)
    _, box = what_differs(Part(layer), match, other)
    assert len(box[0]) == 256
    assert planes_without_box(match) == 44


def test_a_file_of_the_same_size_lies_on_the_image(viewer, stack, tmp_path):
    layer = viewer.add_image(stack[0, 0], name="query", scale=(0.5, 0.5), units=("um", "um"))
    same = Layer.create(*file_as_layer(tmp_path / "a.tif", Picture(stack[1, 1]), Part(layer)))
    assert same.name == "a"
    np.testing.assert_allclose(same.data_to_world((4, 6)), (2, 3))
    assert same.units == layer.units
    other = Layer.create(*file_as_layer(tmp_path / "b.tif", Picture(stack[1]), Part(layer)))
    assert other.data.shape == (5, 20, 30)


def test_colours_of_a_stack(viewer, stack):
    colours = np.moveaxis(np.tile(stack[:3, 0], (1, 2, 2)), 0, -1)
    layer = viewer.add_image(np.stack([colours, colours[::-1]]), rgb=True, name="photos")
    part = Part(layer, {0: 1})
    assert part.picture().shape == (40, 60)
    np.testing.assert_array_equal(part.picture().data, colours[::-1])
