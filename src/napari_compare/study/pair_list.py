"""A list of pairs as a CSV file, with what is known of each pair besides."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path

from napari_compare.core.metrics import METRICS
from napari_compare.study.matching import prefix_of
from napari_compare.study.plan import PlannedPair
from napari_compare.study.rows import OWN_COLUMNS

LARGEST_LIST = 1 << 25  # bytes
_KNOWN = ("name", "a", "b", "channel_a", "channel_b", "regions")

Channels = tuple[int | None, int | None]


def read_list(
    path: Path, folders: tuple[Path, Path], channels: Channels, of_one_file: Channels
) -> list[PlannedPair]:
    """Read a list of pairs.

    Parameters
    ----------
    path
        CSV file with a header and a row a pair; cells are parted by commas, semicolons or tabs.
        Column `a` holds the image of channel A and `b` that of B. Columns `name`, `channel_a`,
        `channel_b` and `regions` may be there. All other columns are carried to the results.
    folders
        From where the paths of A (and its regions) and of B count, where they are not absolute.
    channels, of_one_file
        The channels of pairs for which the list tells none: of two files, and of one.

    Raises
    ------
    ValueError
        If the file cannot be read as such a list. What is wrong with one row is a problem of its
        pair.
    """
    if not path.is_file():
        raise ValueError(f"There is no file {path}.")
    if path.stat().st_size > LARGEST_LIST:
        raise ValueError(f"{path} is too large for a list of pairs.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        header, *lines = csv.reader(text.splitlines(), delimiter=_delimiter(text))
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{path} could not be read as a list of pairs: {error}.") from error
    columns = [column.strip() for column in header]
    _check_columns(path, columns)
    extra = [column for column in columns if column not in _KNOWN]
    pairs = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        row = dict(zip(columns, (cell.strip() for cell in line), strict=False))
        kept = {column: row.get(column, "") for column in extra}
        pairs.append(
            _pair(f"Line {number} of {path.name}", row, kept, folders, channels, of_one_file)
        )
    if not pairs:
        raise ValueError(f"{path} lists no pair.")
    return pairs


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _check_columns(path: Path, columns: list[str]) -> None:
    if "a" not in columns:
        raise ValueError(
            f'{path} has no column "a" for the image of channel A; its columns are '
            f"{', '.join(columns)}."
        )
    ours = {"", *OWN_COLUMNS, *METRICS}.difference(_KNOWN)
    taken = [column for i, column in enumerate(columns) if column in ours or column in columns[:i]]
    if taken:
        names = ", ".join(f'"{column}"' for column in taken)
        raise ValueError(f"{path} has columns whose names are empty or taken: {names}.")


def _pair(
    where: str,
    row: Mapping[str, str],
    extra: Mapping[str, str],
    folders: tuple[Path, Path],
    channels: Channels,
    of_one_file: Channels,
) -> PlannedPair:
    """Return the pair of one line."""
    a = folders[0] / row["a"] if row["a"] else None
    b = a if "b" not in row else folders[1] / row["b"] if row["b"] else None
    regions = folders[0] / row["regions"] if row.get("regions") else None
    defaults = of_one_file if a == b else channels
    problem = "" if a and b else f"{where} names no image for {'B' if a else 'A'}."
    chosen = []
    for column, default in zip(("channel_a", "channel_b"), defaults, strict=True):
        cell = row.get(column, "")
        if cell and not cell.isdecimal():
            problem = f'{where}: {column} is a number counted from 0, not "{cell}".'
        chosen.append(int(cell) if cell.isdecimal() else default)
    missing = [path for path in (a, b, regions) if path and not os.path.exists(path)]
    if missing and not problem:
        problem = f"There is no file {missing[0]}."
    name = row.get("name") or (prefix_of(a) if a else where)
    return PlannedPair(name, a, b, chosen[0], chosen[1], regions, extra, problem)
