"""Arrays as small pictures inside a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

QUALITIES = (80, 60, 40)
LARGEST = 22_000  # bytes: noise would make a report of many pairs too large to be sent
Colour = tuple[int, int, int]


def shaded(values: npt.NDArray[np.float64], low: float, high: float, colour: Colour) -> str:
    """Return intensities in one colour as the address of a picture.

    Parameters
    ----------
    values
        Intensities, shape (height, width); where they are not finite, the picture is grey.
    low, high
        Shown black and in full colour.
    colour
        The colour.
    """
    share = np.clip((values - low) / ((high - low) or 1.0), 0, 1)
    return _jpeg(share[..., None] * np.array(colour), np.isfinite(values))


def diverging(
    values: npt.NDArray[np.float64], reach: float, positive: Colour, negative: Colour
) -> str:
    """Return differences, black at 0, as the address of a picture; see `shaded`."""
    share = np.clip(values / (reach or 1.0), -1, 1)[..., None]
    colours = np.where(share > 0, np.array(positive), np.array(negative))
    return _jpeg(np.abs(share) * colours, np.isfinite(values))


def painted(labels: npt.NDArray[np.uint8], colours: Sequence[Colour], clear: bool = False) -> str:
    """Return labels as the address of a picture.

    Parameters
    ----------
    labels
        Index of each pixel's colour, shape (height, width).
    colours
        The colours; the first is transparent if `clear`.
    """
    image = Image.fromarray(np.ascontiguousarray(labels))
    image.putpalette([part for colour in colours for part in colour])
    options: dict[str, Any] = {"transparency": 0} if clear else {}
    return _address(_encoded(image, "PNG", optimize=True, **options), "png")


def as_it_is(png: bytes) -> str:
    """Return the content of a PNG file as the address of a picture."""
    return _address(png, "png")


def _jpeg(colours: npt.NDArray[np.float64], finite: npt.NDArray[np.bool_]) -> str:
    shown = np.where(finite[..., None], colours, 128.0)
    image = Image.fromarray(np.rint(shown).astype(np.uint8))
    for quality in QUALITIES:
        data = _encoded(image, "JPEG", quality=quality)
        if len(data) <= LARGEST:
            break
    return _address(data, "jpeg")


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _address(data: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
