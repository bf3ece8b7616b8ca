"""Small random images of every type and many kinds."""

from __future__ import annotations

import numpy as np

DTYPES = (
    *("bool", "uint8", "uint16", "uint32", "int8", "int16", "int32"),
    *("float16", "float32", "float64"),
)
KINDS = (
    *("correlated", "anticorrelated", "independent", "equal", "constant", "both_constant"),
    *("sparse", "largest", "partly_equal"),
)


def random_pair(dtype, kind="correlated", shape=(11, 16), seed=0):
    """Two images of a type; their intensities are negative, too, where it allows that."""
    rng = np.random.default_rng([seed, KINDS.index(kind), DTYPES.index(dtype)])
    dtype = np.dtype(dtype)
    shared, x, y = (rng.gamma(2, 1, shape) for _ in range(3))
    a, b = {
        "anticorrelated": (shared, 6 - shared + 0.2 * y),
        "independent": (x, y),
        "equal": (shared, shared),
        "constant": (np.full(shape, 2.0), y),
        "both_constant": (np.full(shape, 2.0), np.full(shape, 3.0)),
        "partly_equal": (shared, np.where(x < 2, shared, y)),
        "sparse": (np.maximum(shared - 3, 0), np.maximum(shared + y - 5, 0)),
    }.get(kind, (shared + 0.7 * x, 0.8 * shared + 0.5 * y))
    if dtype.kind == "b":
        return a > 2.5, b > 2.5
    return _typed(a, dtype, kind == "largest"), _typed(b, dtype, kind == "largest")


def overlapping_masks(shape):
    """Two masks of a plane of 20 × 28 pixels or more."""
    one, two = np.zeros(shape, bool), np.zeros(shape, bool)
    one[2:15, 3:20], two[9:20, 12:28] = True, True
    return one, two


def _typed(image, dtype, largest):
    """Intensities of 0 to about 10 as a type's whole numbers or floats, or at its far end."""
    if dtype.kind == "f":
        top = 60000 if dtype.itemsize == 2 else 1e30
        return (top * (image / 10 - 0.5) if largest else image - 1.5).astype(dtype)
    info = np.iinfo(dtype)
    levels = np.clip(np.rint(10 * image), 0, 100).astype(np.int64)
    if largest:
        return (info.max - levels).astype(dtype)
    return (levels - (20 if info.min < 0 else 0)).astype(dtype)
