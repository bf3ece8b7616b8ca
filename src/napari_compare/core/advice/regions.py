"""The check of all regions together: whether they overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from napari_compare.core.advice.registry import check
from napari_compare.core.regions import Region
from napari_compare.core.results import Note
from napari_compare.core.settings import Settings

Floats = npt.NDArray[np.float64]

SHARED = 0.02
"""Up to this share of a region, an overlap is a seam between two outlines drawn by hand."""


@check("Regions that overlap", "regions")
def overlaps(regions: Sequence[Region], settings: Settings) -> Iterator[tuple[Region, Note]]:
    """Find regions that share more than 2 % of their pixels with others.

    These pixels are measured in each of them. That is right for a nucleus within its
    cell; but overlapping cells are not independent of each other, and a mean or a test over them
    counts the shared pixels twice.

    Move or reshape the regions if they were not meant to overlap.
    """
    for together in _that_may_meet(regions, settings):
        for region, share in zip(together, _shared(together), strict=True):
            if share > SHARED:
                text = (
                    f"{100 * share:.0f} % of the region lies in other regions too: these pixels "
                    "count in each of them."
                )
                yield region, Note(text, ("n_pixels", "area", "volume"), of_regions=True)


def _that_may_meet(regions: Sequence[Region], settings: Settings) -> list[list[Region]]:
    """Return the regions grouped by the grid, and where that matters the plane, they lie on."""
    groups: dict[object, list[Region]] = {}
    for region in regions:
        drawn = sorted(region.drawn_at.items()) if settings.planes == "drawn" else ()
        groups.setdefault((region.shape, tuple(drawn)), []).append(region)
    return [group for group in groups.values() if len(group) > 1]


def _shared(regions: Sequence[Region]) -> Floats:
    """Return which share of each region lies in others; shape (regions,)."""
    width = regions[0].shape[-1]
    starts = np.concatenate([one.rows * width + one.starts for one in regions])
    stops = np.concatenate([one.rows * width + one.stops for one in regions])
    owner = np.repeat(np.arange(len(regions)), [len(one.rows) for one in regions])
    in_order = np.argsort(starts, kind="stable")
    first, last = starts[in_order], np.maximum.accumulate(stops[in_order])
    if not (first[1:] < last[:-1]).any():
        return np.zeros(len(regions))
    edges = np.concatenate([starts, stops])
    steps = np.repeat([1, -1], len(starts))
    in_order = np.argsort(edges, kind="stable")
    edges, covered = edges[in_order], np.cumsum(steps[in_order])
    # The number of shared pixels before each edge, and by it that within each run.
    length = np.diff(edges, prepend=edges[:1])
    before = np.cumsum(length * (np.concatenate([[0], covered[:-1]]) > 1))
    of_runs = before[np.searchsorted(edges, stops)] - before[np.searchsorted(edges, starts)]
    shared = np.bincount(owner, weights=of_runs, minlength=len(regions))
    return shared / np.maximum(
        1, np.bincount(owner, weights=stops - starts, minlength=len(regions))
    )
