"""How each output image is made of a pair of channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core import formulas
from napari_compare.core.pair import Pair
from napari_compare.core.pixelwise import PartFunction, pixelwise
from napari_compare.core.region_thresholds import ThresholdsAt
from napari_compare.core.scaling import scales, whole_image

Floats = npt.NDArray[np.float64]
Image = Any


def everywhere(threshold_a: float, threshold_b: float) -> ThresholdsAt:
    """Return the same two thresholds for every part; a ValueError if one is NaN."""
    if np.isnan(threshold_a) or np.isnan(threshold_b):
        raise ValueError("A threshold is NaN: none was found, so nothing can be above it.")
    return lambda _: (threshold_a, threshold_b)


def _of_floats(function: Callable[[Floats, Floats], npt.NDArray[Any]]) -> PartFunction:
    """Return the function of float64 parts as one of parts of any type."""
    return lambda a, b, _: function(*formulas.as_floats(a, b))


def _of_thresholds(
    function: Callable[[Floats, Floats, Any, Any], npt.NDArray[Any]], thresholds: ThresholdsAt
) -> PartFunction:
    return lambda a, b, key: function(*formulas.as_floats(a, b), *thresholds(key))


def difference_image(pair: Pair, kind: str, intensities: str) -> Image:
    """Return a difference; see `images.difference`."""
    if kind == "normalized":
        kind, intensities = "signed", "percentile"
    if kind not in formulas.DIFFERENCES:
        known = ", ".join([*formulas.DIFFERENCES, "normalized"])
        raise ValueError(f"There is no difference {kind!r}. There are: {known}.")
    formula = formulas.DIFFERENCES[kind]
    scale_a, scale_b = scales(pair, intensities)
    dtype = np.dtype(np.float32)
    if kind != "signed" and intensities == "raw":
        dtype = formulas.distance_type(pair.a.dtype, pair.b.dtype)
    return pixelwise(pair, _of_floats(lambda a, b: formula(scale_a(a), scale_b(b))), dtype)


def ratio_image(pair: Pair) -> Image:
    """Return log2(A/B)."""
    return pixelwise(pair, _of_floats(formulas.log_ratio), np.float32)


def overlap_labels(pair: Pair, thresholds: ThresholdsAt) -> Image:
    """Return labels of what is above the thresholds."""
    return pixelwise(pair, _of_thresholds(formulas.labels, thresholds), np.uint8)


def colocalized_image(pair: Pair, thresholds: ThresholdsAt) -> Image:
    """Return √(A·B) where both are above their thresholds."""
    return pixelwise(pair, _of_thresholds(formulas.shared_intensity, thresholds), np.float32)


def nmdp_image(pair: Pair) -> Image:
    """Return the normalized mean deviation product."""
    found = whole_image(pair)
    a, b = found.a, found.b
    for name, channel in zip(pair.names, (a, b), strict=True):
        if channel.constant:
            raise ValueError(f"{name} holds one intensity only, so it deviates nowhere: no nMDP.")
    greatest = (a.maximum - a.mean) * (b.maximum - b.mean)
    return pixelwise(
        pair, _of_floats(lambda x, y: (x - a.mean) * (y - b.mean) / greatest), np.float32
    )


def checkerboard_image(pair: Pair) -> Image:
    """Return tiles of A and B by turns."""
    return pixelwise(pair, lambda a, b, _: formulas.tiles(a, b), np.float32, whole_planes=True)


def blend_image(pair: Pair) -> Image:
    """Return the mean of A and B."""
    return pixelwise(pair, lambda a, b, _: formulas.mean(a, b), np.float32)
