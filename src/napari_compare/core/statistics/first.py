"""The first pass: counts and sums at each intensity, from which most numbers follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Channel, Floats, Numbers

Codes = npt.NDArray[Any]
Runs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Coding:
    """What the codes of a channel stand for.

    Parameters
    ----------
    values
        Intensity of each code, float64, ascending.
    x
        Intensity of each code less `pivot`; see `Channel`.
    pivot
        What was subtracted.
    integer
        Whether the image holds whole numbers.
    """

    values: Floats
    x: Numbers
    pivot: float
    integer: bool


class FirstPass:
    """Counts and sums at each intensity of two channels; adds up over parts of the image.

    Parameters
    ----------
    a, b
        Codings of the two channels.
    """

    def __init__(self, a: Coding, b: Coding) -> None:
        self.coding = (a, b)
        dtype = np.result_type(a.x, b.x)
        self._x = [coding.x.astype(dtype, copy=False) for coding in self.coding]
        shift = a.pivot - b.pivot
        if dtype == np.int64 and float(shift).is_integer():
            self._near, self._shift = self._x, dtype.type(shift)
        else:
            # The difference of intensities, not of what is left of them about two means: equal
            # intensities must stay equal.
            self._near, self._shift = [a.values, b.values], np.float64(0)
        self.at = np.zeros((len(a.x), 2), dtype), np.zeros((len(b.x), 2), dtype)
        self.distance = np.zeros(3, self._near[0].dtype)

    def add(self, a: Codes, b: Codes, begin: Runs, end: Runs) -> None:
        """Add the pixels of runs, given as codes."""
        tables = (*self._x, *self._near, self._shift)
        kernels.add_marginals(a, b, begin, end, *tables, *self.at, self.distance)

    def merge(self, other: FirstPass) -> None:
        """Add what another pass over other pixels with the same codings has found."""
        for mine, its in zip((*self.at, self.distance), (*other.at, other.distance), strict=True):
            mine += its

    def channels(self) -> tuple[Channel, Channel]:
        """Return the two channels' levels."""
        a, b = (_channel(coding, at) for coding, at in zip(self.coding, self.at, strict=True))
        return a, b


def _channel(coding: Coding, at: Numbers) -> Channel:
    codes = np.flatnonzero(at[:, 0])
    return Channel(
        codes,
        len(coding.x),
        coding.values[codes],
        coding.x[codes],
        coding.pivot,
        at[codes, 0].astype(np.int64),
        at[codes, 1],
        coding.integer,
    )


def native_coding(dtype: np.dtype[Any], background: float) -> Coding | None:
    """Return the coding of a type whose values are their own codes; None for other types.

    These are the types of up to 16 bit that hold whole numbers. See `native_codes`.
    """
    if dtype.kind not in "bui" or dtype.itemsize > 2:
        return None
    offset = int(np.iinfo(dtype).min) if dtype.kind == "i" else 0
    x = np.arange(2 if dtype.kind == "b" else 1 << 8 * dtype.itemsize)
    pivot = _less(offset, background)
    return Coding(x + np.float64(pivot), x, pivot, True)


def _less(lowest: int, background: float) -> float:
    """Return where levels begin; a Python int where it is whole, so that sums stay exact."""
    return lowest - int(background) if float(background).is_integer() else lowest - background


def native_codes(values: npt.NDArray[Any]) -> Codes:
    """Return intensities of up to 16 bit as codes: how far they are above their type's minimum."""
    if values.dtype.kind == "i":
        values = values.astype(np.int32) - np.iinfo(values.dtype).min
    return np.ascontiguousarray(values, dtype=np.uint16).reshape(-1)


def ranked_codes(values: npt.NDArray[Any], background: float) -> tuple[Codes, Coding]:
    """Return intensities as ranks among their distinct values, and what the ranks stand for.

    Parameters
    ----------
    values
        Finite intensities of any type, shape (n,).
    background
        Subtracted from them.
    """
    levels, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    codes = codes.astype(np.uint32)
    integer = levels.dtype.kind in "bui"
    whole = levels.astype(np.float64)
    if not len(levels):
        return codes, Coding(whole, np.zeros(0, np.int64), 0, integer)
    if whole[-1] - whole[0] < 1 << 16 and np.array_equal(whole, np.rint(whole)):
        x = (whole - whole[0]).astype(np.int64)
        pivot = _less(int(whole[0]), background)
        return codes, Coding(x + np.float64(pivot), x, pivot, integer)
    values = whole - background
    mean = values[0] + float(counts @ (values - values[0])) / len(codes)
    return codes, Coding(values, values - mean, float(mean), integer)


def pixels(values: npt.NDArray[Any], begin: Runs, end: Runs) -> npt.NDArray[Any]:
    """Return the pixels of runs of a flattened array, one behind the other."""
    out = np.empty(int((end - begin).sum()), dtype=values.dtype)
    kernels.gather(values, begin, end, out)
    return out
