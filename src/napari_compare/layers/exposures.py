"""Layers that show where each of two exposures is brighter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from napari.layers import Image

from napari_compare.core.settings import Settings
from napari_compare.layers.outputs import TAG, LayerData, contrast_limits, output_layer

LABELS = {
    "a_over_b": "{a} over {b}",
    "b_over_a": "{b} over {a}",
    "superimposed": "{a} and {b}, superimposed difference",
}


def exposure_layers(
    key: str, image: Any, layers: tuple[Image, Image], shown: Image, settings: Settings
) -> Iterator[LayerData]:
    """Yield a difference of two exposures as layers that lie where the first is shown.

    Parameters
    ----------
    key
        One of `LABELS`.
    image
        The difference, with an axis "c" first unless the exposures are grey.
    layers
        The exposures as they were compared: with a plane for each colour, or grey.
    shown
        The layer in which the first one, or one colour of it, is seen.
    settings
        How they were compared.

    Yields
    ------
    tuple
        Layer data. One layer if the first exposure is shown as planes, or grey; else one for each
        colour, which look like a photo of the difference together.
    """
    a, b = layers
    limits = contrast_limits(key, image)
    name = LABELS[key].format(a=a.name, b=b.name)
    if shown is a:
        data, meta, kind = output_layer(key, image, limits, (a, b), settings)
        yield data, {**meta, "name": name}, kind
        return
    for i, colour in enumerate(("red", "green", "blue")):
        data, meta, kind = output_layer(key, image[i], limits, (shown, b), settings)
        meta["metadata"][TAG] |= {"output": f"{key}, {colour}", "layers": [a.name, b.name]}
        look = {"colormap": colour, "blending": "additive" if i else "opaque"}
        yield data, {**meta, **look, "name": f"{name}, {colour}"}, kind
