"""How sure a correlation is, and whether two differ, by what is independent in the images.

Fisher's z = artanh(r) of n independent samples has the variance 1 / (n - 3). Pixels are not
independent, so n is not their number. If two textures with the autocorrelations ρa and ρb have
nothing to do with each other, r varies as that of n / Σ ρa·ρb independent samples, the sum over
all lags (Clifford et al. 1989). For textures whose autocorrelation falls to 1/e at La and Lb the
sum is about π / (1/La² + 1/Lb²).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scipy.special import ndtr, ndtri

from napari_compare.core.comparison import compare
from napari_compare.core.pair import ArrayLike, Pair, as_channel, default_axes
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.settings import Settings
from napari_compare.core.significance.texture import Texture, textures

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 4  # samples: the variance is that of n - 3


@dataclass(frozen=True)
class CorrelationInterval:
    """Pearson's r of a region, and how sure it is.

    Parameters
    ----------
    region, region_id
        The region.
    pearson_r
        Pearson's r of all pixels.
    low, high
        Confidence interval of r, by Fisher's z of the effective number of samples.
    n_pixels
        Number of pixels.
    n_effective
        Number of independent samples that tell as much; see `effective_samples`.
    notes
        What a reader of the numbers must know.
    """

    region: str
    region_id: int
    pearson_r: float
    low: float
    high: float
    n_pixels: int
    n_effective: float
    notes: str


@dataclass(frozen=True)
class CorrelationDifference:
    """Two correlations compared.

    Parameters
    ----------
    difference
        The second r minus the first.
    low, high
        Confidence interval of the difference (Zou 2007).
    z
        Difference of Fisher's z in standard deviations.
    p_value
        Probability, two-sided, of a z at least as far from 0 if both were equal.
    """

    difference: float
    low: float
    high: float
    z: float
    p_value: float


def correlation_intervals(
    a: ArrayLike, b: ArrayLike, regions: object = None, *, level: float = 0.95
) -> pd.DataFrame:
    """Return Pearson's r of each region with a confidence interval that counts no pixels.

    Parameters
    ----------
    a, b
        The channels: arrays of equal shape, of two or more axes; numpy, dask or zarr.
    regions
        What `compare` takes as regions.
    level
        Level of the confidence interval.

    Returns
    -------
    pandas.DataFrame
        A row for each region with the columns of
        `napari_compare.core.significance.fisher.CorrelationInterval`. The interval tells what r
        could be in another piece of the same texture: not in another cell or experiment.

    Raises
    ------
    ValueError
        If shapes, types, regions or level do not fit.

    References
    ----------
    Fisher RA (1921) Metron 1:3; Clifford P, Richardson S, Hémon D (1989) doi:10.2307/2532039.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> a, noise = rng.random((2, 64, 64))
    >>> found = correlation_intervals(a, a + noise).iloc[0]
    >>> bool(found.low < found.pearson_r < found.high), round(found.n_effective)
    (True, 4096)
    """
    import pandas as pd

    _check_level(level)
    a, b = as_channel(a), as_channel(b)
    pair = Pair(a, b, default_axes(len(a.shape)), (1.0,) * len(a.shape))
    found = as_regions(regions, pair.shape)
    table = compare(a, b, found, Settings(metrics=("pearson_r",), threshold="none"))
    intervals = [
        _interval(pair, region, r, n, level)
        for region, r, n in zip(found, table["pearson_r"], table["n_pixels"], strict=True)
    ]
    columns = list(CorrelationInterval.__annotations__)
    return pd.DataFrame([asdict(one) for one in intervals], columns=columns)


def compare_correlations(
    r_1: float, n_1: float, r_2: float, n_2: float, *, level: float = 0.95
) -> CorrelationDifference:
    """Compare two correlations of different images or regions by Fisher's z.

    Parameters
    ----------
    r_1, r_2
        Pearson's r.
    n_1, n_2
        Numbers of independent samples, such as `n_effective` of `correlation_intervals`: never
        numbers of pixels.
    level
        Level of the confidence interval.

    Raises
    ------
    ValueError
        If an r is not between -1 and 1, or there are fewer than 4 samples of one.

    References
    ----------
    Fisher RA (1921) Metron 1:3; Zou GY (2007) doi:10.1037/1082-989X.12.4.399.

    Examples
    --------
    >>> found = compare_correlations(0.2, 103, 0.5, 103)
    >>> round(found.z, 2), round(found.p_value, 3)
    (2.45, 0.014)
    """
    _check_level(level)
    for r, n in ((r_1, n_1), (r_2, n_2)):
        if not -1 < r < 1:
            raise ValueError(f"A correlation to be compared lies between -1 and 1; this is {r:g}.")
        if not n >= FEWEST:
            raise ValueError(
                f"{n:.3g} independent samples are too few to compare a correlation: {FEWEST} or "
                "more are needed. Draw a larger region."
            )
    error = math.sqrt(1 / (n_1 - 3) + 1 / (n_2 - 3))
    z = (math.atanh(r_2) - math.atanh(r_1)) / error
    (low_1, high_1), (low_2, high_2) = (_bounds(r, n, level) for r, n in ((r_1, n_1), (r_2, n_2)))
    difference = r_2 - r_1
    return CorrelationDifference(
        difference,
        difference - math.hypot(r_2 - low_2, high_1 - r_1),
        difference + math.hypot(high_2 - r_2, r_1 - low_1),
        z,
        2 * float(ndtr(-abs(z))),
    )


def effective_samples(pair: Pair, region: Region) -> float:
    """Return how many independent samples tell as much of r as a region's pixels do.

    The number of pixels of one plane of the region, divided by Σ ρa·ρb. Planes of a stack
    resemble each other, and count as one.

    Parameters
    ----------
    pair, region
        The channels, and where they are looked at.
    """
    planes = 1 if len(region.shape) == 2 else _planes(region)
    if not region.size:
        return 0.0
    return region.size / planes / _samples_apart(*textures(pair, region))


def _samples_apart(a: Texture, b: Texture) -> float:
    """Return Σ ρa·ρb over all lags: so many pixels tell as much as one independent sample."""
    inverse = a.length**-2 + b.length**-2
    whole = math.pi / inverse if inverse else math.inf
    alike = a.share * b.share
    return 1 + alike * max(0.0, whole - 1) if alike else 1.0


def _planes(region: Region) -> int:
    return len(set((region.rows // region.shape[-2]).tolist())) or 1


def _interval(
    pair: Pair, region: Region, r: float, n_pixels: int, level: float
) -> CorrelationInterval:
    n = effective_samples(pair, region)
    low, high = _bounds(r, n, level)
    notes = " ".join(_notes(r, n))
    return CorrelationInterval(region.name, region.id, r, low, high, int(n_pixels), n, notes)


def _bounds(r: float, n: float, level: float) -> tuple[float, float]:
    if not (n >= FEWEST and -1 < r < 1):
        return math.nan, math.nan
    reach = float(ndtri((1 + level) / 2)) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach)


def _notes(r: float, n: float) -> Iterator[str]:
    if math.isnan(r):
        yield "Undefined because a channel is constant or the region has no valid pixel."
    elif abs(r) == 1:
        yield "No interval: one channel follows from the other."
    elif n < FEWEST:
        yield (
            f"No interval: the texture is so coarse that the region holds {n:.2g} independent "
            f"samples, and {FEWEST} or more are needed. Draw a larger region."
        )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"The level of a confidence interval is between 0 and 1, not {level:g}.")
