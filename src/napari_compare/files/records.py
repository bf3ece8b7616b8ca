"""Reading back how a comparison was made, from a settings file or a table of results."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from napari_compare.core.record import Record
from napari_compare.files.spreadsheet import from_text

MOST_BYTES = 1 << 24
"""Settings take little of it, but a record lists the regions too."""


def read_record(path: str | Path) -> Record:
    """Read how a comparison was made.

    Parameters
    ----------
    path
        A JSON file of settings, the record of an earlier run (`settings.json`), or a table of
        results as CSV, of which the first row counts.

    Raises
    ------
    ValueError
        If there is no such file, or it holds no valid settings; a sentence that names the file.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"There is no file {path}.")
    try:
        return _from_csv(path) if path.suffix.lower() == ".csv" else _from_json(path)
    except (OSError, csv.Error, RecursionError) as error:
        raise ValueError(f"{path} cannot be read: {error}.") from error
    except ValueError as error:
        raise ValueError(f"{path} cannot be used as settings: {error}") from error


def read_json(path: Path) -> Any:
    """Return what a small JSON file holds.

    Raises
    ------
    ValueError
        If it is too large to be a file of settings, or no valid JSON.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("It is too large to be a file of settings.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"It is not valid JSON ({error}).") from error


def _from_json(path: Path) -> Record:
    return Record.from_dict(read_json(path))


def _from_csv(path: Path) -> Record:
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file), {})
    return Record.from_columns({key: from_text(cell or "") for key, cell in row.items() if key})
