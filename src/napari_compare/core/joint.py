"""What a joint histogram says: B at each intensity of A, and where most of the pixels lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from napari_compare.core.results import Scatter

Floats = npt.NDArray[np.float64]

QUARTILES = (0.25, 0.5, 0.75)
FEW_PIXELS = 25
SMOOTHING = 2.5  # bins
SPARE = 10  # bins, in which the smoothed density fades


def centres(edges: Floats) -> Floats:
    """Return the middle of each bin; of whole numbers with a bin each, the number itself."""
    return (edges[:-1] + edges[1:]) / 2


def conditional_quantiles(
    scatter: Scatter, quantiles: Sequence[float] = QUARTILES, few: int = FEW_PIXELS
) -> Floats:
    """Return quantiles of B at each intensity of A.

    Parameters
    ----------
    scatter
        The joint histogram.
    quantiles
        Which, from 0 to 1.
    few
        At intensities of A with fewer pixels there are none: they would be noise.

    Returns
    -------
    array
        Shape (quantiles, bins of A): intensities of B, each the middle of the bin in which the
        quantile lies, so it is exact where bins hold one level each, as in images of 8 bit, and
        else within half a bin. NaN where there are few pixels.

    Notes
    -----
    Quantile q of n sorted values is number min(n - 1, floor(q·n)), counted from 0.

    Examples
    --------
    >>> counts = np.array([[1, 2, 1], [0, 1, 9]])
    >>> edges = np.array([-0.5, 0.5, 1.5, 2.5])
    >>> joint = Scatter(counts, edges[:3], edges, 0, 0, 1, 0)
    >>> conditional_quantiles(joint, (0.5,), few=1)
    array([[1., 2.]])
    """
    below = np.cumsum(scatter.counts, axis=1)
    n = scatter.counts.sum(axis=1)
    middle = centres(scatter.edges_b)
    found = np.full((len(quantiles), len(n)), np.nan)
    for a in np.flatnonzero(n >= max(1, few)):
        places = np.minimum(n[a] - 1, np.floor(np.multiply(quantiles, n[a])))
        found[:, a] = middle[np.searchsorted(below[a], places, side="right")]
    return found


def smooth_density(scatter: Scatter) -> tuple[Floats, Floats, Floats]:
    """Return a joint histogram smoothed by a Gaussian, with room around it.

    Returns
    -------
    a, b
        Intensities of the middles of the bins.
    density
        Pixels per bin, shape (a, b); its sum is the number of pixels.
    """
    density = ndimage.gaussian_filter(
        np.pad(scatter.counts.astype(np.float64), SPARE), SMOOTHING, mode="constant"
    )
    a, b = (_extended(edges) for edges in (scatter.edges_a, scatter.edges_b))
    return a, b, density


def density_level(density: Floats, share: float) -> float:
    """Return the density above which a share of the pixels lies: where they lie densest.

    Examples
    --------
    >>> density_level(np.array([[50.0, 30.0], [15.0, 5.0]]), 0.8)
    30.0
    """
    falling = np.sort(density, axis=None)[::-1]
    place = np.searchsorted(np.cumsum(falling), share * falling.sum() * (1 - 1e-12))
    return float(falling[min(int(place), len(falling) - 1)])


def _extended(edges: Floats) -> Floats:
    """Return the middles of bins, and of as many more on each side as the density fades in."""
    width = (edges[-1] - edges[0]) / (len(edges) - 1)
    steps = np.arange(-SPARE, len(edges) - 1 + SPARE)
    return np.asarray(edges[0] + width * (steps + 0.5), dtype=np.float64)
