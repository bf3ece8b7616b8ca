"""The sentences beside a coefficient: where the model does not hold, and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from napari_compare.core.mixing.basis import Basis, Moments
from napari_compare.core.mixing.fit import CONDITION_LIMIT, Fit, centred, residual
from napari_compare.core.mixing.model import Model
from napari_compare.core.mixing.noise import Noise, neighbours, structured
from napari_compare.core.mixing.series import Frames
from napari_compare.core.words import counted

Floats = npt.NDArray[np.float64]

CLEAR = 40.0  # squared standard errors: no chance finding in a million frames
LEAST_SHIFT = 0.05  # pixels
LOUDER = 1.5  # times the usual variance of residuals: worth a look at their structure
LEAST_SHARE = 0.03
FEWEST_BOXES = 3.0


def of_region(basis: Basis, model: Model, condition: float) -> Iterator[str]:
    """Yield what concerns all frames, known from the region and the references alone."""
    yield from basis.region.notes
    if basis.n_excluded:
        left_out = _left_out(basis.n_excluded)
        yield f"{left_out}: a reference is no finite number there."
    if basis.n <= model.n_parameters:
        yield (
            f"x is undefined: {basis.n} pixels are too few for {model.n_parameters} numbers. "
            "Draw a larger region."
        )
    elif condition >= CONDITION_LIMIT:
        size = "infinite" if math.isinf(condition) else f"{condition:.1g}"
        alike = "equal" if model.summed else "equal or proportional"
        if model.settings.offset:
            alike += ", but for an offset,"
        yield (
            f"x is undefined: the references are {alike} here, or one is a mixture of the others "
            f"(the condition number is {size})."
        )


def of_noise(basis: Basis, model: Model, noise: Noise | None) -> Iterator[str]:
    """Yield what concerns all frames, known from the residuals of a sample."""
    if noise is None:
        yield (
            "x has no standard error: the frames that were looked at are mixtures without any "
            "noise, or hold too few finite pixels."
        )
        return
    if noise.freedom < FEWEST_BOXES:
        yield (
            "The region is hardly larger than the distance over which residuals are correlated: "
            "the interval of x is a guess."
        )
    if noise.cut_off:
        yield (
            f"Residuals are correlated over {noise.reach} pixels and more: the references do not "
            "explain the large structures of the frames, and x_se may be too small."
        )
    if noise.shared > LEAST_SHARE + noise.doubt + _expected_share(model):
        yield (
            f"{noise.shared:.0%} of the residuals' variance is one pattern in all frames: "
            "references are noisy, which pulls x away from the truth, or one is missing. Average "
            "more images for each reference, or allow for their noise (reference_noise)."
        )
    gram = basis.gram[np.ix_(model.columns, model.columns)] / basis.gram[0, 0]
    contrast = math.sqrt(max(0.0, float(np.linalg.eigvalsh(gram)[0])))
    typical = math.sqrt(noise.variance * basis.n / basis.gram[0, 0])
    if contrast < 2 * typical and not model.settings.reference_noise:
        yield (
            f"The references differ by {contrast:.3g} (root mean square), the frames' noise is "
            f"{typical:.3g}: if the references are as noisy, x says nothing."
        )


def of_pixels(
    basis: Basis, model: Model, moments: Moments, fitted: Fit
) -> Iterator[tuple[int, str]]:
    """Yield the number of a frame, and what its pixels lack."""
    left_out = basis.n - moments.n
    for i in np.flatnonzero(left_out).tolist():
        them = "it is no finite number" if left_out[i] == 1 else "they are no finite numbers"
        yield i, f"{_left_out(int(left_out[i]))}: {them}."
        if moments.n[i] <= model.n_parameters:
            yield i, "x is undefined: too few pixels are left, or references are alike in them."
    if model.settings.gain:
        for i in np.flatnonzero(~np.isfinite(fitted.x).all(axis=1)).tolist():
            yield i, "x is undefined: nothing of the references is found in the frame."


def _left_out(n: int) -> str:
    return f"{counted(n, 'pixel')} {'is' if n == 1 else 'are'} left out"


def of_fit(
    model: Model, noise: Noise, moments: Moments, fitted: Fit, se: Floats
) -> Iterator[tuple[int, str]]:
    """Yield the number of a frame that is shifted or of another brightness, and a sentence."""
    used = centred(moments) if model.settings.offset else moments
    yield from _shifts(used, model, noise, fitted)
    yield from _brightness(used, model, noise, fitted, se)


def of_loud_frames(
    basis: Basis, model: Model, noise: Noise, fitted: Fit, frames: Frames
) -> Iterator[tuple[int, str]]:
    """Yield frames whose residuals are larger than usual and structured, and a sentence."""
    clear = noise.correlation + structured(basis)
    for i in np.flatnonzero(fitted.variance > LOUDER * noise.variance).tolist():
        y = basis.rest(frames[i])
        rest = residual(basis, model, y, fitted.parameters[i], fitted.offset[i])
        r = neighbours(basis, np.where(np.isfinite(rest), rest, 0.0))
        if r > clear:
            yield (
                i,
                f"The residuals are structured (neighbouring pixels correlate by {r:.2f}, usually "
                f"by {round(noise.correlation, 2) + 0.0:.2f}): the references do not explain "
                "this frame.",
            )


def _expected_share(model: Model) -> float:
    """Return the largest share of one pattern that the given noise of the references makes."""
    noise = model.settings.reference_noise
    return noise / (1 + noise)


def _probe(
    used: Moments, model: Model, noise: Noise, fitted: Fit, columns: list[int]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return what columns beside the model would be fitted by.

    Returns
    -------
    found, squares, explained, moved : ndarray
        Their parameters, shape (frames, columns); these over their standard errors, squared; the
        sum of squares that they explain; and how far the model's parameters would move, shape
        (frames, p).
    """
    own = model.columns
    ours, theirs = used.gram[:, own][:, :, own], used.gram[:, own][:, :, columns]
    explained = np.linalg.solve(ours, theirs)
    gram = used.gram[:, columns][:, :, columns] - theirs.transpose(0, 2, 1) @ explained
    cross = used.cross[:, columns] - (fitted.parameters[:, None, :] @ theirs)[:, 0]
    inverse = np.linalg.pinv(gram, rcond=1e-9, hermitian=True)
    found = (inverse @ cross[:, :, None])[:, :, 0]
    beside = np.zeros((len(explained), used.gram.shape[-1], len(columns)))
    beside[:, own] = -explained
    beside[:, columns] = np.eye(len(columns))
    scores = beside.transpose(0, 2, 1) @ noise.scores @ beside
    weighed = np.linalg.pinv(scores, rcond=1e-9, hermitian=True)
    squares = (cross * (weighed @ cross[:, :, None])[:, :, 0]).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = squares / fitted.variance
    return found, squares, (found * cross).sum(axis=1), -(explained @ found[:, :, None])[:, :, 0]


def _shifts(used: Moments, model: Model, noise: Noise, fitted: Fit) -> Iterator[tuple[int, str]]:
    k = model.k
    found, squares, _, _ = _probe(used, model, noise, fitted, [k + 1, k + 2])
    shifts = -2 * k * found
    far = np.hypot(*shifts.T) >= LEAST_SHIFT
    for i in np.flatnonzero(far & (squares > CLEAR)).tolist():
        down, right = shifts[i]
        yield (
            i,
            f"The frame is shifted against the references by about {down:.2f} pixels along y and "
            f"{right:.2f} along x: align it first.",
        )


def _brightness(
    used: Moments, model: Model, noise: Noise, fitted: Fit, se: Floats
) -> Iterator[tuple[int, str]]:
    """Yield the frames whose coefficients would be others with a free offset or gain."""
    # The noise of a reference takes part in the residuals, and would pass for a gain.
    gain = model.summed and not model.settings.reference_noise
    missing = [("offset", 0)] * (not model.settings.offset) + [("gain", model.k)] * gain
    if not missing:
        return
    probed = [_probe(used, model, noise, fitted, [column]) for _, column in missing]
    better = np.argmax([explained for _, _, explained, _ in probed], axis=0)
    for number, ((name, _), (_, squares, _, moved)) in enumerate(zip(missing, probed, strict=True)):
        change = (fitted.slopes @ moved[:, :, None])[:, :, 0]
        matters = (np.abs(change) > 2 * se).any(axis=1) & (squares > CLEAR)
        for i in np.flatnonzero(matters & (better == number)).tolist():
            yield (
                i,
                f"With a free {name} the frame would fit clearly better, and the first coefficient "
                f"would be {fitted.x[i, 0] + change[i, 0]:.3f}: its brightness is not that of the "
                "references.",
            )
