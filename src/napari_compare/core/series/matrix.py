"""From a table of pairs to matrices, and the order in which like images stand together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from napari_compare.core.metrics import METRICS

if TYPE_CHECKING:
    import pandas as pd

MOST_OPTIMAL = 500  # images, above which the best order of branches takes minutes


def regions_in(table: pd.DataFrame) -> dict[int, str]:
    """Return id → name of the regions in a table of `compare_all` or `compare_series`."""
    ids, names = table["region_id"].tolist(), table["region"].astype(str).tolist()
    return dict(zip(ids, names, strict=True))


def as_matrix(table: pd.DataFrame, metric: str, region: str | int | None = None) -> pd.DataFrame:
    """Return one metric of every pair of images as a matrix.

    Parameters
    ----------
    table
        What `compare_all` gave.
    metric
        Key of a metric in it.
    region
        Name or id of a region in it; needed where there are several.

    Returns
    -------
    pandas.DataFrame
        Rows are the first image of a pair (A), columns the second (B), in the order of the
        images; NaN where the metric is undefined.

    Raises
    ------
    ValueError
        If there is no such metric or region, or there are several regions and none is named.

    Examples
    --------
    >>> import numpy as np
    >>> from napari_compare.core.series.pairs import compare_all
    >>> ramp = np.arange(100).reshape(10, 10)
    >>> table = compare_all({"up": ramp, "down": 99 - ramp, "up too": 2 * ramp})
    >>> as_matrix(table, "pearson_r").loc["down"].round(9).tolist()
    [-1.0, 1.0, -1.0]
    """
    import pandas as pd

    if metric not in METRICS or metric not in table:
        there = [key for key in table.columns if key in METRICS]
        raise ValueError(f"The table has no metric {metric}. There are: {', '.join(there)}.")
    regions = regions_in(table)
    chosen = [one for one, name in regions.items() if region in (None, one, name)]
    if len(chosen) != 1:
        called = ", ".join(regions.values())
        what = "are several regions: name one, or its id" if chosen else f"is no region {region}"
        raise ValueError(f"There {what}. There are: {called}.")
    rows = table[table["region_id"] == chosen[0]]
    first, second = (rows[column].astype(str) for column in ("image_1", "image_2"))
    names = list(dict.fromkeys(first))
    place = {name: i for i, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), np.nan)
    matrix[first.map(place), second.map(place)] = rows[metric]
    if METRICS[metric].symmetric:
        matrix = np.triu(matrix) + np.triu(matrix, 1).T
    return pd.DataFrame(matrix, names, names)


def likeness_order(matrix: pd.DataFrame, metric: str) -> list[str]:
    """Return the images in an order in which those that are alike stand side by side.

    Images are joined to clusters by average linkage, and the branches turned so that neighbours
    are as alike as can be (up to 500 images). How far two images are apart is how far the metric
    is from what it is of an image with itself, of both ways round the mean; where that depends on
    the image, more of the metric counts as more alike. Where the metric is undefined, two images
    are twice as far apart as any others.

    Parameters
    ----------
    matrix
        What `as_matrix` gave.
    metric
        Key of its metric.

    Returns
    -------
    list of str
        Names of the images. They stay as they are where the metric says nothing of likeness, such
        as a mean intensity.

    References
    ----------
    Sokal RR, Michener CD (1958) A statistical method for evaluating systematic relationships,
    Univ. Kansas Sci. Bull. 38:1409. Bar-Joseph Z, Gifford DK, Jaakkola TS (2001)
    doi:10.1093/bioinformatics/17.suppl_1.S22.

    Examples
    --------
    >>> import pandas as pd
    >>> names = ["a", "b", "c"]
    >>> values = [[1, 0.1, 0.9], [0.1, 1, 0.2], [0.9, 0.2, 1]]
    >>> likeness_order(pd.DataFrame(values, names, names), "pearson_r")
    ['a', 'c', 'b']
    """
    names = list(matrix.index)
    if len(names) < 3 or METRICS[metric].family == "Region":
        return names
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    apart = squareform(_apart(matrix.to_numpy(), metric), checks=False)
    tree = linkage(apart, method="average", optimal_ordering=len(names) <= MOST_OPTIMAL)
    order = leaves_list(tree).tolist()
    # A mirrored order is as good: the one that begins as the images do.
    return [names[i] for i in (order if order[0] < order[-1] else order[::-1])]


def _apart(values: npt.NDArray[np.float64], metric: str) -> npt.NDArray[np.float64]:
    """Return how far the images are apart, both ways round alike, with 0 in the diagonal."""
    itself = METRICS[metric].of_itself
    finite = values[np.isfinite(values)]
    if itself is None or math.isinf(itself):
        itself = float(finite.max(initial=0))
        values = np.minimum(values, itself)
    apart = np.abs(values - itself)
    apart = (apart + apart.T) / 2
    known = apart[np.isfinite(apart)]
    apart = np.where(np.isfinite(apart), apart, 2 * known.max(initial=0))
    np.fill_diagonal(apart, 0)
    return apart
