"""Shapes to ImageJ's ROIs and back: the same outlines, the same pixels."""

import zipfile

import numpy as np
import pytest
from roifile import ROI_OPTIONS, ROI_SUBTYPE, ROI_TYPE, ImagejRoi, roiread, roiwrite

from napari_compare.core.drawn import drawn_region
from napari_compare.files.imagej.shapes import Shape, read_shapes, write_shapes
from napari_compare.files.regions import read_regions

PLANE = (60, 80)


def box(centre, half, turn=0.0):
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    return np.array(centre) + corners @ spin.T


SHAPES = {
    "upright rectangle": Shape("rectangle", box((20, 30), (10.5, 5.5)), "a"),
    "rectangle between pixels": Shape("rectangle", box((20.3, 30.1), (10.2, 5.7)), "b"),
    "turned rectangle": Shape("rectangle", box((20, 30), (10, 5), 0.4), "c"),
    "upright ellipse": Shape("ellipse", box((20, 30), (10.5, 5.5)), "d"),
    "ellipse between pixels": Shape("ellipse", box((20.3, 30.1), (10.2, 5.7)), "e"),
    "turned ellipse": Shape("ellipse", box((20, 30), (15, 5), 0.4), "f"),
    "sheared ellipse": Shape("ellipse", box((30.3, 29.8), (15.2, 8.1)) @ [[1, 0.4], [0, 1]], "g"),
    "polygon": Shape("polygon", np.array([(3.2, 4.1), (40, 9.7), (33.3, 60.9), (9, 44)]), "h"),
    "beyond the border": Shape("polygon", box((0, 0), (20.2, 30.3), 0.2), "i"),
    "far away": Shape("rectangle", box((40_000.5, 20), (9.5, 5.5)), "j"),
}


def mask(shape):
    axes = ("y", "x")
    return drawn_region(shape.kind, shape.corners, shape.name, 1, PLANE, axes).mask()


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_saved_and_read_has_the_same_pixels(tmp_path, name):
    shape, path = SHAPES[name], tmp_path / "one.roi"
    write_shapes(path, [shape])
    (back,), warnings = read_shapes(path)
    (region,), _ = read_regions(path, PLANE)
    assert warnings == []
    assert (back.name, region.name) == (shape.name, shape.name)
    assert {back.kind, shape.kind} in ({shape.kind}, {"polygon", "rectangle"})
    np.testing.assert_array_equal(region.mask(), mask(shape))
    np.testing.assert_array_equal(mask(back), mask(shape))


def test_what_lies_along_pixels_becomes_imagejs_own(tmp_path):
    write_shapes(tmp_path / "r.zip", [SHAPES["upright rectangle"], SHAPES["upright ellipse"]])
    rectangle, oval = roiread(tmp_path / "r.zip")
    assert (rectangle.roitype, oval.roitype) == (ROI_TYPE.RECT, ROI_TYPE.OVAL)
    assert (rectangle.top, rectangle.left, rectangle.bottom, rectangle.right) == (10, 25, 31, 36)


def test_places_names_and_colours_are_kept(tmp_path):
    corners = SHAPES["polygon"].corners
    shapes = [
        Shape("polygon", corners, "β cell", {"z": 2}, "#00ff80"),
        Shape("line", corners[:2], "profile", {"z": 4, "t": 0}),
        Shape("path", corners, "neurite"),
    ]
    write_shapes(tmp_path / "r.zip", shapes)
    back, _ = read_shapes(tmp_path / "r.zip")
    for one, shape in zip(back, shapes, strict=True):
        told = (one.kind, one.name, one.at, one.colour)
        assert told == (shape.kind, shape.name, shape.at, shape.colour)
        np.testing.assert_allclose(one.corners, shape.corners, atol=2e-4)


def test_names_in_the_archive_are_unique_and_lead_nowhere(tmp_path):
    corners = SHAPES["polygon"].corners
    names = ["cell", "cell", "../../evil", "C:\\x", "", "a\nb", "..."]
    write_shapes(tmp_path / "r.zip", [Shape("polygon", corners, name) for name in names])
    entries = zipfile.ZipFile(tmp_path / "r.zip").namelist()
    assert entries[:3] == ["cell.roi", "cell-1.roi", ".._.._evil.roi"]
    assert len(set(entries)) == len(names)
    assert not any(sign in entry for entry in entries for sign in "/\\:\n")
    assert [shape.name for shape in read_shapes(tmp_path / "r.zip")[0]][:4] == names[:4]


def test_a_composite_is_one_polygon_with_the_same_pixels(tmp_path):
    def square(left, top, size):
        corners = [(left, top), (left + size, top), (left + size, top + size), (left, top + size)]
        return [v for i, (x, y) in enumerate(corners) for v in (int(i > 0), x, y)] + [4]

    path = np.array(square(2, 2, 30) + square(8, 9, 12) + square(45, 5, 20), dtype=np.float32)
    roi = ImagejRoi(
        roitype=ROI_TYPE.RECT, top=0, left=0, bottom=40, right=70,
        shape_roi_size=len(path), multi_coordinates=path,
    )  # fmt: skip
    roiwrite(tmp_path / "c.roi", roi)
    (shape,), _ = read_shapes(tmp_path / "c.roi")
    (region,), _ = read_regions(tmp_path / "c.roi", PLANE)
    assert shape.kind == "polygon"
    assert region.size == 30**2 - 12**2 + 20**2
    np.testing.assert_array_equal(mask(shape), region.mask())


def test_what_is_no_shape_is_named(tmp_path):
    points = ImagejRoi.frompoints(np.array([(1, 2), (3, 4)]), name="spots")
    points.roitype = ROI_TYPE.POINT
    text = ImagejRoi(roitype=ROI_TYPE.RECT, top=1, left=1, bottom=9, right=9, name="label")
    text.subtype = ROI_SUBTYPE.TEXT
    arrow = ImagejRoi(roitype=ROI_TYPE.LINE, x1=1, y1=2, x2=3, y2=4, name="arrow")
    arrow.subtype = ROI_SUBTYPE.ARROW
    roiwrite(tmp_path / "r.zip", [points, text, arrow])
    shapes, warnings = read_shapes(tmp_path / "r.zip")
    assert [shape.kind for shape in shapes] == ["line"]
    assert warnings == [
        'r.zip: "spots" is points, no shape, and was left out.',
        'r.zip: "label" is text, no shape, and was left out.',
    ]


def test_a_place_in_a_stack_without_slice_and_frame_is_kept(tmp_path):
    roi = ImagejRoi.frompoints(np.array([(1, 2), (9, 4), (5, 9)]), position=6, name="x")
    roiwrite(tmp_path / "p.roi", roi)
    (shape,), _ = read_shapes(tmp_path / "p.roi")
    assert shape.at == {"z": 6}


def test_what_cannot_be_saved_is_said_and_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="no shape to save"):
        write_shapes(tmp_path / "r.zip", [])
    with pytest.raises(ValueError, match="holds 1 shape, not 2"):
        write_shapes(tmp_path / "r.roi", [SHAPES["polygon"]] * 2)
    assert list(tmp_path.iterdir()) == []


def test_a_polygon_of_imagej_comes_back_with_its_whole_numbers(tmp_path):
    corners = np.array([(5, 5), (60, 8), (61, 50), (30, 52)])
    roi = ImagejRoi.frompoints(corners, name="x")
    roiwrite(tmp_path / "a.roi", roi)
    shapes, _ = read_shapes(tmp_path / "a.roi")
    (region,), _ = read_regions(tmp_path / "a.roi", PLANE)
    np.testing.assert_array_equal(mask(shapes[0]), region.mask())
    write_shapes(tmp_path / "b.roi", shapes)
    again = roiread(tmp_path / "b.roi")
    assert not again.options & ROI_OPTIONS.SUB_PIXEL_RESOLUTION
    np.testing.assert_array_equal(again.coordinates(), corners)


def test_floats_keep_the_option_that_imagej_looks_for(tmp_path):
    write_shapes(tmp_path / "r.roi", [SHAPES["polygon"]])
    roi = roiread(tmp_path / "r.roi")
    assert roi.options & ROI_OPTIONS.SUB_PIXEL_RESOLUTION
    assert roi.roitype == ROI_TYPE.POLYGON


def test_a_polygon_of_one_corner_is_left_out_and_said(tmp_path):
    path = tmp_path / "one_roi.zip"
    whole = np.array([(3, 3), (9, 3), (9, 9)])
    dot, triangle = ImagejRoi.frompoints(whole[:1]), ImagejRoi.frompoints(whole)
    dot.name, triangle.name = "dot", "triangle"
    roiwrite(path, [dot, triangle])
    shapes, warnings = read_shapes(path)
    assert [shape.name for shape in shapes] == ["triangle"]
    assert warnings == ['one_roi.zip: "dot" is a single point, no shape, and was left out.']
