"""One channel of a colour image."""

from __future__ import annotations

from typing import Any

from napari_compare.core.settings import COLOURS

LUMINANCE_WEIGHTS = (0.2125, 0.7154, 0.0721)


def colour_channel(image: Any, colour: str = "luminance") -> Any:
    """Return what is to be measured of a colour image; transparency is never data.

    Parameters
    ----------
    image
        numpy or dask array, shape (..., 3) or (..., 4): red, green, blue and perhaps alpha.
    colour
        "red", "green" or "blue" (returned as they are) or "luminance": the weighted sum
        0.2125 R + 0.7154 G + 0.0721 B of the raw intensities (ITU-R BT.709, the weights of
        `skimage.color.rgb2gray`).

    Returns
    -------
    array
        Shape (...): of the image's dtype, or float64 for the luminance. A dask array stays lazy.

    Raises
    ------
    ValueError
        If the last axis has neither 3 nor 4 entries, or there is no such colour.

    Examples
    --------
    >>> import numpy as np
    >>> photo = np.array([[[200, 100, 50, 255]]], dtype=np.uint8)
    >>> int(colour_channel(photo, "green")[0, 0]), round(float(colour_channel(photo)[0, 0]), 3)
    (100, 117.645)
    """
    if image.ndim < 3 or image.shape[-1] not in (3, 4):
        raise ValueError(
            f"A colour image has 3 or 4 values a pixel; this one has the shape {image.shape}."
        )
    if colour not in COLOURS:
        raise ValueError(f"There is no colour {colour!r}. There are: {', '.join(COLOURS)}.")
    if colour != "luminance":
        return image[..., COLOURS.index(colour) - 1]
    red, green, blue = (image[..., i].astype("float64") for i in range(3))
    r, g, b = LUMINANCE_WEIGHTS
    return r * red + g * green + b * blue
