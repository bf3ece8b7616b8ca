"""What a person sees in napari: docks and small widgets. No arithmetic."""

from napari_compare.widgets.alike import MostAlike
from napari_compare.widgets.dock import CompareChannels
from napari_compare.widgets.exposures import CompareExposures
from napari_compare.widgets.folders import CompareFolders
from napari_compare.widgets.matrix import CompareAllPairs
from napari_compare.widgets.series import CompareSeries
from napari_compare.widgets.small import difference_layer, overlap_layer

__all__ = [
    "CompareAllPairs",
    "CompareChannels",
    "CompareExposures",
    "CompareFolders",
    "CompareSeries",
    "MostAlike",
    "difference_layer",
    "overlap_layer",
]
