"""The order of real intensities: distinct levels, how often each occurs, and every pixel's rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import real_kernels

_SIGN = np.uint32(1 << 31)


@dataclass(frozen=True, eq=False)
class Order:
    """The order of a channel's pixels.

    Parameters
    ----------
    keys
        What was sorted: equal where intensities are equal, ascending as they do.
    places
        The place of each in the region.
    starts
        Number of pixels below each level, ascending; behind the last, the number of all.
    """

    keys: npt.NDArray[Any]
    places: npt.NDArray[Any]
    starts: npt.NDArray[np.int64]

    @cached_property
    def ranks(self) -> npt.NDArray[np.int64]:
        """Twice the rank of each pixel about the mean rank; pixels of one level share theirs."""
        ranks = np.empty(len(self.keys), np.int64)
        real_kernels.write_ranks(self.keys, self.places, self.starts, ranks)
        return ranks

    @cached_property
    def dense(self) -> npt.NDArray[np.uint32]:
        """Rank of each pixel's level among the levels, from 0."""
        dense = np.empty(len(self.keys), np.uint32)
        real_kernels.write_dense_ranks(self.keys, self.places, dense)
        return dense


def order_of(values: npt.NDArray[Any]) -> tuple[Order, npt.NDArray[Any]]:
    """Return the order of finite intensities, shape (n,), and their levels.

    float32 is sorted as one number with its place behind it, which is several times as quick as
    sorting places by intensity.
    """
    packable = values.dtype == np.float32 and len(values) < 1 << 32
    if packable:
        packed = np.empty(len(values), np.uint64)
        # Adding 0 makes minus 0 plain 0, which it equals.
        real_kernels.pack_floats((values + np.float32(0)).view(np.uint32), packed)
        packed.sort()
        keys, places = _unpacked(packed)
    else:
        places = np.argsort(values)
        keys = values[places]
    starts = np.empty(len(values) + 1, np.int64)
    n_levels = real_kernels.find_levels(keys, starts)
    starts = starts[: n_levels + 1].copy()
    levels = keys[starts[:-1]]
    return Order(keys, places, starts), _as_floats(levels) if packable else levels


def _unpacked(packed: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    keys, places = np.empty(len(packed), np.uint32), np.empty(len(packed), np.uint32)
    real_kernels.unpack(packed, keys, places)
    return keys, places


def _as_floats(keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
    """Return what `pack_floats` made keys of."""
    return np.where(keys & _SIGN, keys ^ _SIGN, ~keys).view(np.float32)
