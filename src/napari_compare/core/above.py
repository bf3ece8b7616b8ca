"""The pixels above thresholds, again and again at other thresholds, as quickly as can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.pair import Pair
from napari_compare.core.region_parts import parts_of_results
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings

BOTH = 3


class AboveMap:
    """Labels of a pair in memory at thresholds that are the same in all regions.

    It gives what the output "overlap" shows, but compares the images as they are, and finds
    once and for all where the regions are.

    Parameters
    ----------
    pair
        The channels, as numpy arrays.
    results
        Outside their regions nothing is above a threshold.
    settings
        They say on which planes a region counts.

    Examples
    --------
    >>> from napari_compare.core.regions import Region
    >>> from napari_compare.core.results import Scatter
    >>> a, b = np.array([[1, 9, 1, 9]]), np.array([[1, 1, 9, 9]])
    >>> nothing = np.zeros((0, 0), dtype=np.int64), np.zeros(0), np.zeros(0)
    >>> whole = Result({}, Region.whole(a.shape), {}, Scatter(*nothing, 5, 5, 1, 0))
    >>> pair = Pair(a, b, ("y", "x"), (1, 1))
    >>> AboveMap(pair, [whole], Settings()).labels(5, 5).tolist()
    [[0, 1, 2, 3]]
    """

    def __init__(self, pair: Pair, results: Sequence[Result], settings: Settings) -> None:
        self._a, self._b = np.asarray(pair.a), np.asarray(pair.b)
        self._inside = np.zeros(pair.shape, dtype=np.uint8)
        for key, begin, end in parts_of_results(pair, results, settings):
            part = self._inside[key].reshape(-1)
            for i, j in zip(begin.tolist(), end.tolist(), strict=True):
                part[i:j] = BOTH
            self._inside[key] = part.reshape(self._inside[key].shape)
        for channel in (self._a, self._b):
            if channel.dtype.kind == "f":
                self._inside[~np.isfinite(channel)] = 0

    @staticmethod
    def serves(pair: Pair, settings: Settings) -> bool:
        """Return whether a pair is in memory, and compared as it is."""
        plain = settings.background_a == settings.background_b == "none"
        return plain and all(isinstance(one, np.ndarray) for one in (pair.a, pair.b))

    def labels(self, threshold_a: float, threshold_b: float) -> npt.NDArray[np.uint8]:
        """Return 1 where only A is strictly above, 2 where only B is, 3 where both are, else 0."""
        found = _above(self._b, threshold_b).view(np.uint8) << np.uint8(1)
        found |= _above(self._a, threshold_a).view(np.uint8)
        found &= self._inside
        return found


def _above(channel: npt.NDArray[Any], threshold: float) -> npt.NDArray[np.bool_]:
    """Return what is above; whole numbers are compared with a whole number, which is quicker."""
    if channel.dtype.kind in "iu":
        threshold = math.floor(threshold)
    found: npt.NDArray[np.bool_] = np.greater(channel, threshold)
    return found
