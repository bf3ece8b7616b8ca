"""ImageJ's ROIs dragged into napari, and Shapes layers saved for ImageJ."""

import numpy as np
import pytest
from napari.layers import Image, Shapes
from roifile import ROI_TYPE, ImagejRoi, roiread, roiwrite

from napari_compare.files.regions import read_regions
from napari_compare.layers.regions import regions_from_layer
from napari_compare.layers.roi_files import get_reader, read_rois, write_rois
from napari_compare.samples import cells

PLUGIN = "napari-compare"


def rois(**more):
    oval = ImagejRoi(roitype=ROI_TYPE.OVAL, top=10, left=20, bottom=45, right=70, name="oval")
    box = ImagejRoi(roitype=ROI_TYPE.RECT, top=3, left=4, bottom=33, right=54, name="box")
    corners = np.array([(5, 5), (60, 8), (61, 50), (30, 52)])
    return [oval, box, ImagejRoi.frompoints(corners, name="polygon", **more)]


def masks(regions):
    return {region.name: region.mask() for region in regions}


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    for name, mask in expected.items():
        np.testing.assert_array_equal(found[name], mask)


def test_a_dragged_archive_is_a_layer_with_names_and_the_pixels_of_the_file(
    make_napari_viewer, tmp_path
):
    roiwrite(tmp_path / "cell_roi.zip", rois())
    viewer = make_napari_viewer()
    image = viewer.add_image(
        np.zeros((80, 90)), scale=(0.2, 0.1), translate=(5, -3), units=("µm", "µm"),
        axis_labels=("y", "x"),
    )  # fmt: skip
    (layer,) = viewer.open(tmp_path / "cell_roi.zip", plugin=PLUGIN)
    assert isinstance(layer, Shapes)
    assert layer.name == "cell_roi"
    assert list(layer.features["name"]) == ["oval", "box", "polygon"]
    assert layer.shape_type == ["ellipse", "rectangle", "polygon"]
    assert layer.units == image.units
    found, messages = regions_from_layer(layer, image)
    expected, _ = read_regions(tmp_path / "cell_roi.zip", image.data.shape)
    assert messages == []
    assert_same(masks(found), masks(expected))


def test_what_is_saved_in_napari_is_read_back_the_same(make_napari_viewer, tmp_path):
    viewer = make_napari_viewer()
    for data, attributes, kind in cells().layers():
        getattr(viewer, f"add_{kind}")(data, **attributes)
    image, shapes = viewer.layers[0], viewer.layers["regions"]
    before, _ = regions_from_layer(shapes, image)
    (written,) = shapes.save(str(tmp_path / "mine.zip"), plugin=PLUGIN)
    from_file, _ = read_regions(written, image.data.shape)
    viewer.layers.remove(shapes)
    (again,) = viewer.open(written, plugin=PLUGIN)
    after, _ = regions_from_layer(again, image)
    assert_same(masks(from_file), masks(before))
    assert_same(masks(after), masks(before))


def test_napari_chooses_this_reader_for_rois_and_not_for_other_archives(tmp_path):
    import zipfile

    roiwrite(tmp_path / "r.zip", rois())
    zipfile.ZipFile(tmp_path / "other.zip", "w").writestr("a.txt", "text")
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert get_reader(str(tmp_path / "r.zip")) is read_rois
    assert get_reader([str(tmp_path / "r.zip"), str(tmp_path / "other.zip")]) is None
    assert get_reader(str(tmp_path / "broken.zip")) is None
    assert get_reader(str(tmp_path / "x.roi")) is read_rois


def test_rois_on_planes_lie_there_and_those_on_all_are_a_layer_of_their_own(
    make_napari_viewer, tmp_path
):
    roiwrite(tmp_path / "stack.zip", rois(z=3))
    viewer = make_napari_viewer()
    image = viewer.add_image(np.zeros((7, 80, 90)), scale=(2, 1, 1), axis_labels=("z", "y", "x"))
    flat, deep = viewer.open(tmp_path / "stack.zip", plugin=PLUGIN)
    assert (flat.ndim, deep.ndim) == (2, 3)
    assert list(deep.features["name"]) == ["polygon"]
    assert (deep.data[0][:, 0] == 3).all()
    (region,), _ = regions_from_layer(deep, image)
    expected, _ = read_regions(tmp_path / "stack.zip", image.data.shape, "zyx")
    assert region.drawn_at == expected[2].drawn_at == {0: 3}
    (written,) = deep.save(str(tmp_path / "again.zip"), plugin=PLUGIN)
    again = ImagejRoi.fromfile(written)
    again = again[0] if isinstance(again, list) else again
    assert (again.z_position, again.position) == (4, 4)


def test_places_beyond_the_axes_of_the_image_are_kept(make_napari_viewer, tmp_path):
    roiwrite(tmp_path / "stack.roi", rois(z=3)[2])
    viewer = make_napari_viewer()
    viewer.add_image(np.zeros((80, 90)), scale=(0.1, 0.1), units=("µm", "µm"))
    (layer,) = viewer.open(tmp_path / "stack.roi", plugin=PLUGIN)
    assert layer.ndim == 3
    np.testing.assert_allclose(layer.scale, (1, 0.1, 0.1))
    assert [str(unit) for unit in layer.units] == ["pixel", "micrometer", "micrometer"]


def test_a_turned_image_takes_its_rois_along(make_napari_viewer, tmp_path):
    roiwrite(tmp_path / "r.zip", rois())
    viewer = make_napari_viewer()
    image = viewer.add_image(np.zeros((80, 90)), rotate=30, scale=(2, 2))
    (layer,) = viewer.open(tmp_path / "r.zip", plugin=PLUGIN)
    found, _ = regions_from_layer(layer, image)
    expected, _ = read_regions(tmp_path / "r.zip", image.data.shape)
    sizes = {region.name: region.size for region in expected}
    for region in found:  # turned there and back, a centre on an outline may fall on either side
        assert region.size == pytest.approx(sizes[region.name], rel=0.01)


def test_without_an_image_a_pixel_is_one_wide(tmp_path):
    shapes = Shapes([[[2.5, 3.5], [2.5, 9.5], [7.5, 9.5], [7.5, 3.5]]], scale=(0.1, 0.1))
    data, attributes, _ = shapes.as_layer_data_tuple()
    write_rois(str(tmp_path / "r.zip"), data, attributes)
    roi = roiread(tmp_path / "r.zip")
    roi = roi[0] if isinstance(roi, list) else roi
    assert (roi.top, roi.left, roi.bottom, roi.right) == (3, 4, 8, 10)
    ((vertices, attributes, _),) = read_rois(str(tmp_path / "r.zip"))
    np.testing.assert_array_equal(np.sort(vertices[0], axis=0), np.sort(shapes.data[0], axis=0))
    assert "scale" not in attributes


def test_what_is_left_out_is_said(make_napari_viewer, tmp_path):
    viewer = make_napari_viewer()
    viewer.add_image(np.zeros((5, 20, 20)))
    flat = [[1, 2, 2], [1, 2, 9], [1, 9, 9]]
    across = [[0, 2, 2], [2, 2, 9], [4, 9, 9]]
    layer = viewer.add_shapes([flat, across], shape_type="polygon")
    data, attributes, _ = layer.as_layer_data_tuple()
    with pytest.warns(UserWarning, match="Not on one plane, and so not saved: shape 2"):
        write_rois(str(tmp_path / "r.zip"), data, attributes)
    points = ImagejRoi.frompoints(np.array([(1, 2)]), name="spot")
    points.roitype = ROI_TYPE.POINT
    roiwrite(tmp_path / "p.zip", [*rois(), points])
    with pytest.warns(UserWarning, match='"spot" is points'):
        read_rois(str(tmp_path / "p.zip"))
    roiwrite(tmp_path / "q.roi", points)
    with pytest.raises(ValueError, match=r'holds no shape to show\. q.roi: "\w+" is points'):
        read_rois(str(tmp_path / "q.roi"))


def test_the_selected_image_says_where_rois_lie(make_napari_viewer, tmp_path):
    roiwrite(tmp_path / "r.roi", rois()[0])
    viewer = make_napari_viewer()
    first = viewer.add_image(np.zeros((80, 90)), scale=(3, 3))
    viewer.add_image(np.zeros((80, 90)), scale=(5, 5))
    (top,) = viewer.open(tmp_path / "r.roi", plugin=PLUGIN)
    viewer.layers.selection.active = first
    (selected,) = viewer.open(tmp_path / "r.roi", plugin=PLUGIN)
    assert (top.scale[0], selected.scale[0]) == (5, 3)
    assert isinstance(viewer.layers[0], Image)
