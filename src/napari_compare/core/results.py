"""What a comparison yields: progress, and a result for each region and split index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

    from napari_compare.core.pair import Pair
    from napari_compare.core.regions import Region
    from napari_compare.core.settings import Settings
    from napari_compare.core.shift import Shift

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Progress:
    """How far a comparison is: `done` of `total` steps."""

    done: int
    total: int


@dataclass(frozen=True)
class Note:
    """A sentence a reader must know, and the columns whose numbers it concerns.

    `of_regions` tells that it depends on the other regions too. `shift` is how far B lies off A,
    where the sentence says that. `advice` tells that it is something to beware of, and neither says
    what was measured nor why a number is undefined.
    """

    text: str
    columns: tuple[str, ...] = ()
    of_regions: bool = False
    shift: Shift | None = None
    advice: bool = False


@dataclass(frozen=True, eq=False)
class Scatter:
    """What a scatter plot of one region shows.

    Parameters
    ----------
    counts
        Joint histogram, shape (bins of A, bins of B): number of pixels, of the least type that
        holds them.
    edges_a, edges_b
        Edges of the bins in intensities, shapes (bins of A + 1,), (bins of B + 1,).
    threshold_a, threshold_b
        Thresholds; NaN where there are none.
    slope, intercept
        Orthogonal regression b = slope·a + intercept; NaN where there is none.
    """

    counts: npt.NDArray[Any]
    edges_a: Floats
    edges_b: Floats
    threshold_a: float
    threshold_b: float
    slope: float
    intercept: float


@dataclass(frozen=True, eq=False)
class Result:
    """The numbers of one region at one split index.

    Parameters
    ----------
    row
        Column key → value; NaN where a number is undefined.
    region
        The region measured.
    index
        Split axis → index; empty without a split.
    scatter
        Joint histogram, thresholds and regression line.
    notes
        What a reader of the row must know.
    """

    row: dict[str, Any]
    region: Region
    index: dict[str, int]
    scatter: Scatter
    notes: tuple[Note, ...] = field(default=())


class WithRow(Protocol):
    """Anything that has a row of numbers."""

    @property
    def row(self) -> dict[str, Any]:
        """Column key → value."""


def as_table(results: Iterable[WithRow], pair: Pair, settings: Settings) -> pd.DataFrame:
    """Return the rows of results as a table.

    Parameters
    ----------
    results
        What `iterate` yielded.
    pair, settings
        What was compared, and how: kept in the table's `attrs`.

    Returns
    -------
    pandas.DataFrame
        One row per result. `attrs` holds `settings`, `version`, `names`, `axes`, `spacing` and
        `units` (column → unit).
    """
    import pandas as pd

    return with_record(pd.DataFrame([result.row for result in results]), pair, settings)


def with_record(table: pd.DataFrame, pair: Pair, settings: Settings) -> pd.DataFrame:
    """Return a table with what was compared, and how, in its `attrs`; see `as_table`."""
    from napari_compare import __version__
    from napari_compare.core.metrics import METRICS

    table.attrs = {
        "settings": settings.to_dict(),
        "version": __version__,
        "names": pair.names,
        "axes": pair.axes,
        "spacing": pair.spacing,
        "units": {key: METRICS[key].unit_of(pair) for key in table.columns if key in METRICS},
    }
    return table


def with_units(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose headers of areas and volumes carry the unit, for people to read."""
    units = table.attrs.get("units", {})
    sizes = [key for key in ("area", "volume") if units.get(key)]
    return table.rename(columns={key: f"{key} ({units[key]})" for key in sizes})
