"""Many images: every pair of them, or the frames of a series, by any metrics."""

from napari_compare.core.series.frames import compare_series, series_pair
from napari_compare.core.series.images import Images, along, as_images
from napari_compare.core.series.matrix import as_matrix, likeness_order, regions_in
from napari_compare.core.series.notes import notes_of_pairs
from napari_compare.core.series.pairs import PairResult, compare_all, iterate_pairs, pair_table

__all__ = [
    "Images",
    "PairResult",
    "along",
    "as_images",
    "as_matrix",
    "compare_all",
    "compare_series",
    "iterate_pairs",
    "likeness_order",
    "notes_of_pairs",
    "pair_table",
    "regions_in",
    "series_pair",
]
