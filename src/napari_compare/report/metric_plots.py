"""A plot for each metric of many regions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from napari_compare.core.metrics import METRICS
from napari_compare.report.dots import Group, dot_plot, symbol
from napari_compare.report.escape import escaped

# Metric, group → replicate → mean.
Means = Mapping[tuple[str, str], Mapping[str, float]]
NOT_NAMED = "(none)"
SPAN = 0.1  # of what a metric can be, is shown at least


def metric_plots(
    rows: Sequence[Mapping[str, Any]],
    metrics: Iterable[str],
    *,
    group: str,
    named_by: Sequence[str],
    replicate: str | None = None,
    means: Means | None = None,
) -> Iterator[str]:
    """Yield a plot for each metric: a point a row over a box, for each group.

    Parameters
    ----------
    rows
        Column → value.
    metrics
        What is plotted.
    group
        The column whose values stand beside each other; one that no row has puts all rows into
        one group of that name.
    named_by
        The columns by which a point is named.
    replicate
        The column by which points are coloured.
    means
        The mean of each replicate.
    """
    kinds = {kind: i for i, kind in enumerate(dict.fromkeys(_replicates(rows, replicate)))}
    if kinds:
        yield _legend(kinds, str(replicate))
    yield '<div class="grid">'
    for metric in metrics:
        known = [row for row in rows if _is_number(row.get(metric))]
        groups = [
            _group(metric, name, of_group, named_by, replicate, kinds, means or {})
            for name, of_group in _by_group(known, group).items()
        ]
        one = METRICS[metric]
        label = f"{one.label} ({one.unit})" if one.unit else one.label
        title = f'<figcaption title="{escaped(one.tooltip)}">{escaped(label)}</figcaption>'
        least = SPAN * (one.bounds[1] - one.bounds[0])
        plot = (
            dot_plot(groups, label, least if math.isfinite(least) else 0.0)
            if groups
            else "<p>undefined in every region</p>"
        )
        yield f"<figure>{title}{plot}</figure>\n"
    yield "</div>"


def _replicates(rows: Iterable[Mapping[str, Any]], replicate: str | None) -> list[str]:
    if replicate is None:
        return []
    return [str(row[replicate]) for row in rows if row.get(replicate) not in (None, "")]


def _legend(kinds: Mapping[str, int], replicate: str) -> str:
    signs = "".join(
        f'<span><svg viewBox="-9 -9 18 18" width="16" aria-hidden="true">{symbol(i)}</svg>'
        f"{escaped(kind)}</span>"
        for kind, i in kinds.items()
    )
    text = "small points are regions, large signs the means of each"
    return f'<div class="legend">{text} {escaped(replicate)}: {signs}</div>'


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _by_group(rows: Iterable[Mapping[str, Any]], column: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        name = str(row.get(column, column)).strip() or NOT_NAMED
        groups.setdefault(name, []).append(row)
    return groups


def _group(
    metric: str,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    named_by: Sequence[str],
    replicate: str | None,
    kinds: Mapping[str, int],
    means: Means,
) -> Group:
    of_replicates = means.get((metric, name), {})
    return Group(
        name,
        [float(row[metric]) for row in rows],
        [" · ".join(str(row[key]) for key in named_by if key in row) for row in rows],
        [kinds.get(str(row.get(replicate or "")), -1) for row in rows] if kinds else [],
        {kinds[kind]: mean for kind, mean in of_replicates.items() if math.isfinite(mean)},
    )
