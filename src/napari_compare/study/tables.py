"""The tables of a study, and the record of how it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import napari_compare
from napari_compare.core.settings import Settings
from napari_compare.files.atomic import whole_file
from napari_compare.files.spreadsheet import write_csv, write_excel
from napari_compare.study.conditions import Conditions
from napari_compare.study.rows import Outcome, as_frame, table_columns, table_rows

if TYPE_CHECKING:
    import pandas as pd


def as_table(outcomes: Sequence[Outcome], settings: Settings) -> pd.DataFrame:
    """Return the outcomes of a study as a table, a row for each pair, region and split index."""
    table = as_frame(outcomes, settings)
    table.attrs = {"settings": settings.to_dict(), "version": napari_compare.__version__}
    return table


def write_tables(
    folder: Path, outcomes: Sequence[Outcome], settings: Settings, *, excel: bool = False
) -> list[Path]:
    """Write `results.csv`, and `results.xlsx` if wished, into a folder that exists.

    Raises
    ------
    ValueError
        If a table cannot be replaced, as where it is open in another program.
    """
    writers = {"results.csv": write_csv}
    if excel:
        writers["results.xlsx"] = write_excel
    for name, write in writers.items():
        with closed_elsewhere(folder / name):
            write(folder / name, table_rows(outcomes, settings), table_columns(outcomes))
    return [folder / name for name in writers]


def write_conditions(folder: Path, found: Conditions | None) -> None:
    """Write the tables of conditions, or remove those that are not true any more.

    `conditions.csv`, `replicates.csv`, and `correlations.csv` where nothing could be tested.

    Raises
    ------
    ValueError
        See `write_tables`.
    """
    tables = {
        "conditions.csv": found.comparisons if found else None,
        "replicates.csv": found.means if found else None,
        "correlations.csv": found.correlations if found else None,
    }
    for name, table in tables.items():
        with closed_elsewhere(folder / name):
            if table is None:
                (folder / name).unlink(missing_ok=True)
            else:
                write_csv(folder / name, table.to_dict("records"), list(table.columns))


@contextmanager
def closed_elsewhere(path: Path) -> Iterator[None]:
    """Turn the error of a file that is open in another program into a sentence."""
    try:
        yield
    except PermissionError as error:
        raise ValueError(
            f"{path} could not be written: it may be open in another program. Close it and start "
            "again; no pair is compared twice."
        ) from error


def write_record(folder: Path, settings: Settings, search: Mapping[str, Any]) -> None:
    """Write `settings.json`: all that is needed to repeat the study."""
    record = {
        "software": f"napari-compare {napari_compare.__version__}",
        "settings": settings.to_dict(),
        "study": search,
    }
    with whole_file(folder / "settings.json") as draft:
        draft.write_text(
            json.dumps(record, indent=2, ensure_ascii=False) + "\n",
            encoding="utf-8",
            errors="backslashreplace",
        )
