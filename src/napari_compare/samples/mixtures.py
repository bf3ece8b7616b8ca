"""A series of images that are mixtures of references, by known coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from napari_compare.samples.sample import Counts, Floats, Layer

NOISES = ("even", "photon")
BRIGHTEST, DARK, EVEN = 2000.0, 60.0, 25.0  # counts
LEAST, LARGEST = 0.4, 0.7


@dataclass(frozen=True, eq=False)
class Mixed:
    """A series of known mixing coefficients.

    Parameters
    ----------
    frames
        Shape (frames, y, x), uint16.
    references
        Each of the shape of a frame, uint16, free of noise.
    x
        The coefficients, shape (frames, references); they sum to one.
    """

    frames: Counts
    references: tuple[Counts, ...]
    x: Floats

    def layers(self) -> list[Layer]:
        """Return references and series as napari's layer data tuples."""
        images = [(f"reference {i}", one) for i, one in enumerate(self.references, start=1)]
        axes = ("t", "y", "x")
        return [
            (
                data,
                {
                    "name": name,
                    "contrast_limits": (0, float(np.quantile(data, 0.999))),
                    "axis_labels": axes[-data.ndim :],
                },
                "image",
            )
            for name, data in (*images, ("mixtures", self.frames))
        ]


def mixtures(
    count: int = 60,
    shape: tuple[int, int] = (128, 128),
    *,
    noise: str = "photon",
    blur: float = 0.0,
    k: int = 2,
    seed: int = 4,
) -> Mixed:
    """Return frames that are mixtures of images of blurred spots.

    Of two references, the coefficients of the first lie between 0.4 and 0.7 at random. Of more,
    all lie between 0.4/k and 1, as they fall.

    Parameters
    ----------
    count
        Number of frames.
    shape
        Of a frame.
    noise
        "photon": Poisson noise. "even": normal noise of the same size everywhere.
    blur
        Standard deviation, in pixels, of a Gaussian that blurs the noise, as interpolation and
        denoising do: neighbouring pixels then share it. Its size stays the same.
    k
        Number of references.
    seed
        Of the random numbers.

    Examples
    --------
    >>> mixed = mixtures(3)
    >>> mixed.frames.shape, len(mixed.references), bool((abs(mixed.x.sum(axis=1) - 1) < 1e-9).all())
    ((3, 128, 128), 2, True)
    """
    if noise not in NOISES:
        raise ValueError(f"noise cannot be {noise!r}. There are: {', '.join(NOISES)}.")
    rng = np.random.default_rng(seed)
    references = np.stack([_spots(shape, rng) for _ in range(k)])
    if k == 2:
        first = rng.uniform(LEAST, LARGEST, count)
        x = np.column_stack([first, 1 - first])
    else:
        x = LEAST / k + (1 - LEAST) * rng.dirichlet(np.ones(k), count)
    frames = np.empty((count, *shape), np.uint16)
    for frame, shares in zip(frames, x, strict=True):
        light = np.tensordot(shares, references, 1)
        own = rng.normal(0, EVEN, shape)
        if noise == "photon":
            own = np.asarray(rng.poisson(light) - light)
        frame[:] = (light + _blurred(own, blur)).round().clip(0, 65535)
    return Mixed(frames, tuple(one.astype(np.uint16) for one in references), x)


def _spots(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Return blurred spots of all brightnesses, in whole counts."""
    image = np.zeros(shape)
    places = tuple(rng.integers(0, length, max(6, image.size // 400)) for length in shape)
    image[places] = rng.exponential(1, len(places[0]))
    image = gaussian_filter(image, 3.0)
    return np.asarray((DARK + BRIGHTEST * image / image.max()).round())


def _blurred(noise: Floats, blur: float) -> Floats:
    """Return noise blurred, but as strong as before."""
    if not blur:
        return noise
    kernel = gaussian_filter(np.pad([[1.0]], round(4 * blur) + 1), blur)
    return np.asarray(gaussian_filter(noise, blur, mode="wrap") / np.sqrt((kernel**2).sum()))
