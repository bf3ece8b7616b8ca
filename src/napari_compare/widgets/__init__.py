"""What a person sees in napari: the docks and two small widgets. No arithmetic."""

from napari_compare.widgets.dock import CompareChannels
from napari_compare.widgets.matrix import CompareAllPairs
from napari_compare.widgets.series import CompareSeries
from napari_compare.widgets.small import difference_layer, overlap_layer

__all__ = [
    "CompareAllPairs",
    "CompareChannels",
    "CompareSeries",
    "difference_layer",
    "overlap_layer",
]
