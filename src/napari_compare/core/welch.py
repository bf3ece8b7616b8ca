"""Two groups of independent numbers: how far their means are apart, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, stdtr, stdtrit

ENOUGH = 3  # numbers a group: of two, one outlier decides


@dataclass(frozen=True)
class Welch:
    """The difference of the means of two groups, and Welch's t-test of it.

    Parameters
    ----------
    difference
        Mean of the second group minus that of the first.
    low, high
        Confidence interval of the difference.
    hedges_g
        The difference in pooled standard deviations, without the bias of small groups.
    t, degrees
        Welch's t and its degrees of freedom.
    p_value
        Probability, two-sided, of a t at least as far from 0 if there were no difference.
    """

    difference: float
    low: float = math.nan
    high: float = math.nan
    hedges_g: float = math.nan
    t: float = math.nan
    degrees: float = math.nan
    p_value: float = math.nan


def welch(first: Sequence[float], second: Sequence[float], level: float = 0.95) -> Welch:
    """Compare the means of two groups of independent numbers.

    Parameters
    ----------
    first, second
        The numbers of each group, all finite.
    level
        Level of the confidence interval.

    Returns
    -------
    Welch
        The difference alone where a group has fewer than three numbers, or none of them varies.

    References
    ----------
    Welch BL (1947) doi:10.1093/biomet/34.1-2.28; Hedges LV (1981)
    doi:10.3102/10769986006002107.

    Examples
    --------
    >>> found = welch([0.1, 0.2, 0.3], [0.5, 0.7, 0.6])
    >>> round(found.difference, 3), round(found.t, 3), round(found.p_value, 4)
    (0.4, 4.899, 0.008)
    """
    groups = [np.asarray(one, dtype=np.float64) for one in (first, second)]
    sizes = [len(group) for group in groups]
    if 0 in sizes:
        return Welch(math.nan)
    difference = float(groups[1].mean() - groups[0].mean())
    if min(sizes) < ENOUGH or all(np.ptp(group) == 0 for group in groups):
        return Welch(difference)
    variances = [float(group.var(ddof=1)) for group in groups]
    squares = [variance / n for variance, n in zip(variances, sizes, strict=True)]
    error = math.sqrt(sum(squares))
    degrees = sum(squares) ** 2 / sum(
        square**2 / (n - 1) for square, n in zip(squares, sizes, strict=True)
    )
    t = difference / error
    reach = float(stdtrit(degrees, (1 + level) / 2)) * error
    return Welch(
        difference,
        difference - reach,
        difference + reach,
        _hedges(difference, variances, sizes),
        t,
        degrees,
        2 * float(stdtr(degrees, -abs(t))),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number; NaN stays and does not count.

    References
    ----------
    Holm S (1979) A simple sequentially rejective multiple test procedure. Scand J Stat 6:65.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, math.nan])
    [0.03, 0.06, 0.06, nan]
    """
    corrected = list(p_values)
    order = sorted(
        (i for i, p in enumerate(p_values) if not math.isnan(p)), key=p_values.__getitem__
    )
    least = 0.0
    for place, i in enumerate(order):
        least = max(least, min(1.0, (len(order) - place) * p_values[i]))
        corrected[i] = least
    return corrected


def _hedges(difference: float, variances: Sequence[float], sizes: Sequence[int]) -> float:
    degrees = sum(sizes) - 2
    pooled = sum((n - 1) * v for n, v in zip(sizes, variances, strict=True)) / degrees
    unbiased = math.exp(gammaln(degrees / 2) - gammaln((degrees - 1) / 2)) / math.sqrt(degrees / 2)
    return difference / math.sqrt(pooled) * unbiased
