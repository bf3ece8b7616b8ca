"""Fitting frames, one by one where outliers lose weight or pixels are not finite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from napari_compare.core.mixing.basis import Basis, Moments
from napari_compare.core.mixing.fit import (
    CONDITION_LIMIT,
    Fit,
    condition_number,
    fit,
    residual,
    spread,
)
from napari_compare.core.mixing.model import Model
from napari_compare.core.mixing.series import Frames

Floats = npt.NDArray[np.float64]
Several = TypeVar("Several", Moments, Fit)

TUNING = 1.345  # standard deviations: 95 % as efficient as least squares on normal noise
OF_NORMAL = 0.6744897501960817  # median of the absolute value of a normal variable
ITERATIONS = 50
STEADY = 1e-9  # change of the parameters, relative to the largest, at which the iteration ends


def fit_frames(basis: Basis, model: Model, frames: Frames) -> tuple[Moments, Fit]:
    """Fit frames of shape (frames, pixels); `n` is 0 where too few pixels are left to fit."""
    if model.settings.robust:
        found = [_fit_robustly(basis, model, basis.rest(frame)) for frame in frames]
        return joined([one for one, _ in found]), joined([one for _, one in found])
    moments = basis.moments(frames)
    finite = np.isfinite(moments.square)
    if not finite.all():
        own = [
            _at(moments, i) if whole else _of_finite(basis, model, basis.rest(frame))
            for i, (frame, whole) in enumerate(zip(frames, finite, strict=True))
        ]
        moments = joined(own)
    return moments, fit(moments, model)


def pull(basis: Basis, rest: Floats) -> Floats:
    """Return residuals cut off at Huber's limit: no pixel pulls harder than that.

    References
    ----------
    Huber (1964) Ann Math Statist 35:73, doi:10.1214/aoms/1177703732.
    """
    return rest * _huber(basis, rest, np.ones(len(rest), dtype=bool))


def _huber(basis: Basis, rest: Floats, finite: npt.NDArray[np.bool_]) -> Floats:
    """Return what each pixel weighs: less, the further it is from the fit."""
    size = np.abs(rest) * (np.sqrt(basis.weights) if basis.weights.size else 1.0)
    limit = TUNING * float(np.median(size[finite])) / OF_NORMAL if finite.any() else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.minimum(1.0, limit / size) if limit else np.ones_like(rest)
    return np.where(finite, weights, 0.0)


def _fit_robustly(basis: Basis, model: Model, y: Floats) -> tuple[Moments, Fit]:
    """Fit one frame by least squares again and again, outliers weighing less each time."""
    finite = np.isfinite(y)
    plain = moments = _of_finite(basis, model, y)
    found = fit(moments, model)
    if not moments.n[0]:
        return moments, found
    rest = residual(basis, model, y, found.parameters[0], found.offset[0])
    for _ in range(ITERATIONS):
        weights = _huber(basis, rest, finite)
        moments = basis.moments_of(y, weights, finite & (weights == 1))
        if not _can_be_fitted(moments, model):
            return plain, fit(plain, model)
        before, found = found.parameters, fit(moments, model)
        rest = residual(basis, model, y, found.parameters[0], found.offset[0])
        if np.abs(found.parameters - before).max() <= STEADY * np.abs(before).max():
            break
    return moments, _with_residuals(basis, model, plain, found, rest, finite)


def _with_residuals(
    basis: Basis,
    model: Model,
    plain: Moments,
    found: Fit,
    rest: Floats,
    finite: npt.NDArray[np.bool_],
) -> Fit:
    """Return the fit with residuals of all pixels, and the variance of what pulls at it."""
    base = basis.weights[finite] if basis.weights.size else np.ones(int(finite.sum()))
    square = (base * rest[finite] ** 2).sum(keepdims=True)
    pulled = rest[finite] * _huber(basis, rest, finite)[finite]
    freedom = np.maximum(plain.n - model.n_parameters, 1)
    around = spread(plain, model.k)
    return replace(
        found,
        residual_square=square,
        variance=(base * pulled**2).sum(keepdims=True) / freedom,
        rms=np.sqrt(square / base.sum()),
        r_squared=1 - square / around if around[0] > 0 else np.full(1, np.nan),
    )


def _of_finite(basis: Basis, model: Model, y: Floats) -> Moments:
    """Return the sums of one frame over its finite pixels."""
    finite = np.isfinite(y)
    moments = basis.moments_of(y, finite.astype(np.float64), finite)
    if _can_be_fitted(moments, model):
        return moments
    nothing = np.zeros(1)
    return Moments(basis.gram[None], nothing * moments.cross, nothing, nothing, basis.gram[None])


def _can_be_fitted(moments: Moments, model: Model) -> bool:
    enough = bool(moments.n[0] > model.n_parameters)
    return enough and all(
        condition_number(gram[0], model) < CONDITION_LIMIT
        for gram in (moments.gram, moments.curvature)
    )


def _at(moments: Moments, i: int) -> Moments:
    """Return the sums of one frame of several."""
    one = slice(i, i + 1)
    return Moments(
        moments.gram, moments.cross[one], moments.square[one], moments.n[one], moments.curvature
    )


def joined(parts: Sequence[Several]) -> Several:
    """Return the sums or the fits of several frames, or several lots of frames, as one."""
    arrays: list[Any] = [
        np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(parts[0])
    ]
    return type(parts[0])(*arrays)
