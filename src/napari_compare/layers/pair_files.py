"""The files of a comparison as layers, with what is measured of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from napari.layers import Image, Labels, Layer

from napari_compare.core.pair import default_axes
from napari_compare.core.settings import Settings
from napari_compare.files import images
from napari_compare.files.image import Image as FileImage
from napari_compare.files.inputs import Inputs
from napari_compare.layers.roi_files import place_on, roi_layers

COLOURS = ("green", "magenta")


class Opened(NamedTuple):
    """Layers, the images first, and sentences about what was left out."""

    layers: list[Layer]
    messages: list[str]


def open_pair(inputs: Inputs, settings: Settings) -> Opened:
    """Read the images and regions of a comparison as layers, which belong to no viewer yet.

    Parameters
    ----------
    inputs
        The files.
    settings
        How they are compared: if each channel has a row, all channels are opened.

    Raises
    ------
    ValueError
        If a file cannot be read.
    """
    channels = (inputs.channel_a, inputs.channel_b)
    every = "c" in settings.split and channels == (None, None)
    opened = [
        _image_layer(_read(path, channel, every), colour)
        for path, channel, colour in zip((inputs.a, inputs.b), channels, COLOURS, strict=True)
    ]
    if inputs.regions is None:
        return Opened([*opened], [])
    regions, messages = _region_layers(inputs.regions, opened[0])
    return Opened([*opened, *regions], messages)


def _read(path: Path, channel: int | None, every: bool) -> FileImage:
    image = images.open_image(path)
    return images.every_channel(image) if every else images.choose_channel(image, channel)


def _image_layer(image: FileImage, colour: str) -> Image:
    """Return an image as a layer, with the size of its pixels; a photo keeps its own colours."""
    rgb = "s" in image.axes
    known = image.axes[: len(image.axes) - rgb]
    usual = default_axes(len(known))
    axes = [usual[i] if axis == "?" else axis for i, axis in enumerate(known)]
    look: dict[str, Any] = {} if rgb else {"colormap": colour, "blending": "additive"}
    return Image(
        image.data,
        rgb=rgb,
        name=image.name,
        scale=[image.sizes.get(axis, 1.0) for axis in axes],
        units=[_unit(axis, image) for axis in axes],
        axis_labels=axes,
        **look,
    )


def _unit(axis: str, image: FileImage) -> str:
    if axis not in image.sizes:
        return "pixel"
    return "s" if axis == "t" else "um"


def _region_layers(path: Path, image: Image) -> tuple[Sequence[Layer], list[str]]:
    """Return regions as layers that lie on the pixels of an image."""
    suffix = path.suffix.lower()
    if suffix in (".roi", ".zip"):
        found, messages = roi_layers(path, image)
        return [Layer.create(*layer) for layer in found], messages
    if suffix == ".csv":
        return [_placed(layer, image) for layer in images.read_layers(path)], []
    labels = np.asarray(images.read_image(path).data)
    axes = image.axis_labels[-labels.ndim :]
    return [Labels(labels.astype(np.int64), name=path.stem, **place_on(image, axes))], []


def _placed(layer: images.LayerData, image: Image) -> Layer:
    """Return a layer of shapes that napari saved, on the pixels of an image."""
    vertices, attributes, kind = layer
    axes = image.axis_labels[-np.shape(vertices[0])[-1] :]
    return Layer.create(vertices, {**attributes, **place_on(image, axes)}, kind)
