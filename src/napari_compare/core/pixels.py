"""The pixels of a part of both images."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics.blocks import blocks, one_each
from napari_compare.core.statistics.coding import native_codes
from napari_compare.core.statistics.second import SecondPass
from napari_compare.core.statistics.window import Codes, Runs, Window


class Pixels:
    """A part of both images as it was read, and its codes once somebody asks for them."""

    def __init__(self, a: npt.NDArray[Any], b: npt.NDArray[Any]) -> None:
        self.values = np.ascontiguousarray(a).reshape(-1), np.ascontiguousarray(b).reshape(-1)
        self._codes: tuple[Codes, Codes] | None = None

    @property
    def codes(self) -> tuple[Codes, Codes]:
        """Both channels as codes of their own type."""
        if self._codes is None:
            a, b = self.values
            self._codes = native_codes(a), native_codes(b)
        return self._codes


def take_second(second: SecondPass, window: Window, part: Pixels, begin: Runs, end: Runs) -> None:
    """Add to a second pass the pixels of runs that lie outside a window."""
    for some in blocks(begin, end):
        a, b = window.outside(*part.codes, *some)
        second.add(a, b, one_each(a))
