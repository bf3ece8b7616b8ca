"""Pearson's r while one channel is moved across the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from napari_compare.core.pair import ArrayLike, Pair, as_channel, default_axes
from napari_compare.core.regions import as_regions
from napari_compare.core.significance.overlap import shifted_moments

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]

AXES = ("x", "y")
WIDE = "r stays above half of its maximum within these shifts: look further, or in a smaller region"


def van_steensel(
    a: ArrayLike, b: ArrayLike, regions: object = None, *, most: int = 20, axis: str = "x"
) -> pd.DataFrame:
    """Return Pearson's r of two channels while B is moved along an axis.

    If the channels are alike beyond what lies in them by chance, r is largest where they match
    and falls when B is moved by more than the size of the structures. A maximum elsewhere than
    at 0 means that the channels are displaced against each other; a minimum at 0, that they
    exclude each other.

    Parameters
    ----------
    a, b
        The channels: arrays of equal shape, of two or more axes, of any integer, float or boolean
        type; numpy, dask or zarr. Read plane by plane, twice.
    regions
        What `compare` takes as regions. A region counts on every plane; pixels of B that have
        been moved out of it are left out, as are pixels of A that none of B then lies on.
    most
        Largest shift in pixels, either way.
    axis
        "x" (along the last axis) or "y" (the one before).

    Returns
    -------
    pandas.DataFrame
        A row for each region and shift: `region`, `region_id`, `axis`, `shift` (in pixels; B is
        moved towards higher x or y where it is above 0), `pearson_r` (NaN where it is undefined),
        `n_pixels` (the number of pixels that overlap and are finite in both channels).

    Raises
    ------
    ValueError
        If shapes, types, regions, axis or shift do not fit.

    References
    ----------
    Van Steensel B et al. (1996) J Cell Sci 109:787, doi:10.1242/jcs.109.4.787.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.random.default_rng(0).random((30, 30))
    >>> table = van_steensel(a, np.roll(a, 2, axis=1), most=3)
    >>> int(table["shift"][table["pearson_r"].idxmax()])
    -2
    """
    import pandas as pd

    if axis not in AXES:
        raise ValueError(f'A channel is moved along "x" or "y", not "{axis}".')
    if most < 1:
        raise ValueError(f"The largest shift is at least 1 pixel, not {most}.")
    a, b = as_channel(a), as_channel(b)
    pair = Pair(a, b, default_axes(len(a.shape)), (1.0,) * len(a.shape))
    shifts = range(-most, most + 1)
    rows = []
    for region in as_regions(regions, pair.shape):
        for shift, found in zip(shifts, shifted_moments(pair, region, shifts, axis), strict=True):
            r = found.pearson_r if found.n else math.nan
            rows.append((region.name, region.id, axis, shift, r, found.n))
    columns = ("region", "region_id", "axis", "shift", "pearson_r", "n_pixels")
    return pd.DataFrame(rows, columns=columns)


def shift_peaks(curves: pd.DataFrame) -> pd.DataFrame:
    """Return where the curves of `van_steensel` are highest, and how wide they are there.

    Parameters
    ----------
    curves
        What `van_steensel` returns, or several of these one below the other.

    Returns
    -------
    pandas.DataFrame
        A row for each region and axis: `region`, `region_id`, `axis`; `shift` (in pixels) and
        `pearson_r` of the maximum, the one closest to 0 of several; `width` (in pixels), the
        distance between the points on either side at which r has fallen to half of the maximum,
        on straight lines between the shifts, and NaN where it does not fall so far; `notes`.

    Examples
    --------
    >>> import pandas as pd
    >>> curve = {"region": "cell", "region_id": 1, "axis": "x", "shift": [-2, -1, 0, 1, 2]}
    >>> curves = pd.DataFrame(curve | {"pearson_r": [0.0, 0.2, 0.8, 0.2, 0.0]})
    >>> shift_peaks(curves)[["shift", "width"]].to_dict("records")
    [{'shift': 0, 'width': 1.3333333333333333}]
    """
    import pandas as pd

    keys = ["region", "region_id", "axis"]
    rows = []
    for place, curve in curves.groupby(keys, sort=False):
        curve = curve.sort_values("shift")
        peak = _peak(curve["shift"].to_numpy(), curve["pearson_r"].to_numpy(dtype=float))
        rows.append((*place, *peak))
    return pd.DataFrame(rows, columns=[*keys, "shift", "pearson_r", "width", "notes"])


def _peak(shifts: Ints, r: npt.NDArray[np.float64]) -> tuple[float, float, float, str]:
    """Return shift and r of the maximum, the width at half of it, and what to know of them."""
    if np.isnan(r).all():
        return math.nan, math.nan, math.nan, "Undefined: a channel is constant, or nothing overlaps"
    top = int(np.lexsort((abs(shifts), -r))[0])
    if r[top] <= 0:
        return int(shifts[top]), float(r[top]), math.nan, "r is nowhere above 0"
    right = _fall(shifts[top:], r[top:])
    left = _fall(-shifts[top::-1], r[top::-1])
    width = left + right
    note = WIDE if math.isnan(width) else ""
    return int(shifts[top]), float(r[top]), width, note


def _fall(shifts: Ints, r: npt.NDArray[np.float64]) -> float:
    """Return how far from the first point of a curve it has fallen to half; NaN if it has not."""
    half = r[0] / 2
    low = np.flatnonzero(r <= half)
    if not low.size:
        return math.nan
    i = low[0]
    share = (r[i - 1] - half) / (r[i - 1] - r[i])
    return float(shifts[i - 1] - shifts[0] + share * (shifts[i] - shifts[i - 1]))
