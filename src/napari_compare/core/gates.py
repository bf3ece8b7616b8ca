"""Gates: areas of the plane of A's and B's intensities, and the pixels that lie in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core import gate_kernels
from napari_compare.core.chunks import Key, Runs
from napari_compare.core.formulas import as_floats
from napari_compare.core.pair import Pair
from napari_compare.core.pixelwise import pixelwise
from napari_compare.core.region_parts import parts_of_results
from napari_compare.core.results import Progress, Result
from napari_compare.core.settings import Settings
from napari_compare.core.threads import in_threads

Floats = npt.NDArray[np.float64]
PartRuns = dict[tuple[tuple[int, int], ...], tuple[Key, list[tuple[Runs, Runs]]]]

KINDS = ("rectangle", "ellipse", "lasso")
CORNERS_OF_ELLIPSE = 96


@dataclass(frozen=True)
class Gate:
    """An area of the plane of A's and B's intensities.

    Parameters
    ----------
    kind
        "rectangle" or "ellipse", parallel to the axes, or "lasso": any polygon.
    corners
        Intensities of A and of B, less their background: of two opposite corners of the
        rectangle (around the ellipse), or of all corners of the polygon. Where a polygon
        crosses itself, what it encloses twice is outside.

    Raises
    ------
    ValueError
        If there is no such kind, or the corners are too few or not finite.

    Examples
    --------
    >>> gate = Gate("rectangle", ((100, 50), (200, 80)))
    >>> gate.contains(np.array([100.0, 150.0, 150.0]), np.array([60.0, 70.0, 90.0])).tolist()
    [True, True, False]
    """

    kind: str
    corners: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no gate {self.kind!r}. There are: {', '.join(KINDS)}.")
        few = len(self.corners) < 3 if self.kind == "lasso" else len(self.corners) != 2
        if few:
            needed = "at least 3 corners" if self.kind == "lasso" else "2 opposite corners"
            raise ValueError(f"A gate of the kind {self.kind} has {needed}.")
        if not np.isfinite(self.corners).all():
            raise ValueError("The corners of a gate must be finite intensities.")

    @cached_property
    def box(self) -> Floats:
        """Least and greatest intensity of A, least and greatest of B; shape (4,)."""
        corners = np.array(self.corners, dtype=np.float64)
        return np.stack([corners.min(axis=0), corners.max(axis=0)], axis=1).ravel()

    @property
    def outline(self) -> Floats:
        """Corners of a polygon as which it can be drawn, shape (n, 2)."""
        left, right, bottom, top = self.box
        if self.kind == "lasso":
            return np.array(self.corners, dtype=np.float64)
        if self.kind == "rectangle":
            return np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
        turn = np.linspace(0, 2 * np.pi, CORNERS_OF_ELLIPSE, endpoint=False)
        around = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        found: Floats = (
            self.box[0::2] + self.box[1::2] + around * np.ptp(self.box.reshape(2, 2), axis=1)
        ) / 2
        return found

    def moved(self, by_a: float, by_b: float) -> Gate:
        """Return the gate moved by differences of intensities."""
        return Gate(self.kind, tuple((a + by_a, b + by_b) for a, b in self.corners))

    def contains(self, a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which pairs of intensities lie in the gate; none that is not finite does."""
        floats = as_floats(np.atleast_1d(a), np.atleast_1d(b))
        every = np.array([0]), np.array([floats[0].size])
        mark, _ = self._marked(*floats, [every])
        return np.equal(mark, gate_kernels.INSIDE)

    def _marked(
        self, a: Floats, b: Floats, runs: Sequence[tuple[Runs, Runs]]
    ) -> tuple[npt.NDArray[np.uint8], Floats]:
        """Return the mark of each pixel of a part, and the kernel's sums."""
        mark, sums = np.zeros(a.size, dtype=np.uint8), np.zeros(6)
        for begin, end in runs:
            gate_kernels.mark_runs(
                a.reshape(-1), b.reshape(-1), begin, end, *self._compiled, mark, sums
            )
        return mark.reshape(a.shape), sums

    @cached_property
    def _compiled(self) -> tuple[int, Floats, gate_kernels.Slabs]:
        return KINDS.index(self.kind), self.box, gate_kernels.slabs_of(self.outline)


@dataclass(frozen=True, eq=False)
class Gated:
    """The pixels of regions that lie in a gate.

    Parameters
    ----------
    labels
        1 in the gate and the regions, else 0: uint8, the shape of the images; a dask array where
        these are stored in chunks, else a numpy array.
    n_pixels, n_gated
        Number of pixels in the regions at which both channels are finite, and of those in the
        gate.
    share_a, share_b
        Share of the sum of each channel's intensities in the regions that lies in the gate; NaN
        where that sum is not above 0.
    """

    labels: Any
    n_pixels: int
    n_gated: int
    share_a: float
    share_b: float

    @property
    def share(self) -> float:
        """Share of the regions' area that lies in the gate; NaN without pixels."""
        return _share(self.n_gated, self.n_pixels)

    def in_words(self, names: tuple[str, str] = ("A", "B")) -> str:
        """Return what lies in the gate, for a person.

        Examples
        --------
        >>> Gated(None, 2000, 500, 0.6, 0.0123).in_words()
        '500 pixels: 25 % of area, 60 % of A, 1.2 % of B'
        """
        shares = zip((self.share, self.share_a, self.share_b), ("area", *names), strict=True)
        told = ", ".join(f"{_percent(share)} of {what}" for share, what in shares)
        return f"{self.n_gated:,} pixel{'s' * (self.n_gated != 1)}: {told}"


def gate_pixels(
    gate: Gate, pair: Pair, results: Sequence[Result], settings: Settings
) -> Iterator[Progress | Gated]:
    """Find the pixels of regions that lie in a gate.

    Parameters
    ----------
    gate
        The gate.
    pair
        The channels, less their background.
    results
        Their regions, at their split index, are looked at. A pixel of several counts once.
    settings
        They say on which planes a region counts.

    Yields
    ------
    Progress or Gated
        Progress after each part, and at least every twentieth of a second; the pixels at the end.
    """
    parts = _by_key(pair, results, settings)
    chunked = any(getattr(channel, "chunks", None) for channel in (pair.a, pair.b))
    labels = None if chunked else np.zeros(pair.shape, dtype=np.uint8)
    sums, done = np.zeros(6), 0

    def work(part: tuple[Key, list[tuple[Runs, Runs]]], _: int) -> Floats:
        key, runs = part
        mark, found = gate._marked(*as_floats(*pair.part(key)), runs)
        if labels is not None:
            labels[key] = mark == gate_kernels.INSIDE
        return found

    for found in in_threads(work, parts.values()):
        if found is not None:
            sums += found
            done += 1
        yield Progress(done, len(parts))
    image = _lazy_labels(gate, pair, parts) if labels is None else labels
    shares = (_share(sums[3 + i], sums[i]) for i in (1, 2))
    yield Gated(image, int(sums[0]), int(sums[3]), *shares)


def warm_up() -> None:
    """Compile the kernel, or load it compiled."""
    Gate("lasso", ((0, 0), (0, 1), (1, 0))).contains(0, 0)


def _lazy_labels(gate: Gate, pair: Pair, parts: PartRuns) -> Any:
    """Return the labels as an image that is computed where it is looked at."""

    def function(a: npt.NDArray[Any], b: npt.NDArray[Any], key: Key) -> npt.NDArray[Any]:
        if _ends(key) not in parts:
            return np.zeros(a.shape, dtype=np.uint8)
        mark, _ = gate._marked(*as_floats(a, b), parts[_ends(key)][1])
        return np.equal(mark, gate_kernels.INSIDE)

    return pixelwise(pair, function, np.uint8)


def _by_key(pair: Pair, results: Sequence[Result], settings: Settings) -> PartRuns:
    """Return the runs of all results in each part, so that one thread sees all of a part."""
    parts: PartRuns = {}
    for key, begin, end in parts_of_results(pair, results, settings):
        parts.setdefault(_ends(key), (key, []))[1].append((begin, end))
    return parts


def _ends(key: Key) -> tuple[tuple[int, int], ...]:
    return tuple((part.start, part.stop) for part in key)


def _percent(share: float) -> str:
    if math.isnan(share):
        return "n/a"
    return f"{100 * share:.{0 if share >= 0.1 or share == 0 else 1}f} %"


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan
