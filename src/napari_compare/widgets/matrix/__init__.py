"""The dock "Compare all pairs": which of many images are alike, and which is the odd one out."""

from napari_compare.widgets.matrix.dock import CompareAllPairs

__all__ = ["CompareAllPairs"]
