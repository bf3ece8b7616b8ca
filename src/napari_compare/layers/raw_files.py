"""Camera RAW in napari: a file is a colour layer, a layer for each colour, or a stack of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from napari_compare.core.settings import COLOURS
from napari_compare.files.image import Image
from napari_compare.files.images import every_channel, open_image
from napari_compare.files.raw import RAW_SUFFIXES
from napari_compare.layers.grids import CHANNELS

LayerData = tuple[Any, dict[str, Any], str]
Paths = str | list[str]


def get_reader(path: Paths) -> Callable[[Paths], list[LayerData]] | None:
    """Return what reads camera RAW files, or None if a file is none."""
    are_raw = all(one.suffix.lower() in RAW_SUFFIXES for one in _files(path))
    return read_photos if are_raw else None


def read_photos(path: Paths) -> list[LayerData]:
    """Read camera RAW files as layers of intensities in proportion to light.

    Raises
    ------
    ValueError
        If rawpy is not installed, or a file cannot be read.
    """
    photos = [open_image(one) for one in _files(path)]
    colours = WAYS[preferred_way()]
    return [
        layer
        for photo in photos
        for layer in (colours(photo) if "s" in photo.axes else [_layer(photo.data, photo.name)])
    ]


def preferred_way() -> str:
    """Return which of `WAYS` is chosen in napari's preferences."""
    try:
        from napari.settings import get_plugin_settings
    except ImportError:  # napari before 0.9 has no preferences of plugins
        return next(iter(WAYS))
    way: str = get_plugin_settings("napari-compare").camera_raw.layers
    return way


def _in_colour(photo: Image) -> list[LayerData]:
    return [_layer(photo.data, photo.name, rgb=True)]


def _each_colour(photo: Image) -> list[LayerData]:
    """Return layers that look, together, like the photo."""
    together = {"blending": "additive", "contrast_limits": (0, max(1, int(photo.data.max())))}
    return [
        _layer(photo.data[..., i], f"{photo.name}, {colour}", colormap=colour, **together)
        for i, colour in enumerate(COLOURS[1:])
    ]


def _planes(photo: Image) -> list[LayerData]:
    stack = every_channel(photo)
    named = {CHANNELS: stack.channels}
    return [_layer(stack.data, photo.name, axis_labels=stack.axes, metadata=named)]


WAYS: Mapping[str, Callable[[Image], list[LayerData]]] = MappingProxyType(
    {
        "one layer in colour": _in_colour,
        "a layer for each colour": _each_colour,
        "one layer with a plane for each colour": _planes,
    }
)


def _layer(data: Any, name: str, **more: Any) -> LayerData:
    return data, {"name": name, "rgb": False, **more}, "image"


def _files(path: Paths) -> list[Path]:
    return [Path(one) for one in ([path] if isinstance(path, str) else path)]
