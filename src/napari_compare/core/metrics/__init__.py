"""The metrics, a module a family; `METRICS` maps each key to its `Metric`."""

# Importing a family registers its metrics: the order here is that of tables.
# isort: off
from napari_compare.core.metrics import region  # noqa: F401
from napari_compare.core.metrics import difference  # noqa: F401
from napari_compare.core.metrics import correlation  # noqa: F401
from napari_compare.core.metrics import cooccurrence  # noqa: F401
from napari_compare.core.metrics import information  # noqa: F401

# isort: on
from napari_compare.core.metrics.registry import FAMILIES, METRICS, Metric

__all__ = ["FAMILIES", "METRICS", "Metric", "chosen"]


def chosen(metrics: str | tuple[str, ...]) -> list[Metric]:
    """Return the metrics that a setting names, in the order given, or that of tables.

    Parameters
    ----------
    metrics
        "essential", "all" or keys.
    """
    if metrics == "all":
        return list(METRICS.values())
    if metrics == "essential":
        return [metric for metric in METRICS.values() if metric.essential]
    return [METRICS[key] for key in metrics]
