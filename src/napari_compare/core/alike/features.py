"""Features of an image found again in another one, which may be shifted, turned, scaled or cut."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.alike.look import WHITE, Grey

MOST = 500
SMOOTHING = 1.0  # pixels of the look: noise has many corners, and none is found again
SCALES, STEP = 6, 1.3  # in which corners are looked for, up to 3.7 times as large
CONTRAST = 0.05  # of a corner with what is around it, black to white being 1
RATIO = 0.8  # of the distances to the nearest and the next descriptor
TOLERANCE = 3.0  # pixels of the look
TRIALS = 1000
LEAST = 5  # that must agree, as any two do, and a few more may by chance
DECIMALS = 4  # of scale, degrees and pixels: more than corners tell
LARGEST = 5.0  # scale; a corner so much larger is another corner

Complex = npt.NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class Features:
    """The features of an image.

    Parameters
    ----------
    places
        Where they are, x + iy in pixels of the image, shape (n,).
    descriptors
        What they look like, shape (n, 256).
    pixel
        Size of a pixel of the look in those of the image.
    """

    places: Complex
    descriptors: npt.NDArray[np.bool_]
    pixel: float


@dataclass(frozen=True)
class Agreement:
    """How the features of one image are found again in another.

    Parameters
    ----------
    count
        How many lie where one and the same shift, rotation and scale puts them.
    share
        The same, of the features of the image that has fewer.
    scale, rotation, shift_y, shift_x
        The pixel (y, x) of the one lies in the other at (x + iy)·scale·exp(i·rotation) + shift:
        turned clockwise, as images are shown, by the rotation in degrees. NaN where nothing
        agrees.
    """

    count: int = 0
    share: float = 0.0
    scale: float = math.nan
    rotation: float = math.nan
    shift_y: float = math.nan
    shift_x: float = math.nan


def features_of(look: Grey, shape: tuple[int, ...]) -> Features | None:
    """Return the features of an image: at most 500 corners, described by ORB.

    Rublee E et al. (2011) doi:10.1109/ICCV.2011.6126544.

    Parameters
    ----------
    look
        What the image looks like; see `look_of`.
    shape
        Shape of the image.

    Returns
    -------
    Features or None
        None where there are too few to be found again.
    """
    from scipy.ndimage import gaussian_filter
    from skimage.feature import ORB

    finder: Any = ORB(  # type: ignore[no-untyped-call]
        n_keypoints=MOST, fast_threshold=CONTRAST, n_scales=SCALES, downscale=STEP
    )
    try:
        finder.detect_and_extract(gaussian_filter(look / np.float32(WHITE), SMOOTHING))
    except (RuntimeError, ValueError, IndexError):  # no corner, or an image too small for any
        return None
    if len(finder.keypoints) < LEAST:
        return None
    y_pixel, x_pixel = (n / small for n, small in zip(shape[-2:], look.shape, strict=True))
    y, x = finder.keypoints.T
    places = ((x + 0.5) * x_pixel - 0.5) + 1j * ((y + 0.5) * y_pixel - 0.5)
    return Features(places, finder.descriptors.astype(np.bool_), max(y_pixel, x_pixel))


def agreement(one: Features, other: Features) -> Agreement:
    """Return how many features of one image are found again in another, and where.

    Features are matched by their descriptors, both ways round. Then two matches at a time say how
    the image may have been shifted, turned and scaled, and the answer with which most others
    agree is taken (RANSAC; Fischler MA, Bolles RC (1981) doi:10.1145/358669.358692), at last
    fitted to all of these by least squares.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> places = random.uniform(0, 500, 40) + 1j * random.uniform(0, 500, 40)
    >>> seen = random.integers(0, 2, (40, 256)).astype(bool)
    >>> found = agreement(Features(places, seen, 1), Features(2 * places + 30 - 5j, seen, 1))
    >>> found.count, round(found.scale, 6), round(found.shift_y, 6), round(found.shift_x, 6)
    (40, 2.0, -5.0, 30.0)
    """
    from skimage.feature import match_descriptors

    matches = match_descriptors(  # type: ignore[no-untyped-call]
        one.descriptors, other.descriptors, cross_check=True, max_ratio=RATIO
    )
    here, there = one.places[matches[:, 0]], other.places[matches[:, 1]]
    tolerance = TOLERANCE * other.pixel
    agree = _most_agreeing(here, there, tolerance)
    turn, shift = 1 + 0j, 0j
    for _ in range(2):
        if np.count_nonzero(agree) < LEAST:
            return Agreement()
        turn, shift = _fitted(here[agree], there[agree])
        agree = np.abs(turn * here + shift - there) < tolerance
    count = int(np.count_nonzero(agree))
    if count < LEAST:
        return Agreement()
    share = count / min(len(one.places), len(other.places))
    found = abs(turn), math.degrees(cmath.phase(turn)), shift.imag, shift.real
    return Agreement(count, share, *(round(value, DECIMALS) + 0.0 for value in found))


def _most_agreeing(here: Complex, there: Complex, tolerance: float) -> npt.NDArray[np.bool_]:
    """Return which matches agree with the two matches with which most agree."""
    none = np.zeros(len(here), dtype=np.bool_)
    if len(here) < LEAST:
        return none
    i, j = np.random.default_rng(0).integers(len(here), size=(2, TRIALS))
    apart = np.abs(here[i] - here[j]) > tolerance
    i, j = i[apart], j[apart]
    turns = (there[i] - there[j]) / (here[i] - here[j])
    usable = (np.abs(turns) < LARGEST) & (np.abs(turns) > 1 / LARGEST)
    if not usable.any():
        return none
    turns, i = turns[usable], i[usable]
    shifts = there[i] - turns * here[i]
    agree = np.abs(turns[:, None] * here + shifts[:, None] - there) < tolerance
    best: npt.NDArray[np.bool_] = agree[agree.sum(axis=1).argmax()]
    return best


def _fitted(here: Complex, there: Complex) -> tuple[complex, complex]:
    """Return turn and shift for which turn·here + shift is nearest to there."""
    from_middle = here - here.mean()
    turn = complex(np.vdot(from_middle, there) / np.vdot(from_middle, from_middle))
    return turn, complex(there.mean() - turn * here.mean())
