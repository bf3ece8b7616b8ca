"""Drawn shapes to runs of pixels: polygons, with holes or without, and ellipses.

Coordinates are in pixels, (row, column), with the centre of a pixel at whole numbers. A pixel
belongs to a shape when its centre does. Each row of the image is cut with the outline, so no
mask is needed, and the effort does not grow with the image.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Runs = tuple[Ints, Ints, Ints]

FARTHEST = 2.0**52  # pixels: beyond, a float no longer tells neighbouring pixels apart
MOST_ROWS = 1 << 14  # of a shape counted as it is; a larger one is counted shrunk
MOST_CROSSINGS = 1 << 24  # of an outline with rows; no hand and no program draws so wild a one


def polygon_runs(vertices_yx: npt.ArrayLike, plane_shape: tuple[int, int]) -> Runs:
    """Return the runs of pixels inside a polygon.

    Parameters
    ----------
    vertices_yx
        Corners in order, shape (n, 2), in pixels. The polygon closes itself; where it crosses
        itself, the even–odd rule says what is inside.
    plane_shape
        Height and width of the image, to which the polygon is clipped.

    Returns
    -------
    rows, starts, stops
        Row, first column and column behind the last of each run: int64, in ascending order and
        without overlap. Empty when no pixel's centre lies inside.

    Raises
    ------
    ValueError
        If a coordinate is not finite or beyond 2⁵², the vertices are not of shape (n, 2), or the
        outline crosses rows more than 2²⁴ times.

    Notes
    -----
    A centre exactly on the outline belongs to the polygon below it or to the right of it, so
    that polygons with a common edge share no pixel and leave none out.

    Examples
    --------
    >>> rows, starts, stops = polygon_runs([(0, 0), (0, 4), (2, 4), (2, 0)], (10, 10))
    >>> rows.tolist(), starts.tolist(), stops.tolist()
    ([0, 1], [0, 0], [4, 4])
    """
    return multi_polygon_runs([vertices_yx], plane_shape)


def multi_polygon_runs(paths_yx: Sequence[npt.ArrayLike], plane_shape: tuple[int, int]) -> Runs:
    """Return the runs of pixels inside several closed paths taken as one shape.

    A pixel inside an even number of the paths is outside the shape: a path within another is a
    hole. Parameters, result and errors are those of `polygon_runs`, with a list of paths.

    Examples
    --------
    >>> square = [(0, 0), (0, 6), (6, 6), (6, 0)]
    >>> hole = [(2, 2), (2, 4), (4, 4), (4, 2)]
    >>> rows, starts, stops = multi_polygon_runs([square, hole], (10, 10))
    >>> int((stops - starts).sum())
    32
    """
    return _cut(_edges(paths_yx), (0, 0), plane_shape)


def ellipse_runs(
    center_yx: npt.ArrayLike, axes: npt.ArrayLike, plane_shape: tuple[int, int]
) -> Runs:
    """Return the runs of pixels inside an ellipse, its outline included.

    Parameters
    ----------
    center_yx
        Centre (row, column), in pixels.
    axes
        Matrix of shape (2, 2) whose columns are two conjugate half axes (row, column), such as
        the affine image of the half axes of an upright ellipse. They need not be at right angles.
    plane_shape
        Height and width of the image, to which the ellipse is clipped.

    Returns
    -------
    rows, starts, stops
        As in `polygon_runs`.

    Raises
    ------
    ValueError
        If a number is not finite or beyond 2⁵².

    Notes
    -----
    With S = axes · axesᵀ the ellipse is the set of d with dᵀ S⁻¹ d ≤ 1 about the centre, whose
    cut with a row is solved exactly.

    Examples
    --------
    >>> rows, starts, stops = ellipse_runs((2, 2), [[2, 0], [0, 1]], (5, 5))
    >>> (stops - starts).tolist()
    [1, 1, 3, 1, 1]
    """
    return _cut_ellipse(center_yx, axes, (0, 0), plane_shape)


def polygons_size(paths_yx: Sequence[npt.ArrayLike]) -> float:
    """Return how many pixels closed paths would have if the image had no border.

    The number is exact for shapes of up to 16,384 rows and columns, an estimate beyond.

    Examples
    --------
    >>> polygons_size([[(-3, -3), (-3, 3), (3, 3), (3, -3)]])
    36.0
    """
    edges = _edges(paths_yx)
    if not len(edges):
        return 0.0
    low = np.floor(edges.min(axis=(0, 1)))
    shrink = max(1.0, float((edges.max(axis=(0, 1)) - low).max()) / MOST_ROWS)
    if shrink > 1:
        edges, low = (edges - low) / shrink, np.zeros(2)
    _, starts, stops = _cut(edges, *_window(low, edges.max(axis=(0, 1))))
    return float((stops - starts).sum()) * shrink**2


def ellipse_size(center_yx: npt.ArrayLike, axes: npt.ArrayLike) -> float:
    """Return how many pixels an ellipse would have if the image had no border.

    The number is exact for ellipses of up to 16,384 rows and columns; beyond, it is the area.

    Examples
    --------
    >>> ellipse_size((0, 0), [[2, 0], [0, 1]])
    7.0
    """
    center, matrix = _ellipse(center_yx, axes)
    half = np.hypot(*matrix.T)
    if half.max() * 2 > MOST_ROWS:
        return float(np.pi * _area(matrix))
    _, starts, stops = _cut_ellipse(center, matrix, *_window(center - half, center + half))
    return float((stops - starts).sum())


def outside_notes(inside: float, size: float) -> tuple[str, ...]:
    """Return what a reader must know of a region that had `size` pixels, `inside` of them kept.

    Parameters
    ----------
    inside
        Number of the shape's pixels in the image.
    size
        Number of pixels that the shape would have if the image had no border.

    Returns
    -------
    tuple of str
        One sentence, or nothing when the shape lies inside the image.

    Examples
    --------
    >>> outside_notes(75, 100)
    ('25 % of the region lies outside the image; the pixels inside are measured.',)
    """
    if not size:
        return ("The region is smaller than a pixel: it holds no pixel's centre.",)
    if not inside:
        return ("The region lies wholly outside the image.",)
    share = 1 - inside / size
    if share <= 0:
        return ()
    percent = "Less than 1" if share < 0.01 else f"{100 * share:.0f}"
    return (f"{percent} % of the region lies outside the image; the pixels inside are measured.",)


def _edges(paths_yx: Sequence[npt.ArrayLike]) -> Floats:
    """Return the edges of all paths, each from its upper to its lower end, shape (n, 2, 2).

    One direction for all: two polygons with a common edge then cut each row at the same number.
    """
    found = [np.zeros((0, 2, 2))]
    for path in paths_yx:
        corners = np.asarray(path, dtype=np.float64)
        if corners.ndim != 2 or corners.shape[1] != 2:
            raise ValueError(
                f"The vertices of a polygon have the shape (n, 2), not {corners.shape}."
            )
        if not (np.abs(corners) < FARTHEST).all():
            raise ValueError("A vertex of a polygon is not a finite number or too far away.")
        found.append(np.stack([corners, np.roll(corners, -1, axis=0)], axis=1))
    edges = np.concatenate(found)
    upwards = edges[:, 0, 0] > edges[:, 1, 0]
    edges[upwards] = edges[upwards, ::-1]
    return edges


def _cut(edges: Floats, low: tuple[int, int], high: tuple[int, int]) -> Runs:
    """Cut the rows of a window, from corner `low` to before corner `high`, with edges."""
    top, left = edges[:, 0].T
    bottom, right = edges[:, 1].T
    begin = np.ceil(np.clip(top, low[0], high[0])).astype(np.int64)
    end = np.ceil(np.clip(bottom, low[0], high[0])).astype(np.int64)
    count = end - begin
    if count.sum() > MOST_CROSSINGS:
        raise ValueError("An outline goes up and down too many times for a drawn shape.")
    edge = np.repeat(np.arange(len(edges)), count)
    row = np.arange(len(edge)) + (begin - np.cumsum(count) + count)[edge]
    slope = (right - left)[edge] / (bottom - top)[edge]
    crossing = left[edge] + (row - top[edge]) * slope
    border = _first_pixel(crossing, low[1], high[1])
    # Closed paths cross each row an even number of times: sorted neighbours are pairs.
    width = high[1] - low[1] + 1
    rows, columns = np.divmod(np.sort((row - low[0]) * width + border - low[1]), width)
    return _filled(rows[::2] + low[0], columns[::2] + low[1], columns[1::2] + low[1])


def _cut_ellipse(
    center_yx: npt.ArrayLike, axes: npt.ArrayLike, low: tuple[int, int], high: tuple[int, int]
) -> Runs:
    """Cut the rows of a window with an ellipse, as `_cut` does with edges."""
    center, matrix = _ellipse(center_yx, axes)
    squares = matrix @ matrix.T
    area = _area(matrix)
    if area == 0:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    half = np.sqrt(squares[0, 0])
    begin = np.ceil(np.clip(center[0] - half, low[0], high[0]))
    end = np.floor(np.clip(center[0] + half, low[0] - 1, high[0] - 1)) + 1
    rows = np.arange(int(begin), int(end), dtype=np.int64)
    distance = rows - center[0]
    middle = center[1] + distance * (squares[0, 1] / squares[0, 0])
    reach = np.sqrt(np.maximum(squares[0, 0] - distance**2, 0)) * (area / squares[0, 0])
    starts = _first_pixel(middle - reach, low[1], high[1])
    stops = _first_pixel(np.floor(middle + reach) + 1, low[1], high[1])
    return _filled(rows, starts, stops)


def _ellipse(center_yx: npt.ArrayLike, axes: npt.ArrayLike) -> tuple[Floats, Floats]:
    center = np.asarray(center_yx, dtype=np.float64)
    matrix = np.asarray(axes, dtype=np.float64)
    if center.shape != (2,) or matrix.shape != (2, 2):
        raise ValueError("An ellipse has a centre of 2 numbers and a matrix of 2 × 2 for its axes.")
    if not ((np.abs(center) < FARTHEST).all() and (np.abs(matrix) < FARTHEST).all()):
        raise ValueError(
            "The centre or an axis of an ellipse is not a finite number or too far away."
        )
    return center, matrix


def _area(matrix: Floats) -> float:
    """Return |det|; written out, since LAPACK rounds even that of whole numbers."""
    return abs(float(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]))


def _window(low: Floats, high: Floats) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the corners, in whole pixels, of a window around positions."""
    first, last = np.floor(low), np.ceil(high)
    return (int(first[0]), int(first[1])), (int(last[0]) + 1, int(last[1]) + 1)


def _first_pixel(position: Floats, low: int, high: int) -> Ints:
    """Return the first pixel at or behind a position, within the borders."""
    return np.ceil(np.clip(position, low, high)).astype(np.int64)


def _filled(rows: Ints, starts: Ints, stops: Ints) -> Runs:
    kept = stops > starts
    return rows[kept], starts[kept], stops[kept]
