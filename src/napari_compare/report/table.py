"""Tables of a page, which a click on a header sorts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from napari_compare.core.metrics import METRICS
from napari_compare.core.words import counted, format_cell
from napari_compare.report.escape import escaped

MOST_ROWS = 2000


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, its header, and what a person reads who points at that."""

    key: str
    header: str
    tooltip: str = ""


def column(key: str, unit: str = "") -> Column:
    """Return the column of a metric, with its unit, or of anything else by its own name."""
    metric = METRICS.get(key)
    if metric is None:
        return Column(key, key.replace("_", " "))
    unit = unit or (metric.unit if metric.unit != "size" else "")
    header = metric.short or metric.label
    return Column(
        key, f"{header} ({unit})" if unit else header, f"{metric.label}: {metric.tooltip}"
    )


def table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    links: Mapping[str, str] | None = None,
    rest_in: str = "results.csv",
) -> Iterator[str]:
    """Yield a table that can be sorted.

    Parameters
    ----------
    rows
        Column key → value; numbers with as many digits as a person reads. The first 2000 are
        shown, and it is said where the others are.
    columns
        The columns, in order.
    links
        Text in the first column → where it leads in the page.
    rest_in
        The file in which all rows are.
    """
    yield '<div class="wide"><table class="sortable"><thead><tr>'
    for one in columns:
        title = f' title="{escaped(one.tooltip)}"' if one.tooltip else ""
        yield f'<th scope="col"{title}>{escaped(one.header)}</th>'
    yield "</tr></thead><tbody>"
    left_out = 0
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            left_out += 1
            continue
        cells = [_cell(one.key, row.get(one.key)) for one in columns]
        target = (links or {}).get(str(row.get(columns[0].key)))
        if target:
            text = escaped(row[columns[0].key])
            cells[0] = f'<td><a href="#{escaped(target)}">{text}</a></td>'
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody></table></div>"
    if left_out:
        yield f"<p>{counted(left_out, 'more row')} in {escaped(rest_in)}.</p>"


def _cell(key: str, value: Any) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"<td>{escaped(value)}</td>"
    if isinstance(value, float) and math.isnan(value):
        return '<td class="number">n/a</td>'
    text = format_cell(key, value).replace("-", "−")
    return f'<td class="number" data-value="{value:.17g}">{text}</td>'
