"""ImageJ's ROIs dropped onto napari's window, saved from it, and read again: the same pixels."""

import numpy as np
import pytest
from napari_builtins.io import napari_write_shapes
from qtpy.QtCore import QMimeData, QPointF, Qt, QUrl
from qtpy.QtGui import QDropEvent
from roifile import ROI_TYPE, ImagejRoi, roiread, roiwrite

from napari_compare.files.regions import read_regions
from napari_compare.layers.regions import regions_from_layer

PLANE = (80, 90)
OUTLINE = np.array([(20, 12), (44, 9), (61, 30), (55, 58), (31, 50), (38, 33), (14, 40)])


def bounds(kind, **more):
    return ImagejRoi(roitype=kind, top=10, left=20, bottom=45, right=71, **more)


def outline(kind, corners=OUTLINE):
    roi = ImagejRoi.frompoints(corners)
    roi.roitype = kind
    return roi


def composite():
    """A square with a hole, and another beside it."""
    path = []
    for left, top, size in ((5, 5, 30), (12, 14, 11), (50, 8, 20)):
        corners = [(left, top), (left + size, top), (left + size, top + size), (left, top + size)]
        path += [v for i, (x, y) in enumerate(corners) for v in (int(i > 0), x, y)] + [4]
    return bounds(
        ROI_TYPE.RECT, shape_roi_size=len(path), multi_coordinates=np.array(path, dtype=np.float32)
    )


def named(*names):
    """One ROI of each kind, called by its kind; of all kinds if none is named."""
    wand = np.array([(4, 4), (9, 4), (9, 6), (12, 6), (12, 9), (4, 9)])
    rois = {
        "rectangle": bounds(ROI_TYPE.RECT),
        "oval": bounds(ROI_TYPE.OVAL),
        "polygon": outline(ROI_TYPE.POLYGON),
        "subpixel polygon": outline(ROI_TYPE.POLYGON, OUTLINE + 0.37),
        "freehand": outline(ROI_TYPE.FREEHAND),
        "wand": outline(ROI_TYPE.TRACED, wand),
        "composite": composite(),
    }
    for name, roi in rois.items():
        roi.name = name
    return [rois[name] for name in names or rois]


def drop(viewer, path):
    """Drop a file onto the window, as a person drags it there."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    before = set(viewer.layers)
    viewer.window._qt_viewer.dropEvent(event)
    (layer,) = set(viewer.layers) - before
    return layer


def described(path, shape, axes):
    regions, warnings = read_regions(path, shape, axes)
    assert warnings == []
    return [(region.name, dict(region.drawn_at), region.mask()) for region in regions]


def assert_same(found, expected):
    assert [one[:2] for one in found] == [one[:2] for one in expected]
    for (name, _, mask), (_, _, other) in zip(found, expected, strict=True):
        np.testing.assert_array_equal(mask, other, err_msg=name)


def test_every_kind_keeps_name_and_pixels(make_napari_viewer, tmp_path):
    roiwrite(tmp_path / "cell_roi.zip", named())
    viewer = make_napari_viewer()
    image = viewer.add_image(np.zeros(PLANE), scale=(0.3, 0.3))
    layer = drop(viewer, tmp_path / "cell_roi.zip")
    assert layer.name == "cell_roi"
    expected = described(tmp_path / "cell_roi.zip", PLANE, ("y", "x"))
    in_viewer, _ = regions_from_layer(layer, image)
    assert_same([(r.name, dict(r.drawn_at), r.mask()) for r in in_viewer], expected)
    layer.save(str(tmp_path / "saved.zip"))
    assert_same(described(tmp_path / "saved.zip", PLANE, ("y", "x")), expected)


def test_slice_and_frame_are_kept(make_napari_viewer, tmp_path):
    rois = named()
    for number, roi in enumerate(rois):
        roi.z_position, roi.t_position = 1 + number % 3, 1 + number % 4
    roiwrite(tmp_path / "film_roi.zip", rois)
    shape, axes = (4, 3, *PLANE), ("t", "z", "y", "x")
    viewer = make_napari_viewer()
    viewer.add_image(np.zeros(shape, dtype=np.uint8), axis_labels=axes, scale=(1, 2, 0.5, 0.5))
    layer = drop(viewer, tmp_path / "film_roi.zip")
    layer.save(str(tmp_path / "saved.zip"))
    expected = described(tmp_path / "film_roi.zip", shape, axes)
    assert {frozenset(one[1]) for one in expected} == {frozenset({0, 1})}
    assert_same(described(tmp_path / "saved.zip", shape, axes), expected)


def test_imagej_gets_its_own_kinds_back(make_napari_viewer, tmp_path):
    roiwrite(tmp_path / "r.zip", named("rectangle", "oval", "polygon"))
    viewer = make_napari_viewer()
    viewer.add_image(np.zeros(PLANE))
    drop(viewer, tmp_path / "r.zip").save(str(tmp_path / "saved.zip"))
    found = roiread(tmp_path / "saved.zip")
    assert [roi.roitype for roi in found] == [ROI_TYPE.RECT, ROI_TYPE.OVAL, ROI_TYPE.POLYGON]
    assert (found[0].top, found[0].left, found[0].bottom, found[0].right) == (10, 20, 45, 71)
    np.testing.assert_array_equal(found[2].coordinates(), OUTLINE)


@pytest.mark.parametrize("kind", ["rectangle", "ellipse", "polygon"])
def test_what_napari_saves_as_a_table_measures_like_what_it_saves_as_rois(
    make_napari_viewer, tmp_path, kind
):
    viewer = make_napari_viewer()
    viewer.add_image(np.zeros(PLANE))
    corners = np.array([(10.2, 20.3), (10.2, 60.1), (40.6, 60.1), (40.6, 20.3)])
    layer = viewer.add_shapes([corners], shape_type=kind)
    data, about, _ = layer.as_layer_data_tuple()
    napari_write_shapes(str(tmp_path / "shapes.csv"), data, about)
    layer.save(str(tmp_path / "shapes.roi"))
    (table,), _ = read_regions(tmp_path / "shapes.csv", PLANE)
    (roi,), _ = read_regions(tmp_path / "shapes.roi", PLANE)
    np.testing.assert_array_equal(table.mask(), roi.mask())
    (again,) = viewer.open(tmp_path / "shapes.csv", plugin="napari", layer_type="shapes")
    assert again.shape_type == [kind]
