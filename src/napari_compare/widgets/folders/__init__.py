"""The dock "Compare folders": the pairs are seen before, and what comes of each as it comes."""

from napari_compare.widgets.folders.dock import CompareFolders

__all__ = ["CompareFolders"]
