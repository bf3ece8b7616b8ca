"""The dock "Compare a series": mixing coefficients, or any metrics, frame by frame."""

from napari_compare.widgets.series.dock import CompareSeries

__all__ = ["CompareSeries"]
