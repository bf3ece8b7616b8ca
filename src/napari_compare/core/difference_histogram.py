"""The histogram of A - B in a region, from its pixels.

The joint histogram does not have it: where bins of A and of B are unequally wide, differences of
their middles leave gaps and peaks that are not there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napari_compare.core.formulas import as_floats
from napari_compare.core.pair import Pair
from napari_compare.core.region_parts import region_parts
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.channel import bin_edges

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Histogram:
    """Number of pixels in each bin, and the edges of the bins."""

    counts: npt.NDArray[np.int64]
    edges: Floats


def difference_histogram(
    pair: Pair, region: Region, index: Mapping[str, int], settings: Settings
) -> Iterator[Histogram | None]:
    """Count the pixels of a region by their difference A - B.

    Parameters
    ----------
    pair
        The channels, less their background.
    region, index, settings
        Which pixels; see `region_parts`.

    Yields
    ------
    Histogram or None
        None after each part, so that the caller can stop; the histogram at the end: at most 256
        equal bins over the range of the differences, of a whole number of levels each where both
        images hold whole numbers. No bins where there are no pixels.
    """
    low, high = math.inf, -math.inf
    for found in _differences(pair, region, index, settings):
        if found.size:
            low, high = min(low, float(found.min())), max(high, float(found.max()))
        yield None
    if low > high:
        yield Histogram(np.zeros(0, dtype=np.int64), np.zeros(1))
        return
    whole = pair.a.dtype.kind in "bui" and pair.b.dtype.kind in "bui"
    edges = bin_edges(low, high, whole)
    counts = np.zeros(len(edges) - 1, dtype=np.int64)
    for found in _differences(pair, region, index, settings):
        counts += np.histogram(found, len(counts), (edges[0], edges[-1]))[0]
        yield None
    yield Histogram(counts, edges)


def _differences(
    pair: Pair, region: Region, index: Mapping[str, int], settings: Settings
) -> Iterator[Floats]:
    """Yield the differences of a region's pixels, part by part, without those that are NaN."""
    for key, begin, end in region_parts(pair, region, index, settings):
        a, b = as_floats(*(values.reshape(-1) for values in pair.part(key)))
        found = np.concatenate(
            [a[i:j] - b[i:j] for i, j in zip(begin.tolist(), end.tolist(), strict=True)]
        )
        yield found[~np.isnan(found)]
