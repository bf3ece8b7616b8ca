"""Regions from ImageJ ROIs, label images and napari's shapes."""

import zipfile

import numpy as np
import pytest
import tifffile
from roifile import ROI_OPTIONS, ROI_SUBTYPE, ROI_TYPE, ImagejRoi, roiwrite

from napari_compare.files.regions import read_regions

SHAPE = (20, 30)


def rectangle(top, left, bottom, right, **more):
    return ImagejRoi(roitype=ROI_TYPE.RECT, top=top, left=left, bottom=bottom, right=right, **more)


def read(tmp_path, roi, shape=SHAPE, axes=("y", "x")):
    roiwrite(tmp_path / "one.roi", roi)
    (region,), warnings = read_regions(tmp_path / "one.roi", shape, axes)
    assert warnings == []
    return region


def test_a_rectangle_has_exactly_width_times_height_pixels(tmp_path):
    region = read(tmp_path, rectangle(2, 3, 7, 13, name="cell"))
    expected = np.zeros(SHAPE, dtype=bool)
    expected[2:7, 3:13] = True
    assert (region.name, region.id, region.notes) == ("cell", 1, ())
    np.testing.assert_array_equal(region.mask(), expected)


@pytest.mark.parametrize(("height", "width"), [(7, 7), (8, 8), (6, 11), (1, 5), (10, 1)])
def test_an_oval_counts_the_pixels_that_imagej_counts(tmp_path, height, width):
    roi = rectangle(4, 5, 4 + height, 5 + width)
    roi.roitype = ROI_TYPE.OVAL
    y, x = np.indices(SHAPE)
    # ImageJ: pixel centres, relative to the centre of the bounds, within or on the ellipse
    dy, dx = y + 0.5 - 4 - height / 2, x + 0.5 - 5 - width / 2
    inside = (dx / (width / 2)) ** 2 + (dy / (height / 2)) ** 2 <= 1 + 1e-12
    np.testing.assert_array_equal(read(tmp_path, roi).mask(), inside)


def test_an_outline_along_pixel_edges_encloses_these_pixels(tmp_path):
    corners = [(3, 2), (13, 2), (13, 7), (8, 7), (8, 5), (3, 5)]  # x, y
    expected = np.zeros(SHAPE, dtype=bool)
    expected[2:5, 3:13] = True
    expected[5:7, 8:13] = True
    for kind in (ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED):
        roi = ImagejRoi.frompoints(np.array(corners))
        roi.roitype = kind
        np.testing.assert_array_equal(read(tmp_path, roi).mask(), expected)


def test_a_centre_on_a_left_outline_is_outside_and_on_a_right_one_inside(tmp_path):
    roi = ImagejRoi.frompoints(np.array([(0, 0), (6, 6), (0, 6)]))  # right outline on centres
    right = read(tmp_path, roi).mask()
    roi = ImagejRoi.frompoints(np.array([(0, 0), (6, 0), (6, 6)]))  # left outline on centres
    left = read(tmp_path, roi).mask()
    assert right.diagonal()[:6].all()
    assert not left.diagonal().any()
    assert right.sum() == 21
    assert left.sum() == 15


def test_a_subpixel_outline_is_not_rounded(tmp_path):
    corners = np.array([(3.4, 2.4), (12.6, 2.4), (12.6, 6.6), (3.4, 6.6)])
    region = read(tmp_path, ImagejRoi.frompoints(corners))
    expected = np.zeros(SHAPE, dtype=bool)
    expected[2:7, 3:13] = True
    np.testing.assert_array_equal(region.mask(), expected)
    shifted = read(tmp_path, ImagejRoi.frompoints(corners + np.array([0.2, 0])))
    np.testing.assert_array_equal(shifted.mask(), expected & (np.indices(SHAPE)[1] > 3))


def square(left, top, size):
    corners = [(left, top), (left + size, top), (left + size, top + size), (left, top + size)]
    return [value for i, (x, y) in enumerate(corners) for value in (int(i > 0), x, y)] + [4]


def composite(path, **bounds):
    path = np.array(path, dtype=np.float32)
    return rectangle(0, 0, 20, 30, shape_roi_size=len(path), multi_coordinates=path, **bounds)


def test_a_path_in_a_composite_makes_a_hole_and_a_path_beside_it_a_part(tmp_path):
    region = read(tmp_path, composite(square(2, 2, 8) + square(4, 4, 3) + square(15, 3, 4)))
    expected = np.zeros(SHAPE, dtype=bool)
    expected[2:10, 2:10] = True
    expected[4:7, 4:7] = False
    expected[3:7, 15:19] = True
    np.testing.assert_array_equal(region.mask(), expected)


def test_curves_in_a_composite_are_followed(tmp_path):
    k, radius, centre = 0.5522847498, 7, 10  # a circle of four cubic curves, as Java draws it
    path = [0, centre + radius, centre]
    for turn in range(4):
        spin = np.array([[0, -1], [1, 0]])
        points = [(radius, k * radius), (k * radius, radius), (0, radius)]
        for _ in range(turn):
            points = [tuple(spin @ point) for point in points]
        path += [3, *(centre + np.array(points)).ravel()]
    region = read(tmp_path, composite([*path, 4]))
    y, x = np.indices(SHAPE) + 0.5
    circle = (y - centre) ** 2 + (x - centre) ** 2 <= radius**2
    assert (region.mask() != circle).sum() <= 4


def rotated(subtype, x1, y1, x2, y2, number):
    """Put the float into the bytes in which ImageJ keeps it."""
    import struct

    style, head, arc = struct.unpack(">BBh", struct.pack(">f", number))
    roi = ImagejRoi.frompoints(np.array([(0, 0), (9, 0), (9, 9)]))
    roi.subtype, roi.x1, roi.y1, roi.x2, roi.y2 = subtype, x1, y1, x2, y2
    roi.arrow_style_or_aspect_ratio, roi.arrow_head_size, roi.rounded_rect_arc_size = (
        style,
        head,
        arc,
    )
    return roi


def test_an_ellipse_lies_along_its_axis(tmp_path):
    region = read(tmp_path, rotated(ROI_SUBTYPE.ELLIPSE, 4, 4, 16, 16, 0.5))
    y, x = np.indices(SHAPE) + 0.5 - 10
    along, across = (x + y) / np.sqrt(2), (x - y) / np.sqrt(2)
    half = np.hypot(6, 6)
    np.testing.assert_array_equal(
        region.mask(), (along / half) ** 2 + (across / (0.5 * half)) ** 2 <= 1
    )


def test_a_rotated_rectangle_has_its_width_about_its_axis(tmp_path):
    region = read(tmp_path, rotated(ROI_SUBTYPE.ROTATED_RECT, 5, 10, 15, 10, 4.0))
    expected = np.zeros(SHAPE, dtype=bool)
    expected[8:12, 5:15] = True
    np.testing.assert_array_equal(region.mask(), expected)


def test_what_imagej_smooths_or_rounds_is_said(tmp_path):
    roi = ImagejRoi.frompoints(np.array([(3, 2), (13, 2), (8, 9)]))
    roi.roitype = ROI_TYPE.POLYGON
    roi.options |= ROI_OPTIONS.SPLINE_FIT
    assert "straight lines" in read(tmp_path, roi).notes[0]
    assert "square" in read(tmp_path, rectangle(2, 3, 9, 9, rounded_rect_arc_size=4)).notes[0]


def test_an_archive_keeps_order_and_names_and_says_what_it_leaves_out(tmp_path):
    path = tmp_path / "rois.zip"
    line = ImagejRoi(roitype=ROI_TYPE.LINE, name="profile", x1=1, y1=1, x2=9, y2=9)
    points = ImagejRoi.frompoints(np.array([(3, 2), (13, 2)]), name="spots")
    points.roitype = ROI_TYPE.POINT
    text = rectangle(1, 1, 5, 5, name="title", subtype=ROI_SUBTYPE.TEXT)
    parts = [rectangle(1, 1, 5, 5, name="b"), line, rectangle(2, 2, 9, 9, name="a"), points, text]
    roiwrite(path, parts)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._b.roi", b"resource fork")
    regions, warnings = read_regions(path, SHAPE)
    assert [(region.name, region.id) for region in regions] == [("b", 1), ("a", 3)]
    assert [warning.split('"')[1] for warning in warnings] == ["profile", "spots", "title"]
    assert "a line" in warnings[0]


def test_a_roi_of_an_archive_without_a_name_is_called_like_its_entry(tmp_path):
    roiwrite(tmp_path / "rois.zip", [rectangle(1, 1, 5, 5)], name=["nucleus"])
    (region,), _ = read_regions(tmp_path / "rois.zip", SHAPE)
    assert region.name == "nucleus"


def test_pixels_outside_the_image_do_not_count_and_the_region_says_so(tmp_path):
    partly = read(tmp_path, rectangle(-5, 25, 5, 35))
    assert partly.size == 25
    assert "75 %" in partly.notes[0]
    wholly = read(tmp_path, rectangle(100, 100, 110, 110))
    assert wholly.size == 0
    assert "outside" in wholly.notes[0]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ({"z_position": 2}, {1: 1}),
        ({"z_position": 4, "t_position": 2}, {0: 1, 1: 3}),
        ({}, {}),
    ],
)
def test_the_plane_on_which_a_roi_was_drawn_is_kept(tmp_path, position, expected):
    roi = rectangle(1, 1, 5, 5, **position)
    assert read(tmp_path, roi, (3, 4, *SHAPE), ("t", "z", "y", "x")).drawn_at == expected


def test_the_place_in_a_simple_stack_is_the_plane(tmp_path):
    roi = rectangle(1, 1, 5, 5, position=3)
    assert read(tmp_path, roi, (5, *SHAPE), ("z", "y", "x")).drawn_at == {0: 2}
    assert "names no slice" in read(tmp_path, roi, (2, 5, *SHAPE), "tzyx").notes[0]
    assert "does not have" in read(tmp_path, roi, (2, *SHAPE), "zyx").notes[0]


def test_labels_become_regions(tmp_path):
    labels = np.zeros(SHAPE, dtype=np.uint16)
    labels[2:5, 3:9], labels[10:12, 1:3] = 7, 2
    tifffile.imwrite(tmp_path / "labels.tif", labels)
    np.save(tmp_path / "labels.npy", labels[None])
    for name in ("labels.tif", "labels.npy"):
        regions, warnings = read_regions(tmp_path / name, (4, *SHAPE))
        assert [(region.name, region.size) for region in regions] == [("2", 4), ("7", 18)]
        assert warnings == []


SHAPES = """index,shape-type,vertex-index,axis-0,axis-1,axis-2
0,rectangle,0,1.0,1.5,2.5
0,rectangle,1,1.0,1.5,6.5
0,rectangle,2,1.0,5.5,6.5
0,rectangle,3,1.0,5.5,2.5
1,path,0,0.0,1.0,1.0
1,path,1,0.0,4.0,5.0
2,ellipse,0,0.0,2.0,8.0
2,ellipse,1,0.0,2.0,18.0
2,ellipse,2,0.0,12.0,18.0
2,ellipse,3,0.0,12.0,8.0
3,polygon,0,0.0,-0.5,-0.5
3,polygon,1,0.0,9.5,-0.5
3,polygon,2,0.0,9.5,9.5
"""


def test_napari_shapes_have_pixel_centres_at_whole_numbers(tmp_path):
    path = tmp_path / "shapes.csv"
    path.write_text(SHAPES)
    regions, warnings = read_regions(path, (3, *SHAPE))
    assert [region.name for region in regions] == ["shape 1", "shape 3", "shape 4"]
    assert [region.id for region in regions] == [1, 3, 4]
    assert regions[0].drawn_at == {0: 1}
    expected = np.zeros(SHAPE, dtype=bool)
    expected[2:6, 3:7] = True
    np.testing.assert_array_equal(regions[0].mask(), expected)
    y, x = np.indices(SHAPE)
    np.testing.assert_array_equal(regions[1].mask(), (y - 7) ** 2 + (x - 13) ** 2 <= 25)
    assert regions[2].size in (45, 55)  # half of 10 × 10, the diagonal on one side
    assert len(warnings) == 1
    assert '"shape 2" is a path' in warnings[0]
    (first, *_), _ = read_regions(path, (1, *SHAPE))
    assert "where the image has no plane" in first.notes[0]


def test_what_napari_saves_is_read(tmp_path):
    from napari.layers import Shapes
    from napari_builtins.io import napari_write_shapes

    corners = np.array([[2, 3], [2, 9], [8, 9], [8, 3]]) - 0.5
    data, about, _ = Shapes([corners], shape_type="rectangle").as_layer_data_tuple()
    napari_write_shapes(str(tmp_path / "shapes.csv"), data, about)
    (region,), _ = read_regions(tmp_path / "shapes.csv", SHAPE)
    assert region.size == 36


def test_damaged_or_unfit_files_say_what_is_wrong(tmp_path):
    good = ImagejRoi.frompoints(np.array([(3, 2), (13, 2), (8, 9)]), name="cell").tobytes()
    damaged = {
        "cut.roi": good[:70],
        "short.roi": good[:20],
        "other.roi": b"GIF89a" + bytes(100),
        "cut.zip": b"PK\x03\x04" + bytes(40),
        "text.csv": b"a,b\n1,2\n",
        "empty.csv": b"",
        "none.tif": b"",
        "noise.tif": b"no tiff at all",
    }
    for name, content in damaged.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=name):
            read_regions(tmp_path / name, SHAPE)
    with pytest.raises(ValueError, match="There is no file"):
        read_regions(tmp_path / "absent.zip", SHAPE)
    np.save(tmp_path / "small.npy", np.ones((5, 5), dtype=int))
    with pytest.raises(ValueError, match="neither the image"):
        read_regions(tmp_path / "small.npy", SHAPE)
    np.save(tmp_path / "float.npy", np.ones(SHAPE))
    with pytest.raises(ValueError, match="integer"):
        read_regions(tmp_path / "float.npy", SHAPE)
    np.save(tmp_path / "zero.npy", np.zeros(SHAPE, dtype=int))
    with pytest.raises(ValueError, match="no region"):
        read_regions(tmp_path / "zero.npy", SHAPE)


def test_an_archive_cut_short_is_one_sentence(tmp_path):
    path = tmp_path / "rois.zip"
    roiwrite(path, [rectangle(i, i, i + 5, i + 5, name=f"r{i}") for i in range(5)])
    content = path.read_bytes()
    for length in range(0, len(content), 40):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"rois\.zip"):
            read_regions(path, SHAPE)


def test_nonsense_coordinates_are_refused(tmp_path):
    roi = ImagejRoi.frompoints(np.array([(3.0, 2.0), (13.0, 2.0), (8.0, 9.0)]))
    roi.subpixel_coordinates[1, 0] = np.nan
    roiwrite(tmp_path / "nan.roi", roi)
    with pytest.raises(ValueError, match="damaged"):
        read_regions(tmp_path / "nan.roi", SHAPE)
