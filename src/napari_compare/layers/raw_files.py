"""Camera RAW in napari: a file is a colour layer, or a layer for each colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from napari_compare.core.settings import COLOURS
from napari_compare.files.images import Image, open_image
from napari_compare.files.raw import RAW_SUFFIXES

LayerData = tuple[Any, dict[str, Any], str]
Paths = str | list[str]
Reader = Callable[[Paths], list[LayerData]]


def get_reader(path: Paths) -> Reader | None:
    """Return what reads camera RAW files as colour layers, or None if a file is none."""
    return read_photos if _are_raw(path) else None


def get_colour_reader(path: Paths) -> Reader | None:
    """Return what reads camera RAW files as a layer for each colour, or None if one is none."""
    return read_colours if _are_raw(path) else None


def read_photos(path: Paths) -> list[LayerData]:
    """Read camera RAW files as colour layers, of intensities in proportion to light.

    Raises
    ------
    ValueError
        If rawpy is not installed, or a file cannot be read.
    """
    return [_as_layer(photo) for photo in _photos(path)]


def read_colours(path: Paths) -> list[LayerData]:
    """Read camera RAW files as a layer for each colour; errors are those of `read_photos`."""
    return [layer for photo in _photos(path) for layer in _as_layers(photo)]


def _are_raw(path: Paths) -> bool:
    return all(one.suffix.lower() in RAW_SUFFIXES for one in _files(path))


def _photos(path: Paths) -> list[Image]:
    return [open_image(one) for one in _files(path)]


def _files(path: Paths) -> list[Path]:
    return [Path(one) for one in ([path] if isinstance(path, str) else path)]


def _as_layer(photo: Image) -> LayerData:
    return photo.data, {"name": photo.name, "rgb": "s" in photo.axes}, "image"


def _as_layers(photo: Image) -> list[LayerData]:
    """Return layers that look, together, like the photo."""
    if "s" not in photo.axes:
        return [_as_layer(photo)]
    together = {"blending": "additive", "contrast_limits": (0, max(1, int(photo.data.max())))}
    return [
        (
            photo.data[..., i],
            {"name": f"{photo.name}, {colour}", "colormap": colour, **together},
            "image",
        )
        for i, colour in enumerate(COLOURS[1:])
    ]
