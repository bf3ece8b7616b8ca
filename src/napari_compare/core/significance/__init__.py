"""Whether a correlation is more than chance, and how it fades when a channel is moved."""

from napari_compare.core.significance.shifts import shift_peaks, van_steensel
from napari_compare.core.significance.shuffles import block_shuffle

__all__ = ["block_shuffle", "shift_peaks", "van_steensel"]
