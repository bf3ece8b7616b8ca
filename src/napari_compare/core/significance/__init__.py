"""Whether a correlation is more than chance, how sure it is, and how it fades with a shift."""

from napari_compare.core.significance.fisher import compare_correlations, correlation_intervals
from napari_compare.core.significance.shifts import shift_peaks, van_steensel
from napari_compare.core.significance.shuffles import block_shuffle

__all__ = [
    "block_shuffle",
    "compare_correlations",
    "correlation_intervals",
    "shift_peaks",
    "van_steensel",
]
