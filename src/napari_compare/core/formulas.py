"""What each pixel of an output image is computed from, as functions of parts of two channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Part = npt.NDArray[Any]

DIFFERENCES: Mapping[str, Callable[[Floats, Floats], Floats]] = MappingProxyType(
    {
        "signed": lambda a, b: a - b,
        "absolute": lambda a, b: np.abs(a - b),
        "a_over_b": lambda a, b: np.maximum(a - b, 0),
        "b_over_a": lambda a, b: np.maximum(b - a, 0),
        "superimposed": lambda a, b: np.maximum(a - b, 0) + np.maximum(b - a, 0),
    }
)


def as_floats(a: Part, b: Part) -> tuple[Floats, Floats]:
    """Return both parts in float64, NaN in both where either is not finite."""
    floats = a.astype(np.float64), b.astype(np.float64)
    if "f" in (a.dtype.kind, b.dtype.kind):
        invalid = ~(np.isfinite(floats[0]) & np.isfinite(floats[1]))
        for values in floats:
            values[invalid] = np.nan
    return floats


def distance_type(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """Return the smallest type for |a - b| of intensities of two types."""
    common = np.result_type(a, b)
    if common.kind == "f":
        return np.result_type(common, np.float32)
    if common.itemsize == 8:
        return np.dtype(np.float64)
    return np.dtype(f"u{common.itemsize}")


def log_ratio(a: Floats, b: Floats) -> Floats:
    """Return log2(a/b), NaN where either is not above 0."""
    positive = (a > 0) & (b > 0)
    result = np.full(a.shape, np.nan)
    np.divide(a, b, out=result, where=positive)
    np.log2(result, out=result, where=positive)
    return result


def labels(a: Floats, b: Floats, threshold_a: Any, threshold_b: Any) -> npt.NDArray[np.uint8]:
    """Return 1 where only A is above its threshold, 2 where only B is, 3 where both are."""
    found: npt.NDArray[np.uint8] = np.zeros(a.shape, dtype=np.uint8)
    found[a > threshold_a] = 1
    found[b > threshold_b] += 2
    return found


def shared_intensity(a: Floats, b: Floats, threshold_a: Any, threshold_b: Any) -> Floats:
    """Return √(a·b) where both are above their thresholds, else 0; NaN stays."""
    with np.errstate(invalid="ignore"):
        root = np.sqrt(a * b)
    return np.where((a > threshold_a) & (b > threshold_b) | np.isnan(a), root, 0)


def tiles(a: Part, b: Part) -> Floats:
    """Return a checkerboard of the two channels in each plane."""
    from skimage.util import compare_images

    result = np.empty(a.shape)
    for plane in np.ndindex(a.shape[:-2]):
        result[plane] = compare_images(a[plane], b[plane], method="checkerboard")
    return result


def mean(a: Part, b: Part) -> Floats:
    """Return the mean of the two channels, integers divided by their type's maximum."""
    from skimage.util import compare_images

    blended: Floats = compare_images(a, b, method="blend")
    return blended
