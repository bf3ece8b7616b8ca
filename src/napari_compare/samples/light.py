"""The light of cells with vesicles of two labels, and what a camera makes of it.

Vesicles of various size and brightness, blurred by a microscope, in a haze of free label that
spares the nucleus, with photon and camera noise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt, gaussian_filter

from napari_compare.samples.sample import Counts, Floats, Outline

Mask = npt.NDArray[np.bool_]

BACKGROUND, HAZE = 2.0, 6.0  # photons a pixel
GAIN, READ_NOISE, FULL_SCALE = 6.0, 3.0, 4095  # counts a photon, counts, largest of 12 bits


def depth(outline: Outline, plane_shape: tuple[int, int]) -> Floats:
    """Return each pixel's distance from the outline, 0 outside."""
    return np.asarray(distance_transform_edt(outline.region(1, plane_shape).mask()))


def cell(
    body: Mask, n: int, shared: float, rng: np.random.Generator, *, apart: bool = False
) -> Floats:
    """Return the light of both channels of one cell, `n` vesicles each; where asked, kept apart."""
    room = body & ~_nucleus(body)
    of_a = _places(room, n, rng)
    if apart:
        room &= _distance_from(of_a, body.shape) > 6
    of_b = _places(room, n, rng)
    bright_a, bright_b = brightness(n, rng), brightness(n, rng)
    both = round(shared * n)
    of_b[:both] = of_a[:both]
    bright_b[:both] = bright_a[:both] * rng.uniform(0.8, 1.2, both)
    spots_a = spots(of_a, bright_a, body.shape)
    spots_b = spots(of_b, bright_b, body.shape)
    haze_a = haze_b = haze(body)
    if apart:
        haze_a, haze_b = haze_a / (1 + spots_b / HAZE), haze_b / (1 + spots_a / HAZE)
    return np.stack([spots_a + haze_a, spots_b + haze_b])


def _nucleus(body: Mask) -> Mask:
    """Return an ellipse, off the middle of the cell, as its nucleus."""
    y, x = ((axis - axis[body].mean()) / axis[body].std() for axis in np.indices(body.shape)[-2:])
    inside: Mask = body & ((y - 0.3) ** 2 + (0.8 * (x + 0.2) - 0.4 * y) ** 2 < 0.5)
    return inside


def haze(body: Mask) -> Floats:
    """Return the light of free label, which the nucleus keeps out."""
    label = np.where(_nucleus(body), 0.35, body)
    return HAZE * gaussian_filter(label, 2 * np.array(_blur(body.ndim)))


def _places(room: Mask, n: int, rng: np.random.Generator) -> Floats:
    """Return `n` pixels of the room, shape (n, axes), no two closer than 5 pixels."""
    candidates = rng.permutation(np.argwhere(room))
    kept: list[Floats] = []
    for place in candidates:
        if all(np.abs(place - other).max() > 5 for other in kept):
            kept.append(place.astype(np.float64))
            if len(kept) == n:
                break
    return np.array(kept)


def _distance_from(places: Floats, shape: tuple[int, ...]) -> Floats:
    """Return each pixel's distance from the nearest place."""
    elsewhere = np.ones(shape, dtype=bool)
    elsewhere[tuple(places.astype(int).T)] = False
    return np.asarray(distance_transform_edt(elsewhere))


def walks(body: Mask, n: int, frames: int, rng: np.random.Generator) -> Floats:
    """Return the places of wandering vesicles, shape (frames, n, 2), all within the cell."""
    room = body & ~_nucleus(body)
    places = [_places(room, n, rng)]
    for _ in range(frames - 1):
        step = places[-1] + rng.normal(0, 1.5, (n, 2))
        stays = room[tuple(step.round().astype(int).T)]
        places.append(np.where(stays[:, None], step, places[-1]))
    return np.array(places)


def brightness(n: int, rng: np.random.Generator) -> Floats:
    """Return the photons in the brightest pixel of each vesicle."""
    photons: Floats = 60 * rng.lognormal(0, 0.6, n).clip(0.2, 5)
    return photons


def spots(places: Floats, photons: Floats, shape: tuple[int, ...]) -> Floats:
    """Return the light of blurred vesicles of three sizes, in turn."""
    light = np.zeros(shape)
    for kind, size in enumerate((1.0, 1.3, 1.8)):
        blur = size * np.array(_blur(len(shape)))
        points = np.zeros(shape)
        where = tuple(places[kind::3].round().astype(int).T)
        np.add.at(points, where, photons[kind::3] * np.prod(np.sqrt(2 * np.pi) * blur))
        light += gaussian_filter(points, blur)
    return light


def _blur(ndim: int) -> tuple[float, ...]:
    """Return the microscope's blur along each axis: standard deviation in pixels."""
    return (1.1, 1.4, 1.4)[-ndim:]


def camera(light: Floats, rng: np.random.Generator) -> tuple[Counts, Counts]:
    """Return what a camera makes of the light of two channels."""
    # Rounded, so that differences in the last digit between machines cannot change the counts.
    photons = rng.poisson((light + BACKGROUND).round(3))
    counts = (GAIN * photons + rng.normal(0, READ_NOISE, light.shape)).round().clip(0, FULL_SCALE)
    a, b = counts.astype(np.uint16)
    return a, b
