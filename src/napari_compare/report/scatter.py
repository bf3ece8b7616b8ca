"""The scatter plot of one region, as SVG around a small picture of the joint histogram."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps

from napari_compare.core.results import Scatter
from napari_compare.plots import COLOURS
from napari_compare.report.axes import Scale, bottom_axis, left_axis, picture, short, with_room
from napari_compare.report.images import Colour, painted

WIDTH, HEIGHT = 240, 206
LEFT, RIGHT, TOP, BOTTOM = 60, 8, 8, 36
MOST_BINS = 128
SHADES = 63
# The part of the map that stands out from white paper and from a dark page.
MAP, LEAST, MOST = "plasma", 0.2, 0.9


def scatter_plot(scatter: Scatter, names: tuple[str, str], title: str) -> str:
    """Return a scatter plot: pixels in shades, thresholds dashed, the regression line solid.

    Parameters
    ----------
    scatter
        What it shows.
    names
        Names of the channels.
    title
        Name of the region.
    """
    x = Scale(*_ends(scatter.edges_a), LEFT, WIDTH - RIGHT)
    y = Scale(*_ends(scatter.edges_b), HEIGHT - BOTTOM, TOP)
    parts = [_cloud(scatter.counts, x, y)] if scatter.counts.any() else []
    parts += [_regression(scatter, x, y), *_threshold_lines(scatter, x, y)]
    parts += [
        left_axis(y, LEFT, short(names[1], 24)),
        bottom_axis(x, HEIGHT - BOTTOM, short(names[0], 30)),
    ]
    return picture(WIDTH, HEIGHT, f"Scatter plot of {title}", parts)


def _ends(edges: npt.NDArray[np.float64]) -> tuple[float, float]:
    low, high = (float(edges[0]), float(edges[-1])) if len(edges) else (0.0, 1.0)
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    return (low, high) if high > low else with_room([low, high])


def _cloud(counts: npt.NDArray[Any], x: Scale, y: Scale) -> str:
    """Return the joint histogram as a picture, in shades of the logarithm of the pixel count."""
    bins, (wide, tall) = _fewer(np.asarray(counts, dtype=np.float64))
    shades = np.ceil(np.log(bins + 1) / math.log(bins.max() + 1) * SHADES).astype(np.uint8)
    colours = [(0, 0, 0), *_shades()]
    address = painted(shades.T[::-1], colours, clear=True)
    width, height = (x.stop - x.start) * wide, (y.start - y.stop) * tall
    return (
        f'<image href="{address}" x="{x.start}" y="{y.start - height:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" preserveAspectRatio="none"/>'
    )


def _shades() -> list[Colour]:
    found = colormaps[MAP](np.linspace(LEAST, MOST, SHADES), bytes=True)[:, :3]
    return [(int(r), int(g), int(b)) for r, g, b in found]


def _fewer(counts: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], list[float]]:
    """Add up neighbouring bins, so that there are not more than can be seen.

    Returns the bins and how much longer than the axes they are together, along A and B: the last
    bin may reach beyond.
    """
    longer = []
    for axis in (0, 1):
        n = counts.shape[axis]
        step = math.ceil(n / MOST_BINS)
        counts = np.add.reduceat(counts, range(0, n, step), axis=axis)
        longer.append(counts.shape[axis] * step / n)
    return counts, longer


def _regression(scatter: Scatter, x: Scale, y: Scale) -> str:
    """Return the part of the regression line that lies inside the axes."""
    slope, intercept = scatter.slope, scatter.intercept
    if not (math.isfinite(slope) and math.isfinite(intercept)):
        return ""
    ends = [x.low, x.high]
    if slope:
        crossings = sorted((edge - intercept) / slope for edge in (y.low, y.high))
        ends = [max(x.low, crossings[0]), min(x.high, crossings[1])]
    if not ends[0] < ends[1]:
        return ""
    (x1, x2), (y1, y2) = map(x, ends), (y(slope * end + intercept) for end in ends)
    return f'<path class="fit" d="M{x1} {y1}L{x2} {y2}"/>'


def _threshold_lines(scatter: Scatter, x: Scale, y: Scale) -> Iterator[str]:
    if x.low <= scatter.threshold_a <= x.high:
        yield _dashed(f"M{x(scatter.threshold_a)} {y.start}V{y.stop}", COLOURS[0])
    if y.low <= scatter.threshold_b <= y.high:
        yield _dashed(f"M{x.start} {y(scatter.threshold_b)}H{x.stop}", COLOURS[1])


def _dashed(path: str, colour: str) -> str:
    return f'<path class="threshold" d="{path}" stroke="{colour}"/>'
