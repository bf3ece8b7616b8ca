"""The pairs of images on which everything is measured: blurred spots with Poisson noise."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from napari_compare import Pair, Region
from napari_compare.core.moved import MovedThresholds
from napari_compare.core.shapes import polygon_runs
from napari_compare.samples import mixtures

Image = npt.NDArray[np.generic]
Plane = tuple[int, int]

POLYGONS_A_SIDE = 10
PLANES_A_CHUNK = 4  # of 1024² pixels: chunks of 8 MB
CORNERS = 24
BLOCK, SHIFT = 16, 20  # pixels: four times as far as the texture reaches, and as far as B is moved
SHUFFLES = 200


@dataclass(frozen=True)
class Workload:
    """What a pair of images is like: its shape, its quick run's shape, and its full scale."""

    what: str
    shape: tuple[int, ...]
    quick: tuple[int, ...]
    full_scale: int = 4095
    as_float: bool = False

    def make(self, quick: bool) -> tuple[Image, Image]:
        """Return both channels."""
        shape = self.quick if quick else self.shape
        rng = np.random.default_rng(0)
        a, b = (np.empty(shape, np.float32 if self.as_float else np.uint16) for _ in "ab")
        for place in np.ndindex(shape[:-2]):
            for channel, light in zip((a, b), _light(shape[-2:], rng), strict=True):
                counts = self._exposed(light, rng)
                if self.as_float:
                    counts = counts + rng.random(counts.shape)
                channel[place] = counts
        return a, b

    def _exposed(self, light: npt.NDArray[np.float32], rng: np.random.Generator) -> Image:
        """Return what a camera of this full scale makes of light between 0 and 1."""
        photons = light * 0.8 * self.full_scale + 0.02 * self.full_scale
        return np.minimum(rng.poisson(photons), self.full_scale)


@dataclass(frozen=True)
class MixedWorkload(Workload):
    """A series of mixtures instead of channel A, and its references instead of channel B."""

    def make(self, quick: bool) -> tuple[Image, Image]:
        """Return the frames, and both references."""
        count, height, width = self.quick if quick else self.shape
        mixed = mixtures(count, (height, width))
        return mixed.frames, np.stack(mixed.references)


WORKLOADS = {
    "a": Workload("2048² uint16, 12 bit", (2048, 2048), (512, 512)),
    "a16": Workload("2048² uint16, 16 bit", (2048, 2048), (512, 512), 65535),
    "a float": Workload(
        "2048² float32, hardly a value twice", (2048, 2048), (512, 512), as_float=True
    ),
    "small": Workload("512² uint16, 12 bit", (512, 512), (256, 256)),
    "b": Workload("64×1024² uint16, 12 bit", (64, 1024, 1024), (4, 256, 256)),
    "c": Workload("4096² uint16, 12 bit, 100 polygons", (4096, 4096), (512, 512)),
    "e": MixedWorkload("5000×128² uint16, 12 bit", (5000, 128, 128), (20, 64, 64)),
    "n": Workload("20 of 2048² uint16, 12 bit", (10, 2048, 2048), (3, 256, 256)),
    "t": Workload("2000×256² uint16, 12 bit", (2000, 256, 256), (20, 64, 64)),
}


@dataclass(frozen=True)
class Images:
    """A pair of images, and what is drawn on it."""

    a: Image
    b: Image

    @cached_property
    def data_range(self) -> float:
        """Maximum minus minimum of both images together."""
        low, high = (f(one(self.a), one(self.b)) for f, one in ((min, np.min), (max, np.max)))
        return float(high) - float(low)

    @cached_property
    def thresholds(self) -> tuple[float, float]:
        """15 % of each channel's maximum, which is what cp_measure uses."""
        return 0.15 * float(self.a.max()), 0.15 * float(self.b.max())

    @property
    def planes(self) -> list[Image]:
        """Every plane of both channels, each as an image of its own."""
        return [*self.a, *self.b]

    @cached_property
    def moving(self) -> tuple[MovedThresholds, Pair, list[Region], Iterator[int]]:
        """What compares these images again and again, at other thresholds."""
        pair = Pair(self.a, self.b, ("y", "x"), (1, 1))
        return MovedThresholds(), pair, [Region.whole(pair.shape)], itertools.count()

    @cached_property
    def lazy(self) -> tuple[Any, Any]:
        """Both channels as dask arrays; making these copies the images, so it is done before."""
        import dask.array as da

        chunks = (PLANES_A_CHUNK, *self.a.shape[-2:])
        a, b = (da.from_array(one, chunks=chunks, name=False) for one in (self.a, self.b))
        return a, b

    @cached_property
    def polygons(self) -> list[npt.NDArray[np.float64]]:
        """A hundred star-shaped polygons that do not touch each other."""
        rng = np.random.default_rng(1)
        side = self.a.shape[-1] / POLYGONS_A_SIDE
        angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        outline = np.stack([np.sin(angles), np.cos(angles)], axis=1)
        return [
            (np.array(place) + 0.5) * side + outline * rng.uniform(0.3, 0.48, (CORNERS, 1)) * side
            for place in np.ndindex(POLYGONS_A_SIDE, POLYGONS_A_SIDE)
        ]

    @cached_property
    def regions(self) -> list[Region]:
        """The polygons as regions."""
        return regions_of(self.polygons, self.a.shape[-2:])

    @cached_property
    def labels(self) -> npt.NDArray[np.int32]:
        """The polygons as a label image, which is what peers take."""
        labels = np.zeros(self.a.shape, np.int32)
        for region in self.regions:
            for row, start, stop in zip(region.rows, region.starts, region.stops, strict=True):
                labels[row, start:stop] = region.id
        return labels


def regions_of(polygons: list[npt.NDArray[np.float64]], plane: Plane) -> list[Region]:
    """Return polygons as regions."""
    return [
        Region(f"cell {i}", i, plane, *polygon_runs(corners, plane))
        for i, corners in enumerate(polygons, start=1)
    ]


def store(name: str, folder: Path, quick: bool) -> None:
    """Make a workload's images and keep them in a folder, once."""
    if not _files(name, folder)[0].exists():
        for path, image in zip(_files(name, folder), WORKLOADS[name].make(quick), strict=True):
            np.save(path, image)


def load(name: str, folder: Path) -> Images:
    """Return a workload's images from the folder."""
    return Images(*(np.load(path) for path in _files(name, folder)))


def _files(name: str, folder: Path) -> list[Path]:
    return [folder / f"{name}-{channel}.npy" for channel in "AB"]


def _light(plane: Plane, rng: np.random.Generator) -> list[npt.NDArray[np.float32]]:
    """Return two images of blurred spots, half of which lie in both, between 0 and 1."""
    shared, own_a, own_b = (_spots(plane, rng) for _ in range(3))
    return [_scaled(gaussian_filter(shared + own, 2.0)) for own in (own_a, own_b)]


def _spots(plane: Plane, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    image = np.zeros(plane, np.float32)
    n = max(1, plane[0] * plane[1] // 400)
    where = tuple(rng.integers(0, length, n) for length in plane)
    image[where] = rng.exponential(1, n)
    return image


def _scaled(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return image / image.max()
