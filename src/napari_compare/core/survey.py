"""What must be known of the whole images before a region is measured: range and background."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, chunks, runs
from napari_compare.core.pair import Pair
from napari_compare.core.progress import Steps, finished
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.coding import pixels
from napari_compare.core.threads import in_threads

MOST_AT_MAXIMUM = 1e-4

Values = tuple[npt.NDArray[Any], npt.NDArray[Any]]
Backgrounds = tuple[Region | None, Region | None]


@dataclass
class Survey:
    """Range, saturation and background of one channel's whole image.

    Parameters
    ----------
    background
        As in `Settings`.
    """

    background: str | float
    minimum: float = math.inf
    maximum: float = -math.inf
    n: int = 0
    n_at_maximum: int = 0
    _kept: list[npt.NDArray[Any]] = field(default_factory=list)
    _counts: dict[int, int] = field(default_factory=Counter)

    @property
    def needs_pixels(self) -> bool:
        """Whether the background is not known before the image was looked at."""
        return self.region is not None or self._quantile is not None

    def merge(self, other: Survey) -> None:
        """Add what was seen of another part of the image."""
        if other.maximum > self.maximum:
            self.n_at_maximum = 0
        if other.maximum >= self.maximum:
            self.n_at_maximum += other.n_at_maximum
        self.maximum = max(self.maximum, other.maximum)
        self.minimum = min(self.minimum, other.minimum)
        self.n += other.n
        self._kept += other._kept
        for level, count in other._counts.items():
            self._counts[level] = self._counts.get(level, 0) + count

    def add(self, values: npt.NDArray[Any], of_background: npt.NDArray[Any] | None) -> None:
        """Add a part of the image, and which of its pixels are those of a background region."""
        finite = values.ravel()
        if values.dtype.kind == "f":
            finite = finite[np.isfinite(finite)]
        if finite.size:
            minimum, maximum, at_maximum = _range(finite)
            self.merge(Survey(self.background, minimum, maximum, finite.size, at_maximum))
        if of_background is not None:
            self._keep(of_background[np.isfinite(of_background)])
        elif self._quantile is not None:
            self._keep(finite)

    def _keep(self, values: npt.NDArray[Any]) -> None:
        """Keep what the background is found from: counts of few grey levels, or the pixels."""
        if values.dtype.kind == "f" or values.dtype.itemsize > 2:
            self._kept.append(values)
            return
        levels, counts = np.unique_counts(values)
        for level, count in zip(levels.tolist(), counts.tolist(), strict=True):
            self._counts[int(level)] = self._counts.get(int(level), 0) + count

    @property
    def region(self) -> str | None:
        """Name of the region whose mean is the background, if that is what it is."""
        kind, _, name = str(self.background).partition(" ")
        return name if kind == "region" else None

    @property
    def _quantile(self) -> float | None:
        kind, _, q = str(self.background).partition(" ")
        return float(q) if kind == "quantile" else None

    def level(self) -> float:
        """Return the intensity to subtract.

        Raises
        ------
        ValueError
            If the background region has no pixel inside the image.
        """
        if not isinstance(self.background, str):
            return self.background
        if self.background == "none":
            return 0
        n = sum(self._counts.values()) or sum(len(values) for values in self._kept)
        if not n:
            raise ValueError(f'The background "{self.background}" has no pixel in the image.')
        if self._quantile is None:
            return self._mean(n)
        return self._at(min(n - 1, int(np.floor(self._quantile * n))))

    def _mean(self, n: int) -> float:
        """Return the mean of what was kept."""
        if self._counts:
            return sum(level * count for level, count in self._counts.items()) / n
        return float(np.concatenate(self._kept).mean(dtype=np.float64))

    def _at(self, place: int) -> float:
        """Return the intensity at a place of what was kept, in ascending order."""
        if self._counts:
            levels = sorted(self._counts)
            counted = np.cumsum([self._counts[level] for level in levels])
            return levels[int(np.searchsorted(counted, place, side="right"))]
        level: float = np.partition(np.concatenate(self._kept), place)[place].item()
        return level

    def saturated(self, dtype: np.dtype[Any]) -> float:
        """Return the intensity at which the channel is saturated; NaN where it is nowhere."""
        if dtype.kind == "b" or not self.n:
            return math.nan
        if dtype.kind in "ui" and self.maximum == np.iinfo(dtype).max:
            return self.maximum
        return self.maximum if self.n_at_maximum > MOST_AT_MAXIMUM * self.n else math.nan


def _range(values: npt.NDArray[Any]) -> tuple[float, float, int]:
    """Return minimum and maximum, and how many values are the maximum."""
    if values.dtype in (np.uint8, np.uint16):
        minimum, maximum, at_maximum = kernels.look(values)
        return int(minimum), int(maximum), int(at_maximum)
    maximum = values.max()
    return values.min().item(), maximum.item(), int(np.count_nonzero(values == maximum))


Surveys = tuple[Survey, Survey]


_known: WeakKeyDictionary[Pair, dict[tuple[str | float, str | float], Surveys]] = (
    WeakKeyDictionary()
)


def known_survey(pair: Pair, settings: Settings) -> Surveys | None:
    """Return what an earlier survey of the same pair has seen, if it serves these settings."""
    return _known.get(pair, {}).get((settings.background_a, settings.background_b))


def remember_survey(pair: Pair, settings: Settings, seen: Surveys) -> None:
    """Keep what a survey has seen, as long as the pair is there.

    What was found of pixels for a background is not kept: it would take memory, and regions change.
    """
    if not any(one.needs_pixels for one in seen):
        known = _known.setdefault(pair, {})
        known[settings.background_a, settings.background_b] = seen


def unseen(settings: Settings) -> Surveys:
    """Return the surveys of A and B before anything was seen of them."""
    return Survey(settings.background_a), Survey(settings.background_b)


def look(
    pair: Pair, settings: Settings, key: Key, values: Values, backgrounds: Backgrounds
) -> Surveys:
    """Return what is to be known of one part of both images.

    Parameters
    ----------
    pair, settings
        The images, and how they are compared.
    key, values
        Where the part lies, and the part of A and of B.
    backgrounds
        The regions whose means are the backgrounds of A and B, or None.
    """
    seen = unseen(settings)
    for one, part, region in zip(seen, values, backgrounds, strict=True):
        of_background = None
        if region is not None:
            flat = np.ascontiguousarray(part).reshape(-1)
            drawn = settings.planes == "drawn"
            of_background = pixels(flat, *runs(region, key, pair.shape, drawn))
        one.add(part, of_background)
    return seen


def survey(
    pair: Pair, regions: Sequence[Region], settings: Settings, steps: Steps
) -> Generator[Progress, None, Surveys]:
    """Look at both whole images, yielding progress after each part, and return what was seen.

    Raises
    ------
    ValueError
        If there is no region of the name that a background asks for.
    """
    whole = unseen(settings)
    a, b = background_regions(regions, settings)

    def work(key: Key, _: int) -> Surveys:
        return look(pair, settings, key, pair.part(key), (a, b))

    for seen in in_threads(work, chunks(pair, {})):
        if seen is not None:
            merge(whole, seen)
        yield steps.next() if seen else steps.same()
    return whole


def merge(whole: Surveys, seen: Surveys) -> None:
    """Add what was seen of a part to what was seen before."""
    for mine, its in zip(whole, seen, strict=True):
        mine.merge(its)


def background_levels(
    pair: Pair, regions: Sequence[Region], settings: Settings
) -> tuple[float, float]:
    """Return what settings say to subtract from A and B; reads the images where that needs it.

    Raises
    ------
    ValueError
        As `survey`.
    """
    seen = unseen(settings)
    if any(one.needs_pixels for one in seen):
        steps = Steps(pair, settings, (), ahead=True)
        seen = finished(survey(pair, regions, settings, steps))
    return seen[0].level(), seen[1].level()


def background_regions(regions: Sequence[Region], settings: Settings) -> Backgrounds:
    """Return the regions whose means are the backgrounds of A and B, or None.

    Raises
    ------
    ValueError
        If there is no region of the name that a background asks for.
    """
    a, b = (_named(one.region, regions) for one in unseen(settings))
    return a, b


def _named(name: str | None, regions: Sequence[Region]) -> Region | None:
    if name is None:
        return None
    for region in regions:
        if region.name == name:
            return region
    names = ", ".join(region.name for region in regions)
    raise ValueError(
        f'There is no region "{name}" to take the background from. There are: {names}.'
    )
