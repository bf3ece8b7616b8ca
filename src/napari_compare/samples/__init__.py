"""Synthetic two-channel images of known truth, for learning, demonstration and tests.

They look like fluorescent vesicles in cells. How many vesicles the two channels share is known,
since it was chosen. Nothing is downloaded, and every machine makes the same images.
"""

from __future__ import annotations

import numpy as np

from napari_compare.samples.light import brightness, camera, cell, depth, haze, spots, walks
from napari_compare.samples.mixtures import Mixed, mixtures
from napari_compare.samples.sample import Floats, Layer, Outline, Sample

__all__ = [
    "Mixed",
    "Outline",
    "Sample",
    "cells",
    "cells_layers",
    "mixtures",
    "mixtures_layers",
    "movie",
    "movie_layers",
    "stack",
    "stack_layers",
]

PIXEL = 0.1  # µm


def cells() -> Sample:
    """Return four cells, 512 × 512 pixels, whose channels share vesicles to a known degree.

    In the cell "co-localized" every vesicle has both labels, in "half" every second one, in
    "independent" the vesicles of the two channels know nothing of each other, and in "exclusive"
    each channel is found only where the other is not.

    Examples
    --------
    >>> [region.name for region in cells().regions]
    ['co-localized', 'half', 'independent', 'exclusive']
    """
    rng = np.random.default_rng(1)
    outlines = (
        Outline("co-localized", "polygon", _wavy((132, 132), 104, rng), "#ffd400"),
        Outline("half", "polygon", _wavy((130, 380), 102, rng), "#00c8ff"),
        Outline("independent", "polygon", _wavy((382, 130), 104, rng), "#ff8c1a"),
        Outline("exclusive", "ellipse", _box((384, 380), (92, 108)), "#ffffff"),
    )
    light = np.zeros((2, 512, 512))
    for outline, shared in zip(outlines, (1.0, 0.5, 0.0, 0.0), strict=True):
        inside = depth(outline, (512, 512))
        light += cell(inside > 3, 100, shared, rng, apart=outline.name == "exclusive")
    return Sample(*camera(light, rng), outlines, ("y", "x"), (PIXEL, PIXEL))


def stack() -> Sample:
    """Return two cells in a stack, 16 × 256 × 256 pixels, flat below and domed above.

    In the cell "co-localized" every vesicle has both labels; in "independent" the vesicles of
    the two channels know nothing of each other.

    Examples
    --------
    >>> stack().a.shape, stack().spacing
    ((16, 256, 256), (0.3, 0.1, 0.1))
    """
    rng = np.random.default_rng(2)
    outlines = (
        Outline("co-localized", "polygon", _wavy((88, 84), 68, rng), "#ffd400"),
        Outline("independent", "ellipse", _box((172, 174), (66, 60)), "#ff8c1a"),
    )
    light = np.zeros((2, 16, 256, 256))
    height = np.arange(16)[:, None, None] + 1
    for outline, shared in zip(outlines, (1.0, 0.0), strict=True):
        inside = depth(outline, (256, 256))
        light += cell(16 * (inside / inside.max()) ** 0.3 > height, 80, shared, rng)
    return Sample(*camera(light, rng), outlines, ("z", "y", "x"), (0.3, PIXEL, PIXEL))


def movie() -> Sample:
    """Return a cell over time, 24 × 256 × 256 pixels, one frame in two seconds.

    Vesicles wander. At first those of the two channels go their own ways; one after the other
    they join, and at the end all travel in pairs: co-localization rises from none to full.

    Examples
    --------
    >>> movie().axes, movie().spacing
    (('t', 'y', 'x'), (2.0, 0.1, 0.1))
    """
    rng = np.random.default_rng(3)
    outline = Outline("cell", "polygon", _wavy((128, 128), 108, rng), "#ffd400")
    n, frames = 70, 24
    body = depth(outline, (256, 256)) > 3
    of_a, alone = (walks(body, n, frames, rng) for _ in range(2))
    joining = np.linspace(0, frames - 4, n)
    joined = ((np.arange(frames)[:, None] - joining) / 3).clip(0, 1)[..., None]
    of_b = alone + joined * (of_a - alone)
    photons = brightness(n, rng)
    light = np.empty((2, frames, *body.shape))
    for channel, places in zip(light, (of_a, of_b), strict=True):
        for frame, now in zip(channel, places, strict=True):
            frame[:] = haze(body) + spots(now, photons, body.shape)
    return Sample(*camera(light, rng), (outline,), ("t", "y", "x"), (2.0, PIXEL, PIXEL))


def cells_layers() -> list[Layer]:
    """Return `cells` as layers: what File > Open Sample calls."""
    return cells().layers()


def stack_layers() -> list[Layer]:
    """Return `stack` as layers: what File > Open Sample calls."""
    return stack().layers()


def movie_layers() -> list[Layer]:
    """Return `movie` as layers: what File > Open Sample calls."""
    return movie().layers()


def mixtures_layers() -> list[Layer]:
    """Return `mixtures` as layers: what File > Open Sample calls."""
    return mixtures().layers()


def _wavy(centre: tuple[float, float], radius: float, rng: np.random.Generator) -> Floats:
    """Draw the outline of a cell: a circle with a few slow waves."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    k = np.array([[2], [3], [4]])
    phase, size = rng.uniform(0, 2 * np.pi, k.shape), rng.uniform(0.03, 0.08, k.shape)
    waves = (size * np.cos(k * angle + phase)).sum(axis=0)
    circle = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    vertices: Floats = np.array(centre) + radius * (1 + waves)[:, None] * circle
    return np.asarray(vertices.round(1))


def _box(centre: tuple[float, float], half: tuple[float, float]) -> Floats:
    """Return the corners of an upright box about a centre."""
    corners = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1)])
    return np.asarray(np.array(centre) + np.array(half) * corners)
