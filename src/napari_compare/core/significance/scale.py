"""The numbers as which two channels are multiplied: small, and exact where they can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key
from napari_compare.core.pair import Pair

NARROW = 2  # bytes: whole numbers of up to 16 bit differ by so much at the most


@dataclass(frozen=True)
class Scale:
    """What is subtracted from both channels, and the types of what is left and of its sums.

    Correlations do not change when a number is subtracted from a channel, but sums of products
    become so small that nothing cancels, and whole numbers of 16 bit fit into int16.

    Parameters
    ----------
    origins
        Subtracted from A and B: whole numbers if both channels hold such of up to 16 bit.
    """

    origins: tuple[float, float]

    @property
    def exact(self) -> bool:
        """Whether all sums are whole numbers without an error."""
        return all(isinstance(origin, int) for origin in self.origins)

    @property
    def values(self) -> type[np.int16 | np.float64]:
        """Type of the intensities less the origins."""
        return np.int16 if self.exact else np.float64

    @property
    def sums(self) -> type[np.int64 | np.float64]:
        """Type of sums of products."""
        return np.int64 if self.exact else np.float64


def scale(pair: Pair, keys: Iterable[Key]) -> Scale:
    """Return the scale of the parts of a pair: about the middle of whole numbers, or the mean."""
    narrow = all(
        channel.dtype.kind in "bui" and channel.dtype.itemsize <= NARROW
        for channel in (pair.a, pair.b)
    )
    if narrow:
        extents = [[_extent(part) for part in pair.part(key)] for key in keys]
        return Scale((_middle([a for a, _ in extents]), _middle([b for _, b in extents])))
    totals = [[_total(part) for part in pair.part(key)] for key in keys]
    return Scale((_mean([a for a, _ in totals]), _mean([b for _, b in totals])))


def _extent(values: npt.NDArray[Any]) -> tuple[int, int]:
    return int(values.min()), int(values.max())


def _middle(extents: Sequence[tuple[int, int]]) -> int:
    """Return the number from which all others differ so little that int16 holds it."""
    lowest = min((low for low, _ in extents), default=0)
    return (lowest + max((high for _, high in extents), default=0) + 1) // 2


def _total(values: npt.NDArray[Any]) -> tuple[float, int]:
    finite = values[np.isfinite(values)]
    return float(finite.sum(dtype=np.float64)), finite.size


def _mean(totals: Sequence[tuple[float, int]]) -> float:
    return sum(total for total, _ in totals) / max(1, sum(n for _, n in totals))


def as_plane(part: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a part of one plane as an array of two axes, and booleans as 0 and 1."""
    plane = part.reshape(part.shape[-2:])
    return plane.view(np.uint8) if plane.dtype == bool else plane
