"""The rows of a study's table: what was compared, the numbers, and why there are none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.files.spreadsheet import plain
from napari_compare.study.plan import PlannedPair

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

BEFORE = ("pair", "file_a", "channel_a", "file_b", "channel_b", "regions_file")
AFTER = ("notes", "error", "settings")
SIZES = ("area", "volume")
INDICES = ("t", "z", "c")
REGION = ("region", "region_id")
SAMPLES = "n_effective"
OWN_COLUMNS = (*BEFORE, *REGION, *INDICES, SAMPLES, *AFTER, *(f"{size}_unit" for size in SIZES))


@dataclass(frozen=True)
class Outcome:
    """What came of one pair.

    Parameters
    ----------
    pair
        The pair.
    rows
        Its numbers: column → value, a row for each region and split index.
    error
        Why there are none, in a sentence; empty if all went well.
    kept
        Whether they were taken from an earlier run.
    """

    pair: PlannedPair
    rows: Sequence[Row] = ()
    error: str = ""
    kept: bool = False


def numbers(results: Iterable[Result], pair: Pair, warnings: Sequence[str]) -> list[Row]:
    """Return the numbers of one pair as rows of plain values, with the unit beside each size.

    Parameters
    ----------
    results, pair
        What `iterate` yielded, and of what.
    warnings
        What was left out of the regions: written into the notes of each row.
    """
    rows = []
    for result in results:
        row: Row = {}
        for key, value in result.row.items():
            row[key] = plain(value)
            if key in SIZES:
                row[f"{key}_unit"] = METRICS[key].unit_of(pair)
        row["notes"] = " ".join([*warnings, *([row["notes"]] if row["notes"] else [])])
        rows.append(row)
    return rows


def table_rows(outcomes: Iterable[Outcome], settings: Settings) -> Iterator[Row]:
    """Yield all rows of a study: those with numbers, and one for each pair without."""
    chosen = json.dumps(settings.to_dict(), ensure_ascii=False)
    for outcome in outcomes:
        pair = outcome.pair
        about = {
            "pair": pair.name,
            **pair.extra,
            "file_a": pair.a and str(pair.a),
            "channel_a": pair.channel_a,
            "file_b": pair.b and str(pair.b),
            "channel_b": pair.channel_b,
            "regions_file": pair.regions and str(pair.regions),
        }
        after = {"error": outcome.error or None, "settings": chosen}
        for row in outcome.rows or [{}]:
            yield {**about, **row, **after}


def table_columns(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the columns of a study's table, in order; channels only if there are any."""
    pairs = [outcome.pair for outcome in outcomes]
    unused = {
        key
        for key in ("channel_a", "channel_b")
        if all(getattr(pair, key) is None for pair in pairs)
    }
    extra = dict.fromkeys(column for pair in pairs for column in pair.extra)
    measured = dict.fromkeys(key for outcome in outcomes for row in outcome.rows for key in row)
    columns = [BEFORE[0], *extra, *BEFORE[1:], *(key for key in measured if key not in AFTER)]
    return [key for key in (*columns, *AFTER) if key not in unused]


def as_frame(outcomes: Sequence[Outcome], settings: Settings) -> pd.DataFrame:
    """Return a study's table for pandas; whole numbers stay such where some are missing."""
    import pandas as pd

    rows, columns = list(table_rows(outcomes, settings)), table_columns(outcomes)
    table = pd.DataFrame(rows, columns=columns)
    for column in columns:
        values = [row.get(column) for row in rows]
        if None in values and all(isinstance(v, int) for v in values if v is not None):
            table[column] = table[column].astype("Int64")
    return table
