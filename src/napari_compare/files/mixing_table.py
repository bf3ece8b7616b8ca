"""Mixing coefficients for reading in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from napari_compare.core.series.curves import notes_in_words
from napari_compare.core.words import format_value
from napari_compare.files.errors import printable

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 40  # rows that a person reads; of more, a summary


def print_mixing(table: pd.DataFrame, console: Console) -> None:
    """Print all rows if these are few, else a summary of each region; then the notes.

    Parameters
    ----------
    table
        What `mixing_coefficients` returned.
    console
        Where to.
    """
    rows = table.drop(columns="notes") if len(table) <= LONGEST else _summary(table)
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in rows.columns:
        shown.add_column(escape(str(name)), justify="left" if name == "region" else "right")
    for row in rows.itertuples(index=False):
        shown.add_row(*(escape(_cell(value)) for value in row))
    console.print(shown)
    for sentence in notes_in_words(table.attrs["notes"], table["frame"].nunique()):
        console.print(escape(printable(f"⚠ {sentence}")), highlight=False, style="yellow")


def _cell(value: object) -> str:
    """Return a cell; shares and their errors need more than the three decimals of a metric."""
    if isinstance(value, float) and abs(value) < 10:
        return f"{value:.4f}"
    return printable(format_value(value))


def _summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each region and coefficient: what its values are over the frames."""
    import pandas as pd

    coefficients = [name.removesuffix("_se") for name in table.columns if name.endswith("_se")]
    return pd.DataFrame(
        {
            "region": region,
            "coefficient": name,
            "frames": len(part),
            "mean": part[name].mean(),
            "SD": part[name].std(),
            "least": part[name].min(),
            "largest": part[name].max(),
            "median SE": part[f"{name}_se"].median(),
        }
        for region, part in table.groupby("region", sort=False)
        for name in coefficients
    )
