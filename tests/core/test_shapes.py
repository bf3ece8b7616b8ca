"""Polygons and ellipses become the pixels whose centres lie inside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.draw import polygon2mask

from napari_compare.core import shapes
from napari_compare.core.regions import Region


def mask_of(runs, shape):
    rows, starts, stops = runs
    assert rows.dtype == starts.dtype == stops.dtype == np.int64
    assert (np.diff(rows) >= 0).all()
    assert (stops > starts).all()
    same_row = np.diff(rows) == 0
    assert (starts[1:][same_row] >= stops[:-1][same_row]).all()
    return Region("shape", 1, shape, *runs).mask()


@given(st.integers(0, 10**6), st.integers(3, 12))
@settings(max_examples=60, deadline=None)
def test_a_polygon_is_what_scikit_image_fills(seed, corners):
    vertices = np.random.default_rng(seed).uniform(-10, 50, (corners, 2))
    shape = (37, 41)
    filled = mask_of(shapes.polygon_runs(vertices, shape), shape)
    np.testing.assert_array_equal(filled, polygon2mask(shape, vertices))


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_polygons_with_a_common_edge_cover_each_pixel_once(seed):
    random = np.random.default_rng(seed)
    top, bottom = random.integers(0, 20, 2), random.integers(0, 20, 2)
    shape = (20, 20)
    frame = np.array([(-5, -5), (-5, 30), (30, 30), (30, -5)])
    above = top if top[0] <= bottom[0] else bottom
    below = bottom if top[0] <= bottom[0] else top
    left = [frame[0], (-5, above[1]), above, below, (30, below[1]), frame[3]]
    right = [(-5, above[1]), frame[1], frame[2], (30, below[1]), below, above]
    covered = sum(
        mask_of(shapes.polygon_runs(path, shape), shape).astype(int) for path in (left, right)
    )
    if above[0] != below[0]:
        np.testing.assert_array_equal(covered, 1)


def test_a_square_on_pixel_centres_has_the_pixels_of_its_side():
    runs = shapes.polygon_runs([(1, 2), (1, 5), (4, 5), (4, 2)], (10, 10))
    expected = np.zeros((10, 10), dtype=bool)
    expected[1:4, 2:5] = True
    np.testing.assert_array_equal(mask_of(runs, (10, 10)), expected)


def test_the_direction_of_a_polygon_does_not_matter():
    vertices = np.random.default_rng(3).uniform(0, 30, (7, 2))
    for one, other in zip(
        shapes.polygon_runs(vertices, (30, 30)),
        shapes.polygon_runs(vertices[::-1], (30, 30)),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_paths_within_paths_are_holes():
    paths = [np.random.default_rng(i).uniform(0, 40, (5, 2)) for i in range(4)]
    shape = (40, 40)
    expected = np.zeros(shape, dtype=bool)
    for path in paths:
        expected ^= polygon2mask(shape, path)
    np.testing.assert_array_equal(mask_of(shapes.multi_polygon_runs(paths, shape), shape), expected)


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_an_ellipse_holds_the_pixels_that_satisfy_its_equation(seed):
    random = np.random.default_rng(seed)
    center, axes = random.uniform(-5, 35, 2), random.uniform(-15, 15, (2, 2))
    shape = (31, 29)
    offsets = np.moveaxis(np.indices(shape), 0, -1) - center
    form = ((offsets @ np.linalg.inv(axes).T) ** 2).sum(axis=-1)
    filled = mask_of(shapes.ellipse_runs(center, axes, shape), shape)
    assert filled[form < 1 - 1e-9].all()
    assert not filled[form > 1 + 1e-9].any()


def test_a_circle_includes_the_centres_on_its_outline():
    filled = mask_of(shapes.ellipse_runs((5, 5), np.diag([5, 5]), (11, 11)), (11, 11))
    y, x = np.indices((11, 11))
    np.testing.assert_array_equal(filled, (y - 5) ** 2 + (x - 5) ** 2 <= 25)


@pytest.mark.parametrize("axes", [[[0, 0], [0, 3]], [[3, 0], [0, 0]], [[1, 2], [1, 2]]])
def test_a_flat_ellipse_holds_nothing(axes):
    rows, _, _ = shapes.ellipse_runs((5, 5), axes, (11, 11))
    assert len(rows) == 0


@pytest.mark.parametrize("vertices", [np.zeros((0, 2)), [(1, 1)], [(1, 1), (8, 7)]])
def test_fewer_than_three_vertices_enclose_nothing(vertices):
    rows, _, _ = shapes.polygon_runs(vertices, (10, 10))
    assert len(rows) == 0


def test_vertices_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="finite"):
        shapes.polygon_runs([(0, 0), (np.nan, 1), (2, 2)], (5, 5))
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        shapes.polygon_runs([(0, 0, 0), (1, 1, 1), (2, 2, 2)], (5, 5))
    with pytest.raises(ValueError, match="finite"):
        shapes.ellipse_runs((np.inf, 0), np.eye(2), (5, 5))


def test_the_share_of_a_polygon_outside_the_image_is_told():
    square = [(-5, 0), (-5, 10), (5, 10), (5, 0)]
    _, starts, stops = shapes.polygon_runs(square, (20, 20))
    assert shapes.polygons_size([square]) == 100
    assert shapes.outside_notes((stops - starts).sum(), 100) == (
        "50 % of the region lies outside the image; the pixels inside are measured.",
    )


def test_the_size_of_an_ellipse_counts_its_pixels_beyond_the_border():
    axes = np.array([[4.0, 2.5], [-3.0, 6.0]])
    _, starts, stops = shapes.ellipse_runs((50.3, 50.1), axes, (100, 100))
    assert shapes.ellipse_size((50.3, 50.1), axes) == (stops - starts).sum()
    assert shapes.ellipse_size((0.3, 0.1), axes) == (stops - starts).sum()


def test_a_huge_shape_is_measured_by_its_area():
    square = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)]) * 1e9
    assert shapes.polygons_size([square]) == pytest.approx(4e18, rel=1e-3)
    assert shapes.ellipse_size((0, 0), np.eye(2) * 1e9) == pytest.approx(np.pi * 1e18)
    _, starts, stops = shapes.polygon_runs(square, (30, 40))
    assert (stops - starts).sum() == 30 * 40


@pytest.mark.parametrize(
    ("inside", "size", "words"),
    [(0, 0, "smaller than a pixel"), (0, 9, "wholly outside"), (999, 1000, "Less than 1 %")],
)
def test_what_is_told_of_a_shape_that_is_not_inside(inside, size, words):
    assert words in shapes.outside_notes(inside, size)[0]


def test_a_shape_inside_needs_no_note():
    assert shapes.outside_notes(100, 100) == ()
