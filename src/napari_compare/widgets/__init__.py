"""What a person sees in napari: the docks and two small widgets. No arithmetic."""

from napari_compare.widgets.dock import CompareChannels
from napari_compare.widgets.series_dock import CompareSeries
from napari_compare.widgets.small import difference_layer, overlap_layer

__all__ = ["CompareChannels", "CompareSeries", "difference_layer", "overlap_layer"]
