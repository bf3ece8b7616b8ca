"""Drawn shapes and painted labels become pixels of the image they were drawn over."""

import numpy as np
import pytest
from napari.layers import Image, Labels, Shapes

from napari_compare.core.shapes import polygon_runs
from napari_compare.layers.regions import region_colours, regions_from_layer, snapshot

SHAPE = (60, 80)
SQUARE = np.array([[10.0, 20], [10, 40], [30, 40], [30, 20]])
TRANSFORMS = [
    {},
    {"scale": (0.3, 0.2), "translate": (5, -3)},
    {"rotate": 25, "scale": (2, 3)},
    {"shear": [0.4], "scale": (0.5, 0.5), "affine": [[0.9, 0.2, 4], [-0.1, 1.1, 2], [0, 0, 1]]},
]


def image(shape=SHAPE, **kwargs):
    return Image(np.zeros(shape, dtype=np.uint8), name="image", **kwargs)


def masks_through_napari(shapes, image_layer):
    """Whether each pixel's centre lies in each shape, a point at a time through napari."""
    places = np.array(
        [
            shapes.world_to_data(image_layer.data_to_world(place))
            for place in np.ndindex(*image_layer.data.shape)
        ]
    )
    return places.reshape(*image_layer.data.shape, -1)


@pytest.mark.parametrize("of_image", TRANSFORMS)
@pytest.mark.parametrize("of_shapes", TRANSFORMS)
def test_shapes_are_taken_in_world_coordinates(of_image, of_shapes):
    layer = image(**of_image)
    shapes = Shapes(**of_shapes)
    corners = np.array([[9.0, 21], [11, 52], [48, 63], [37, 17]])
    matrix_free = [shapes.world_to_data(layer.data_to_world(corner)) for corner in corners]
    shapes.add_polygons([np.array(matrix_free)])
    box = np.array(matrix_free)
    box = np.array(
        [box[0], box[0] + (box[2] - box[0]) * (1, 0), box[2], box[0] + (box[2] - box[0]) * (0, 1)]
    )
    shapes.add_ellipses([box])
    (polygon, ellipse), messages = regions_from_layer(shapes, layer)
    assert messages == []
    expected = np.zeros(SHAPE, dtype=bool)
    for row, start, stop in zip(*polygon_runs(corners, SHAPE), strict=True):
        expected[row, start:stop] = True
    np.testing.assert_array_equal(polygon.mask(), expected)
    places = masks_through_napari(shapes, layer)
    half = (box[2] - box[0]) / 2
    form = (((places - box.mean(axis=0)) / half) ** 2).sum(axis=-1)
    mask = ellipse.mask()
    assert mask.any()
    assert mask[form < 1 - 1e-6].all()
    assert not mask[form > 1 + 1e-6].any()


def test_units_are_converted():
    layer = image(scale=(0.1, 0.1), units=("um", "um"))
    shapes = Shapes([SQUARE], shape_type="polygon", scale=(100, 100), units=("nm", "nm"))
    assert regions_from_layer(shapes, layer)[0][0].size == 400


def test_a_square_has_the_pixels_whose_centres_it_holds():
    (region,), _ = regions_from_layer(Shapes([SQUARE - 0.5]), image())
    expected = np.zeros(SHAPE, dtype=bool)
    expected[10:30, 20:40] = True
    np.testing.assert_array_equal(region.mask(), expected)
    assert (region.name, region.id, region.notes, dict(region.drawn_at)) == ("shape 1", 1, (), {})


def test_lines_and_paths_are_named_and_skipped():
    shapes = Shapes(
        [SQUARE[:2], SQUARE, SQUARE[:3]],
        shape_type=["line", "rectangle", "path"],
        features={"name": ["axon", "cell", "border"]},
    )
    regions, messages = regions_from_layer(shapes, image())
    assert [(region.name, region.id) for region in regions] == [("cell", 2)]
    assert messages == ['Lines and paths enclose nothing and were left out: "axon", "border".']


def test_a_layer_without_closed_shapes_says_so():
    regions, messages = regions_from_layer(Shapes(name="cells"), image())
    assert regions == []
    assert messages == ['The layer "cells" is empty. Draw a shape around a region.']
    lines = Shapes([SQUARE[:2]], shape_type="line", name="cells")
    regions, messages = regions_from_layer(lines, image())
    assert regions == []
    assert "no closed shape" in messages[1]


@pytest.mark.parametrize("column", ["name", "label", "region"])
def test_names_come_from_the_features(column):
    shapes = Shapes([SQUARE] * 4, features={"size": [1, 2, 3, 4], column: ["a", None, np.nan, " "]})
    regions, _ = regions_from_layer(shapes, image())
    assert [region.name for region in regions] == ["a", "shape 2", "shape 3", "shape 4"]


def test_what_lies_outside_is_not_counted_and_said():
    shapes = Shapes([SQUARE - (20, 0), SQUARE + 100, SQUARE[:, ::-1] * 0.01 + 0.3])
    partly, wholly, tiny = regions_from_layer(shapes, image())[0]
    assert partly.size == 200
    assert partly.notes[0].startswith("50 % of the region lies outside")
    assert wholly.size == tiny.size == 0
    assert "wholly outside" in wholly.notes[0]
    assert "smaller than a pixel" in tiny.notes[0]


def test_shapes_of_a_stack_know_their_plane():
    layer = image((7, *SHAPE), scale=(2, 1, 1), translate=(10, 0, 0))
    drawn = np.insert(SQUARE, 0, 16.4, axis=1)
    regions, _ = regions_from_layer(Shapes([drawn, drawn + np.array([20, 0, 0])]), layer)
    assert [dict(region.drawn_at) for region in regions] == [{0: 3}, {0: 13}]
    assert regions[0].shape == SHAPE
    assert regions[0].notes == ()
    assert "drawn at z = 13" in regions[1].notes[0]


def test_flat_shapes_lie_on_every_plane_and_deep_ones_on_a_flat_image():
    (region,), _ = regions_from_layer(Shapes([SQUARE]), image((7, *SHAPE)))
    assert region.size == 400
    assert region.drawn_at == {}
    (region,), _ = regions_from_layer(Shapes([np.insert(SQUARE, 0, 3, axis=1)]), image())
    assert region.size == 400
    assert region.drawn_at == {}


def test_shapes_across_planes_are_named_and_skipped():
    across = np.insert(SQUARE, 1, 5, axis=1)
    regions, messages = regions_from_layer(Shapes([across]), image((70, *SHAPE)))
    assert regions == []
    assert messages[0] == (
        '"shape 1" was left out: it was drawn across z, not in the y-x plane of the image.'
    )


def test_a_snapshot_does_not_follow_the_layer():
    shapes = Shapes([SQUARE])
    drawn = snapshot(shapes, image())
    shapes.data = [SQUARE + 1, SQUARE]
    shapes.translate = (50, 50)
    (region,), _ = drawn.rasterise()
    np.testing.assert_array_equal(region.rows, np.arange(10, 30))


def test_labels_on_the_images_grid():
    data = np.zeros(SHAPE, dtype=np.int32)
    data[5:9, 6:12], data[20:25, 0:80] = 7, 3
    labels = Labels(data, features={"index": [7, 3], "name": ["nucleus", None]})
    regions, messages = regions_from_layer(labels, image())
    assert messages == []
    assert [(r.name, r.id, r.notes) for r in regions] == [("label 3", 3, ()), ("nucleus", 7, ())]
    np.testing.assert_array_equal(regions[1].mask(), data == 7)


def test_the_label_column_of_measured_labels_says_whose_the_names_are():
    labels = Labels(np.eye(9, dtype=int) * 4, features={"label": [4], "region": ["diagonal"]})
    assert regions_from_layer(labels, image((9, 9)))[0][0].name == "diagonal"


def test_labels_on_another_grid_are_taken_at_the_nearest_pixel():
    data = np.zeros((30, 40), dtype=np.uint8)
    data[5:15, 10:20] = 2
    labels = Labels(data, scale=(2, 2), translate=(0.5, 0.5))
    (region,), _ = regions_from_layer(labels, image())
    expected = np.zeros(SHAPE, dtype=bool)
    expected[10:30, 20:40] = True
    np.testing.assert_array_equal(region.mask(), expected)
    assert "nearest" in region.notes[0]


def test_labels_shifted_by_whole_pixels_partly_outside():
    data = np.ones((60, 80), dtype=np.uint8)
    (region,), _ = regions_from_layer(Labels(data, translate=(50, 0)), image())
    assert region.size == 10 * 80


def test_flat_labels_stay_a_plane_and_deep_ones_deep():
    data = np.zeros((5, *SHAPE), dtype=np.uint8)
    data[2, 3:5, 6:9] = 1
    (deep,), _ = regions_from_layer(Labels(data), image((5, *SHAPE)))
    np.testing.assert_array_equal(deep.mask(), data == 1)
    (flat,), _ = regions_from_layer(Labels(data[2]), image((5, *SHAPE), translate=(9, 0, 0)))
    assert flat.shape == SHAPE
    (each,), _ = regions_from_layer(Labels(data), image((2, 5, *SHAPE)))
    np.testing.assert_array_equal(each.mask(), np.stack([data == 1] * 2))
    (single,), _ = regions_from_layer(Labels(data[2:3]), image())
    np.testing.assert_array_equal(single.mask(), data[2] == 1)
    with pytest.raises(ValueError, match="3 axes"):
        regions_from_layer(Labels(data), image())


def test_multiscale_labels_are_read_at_full_resolution():
    data = np.zeros((64, 64), dtype=np.uint8)
    data[10:21, 10:20] = 1
    labels = Labels([data, data[::2, ::2]], multiscale=True)
    assert regions_from_layer(labels, image((64, 64)))[0][0].size == 110


def test_labels_without_a_label_say_so():
    regions, messages = regions_from_layer(Labels(np.zeros(SHAPE, int), name="nuclei"), image())
    assert regions == []
    assert messages == ['The layer "nuclei" has no label on the image. Paint a region.']


def test_regions_have_the_colours_of_the_viewer():
    shapes = Shapes([SQUARE] * 2, edge_color=["red", "#00ff80"], face_color="white")
    assert region_colours(shapes, [2, 1, 9]) == {2: "#00ff80", 1: "#ff0000"}
    shapes = Shapes([SQUARE] * 2, face_color=["blue", "yellow"])
    assert region_colours(shapes, [1, 2]) == {1: "#0000ff", 2: "#ffff00"}
    labels = Labels(np.zeros(SHAPE, int), colormap={0: "black", 5: "red", None: "blue"})
    assert region_colours(labels, [0, 5]) == {5: "#ff0000"}
