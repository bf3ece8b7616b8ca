"""What an image looks like: one small plane from black to white, whatever its size and type."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image

from napari_compare.core.alike.picture import as_pair
from napari_compare.core.chunks import chunks
from napari_compare.core.pair import ArrayLike, native

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

SIDE = 320  # pixels: more makes features slower to find, and no duplicate easier
SMALL = 128
QUANTILES = 0.01, 0.998
WHITE = 255


def look_of(image: ArrayLike) -> Grey | None:
    """Return what an image looks like.

    Of an image with more than two axes each pixel is the brightest along all others. The plane is
    made smaller, by means of blocks, to at most 320 pixels a side, and its intensities are scaled
    so that the quantile 0.01 becomes black and 0.998 white: so gain, offset, type and a few hot
    pixels do not count. Where these two are the same, the darkest and the brightest pixel are
    taken. Pixels that are not finite are black.

    Parameters
    ----------
    image
        Shape (..., height, width).

    Returns
    -------
    array or None
        Shape (height, width) of at most 320, uint8; None where all pixels are the same.

    Examples
    --------
    >>> ramp = np.linspace(-1, 1, 2048 * 1024).reshape(2048, 1024)
    >>> look = look_of(ramp)
    >>> look.shape, int(look.min()), int(look.max())
    ((320, 160), 0, 255)
    """
    plane = _brightest(image)
    finite = np.isfinite(plane)
    if not finite.any():
        return None
    plane = reduced(np.where(finite, plane, plane[finite].min()), SIDE)
    low, high = np.quantile(plane, QUANTILES)
    if low == high:
        low, high = plane.min(), plane.max()
    if low == high:
        return None
    share = np.clip((plane - low) / (high - low), 0, 1)
    look: Grey = np.rint(share * WHITE).astype(np.uint8)
    return look


def thumbnail(look: Grey) -> Grey:
    """Return a look for a gallery, of at most 128 pixels a side."""
    small: Grey = np.rint(reduced(look.astype(np.float32), SMALL)).astype(np.uint8)
    return small


def reduced(plane: Floats, side: int) -> Floats:
    """Return a plane with at most `side` pixels along either axis, by means of blocks."""
    height, width = plane.shape
    factor = side / max(height, width)
    if factor >= 1:
        return plane
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX))


def _brightest(image: ArrayLike) -> Floats:
    """Return the brightest of each pixel along all axes but the plane's, read part by part."""
    plane = np.full(image.shape[-2:], -math.inf, dtype=np.float32)
    for key in chunks(as_pair(image, image), {}):
        part = native(image[key])
        brightest = np.fmax.reduce(part.reshape(-1, *part.shape[-2:]), axis=0)
        with np.errstate(over="ignore"):  # what float32 cannot hold is not finite
            plane[key[-2:]] = np.fmax(plane[key[-2:]], brightest)
    return plane
