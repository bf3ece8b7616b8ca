"""Intensities as codes, and what the codes stand for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.statistics import kernels
from napari_compare.core.statistics.channel import Floats
from napari_compare.core.statistics.window import Codes, Counts, Runs


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
        Whether the image is one of integers; floats can be whole numbers too.
    """

    values: Floats
    x: Counts
    pivot: float
    integer: bool


def native_coding(
    dtype: np.dtype[Any], background: float, highest: float | None = None
) -> Coding | None:
    """Return the coding of a type whose values are their own codes; None for other types.

    These are the types of up to 16 bit that hold whole numbers. See `native_codes`.

    Parameters
    ----------
    dtype
        Type of the image.
    background
        What is subtracted from it.
    highest
        Its maximum, if that is known: tables are then no longer than they must be.
    """
    if dtype.kind not in "bui" or dtype.itemsize > 2:
        return None
    offset = int(np.iinfo(dtype).min) if dtype.kind == "i" else 0
    top = (1 if dtype.kind == "b" else np.iinfo(dtype).max) if highest is None else highest
    return _coding(offset, int(top), background, True)


def _coding(lowest: int, highest: int, background: float, integer: bool) -> Coding:
    """Return the coding of whole numbers by how far they are above the lowest."""
    whole = float(background).is_integer()
    pivot = lowest - int(background) if whole else lowest - background
    x = np.arange(highest - lowest + 1)
    return Coding(x + np.float64(pivot), x, pivot, integer)


def native_codes(values: npt.NDArray[Any]) -> Codes:
    """Return intensities of up to 16 bit as codes: how far they are above their type's minimum."""
    if values.dtype.kind == "i":
        values = values.astype(np.int32) - np.iinfo(values.dtype).min
    return np.ascontiguousarray(values, dtype=np.uint16).reshape(-1)


def whole_codes(
    values: npt.NDArray[Any], background: float, most: int
) -> tuple[Codes, Coding] | None:
    """Return finite intensities as codes, how far they are above the least, and their coding.

    Parameters
    ----------
    values
        Intensities of any type, shape (n,).
    background
        Subtracted from them.
    most
        Most codes that there may be.

    Returns
    -------
    tuple or None
        None where they are not whole numbers, or have too wide a range.
    """
    integer = values.dtype.kind in "bui"
    if not values.size:
        return values.astype(np.uint16), Coding(np.zeros(0), np.zeros(0, np.int64), 0, integer)
    low, high = values.min().item(), values.max().item()
    if high - low >= most or low != math.floor(low):
        return None
    codes = np.empty(values.size, np.uint16)
    if not kernels.as_codes(values, values.dtype.type(low), codes):
        return None
    return codes, _coding(int(low), int(high), background, integer)


def pixels(values: npt.NDArray[Any], begin: Runs, end: Runs) -> npt.NDArray[Any]:
    """Return the pixels of runs of a flattened array, one behind the other."""
    out = np.empty(int((end - begin).sum()), dtype=values.dtype)
    kernels.gather(values, begin, end, out)
    return out
