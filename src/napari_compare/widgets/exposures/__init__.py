"""The dock "Compare exposures": two photos of a scene, every colour by itself."""

from napari_compare.widgets.exposures.dock import CompareExposures

__all__ = ["CompareExposures"]
