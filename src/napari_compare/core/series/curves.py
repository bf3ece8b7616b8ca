"""The numbers of a series as they come: a value for each frame, region and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.results import Result
from napari_compare.core.words import joined

if TYPE_CHECKING:
    import pandas as pd

Column = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

ERRORS = ("_se", "_low", "_high")
SHOWN = 3  # regions and frames that are named in a note
MOST_NOTES = 40


class Curves:
    """What is found of a series: it grows by whole frames.

    Parameters
    ----------
    regions
        Names of the regions, in the order of the rows of a frame.
    named_by
        The columns that say which row it is, and are no numbers of it.

    Examples
    --------
    >>> curves = Curves(["left", "right"])
    >>> curves.add({"x": np.array([0.1, 0.2, 0.3, 0.4]), "notes": np.array([()] * 4, object)})
    >>> curves.frames, curves.values("x")[:, 1].tolist()
    (2, [0.2, 0.4])
    """

    def __init__(self, regions: Sequence[str], named_by: Sequence[str] = ("frame",)) -> None:
        self.regions = tuple(regions)
        self.notes: dict[tuple[int, str], list[int]] = {}
        self._named_by = tuple(named_by)
        self._parts: list[Mapping[str, Column]] = []
        self._rows = 0

    def __len__(self) -> int:
        """Return the number of rows: frames times regions."""
        return self._rows

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self) // max(1, len(self.regions))

    @property
    def columns(self) -> Mapping[str, Column]:
        """Column → its values, a row for each frame and region."""
        if len(self._parts) > 1:
            joined = {
                key: np.concatenate([part[key] for part in self._parts]) for key in self._parts[0]
            }
            self._parts = [joined]
        return self._parts[0] if self._parts else {}

    @property
    def keys(self) -> list[str]:
        """The columns of numbers, without those that only say how sure another one is."""
        return [key for key in self.numbers if not _is_error(key, self.columns)]

    @property
    def numbers(self) -> list[str]:
        """The columns of numbers."""
        return [
            key
            for key, column in self.columns.items()
            if column.dtype.kind in "iuf" and key not in self._named_by
        ]

    def add(self, columns: Mapping[str, Column]) -> None:
        """Add the rows of some frames; "notes" holds tuples of sentences."""
        for row, sentences in enumerate(columns["notes"], start=self._rows):
            for sentence in sentences:
                frame, region = divmod(row, len(self.regions))
                self.notes.setdefault((region, sentence), []).append(frame)
        self._parts.append(columns)
        self._rows += len(columns["notes"])

    def values(self, key: str) -> Floats:
        """Return the values of a column, shape (frames, regions)."""
        return self._by_region(self.columns[key])

    def band(self, key: str) -> tuple[Floats, Floats] | None:
        """Return the ends of a column's confidence intervals, if it has any."""
        ends = (self.columns.get(f"{key}_{end}") for end in ("low", "high"))
        low, high = (None if end is None else self._by_region(end) for end in ends)
        return None if low is None or high is None else (low, high)

    def notes_in_words(self) -> list[str]:
        """Return each note once, with the region and the frames that it concerns."""
        return notes_in_words(
            [(self.regions[region], text, at) for (region, text), at in self.notes.items()],
            self.frames,
        )

    def table(self) -> pd.DataFrame:
        """Return all columns as a table, the notes of a row as one text."""
        import pandas as pd

        columns = dict(self.columns)
        said = [" ".join(sentences) for sentences in columns["notes"]]
        return pd.DataFrame(columns | {"notes": np.array(said, dtype=object)})

    def _by_region(self, column: Column) -> Floats:
        return column.astype(np.float64, copy=False).reshape(-1, len(self.regions))


def columns_of(results: Sequence[Result]) -> dict[str, Column]:
    """Return the rows of results as columns, as `Curves` takes them."""
    rows = [result.row for result in results]
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0] if key != "notes"}
    notes = np.empty(len(rows), dtype=object)
    for i, result in enumerate(results):
        notes[i] = tuple(note.text for note in result.notes)
    return columns | {"notes": notes}


def notes_in_words(notes: Sequence[tuple[str, str, Sequence[int]]], total: int) -> list[str]:
    """Return notes as sentences that say which regions and frames they concern.

    Parameters
    ----------
    notes
        Region, sentence, and the frames.
    total
        Number of frames.

    Examples
    --------
    >>> notes_in_words([("cell", "It moved.", [3]), ("tip", "It moved.", [3])], 4)
    ['cell and tip, frame 3: It moved.']
    """
    regions: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for region, text, frames in notes:
        regions.setdefault((text, tuple(frames)), []).append(region)
    sentences = [
        f"{_listed(names)}, {_frames(frames, total)}: {text}"
        for (text, frames), names in regions.items()
    ]
    more = len(sentences) - MOST_NOTES
    told = [f"{more} more notes stand in the table."] if more > 0 else []
    return sentences[:MOST_NOTES] + told


def _listed(names: Sequence[str]) -> str:
    if len(names) <= SHOWN:
        return joined(names)
    return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"


def _frames(frames: Sequence[int], total: int) -> str:
    if len(frames) == total > 1:
        return "all frames"
    if len(frames) > SHOWN:
        return f"{len(frames)} frames"
    names = ", ".join(map(str, frames))
    return f"frame {names}" if len(frames) == 1 else f"frames {names}"


def _is_error(key: str, columns: Mapping[str, Column]) -> bool:
    """Return whether a column says how sure another one is."""
    return any(key.removesuffix(end) in columns for end in ERRORS if key.endswith(end))
