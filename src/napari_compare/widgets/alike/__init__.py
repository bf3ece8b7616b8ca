"""The dock "What is most alike?"."""

from napari_compare.widgets.alike.dock import MostAlike

__all__ = ["MostAlike"]
