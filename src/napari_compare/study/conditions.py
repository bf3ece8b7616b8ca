"""The conditions of a study: which columns of its list name them, and how they compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from napari_compare.core.conditions import (
    CONDITION,
    REPLICATE,
    compare_conditions,
    replicate_means,
)
from napari_compare.core.pooled import compare_pooled_correlations
from napari_compare.study.rows import SAMPLES, Outcome

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Conditions:
    """What is known of the conditions of a study.

    Parameters
    ----------
    condition, replicate
        The columns that name condition and replicate; no replicate where there is no such column.
    means
        The means of the replicates; see `replicate_means`.
    comparisons
        The conditions compared, each two of them; see `compare_conditions`.
    correlations
        Pearson's r compared for these images only, where there are too few replicates for any
        test; see `compare_pooled_correlations`.
    """

    condition: str
    replicate: str | None
    means: pd.DataFrame
    comparisons: pd.DataFrame
    correlations: pd.DataFrame | None

    @property
    def several(self) -> bool:
        """Whether there are more than two conditions."""
        return len(self.comparisons) > self.comparisons["metric"].nunique()


def conditions_of(outcomes: Sequence[Outcome], table: pd.DataFrame) -> Conditions | None:
    """Return the conditions of a study, or None where its list has no such column.

    Parameters
    ----------
    outcomes
        What came of each pair.
    table
        All rows of the study.
    """
    condition, replicate = (_column(outcomes, name) for name in (CONDITION, REPLICATE))
    if condition is None:
        return None
    measured = table[table["error"].isna()]
    comparisons = compare_conditions(measured, condition, replicate or REPLICATE)
    known = SAMPLES in measured.columns and comparisons["p_value"].isna().all()
    return Conditions(
        condition,
        replicate,
        replicate_means(measured, condition, replicate),
        comparisons,
        compare_pooled_correlations(measured, condition) if known else None,
    )


def as_rows(table: pd.DataFrame) -> list[Mapping[Any, Any]]:
    """Return the rows of a table as column → value."""
    return list(table.to_dict("records"))


def _column(outcomes: Sequence[Outcome], name: str) -> str | None:
    """Return the column of the list that has a name, however it is capitalized."""
    columns = dict.fromkeys(column for outcome in outcomes for column in outcome.pair.extra)
    return next((column for column in columns if column.casefold() == name), None)
