"""Fitting many frames at once from their sums."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napari_compare.core.mixing.basis import Basis, Moments
from napari_compare.core.mixing.bounded_kernels import solve_bounded
from napari_compare.core.mixing.model import Model

Floats = npt.NDArray[np.float64]

CONDITION_LIMIT = 1e6


@dataclass(frozen=True, eq=False)
class Fit:
    """What was fitted to some frames.

    Parameters
    ----------
    x
        Coefficients, shape (frames, k).
    weights
        Of the references, shape (frames, k): the coefficients times the gain.
    parameters
        Shape (frames, p), without the offset.
    offset
        Shape (frames,); 0 where the model has none.
    slopes
        Derivatives of the coefficients by the parameters, shape (frames, k, p).
    bread
        Inverse of the matrix of the normal equations, shape (frames or 1, p, p).
    residual_square
        Sum of the weighted squares of the residuals, shape (frames,).
    variance
        Of the residuals, with as many degrees of freedom as there are, shape (frames,).
    r_squared
        Share of the frame's variance that the fit explains, shape (frames,).
    rms
        Root mean square of the residuals, shape (frames,).
    """

    x: Floats
    weights: Floats
    parameters: Floats
    offset: Floats
    slopes: Floats
    bread: Floats
    residual_square: Floats
    variance: Floats
    r_squared: Floats
    rms: Floats


def fit(moments: Moments, model: Model) -> Fit:
    """Fit the model to frames by least squares, or by total least squares.

    Parameters
    ----------
    moments
        Of frames of a region in which the references can be told apart.
    model
        The model.
    """
    columns = model.columns
    used = centred(moments) if model.settings.offset else moments
    gram: Floats = used.gram[:, columns][:, :, columns]
    cross = used.cross[:, columns]
    curvature = used.curvature[:, columns][:, :, columns]
    if model.settings.reference_noise:
        parameters, excess = _total_least_squares(gram, cross, used.square, model)
        curvature = curvature - excess[:, None, None] * _noise_of_columns(model)
    else:
        parameters = _solve(gram, cross)
        if model.bounded:
            parameters = _within_bounds(used, parameters, model)
    residual = _residual_square(gram, cross, used.square, parameters)
    weights = model.weights(parameters)
    x, slopes = model.coefficients(weights)
    total = moments.gram[:, 0, 0]
    offset = np.zeros(len(parameters))
    if model.settings.offset:
        means = moments.gram[:, 0, columns] / total[:, None]
        offset = moments.cross[:, 0] / total - (means * parameters).sum(axis=1)
    bread: Floats = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
    freedom = np.maximum(moments.n - model.n_parameters, 1)
    around = spread(moments, model.k)
    r_squared = np.full(len(around), np.nan)
    np.divide(residual, around, out=r_squared, where=around > 0)
    return Fit(
        *(x, weights, parameters, offset, slopes, bread, residual),
        variance=residual / freedom,
        r_squared=1 - r_squared,
        rms=np.sqrt(residual / total),
    )


def _solve(gram: Floats, cross: Floats) -> Floats:
    return np.asarray(np.linalg.solve(gram, cross[:, :, None])[:, :, 0], dtype=np.float64)


def centred(moments: Moments) -> Moments:
    """Return the sums over columns and y less their weighted means: an offset fits itself."""
    of_one = moments.gram[:, 0] / moments.gram[:, :1, 0]
    of_curvature = moments.curvature[:, 0] / moments.curvature[:, :1, 0]
    mean = moments.cross[:, 0]
    return Moments(
        moments.gram - moments.gram[:, :, :1] * of_one[:, None, :],
        moments.cross - of_one * mean[:, None],
        moments.square - mean**2 / moments.gram[:, 0, 0],
        moments.n,
        moments.curvature - moments.curvature[:, :, :1] * of_curvature[:, None, :],
    )


def residual(basis: Basis, model: Model, y: Floats, parameters: Floats, offset: Floats) -> Floats:
    """Return what fits leave of frames, shape (frames, n), or of one, shape (n,)."""
    fitted = parameters @ basis.columns[model.columns]
    return np.asarray(y - fitted - np.asarray(offset)[..., None])


def condition_number(gram: Floats, model: Model) -> float:
    """Return how ill the references can be told apart inside a region.

    The largest norm of a reference over the least norm that a change of the coefficients by 1
    can have: each less its mean where the offset is free. Infinite where they are the same, or
    proportional and the gain is free.

    Parameters
    ----------
    gram
        Products of each two columns, shape (k + 3, k + 3).
    model
        The model.
    """
    nothing = np.zeros((1, len(gram)))
    moments = Moments(gram[None], nothing, nothing[:, 0], nothing[:, 0], gram[None])
    if not gram[0, 0] > 0:
        return math.inf
    (used,) = (centred(moments) if model.settings.offset else moments).gram
    k, columns = model.k, model.columns
    last = used[k, k]
    sizes = [last, *(used[i, i] + 2 * used[i, k] + last for i in range(1, k))]
    least = float(np.linalg.eigvalsh(used[np.ix_(columns, columns)])[0])
    # Rounding leaves a trace of what has cancelled.
    resolved = least > 1e-15 * max(gram.diagonal()[1 : k + 1].max(), 0.0)
    return math.sqrt(max(sizes) / least) if resolved else math.inf


def _residual_square(gram: Floats, cross: Floats, square: Floats, parameters: Floats) -> Floats:
    fitted = (gram @ parameters[:, :, None])[:, :, 0]
    residual = square + (parameters * (fitted - 2 * cross)).sum(axis=1)
    return np.asarray(np.maximum(residual, 0.0))


def spread(moments: Moments, k: int) -> Floats:
    """Return the sum of squares of frames about their means, shape (frames,)."""
    gram, cross = moments.gram, moments.cross
    square = moments.square + 2 * cross[:, k] + gram[:, k, k]
    mean = (cross[:, 0] + gram[:, 0, k]) / gram[:, 0, 0]
    return np.asarray(square - mean**2 * gram[:, 0, 0])


def _within_bounds(moments: Moments, parameters: Floats, model: Model) -> Floats:
    """Return the parameters of the best fit of which no weight is beyond its bounds."""
    weights = model.weights(parameters)
    beyond = ((weights < 0) | (weights > model.upper)).any(axis=1)
    if not beyond.any():
        return parameters
    k = model.k
    # References as sums of columns: R_i = (R_i - R_k) + R_k. The frame is y + R_k.
    mixed = np.eye(k)
    mixed[:-1, -1] = 1
    gram = moments.gram[:, 1 : k + 1, 1 : k + 1]
    cross = (moments.cross[:, 1 : k + 1] + gram[:, -1]) @ mixed.T
    gram = mixed @ gram @ mixed.T
    chosen = slice(None) if len(gram) == 1 else beyond
    found = np.empty((int(beyond.sum()), k))
    solve_bounded(gram[chosen], cross[beyond], model.upper, model.summed, found)
    weights[beyond] = found
    return model.parameters(weights)


def _noise_of_columns(model: Model) -> Floats:
    """Return the covariance of the errors of the columns, in variances of a frame's noise."""
    return np.asarray(model.settings.reference_noise * model.slope.T @ model.slope)


def _total_least_squares(
    gram: Floats, cross: Floats, square: Floats, model: Model
) -> tuple[Floats, Floats]:
    """Return the parameters where references have errors, and the residuals' sum of squares.

    The sum of squares over the variance of y less the fit, both quadratic forms in (1, -θ), is
    least at the eigenvector of the smallest eigenvalue, which is that ratio (Golub and Van Loan
    1980, doi:10.1137/0717073; Fuller 1987, Measurement Error Models, section 2.3). Of two
    references within bounds, the better end is taken where the minimum lies beyond them.
    """
    p = len(model.columns)
    form = np.empty((len(cross), p + 1, p + 1))
    form[:, 0, 0], form[:, 0, 1:], form[:, 1:, 0], form[:, 1:, 1:] = square, cross, cross, gram
    constant = np.eye(model.k)[-1]
    errors = np.column_stack([constant, -model.slope])
    noise = np.sqrt(model.settings.reference_noise) * errors
    root = np.linalg.cholesky(np.diag(np.eye(p + 1)[0]) + noise.T @ noise)
    inverse = np.linalg.inv(root)
    values, vectors = np.linalg.eigh(inverse @ form @ inverse.T)
    least = vectors[:, :, 0] @ inverse
    with np.errstate(divide="ignore", invalid="ignore"):
        parameters = -least[:, 1:] / least[:, :1]
    if model.bounded:
        parameters = _better_end(parameters, gram, cross, square)
    return parameters, values[:, 0]


def _better_end(parameters: Floats, gram: Floats, cross: Floats, square: Floats) -> Floats:
    ends = np.array([[0.0], [1.0]])
    left = [_residual_square(gram, cross, square, np.tile(end, (len(cross), 1))) for end in ends]
    beyond = (parameters < 0) | (parameters > 1)
    return np.where(beyond, ends[np.argmin(left, axis=0)], parameters)
