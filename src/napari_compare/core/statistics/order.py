"""The order of real intensities: distinct levels, how often each occurs, and every pixel's rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import order_kernels

MOST_IN_32_BIT = 1 << 30  # pixels, of which twice the rank fits


@dataclass(frozen=True, eq=False)
class Order:
    """The order of a channel's pixels.

    Parameters
    ----------
    places
        The place of each pixel in the region, ascending by intensity.
    starts
        Number of pixels below each level, ascending; behind the last, the number of all.
    """

    places: npt.NDArray[Any]
    starts: npt.NDArray[np.int64]

    @cached_property
    def ranks(self) -> npt.NDArray[Any]:
        """Twice the rank of each pixel about the mean rank; pixels of one level share theirs."""
        n = len(self.places)
        ranks = np.empty(n, np.int32 if n < MOST_IN_32_BIT else np.int64)
        order_kernels.write_ranks(self.places, self.starts, ranks)
        return ranks

    @cached_property
    def dense(self) -> npt.NDArray[np.uint32]:
        """Rank of each pixel's level among the levels, from 0."""
        dense = np.empty(len(self.places), np.uint32)
        order_kernels.write_dense_ranks(self.places, self.starts, dense)
        return dense


def order_of(values: npt.NDArray[Any]) -> tuple[Order, npt.NDArray[Any]]:
    """Return the order of finite intensities, shape (n,), and their levels.

    float32 is sorted as one number with its place behind it, which is several times as quick as
    sorting places by intensity.
    """
    n = len(values)
    starts = np.empty(n + 1, np.int64)
    if values.dtype == np.float32 and n < 1 << 32:
        packed, bits = np.empty(n, np.uint64), np.empty(n, np.uint32)
        order_kernels.pack_floats(np.ascontiguousarray(values).view(np.uint32), packed)
        packed.sort()
        places: npt.NDArray[Any] = np.empty(n, np.uint32)
        n_levels = order_kernels.unpack(packed, places, starts, bits)
        levels: npt.NDArray[Any] = bits[:n_levels].view(np.float32)
    else:
        places = np.argsort(values)
        ascending = values[places]
        n_levels = order_kernels.find_levels(ascending, starts)
        levels = ascending[starts[:n_levels]]
    return Order(places, starts[: n_levels + 1]), levels
