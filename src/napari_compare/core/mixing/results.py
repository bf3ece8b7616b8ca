"""What unmixing a series yields, and the table of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.mixing.settings import MixingSettings

if TYPE_CHECKING:
    import pandas as pd

Column = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Mixtures:
    """The rows of some frames that follow each other.

    Parameters
    ----------
    columns
        Column → its values, a row for each frame and region, in this order; "notes" holds tuples
        of sentences.
    """

    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(self.columns["frame"])

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as plain values."""
        values = [column.tolist() for column in self.columns.values()]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*values, strict=True)]


def coefficient_columns(k: int, settings: MixingSettings) -> list[tuple[int, str]]:
    """Return which coefficients have columns, and what these are called.

    Of two that sum to one it is "x", the share of the first reference; otherwise "x_0", "x_1" …

    Examples
    --------
    >>> coefficient_columns(2, MixingSettings()), coefficient_columns(3, MixingSettings())
    ([(0, 'x')], [(0, 'x_0'), (1, 'x_1'), (2, 'x_2')])
    """
    if k == 2 and settings.sum_to_one:
        return [(0, "x")]
    return [(i, f"x_{i}") for i in range(k)]


def column_labels(names: Sequence[str], settings: MixingSettings) -> dict[str, str]:
    """Return what columns are called where people read them.

    Parameters
    ----------
    names
        What the references are called.
    settings
        The model.

    Examples
    --------
    >>> column_labels(["before", "after"], MixingSettings())["x"]
    'x: share of before'
    """
    share = "share" if settings.sum_to_one else "amount"
    labels: dict[str, str] = {}
    for i, x in coefficient_columns(len(names), settings):
        labels |= {x: f"{x}: {share} of {names[i]}", f"{x}_se": f"{x}: standard error"}
        labels |= {f"{x}_low": f"{x}: low end", f"{x}_high": f"{x}: high end"}
    return labels | {
        "gain": "brightness",
        "offset": "offset (counts)",
        "r_squared": "R²",
        "residual_rms": "residual RMS (counts)",
    }


def as_table(
    found: Iterable[Mixtures], settings: MixingSettings, names: Sequence[str]
) -> pd.DataFrame:
    """Return the rows as a table.

    Parameters
    ----------
    found
        What `mix` yielded, but for the progress.
    settings
        Kept in the table's `attrs`.
    names
        What the references are called; kept there too. `attrs["notes"]` lists each note once:
        region, sentence, and the frames that it concerns.
    """
    import pandas as pd

    from napari_compare import __version__

    parts = [one.columns for one in found]
    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    said: dict[tuple[str, str], list[int]] = {}
    for i, sentences in enumerate(columns["notes"]):
        for sentence in sentences:
            said.setdefault((columns["region"][i], sentence), []).append(int(columns["frame"][i]))
    columns["notes"] = np.array([" ".join(sentences) for sentences in columns["notes"]], object)
    table = pd.DataFrame(columns)
    table.attrs = {
        "settings": settings.to_dict(),
        "version": __version__,
        "references": list(names),
        "notes": [(*about, frames) for about, frames in said.items()],
    }
    return table
