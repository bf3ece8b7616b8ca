"""Results in words and in few digits: the same in the dock and in a terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from napari_compare.core.metrics import METRICS
from napari_compare.core.results import Result

_FAMILIES = ("Correlation", "Co-occurrence", "Difference", "Information", "Region")


def result_title(result: Result, channels: Sequence[str] = ()) -> str:
    """Return the name of a result: its region, and its index along the split axes.

    Where the channels have names, these stand for the index along "c".
    """
    index = [
        channels[i] if axis == "c" and channels else f"{axis} {i}"
        for axis, i in result.index.items()
    ]
    return ", ".join([result.region.name, *index])


def reading_order(keys: Iterable[str]) -> list[str]:
    """Return the keys of columns in the order of reading: what a first look needs comes first.

    Examples
    --------
    >>> reading_order(["n_pixels", "rmsd", "psnr", "pearson_r"])
    ['pearson_r', 'rmsd', 'psnr', 'n_pixels']
    """
    return sorted(keys, key=_place)


def _place(key: str) -> tuple[bool, int]:
    metric = METRICS.get(key)
    if metric is None:
        return False, len(_FAMILIES)
    return not metric.essential or metric.family == "Region", _FAMILIES.index(metric.family)


def format_cell(key: str, value: Any) -> str:
    """Return the value of a column with as many digits as a person reads.

    Numbers on a bounded scale, such as correlations, have three decimals however small they are.

    Examples
    --------
    >>> format_cell("pearson_r", -0.00001), format_cell("rmsd", 0.00001)
    ('0.000', '1.00e-05')
    """
    metric = METRICS.get(key)
    if metric and isinstance(value, float) and all(map(math.isfinite, (*metric.bounds, value))):
        return f"{round(value, 3) + 0.0:.3f}"
    return format_value(value)


def format_value(value: Any) -> str:
    """Return a value with as many digits as a person reads; NaN is written "n/a".

    Examples
    --------
    >>> format_value(0.87654), format_value(12345.678), format_value(4), format_value(math.nan)
    ('0.877', '12346', '4', 'n/a')
    """
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        return str(value)
    if math.isnan(value):
        return "n/a"
    if isinstance(value, int) or math.isinf(value):
        return f"{value}".replace("inf", "∞")
    size = abs(value)
    if 0 < size < 1e-3 or size >= 1e6:
        return f"{value:.2e}"
    digits = 3 if size < 10 else 1 if size < 1000 else 0
    return f"{value:.{digits}f}"


def joined(words: Sequence[str]) -> str:
    """Return words as a list inside a sentence.

    Examples
    --------
    >>> joined(["one", "two", "three"]), joined(["one"]), joined([])
    ('one, two and three', 'one', '')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(n: int, one: str) -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "pixel"), counted(12345, "pixel")
    ('1 pixel', '12,345 pixels')
    """
    return f"{n:,} {one}" if n == 1 else f"{n:,} {one}s"


def spread(values: Sequence[Any], written: Callable[[Any], str] = format_value) -> str:
    """Return the least and the greatest of some values, or the only one.

    Examples
    --------
    >>> spread([3, -1, 2]), spread([0.5])
    ('−1 to 3', '0.500')
    """
    low, high = (written(value).replace("-", "−") for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def notes_in_words(results: Sequence[Result]) -> list[str]:
    """Return the notes of all results, each once, with the regions that it concerns if not all."""
    titles: dict[str, dict[str, None]] = {}
    for result in results:
        for note in result.notes:
            titles.setdefault(note.text, {})[result_title(result)] = None
    return [
        text if len(found) == len(results) else f"{_listed(list(found))}: {text}"
        for text, found in titles.items()
    ]


def _listed(names: list[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
