"""Results for reading in a terminal, and as JSON for programs."""

from __future__ import annotations

import itertools
import json
import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair
from napari_compare.core.results import Result, WithRow
from napari_compare.core.words import format_cell, notes_in_words, reading_order, result_title

_LABEL_WIDTH, _COLUMN_WIDTH = 34, 15


def print_results(results: Iterable[Result], pair: Pair, console: Console) -> None:
    """Print a row for each measure and a column for each region, then what must be known.

    Parameters
    ----------
    results, pair
        What `iterate` yields, and of what. As many as fit beside each other are printed as soon
        as they are there; the others follow below.
    console
        Where to.
    """
    abreast = max(1, (console.width - _LABEL_WIDTH) // _COLUMN_WIDTH)
    printed: list[Result] = []
    waiting = iter(results)
    while some := list(itertools.islice(waiting, abreast)):
        if not printed:
            names = f"A: {pair.names[0]}\nB: {pair.names[1]}\n"
            console.print(escape(names), highlight=False)
        console.print(_table(some, pair))
        printed += some
    for sentence in notes_in_words(printed):
        console.print(escape(f"⚠ {sentence}"), highlight=False, style="yellow")


def as_json(results: Iterable[WithRow]) -> Iterator[str]:
    """Yield the rows of results as lines of a JSON list, see `rows_as_json`."""
    return rows_as_json(result.row for result in results)


def rows_as_json(rows: Iterable[Mapping[Any, Any]]) -> Iterator[str]:
    """Yield rows as lines of a JSON list; numbers that are undefined or infinite are null."""
    before = "["
    for given in rows:
        row = {key: _plain(value) for key, value in given.items()}
        yield before + "\n" + textwrap.indent(json.dumps(row, indent=2, allow_nan=False), "  ")
        before = ","
    yield "[]" if before == "[" else "\n]"


def _table(results: Sequence[Result], pair: Pair) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for result in results:
        table.add_column(escape(result_title(result)), justify="right", overflow="fold")
    keys = dict.fromkeys(key for result in results for key in result.row if key in METRICS)
    for key in reading_order(keys):
        unit = METRICS[key].unit_of(pair)
        label = f"{METRICS[key].label} ({unit})" if unit else METRICS[key].label
        values = [format_cell(key, result.row.get(key, math.nan)) for result in results]
        table.add_row(escape(label), *values)
    return table


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
