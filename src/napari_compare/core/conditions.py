"""What differs between conditions: means of independent experiments, and a test on these.

The cells of one dish resemble each other, and so do the pixels of one cell. A test that counts
them as independent finds differences where there are none (Lord et al. 2020). Here the rows of a
replicate, an independent experiment, become one number, and these numbers are compared.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from napari_compare.core.metrics import METRICS
from napari_compare.core.welch import ENOUGH, holm, welch
from napari_compare.core.words import counted

if TYPE_CHECKING:
    import pandas as pd

CONDITION, REPLICATE = "condition", "replicate"
NO_REPLICATES = (
    'No test: there is no column "replicate". It says which independent experiment each row is '
    "of; images of one experiment are not independent of each other."
)
MEANS_COLUMNS = (CONDITION, REPLICATE, "metric", "mean", "n_rows", "n_undefined")
COLUMNS = (
    *("metric", "condition_1", "condition_2", "replicates_1", "replicates_2", "mean_1", "mean_2"),
    *("std_1", "std_2", "difference", "difference_low", "difference_high", "hedges_g", "t"),
    *("degrees_of_freedom", "p_value", "p_holm", "n_undefined", "notes"),
)


def replicate_means(
    table: pd.DataFrame,
    condition: str = CONDITION,
    replicate: str | None = REPLICATE,
    metrics: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the mean of each metric in each replicate of each condition.

    Parameters
    ----------
    table
        Rows of numbers, such as `compare_folders` returns. Rows without a condition or, where
        there are replicates, without a replicate are left out.
    condition, replicate
        The columns that name the condition and the independent experiment. Without a replicate
        the mean is that of the whole condition.
    metrics
        The columns to be averaged; by default every metric of the table that compares channels.

    Returns
    -------
    pandas.DataFrame
        One row per metric, condition and replicate, in the order of the table: `condition`,
        `replicate`, `metric`, `mean`, `n_rows` (rows with a number), `n_undefined` (rows without).

    Raises
    ------
    ValueError
        If the table lacks one of the columns.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({
    ...     "condition": ["control", "control", "drug"],
    ...     "replicate": ["1", "1", "1"],
    ...     "pearson_r": [0.25, 0.75, 0.125],
    ... })
    >>> replicate_means(rows)["mean"].tolist()
    [0.5, 0.125]
    """
    import pandas as pd

    keys = [condition, *([replicate] if replicate else [])]
    _check_columns(table, [*keys, *(metrics or [])])
    chosen = compared_metrics(table) if metrics is None else metrics
    named = table[[is_named(row) for row in table[keys].to_numpy().tolist()]]
    rows = []
    for metric in chosen:
        values = pd.to_numeric(named[metric], errors="coerce").astype("float64")
        for names, found in values.groupby([named[key] for key in keys], sort=False):
            of_condition, *of_replicate = names if isinstance(names, tuple) else (names,)
            known = found.dropna()
            mean = float(known.mean()) if len(known) else math.nan
            undefined = len(found) - len(known)
            place = of_replicate[0] if of_replicate else ""
            rows.append((of_condition, place, metric, mean, len(known), undefined))
    return pd.DataFrame(rows, columns=list(MEANS_COLUMNS))


def compare_conditions(
    table: pd.DataFrame,
    condition: str = CONDITION,
    replicate: str = REPLICATE,
    metrics: Sequence[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare conditions by the means of their replicates, each two of them by Welch's t-test.

    The rows of a replicate are averaged first, so that neither cells nor pixels count as
    independent. Between more than two conditions the p-values of a metric are corrected after
    Holm for the number of comparisons; they are not corrected for the number of metrics.

    Parameters
    ----------
    table, condition, replicate, metrics
        See `replicate_means`. Without a column of replicates nothing is tested.
    level
        Level of the confidence interval of the difference.

    Returns
    -------
    pandas.DataFrame
        One row per metric and two conditions: number, mean and standard deviation of their
        replicates' means; the `difference` (second minus first) with its confidence interval;
        `hedges_g`, the difference in standard deviations; `t`, `degrees_of_freedom`, `p_value`
        (two-sided), `p_holm`; `n_undefined`, the rows without this number, which are left out;
        and `notes`, which say why there is no test, where there is none: fewer than three
        replicates, or none that differ.

    Raises
    ------
    ValueError
        If there is no column of conditions, or the level is not between 0 and 1.

    References
    ----------
    Lord SJ et al. (2020) doi:10.1083/jcb.202001064; Welch BL (1947)
    doi:10.1093/biomet/34.1-2.28; Hedges LV (1981) doi:10.3102/10769986006002107; Holm S (1979)
    Scand J Stat 6:65.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({
    ...     "condition": ["control"] * 3 + ["drug"] * 3,
    ...     "replicate": ["1", "2", "3"] * 2,
    ...     "pearson_r": [0.8, 0.7, 0.75, 0.4, 0.5, 0.45],
    ... })
    >>> found = compare_conditions(rows).iloc[0]
    >>> round(float(found.difference), 3), bool(found.p_value < 0.01)
    (-0.3, True)
    """
    import pandas as pd

    if not 0 < level < 1:
        raise ValueError(f"The level of a confidence interval is between 0 and 1, not {level:g}.")
    testable = replicate in table.columns
    means = replicate_means(table, condition, replicate if testable else None, metrics)
    means[CONDITION] = means[CONDITION].astype(str)
    rows: list[dict[str, Any]] = []
    for metric, of_metric in means.groupby("metric", sort=False):
        groups: dict[str, list[float]] = {
            str(name): group["mean"].dropna().tolist()
            for name, group in of_metric.groupby(CONDITION, sort=False)
        }
        undefined = of_metric.groupby(CONDITION, sort=False)["n_undefined"].sum()
        found = [
            _comparison(str(metric), pair, groups, level, testable, int(undefined[[*pair]].sum()))
            for pair in itertools.combinations(groups, 2)
        ]
        for row, p in zip(found, holm([row["p_value"] for row in found]), strict=True):
            rows.append(row | {"p_holm": p})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def compared_metrics(table: pd.DataFrame) -> list[str]:
    """Return the columns of a table that say how alike channels are: no sizes, no thresholds."""
    return [
        key
        for key in table.columns
        if key in METRICS
        and METRICS[key].family != "Region"
        and not key.startswith("threshold")
        and key != "pearson_r_below"
    ]


def _check_columns(table: pd.DataFrame, needed: Sequence[str]) -> None:
    missing = [f'"{column}"' for column in needed if column not in table.columns]
    if missing:
        raise ValueError(
            f"The table has no column {' and no column '.join(missing)}; its columns are "
            f"{', '.join(map(str, table.columns))}."
        )


def is_named(names: Sequence[Any]) -> bool:
    """Return whether a row tells all of its condition and replicate."""
    return not any(name is None or name != name or str(name).strip() == "" for name in names)


def _comparison(
    metric: str,
    names: tuple[str, str],
    groups: dict[str, list[float]],
    level: float,
    testable: bool,
    undefined: int,
) -> dict[str, Any]:
    """Return the row of two conditions."""
    first, second = (groups[name] for name in names)
    found = welch(first, second, level)
    row: dict[str, Any] = {"metric": metric}
    for number, name, group in zip("12", names, (first, second), strict=True):
        row[f"condition_{number}"] = name
        row[f"replicates_{number}"] = len(group) if testable else math.nan
        row[f"mean_{number}"] = statistics.fmean(group) if group else math.nan
        row[f"std_{number}"] = statistics.stdev(group) if len(group) > 1 else math.nan
    return row | {
        "difference": found.difference,
        "difference_low": found.low,
        "difference_high": found.high,
        "hedges_g": found.hedges_g,
        "t": found.t,
        "degrees_of_freedom": found.degrees,
        "p_value": found.p_value,
        "n_undefined": undefined,
        "notes": _why_not(names, (first, second)) if testable else NO_REPLICATES,
    }


def _why_not(names: tuple[str, str], groups: tuple[list[float], list[float]]) -> str:
    """Say why there is no test; nothing if there is one."""
    if any(len(group) < ENOUGH for group in groups):
        return f"{_too_few(names, groups)} too few for a test: {ENOUGH} or more are needed."
    if all(len(set(group)) == 1 for group in groups):
        return "No test: the replicates of a condition do not differ from each other."
    return ""


def _too_few(names: tuple[str, str], groups: tuple[list[float], list[float]]) -> str:
    sizes = [len(group) for group in groups]
    if sizes[0] == sizes[1]:
        return f"{counted(sizes[0], 'replicate')} a condition {'is' if sizes[0] == 1 else 'are'}"
    few = [
        f'{counted(n, "replicate")} of "{name}"'
        for name, n in zip(names, sizes, strict=True)
        if n < ENOUGH
    ]
    single = len(few) == 1 and 1 in sizes
    return f"{' and '.join(few)} {'is' if single else 'are'}"
