"""The parts of a pair of images in which a region has pixels, for whoever reads these alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from napari_compare.core.chunks import Key, Runs, chunks, runs
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings

Part = tuple[Key, Runs, Runs]


def region_parts(
    pair: Pair, region: Region, index: Mapping[str, int], settings: Settings
) -> list[Part]:
    """Return the parts of a pair that hold pixels of a region, and its runs in each.

    Parameters
    ----------
    pair
        The channels.
    region
        The region.
    index
        Name of a split axis → the only index of interest on it, as in `Result.index`.
    settings
        They say on which planes a region counts.

    Returns
    -------
    list of (key, begin, end)
        A part, and where the region's runs begin and end in it, flattened; see `runs`.
    """
    drawn = settings.planes == "drawn"
    at = {pair.axes.index(axis): place for axis, place in index.items()}
    found = ((key, *runs(region, key, pair.shape, drawn)) for key in chunks(pair, at))
    return [(key, begin, end) for key, begin, end in found if len(begin)]


def parts_of_results(pair: Pair, results: Sequence[Result], settings: Settings) -> list[Part]:
    """Return the parts of a pair that hold pixels of results' regions at their split index."""
    return [
        part
        for result in results
        for part in region_parts(pair, result.region, result.index, settings)
    ]
