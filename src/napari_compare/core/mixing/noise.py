"""How much the noise of a series lets coefficients vary: neighbouring pixels share noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from napari_compare.core.mixing import kernels
from napari_compare.core.mixing.basis import Basis
from napari_compare.core.mixing.fit import residual
from napari_compare.core.mixing.frames import fit_frames, pull
from napari_compare.core.mixing.model import Model
from napari_compare.core.mixing.series import Frames

Floats = npt.NDArray[np.float64]

PIXELS = 1 << 18  # of a region that are looked at, over all frames of the sample
LEAST = 8  # frames
FREEDOM = 1000  # degrees of freedom wanted: standard errors are then known to 2 %
FURTHEST = 64  # pixels
MORE_CORRELATED = 0.1
CLEAR = 2.0  # standard deviations of a correlation that is none


@dataclass(frozen=True, eq=False)
class Noise:
    """What the residuals of a sample of frames tell of the noise inside a region.

    Parameters
    ----------
    scores
        Covariance of the sums of column times residual, for residuals of variance 1, shape
        (k + 3, k + 3).
    freedom
        Degrees of freedom with which it is known.
    reach
        How many pixels apart residuals are still correlated, along y or x.
    cut_off
        Whether that was cut off by the size of the region.
    correlation
        Mean correlation of the residuals of neighbouring pixels.
    shared
        Share of the residuals' variance that is one pattern in all frames.
    doubt
        Up to which value `shared` may be chance.
    variance
        Median of the residuals' variances.
    """

    scores: Floats
    freedom: float
    reach: int
    cut_off: bool
    correlation: float
    shared: float
    doubt: float
    variance: float

    def factor(self, confidence: float) -> float:
        """Return how many standard errors an interval extends to either side."""
        return float(stdtrit(self.freedom, (1 + confidence) / 2))


def look_at_noise(basis: Basis, model: Model, sample: Sequence[Frames]) -> Noise | None:
    """Return what the residuals of some frames tell; None where no frame can be fitted.

    The variance of a coefficient is that of a sum over pixels of column times residual. It is
    estimated from the products of these at any two pixels of a square as wide as residuals are
    correlated, so neither equal variances nor independence are presumed (White 1980,
    doi:10.2307/1912934; Conley 1999, doi:10.1016/S0304-4076(98)00084-0), and averaged over the
    frames, each divided by the variance of its residuals.

    Parameters
    ----------
    basis, model
        The region and the model.
    sample
        Frames, each of shape (pixels,).
    """
    places, shape = _box(basis)
    fitted = _fit_some(basis, model, sample, max(LEAST, PIXELS // max(1, basis.n)))
    if fitted is None:
        return None
    reach, correlation, cut_off = _reach(fitted.images, basis.n)
    leverage = _leverage_in_boxes(basis, model, fitted.bread, places, shape, reach)
    wanted = math.ceil(FREEDOM * leverage)
    if len(fitted.images) < wanted and len(fitted.images) < len(sample):
        fitted = _fit_some(basis, model, sample, wanted) or fitted
    count = len(fitted.images)
    share, doubt = _shared(fitted.images, basis.n, reach)
    scores = np.zeros((len(basis.columns), len(basis.columns)))
    for number in range(count):
        scored = np.zeros((len(scores), *shape))
        scored.reshape(len(scores), -1)[:, places] = _scores(basis, model, fitted, number)
        _add_products(scored, reach, scores)
    return Noise(
        scores / count / max(1 - leverage, 0.25),
        max(1.0, count / leverage),
        *(reach, cut_off, correlation, share, doubt),
        float(np.median(fitted.variance)),
    )


class _Fitted(NamedTuple):
    """Frames of the sample: the weights of the references, and what the fit leaves.

    `rest` and `images`, which are 0 outside the region, are in standard deviations.
    """

    weights: Floats
    variance: Floats
    bread: Floats
    rest: Floats
    images: Floats


def _fit_some(basis: Basis, model: Model, sample: Sequence[Frames], count: int) -> _Fitted | None:
    """Fit so many frames of the sample; None if none is left.

    Frames whose residuals are far more structured than most are left out: what spoils a few
    frames tells nothing of the others' noise.
    """
    frames = np.stack(sample[:: max(1, len(sample) // count)])
    moments, found = fit_frames(basis, model, frames)
    noisy = (moments.n > model.n_parameters) & (found.variance > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = frames[:, basis.places] - basis.base
        rest = residual(basis, model, y, found.parameters, found.offset)
        rest /= np.sqrt(found.variance)[:, None]
    rest[~np.isfinite(rest)] = 0.0
    places, shape = _box(basis)
    images = np.zeros((len(rest), *shape))
    images.reshape(len(rest), -1)[:, places] = rest
    r = np.array([_of_neighbours(image) for image in images])
    usual = noisy & (r <= np.median(r[noisy]) + structured(basis)) if noisy.any() else noisy
    if not usual.any():
        return None
    return _Fitted(
        found.weights[usual], found.variance[usual], found.bread[0], rest[usual], images[usual]
    )


def structured(basis: Basis) -> float:
    """Return by how much neighbouring residuals must correlate more than usual to be structured."""
    return MORE_CORRELATED + 5 / math.sqrt(basis.n)


def neighbours(basis: Basis, rest: Floats) -> float:
    """Return the mean correlation of the residuals of neighbouring pixels."""
    places, shape = _box(basis)
    image = np.zeros(shape)
    image.ravel()[places] = rest
    return _of_neighbours(image)


def _of_neighbours(image: Floats) -> float:
    total = _square(image)
    return sum(_at_lag(image[None], 1, axis) for axis in (1, 2)) / (2 * total) if total else 0.0


def _box(basis: Basis) -> tuple[npt.NDArray[np.int64], tuple[int, int]]:
    """Return where the pixels lie in an image just as large as the region, of all planes."""
    rows, columns = np.divmod(basis.places, basis.width)
    rows, columns = rows - rows.min(), columns - columns.min()
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    return rows * shape[1] + columns, shape


def _reach(images: Floats, n: int) -> tuple[int, float, bool]:
    """Return how far residuals are correlated, by how much at one pixel, and if cut off."""
    total = _square(images)
    furthest = min(FURTHEST, max(1, min(images.shape[1:]) // 4))
    areas, first = np.ones(2), 0.0
    for lag in range(1, furthest + 1):
        r = np.array([_at_lag(images, lag, axis) / total for axis in (1, 2)])
        first = float(r.mean()) if lag == 1 else first
        # The correlation at a lag is as uncertain as if only so many pixels were independent.
        if np.abs(r).max() < CLEAR * math.sqrt(areas.prod() / (n * len(images))):
            return lag - 1, first, False
        areas += 2 * r**2
    return furthest, first, furthest > 1


def _square(images: Floats) -> float:
    """Return the sum of squares, on one thread: waking others takes longer."""
    return float(np.einsum("i,i->", images.ravel(), images.ravel()))


def _at_lag(images: Floats, lag: int, axis: int) -> float:
    """Return the sum of products of pixels some lag apart."""
    near, far = (np.moveaxis(images, axis, 0)[part] for part in (slice(-lag), slice(lag, None)))
    return float(np.einsum("xfy,xfy->", near, far))


def _scores(basis: Basis, model: Model, fitted: _Fitted, number: int) -> Floats:
    """Return column times residual, of columns less their means where the offset is free."""
    columns, rest = basis.real, fitted.rest[number]
    if model.settings.offset:
        weights = basis.weights if basis.weights.size else np.ones(basis.n)
        columns = columns - (columns @ weights / weights.sum())[:, None]
    if model.settings.reference_noise:
        one = slice(number, number + 1)
        slopes = model.error_slopes(fitted.weights[one])[0] * math.sqrt(fitted.variance[number])
        columns = columns.copy()
        columns[model.columns] -= slopes[:, None] * rest
    pulled = pull(basis, rest) if model.settings.robust else rest
    return np.asarray(columns * (pulled * basis.weights if basis.weights.size else pulled))


def _add_products(images: Floats, reach: int, sums: Floats) -> None:
    """Add the products of all pixels up to `reach` apart, for each two images."""
    if reach:
        kernels.add_box_products(images, reach, sums)
    else:
        flat = images.reshape(len(images), -1)
        sums += flat @ flat.T


def _leverage_in_boxes(
    basis: Basis,
    model: Model,
    bread: Floats,
    places: npt.NDArray[np.int64],
    shape: tuple[int, int],
    reach: int,
) -> float:
    """Return one over the number of boxes among which the weight of the fit is spread."""
    columns = basis.real[model.columns]
    if model.settings.offset:
        columns = columns - columns.mean(axis=1, keepdims=True)
    leverage = np.einsum("in,ij,jn->n", columns, bread, columns, optimize=True)
    image = np.zeros((1, *shape))
    image.ravel()[places] = leverage / leverage.sum()
    found = np.zeros((1, 1))
    _add_products(image, reach, found)
    return float(found[0, 0])


def _shared(images: Floats, n: int, reach: int) -> tuple[float, float]:
    """Return the share of the variance that is one pattern, and up to where it may be chance."""
    count = len(images)
    if count < LEAST:
        return 0.0, 1.0
    total, together = _square(images), images.sum(axis=0)
    share = (_square(together) - total) / ((count - 1) * total)
    independent = n / (2 * reach + 1) ** 2
    return share, 5 * math.sqrt(2 / (count * (count - 1) * independent))
