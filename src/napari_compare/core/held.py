"""A part of a channel that stands for the whole where only that part is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key
from napari_compare.core.pair import ArrayLike, Pair, read


@dataclass(frozen=True, eq=False)
class Held:
    """A part of a channel, in memory or still to be computed.

    Parameters
    ----------
    shape, dtype
        Of the whole channel.
    key
        Where the part lies.
    values
        The part: numpy, or a dask array of its own small graph.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    key: Key
    values: Any

    def __getitem__(self, key: Key) -> npt.NDArray[Any]:
        """Return a part of the part, asked for by its place in the whole."""
        inner = tuple(
            slice(part.start - own.start, part.stop - own.start)
            for part, own in zip(key, self.key, strict=True)
        )
        return read(self.values[inner])


def held(pair: Pair, key: Key) -> Pair:
    """Return a pair that holds one part, read from memory or not yet read; for another process."""
    return replace(pair, a=part_of(pair.a, key), b=part_of(pair.b, key))


def held_in_memory(pair: Pair, key: Key) -> Pair:
    """Return a pair that holds one part, read once."""
    channels = zip((pair.a, pair.b), pair.part(key), strict=True)
    a, b = (Held(pair.shape, one.dtype, key, values) for one, values in channels)
    return replace(pair, a=a, b=b)


def part_of(channel: ArrayLike, key: Key) -> ArrayLike:
    """Return what holds one part of a channel, read from memory or not yet read."""
    if hasattr(channel, "__dask_graph__"):
        from dask.base import optimize

        (part,) = optimize(channel[key])  # type: ignore[no-untyped-call]
        return Held(tuple(channel.shape), channel.dtype, key, part)
    if isinstance(channel, np.ndarray):
        return Held(channel.shape, channel.dtype, key, channel[key])
    return channel


def without_pixels(pair: Pair) -> Pair:
    """Return a pair of the same shapes and types that holds nothing."""
    a, b = (Held(pair.shape, one.dtype, (), None) for one in (pair.a, pair.b))
    return replace(pair, a=a, b=b)
