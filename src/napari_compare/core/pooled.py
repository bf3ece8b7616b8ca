"""Pearson's r of conditions compared by the independent samples that their images hold.

It tells whether these images differ by more than their texture allows, and nothing of other
images: where there are replicates, `compare_conditions` is what answers the question.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from napari_compare.core.conditions import CONDITION, is_named
from napari_compare.core.significance.fisher import FEWEST, compare_correlations
from napari_compare.core.welch import holm

if TYPE_CHECKING:
    import pandas as pd

THESE_IMAGES = "Of these images only: it does not tell what other cells or experiments would show."
COLUMNS = (
    *("condition_1", "condition_2", "n_rows_1", "n_rows_2", "pearson_r_1", "pearson_r_2"),
    *("n_effective_1", "n_effective_2", "difference", "difference_low", "difference_high", "z"),
    *("p_value", "p_holm", "notes"),
)


def compare_pooled_correlations(
    table: pd.DataFrame, condition: str = CONDITION, level: float = 0.95
) -> pd.DataFrame:
    """Compare Pearson's r of conditions by Fisher's z, each two of them.

    The z of the rows of a condition are averaged, each with the weight n - 3 of its independent
    samples.

    Parameters
    ----------
    table
        Rows with the columns `pearson_r` and `n_effective`, such as `compare_folders` returns or
        `correlation_intervals` for each image. Rows where either is missing, or with fewer than 4
        samples, are left out.
    condition
        The column that names the condition.
    level
        Level of the confidence interval of the difference.

    Returns
    -------
    pandas.DataFrame
        One row for each two conditions: number of rows, averaged r and sum of samples of each, the
        `difference` (second minus first) with its confidence interval, `z`, `p_value`
        (two-sided), and `p_holm`, corrected for the number of comparisons.

    Raises
    ------
    ValueError
        If the table lacks one of the columns, or the level is not between 0 and 1.

    References
    ----------
    Fisher RA (1921) Metron 1:3; Clifford P, Richardson S, Hémon D (1989) doi:10.2307/2532039; Zou
    GY (2007) doi:10.1037/1082-989X.12.4.399.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({
    ...     "condition": ["control", "drug"], "pearson_r": [0.2, 0.5], "n_effective": [103, 103]
    ... })
    >>> found = compare_pooled_correlations(rows).iloc[0]
    >>> round(float(found.z), 2), round(float(found.p_value), 3)
    (2.45, 0.014)
    """
    import pandas as pd

    missing = {condition, "pearson_r", "n_effective"}.difference(table.columns)
    if missing:
        raise ValueError(f"The table has no column {', '.join(sorted(missing))}.")
    groups: dict[str, list[tuple[float, float]]] = {}
    for row in table.to_dict("records"):
        if is_named([row[condition]]) and _is_usable(row):
            groups.setdefault(str(row[condition]), []).append(
                (row["pearson_r"], row["n_effective"])
            )
    pooled = {name: _pooled(found) for name, found in groups.items()}
    rows: list[dict[str, Any]] = []
    for names in itertools.combinations(groups, 2):
        (r_1, n_1), (r_2, n_2) = (pooled[name] for name in names)
        test = compare_correlations(r_1, n_1, r_2, n_2, level=level)
        values = (
            *names,
            *(len(groups[name]) for name in names),
            *(r_1, r_2, n_1, n_2, test.difference, test.low, test.high, test.z, test.p_value),
        )
        rows.append(dict(zip(COLUMNS, values, strict=False)) | {"notes": THESE_IMAGES})
    for one, p in zip(rows, holm([one["p_value"] for one in rows]), strict=True):
        one["p_holm"] = p
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _is_usable(row: Mapping[Any, Any]) -> bool:
    r, n = row["pearson_r"], row["n_effective"]
    return all(isinstance(one, (int, float)) for one in (r, n)) and -1 < r < 1 and n >= FEWEST


def _pooled(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the averaged r and the number of samples that tells as much."""
    weight = sum(n - 3 for _, n in found)
    z = sum((n - 3) * math.atanh(r) for r, n in found) / weight
    return math.tanh(z), weight + 3
