"""Arrays as small pictures inside a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

QUALITY = 80
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
    return _address(image, "PNG", optimize=True, **options)


def _jpeg(colours: npt.NDArray[np.float64], finite: npt.NDArray[np.bool_]) -> str:
    shown = np.where(finite[..., None], colours, 128.0)
    return _address(Image.fromarray(np.rint(shown).astype(np.uint8)), "JPEG", quality=QUALITY)


def _address(image: Image.Image, kind: str, **options: Any) -> str:
    file = io.BytesIO()
    image.save(file, kind, **options)
    text = base64.b64encode(file.getvalue()).decode("ascii")
    return f"data:image/{kind.lower()};base64,{text}"
