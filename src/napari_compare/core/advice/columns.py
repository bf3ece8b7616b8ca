"""Which numbers a piece of advice concerns."""

from __future__ import annotations

from napari_compare.core.metrics import METRICS


def of_families(*families: str) -> tuple[str, ...]:
    """Return the columns of families of metrics, without the thresholds."""
    return tuple(
        key
        for key, metric in METRICS.items()
        if metric.family in families and not key.startswith("threshold")
    )


MANDERS = ("manders_m1", "manders_m2", "manders_tm1", "manders_tm2")
CORRELATIONS = of_families("Correlation")
PIXEL_BY_PIXEL = of_families("Correlation", "Co-occurrence")
PRODUCTS = ("overlap_coefficient", "k1", "k2")
