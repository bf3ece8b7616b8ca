"""What a person sees in napari: the dock and two small widgets. No arithmetic."""

from napari_compare.widgets.dock import CompareChannels
from napari_compare.widgets.small import difference_layer, overlap_layer

__all__ = ["CompareChannels", "difference_layer", "overlap_layer"]
