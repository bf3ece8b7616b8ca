"""Pixels in a gate as layers: those of the gate of the moment, and those kept as regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.gates import Gate, Gated
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.core.words import result_title
from napari_compare.layers.outputs import TAG, TRANSFORM, LayerData

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image, Labels

GATE = "gate"
KEPT = "napari-compare kept gates"
COLOUR = "#ffd92f"
OPACITY = 0.75


def gate_layer(
    gate: Gate,
    gated: Gated,
    layers: tuple[Image, Image],
    settings: Settings,
    results: Sequence[Result],
) -> LayerData:
    """Return the pixels in a gate as napari's layer data tuple, lying where A lies.

    Parameters
    ----------
    gate
        The gate, which the layer's metadata record.
    gated
        What `gate_pixels` found.
    layers
        The layers of A and B.
    settings, results
        How they were compared, and in which regions the gate was looked at.
    """
    from napari.utils.colormaps import DirectLabelColormap

    from napari_compare import __version__

    meta = _place(layers[0])
    meta["name"] = f"gate of {layers[0].name} and {layers[1].name}"
    meta["opacity"] = OPACITY
    meta["colormap"] = DirectLabelColormap(
        color_dict={None: "transparent", 0: "transparent", 1: COLOUR}
    )
    meta["metadata"] = {
        TAG: {
            "output": GATE,
            "intensities": "raw",
            "layers": [layer.name for layer in layers],
            "gate": {"kind": gate.kind, "corners": [list(corner) for corner in gate.corners]},
            "regions": [result_title(result) for result in results],
            "settings": settings.to_dict(),
            "version": __version__,
        }
    }
    return gated.labels, meta, "labels"


def keep_as_region(
    viewer: ViewerModel,
    inside: npt.NDArray[np.bool_],
    layers: tuple[Image, Image],
    title: str,
) -> tuple[Labels, str, int]:
    """Add the pixels in a gate as one more named region to a Labels layer, made where needed.

    It is an ordinary layer, to be compared in like any other, and to be painted on.

    Parameters
    ----------
    viewer
        The viewer that has or gets the layer.
    inside
        Which pixels are in the gate, of the images' shape.
    layers
        The layers of A and B.
    title
        Name of the region in which the gate was looked at.

    Returns
    -------
    layer
        The Labels layer.
    name
        Name of the new region.
    taken
        Number of pixels that were another kept region's before: labels cannot overlap.

    Raises
    ------
    ValueError
        If there is no pixel in the gate.
    """
    if not inside.any():
        raise ValueError("There is no pixel in the gate, so there is nothing to keep.")
    layer = _kept_layer(viewer, inside.shape, layers)
    number = int(layer.data.max(initial=0)) + 1
    labels = layer.data.astype(np.result_type(layer.data.dtype, np.min_scalar_type(number)))
    name = f"gate {number} in {title}"
    taken = int(np.count_nonzero(labels[inside]))
    labels[inside] = number
    layer.data = labels
    features = layer.features.copy()
    features.loc[len(features)] = {"index": number, "name": name}
    layer.features = features.astype({"index": int})
    layer.selected_label = number
    return layer, name, taken


def _kept_layer(viewer: ViewerModel, shape: tuple[int, ...], layers: tuple[Image, Image]) -> Labels:
    """Return the layer of the gates kept of these channels; add it if there is none."""
    from napari.layers import Labels

    names = [layer.name for layer in layers]
    for layer in viewer.layers:
        if (
            isinstance(layer, Labels)
            and layer.metadata.get(KEPT) == names
            and layer.data.shape == shape
        ):
            return layer
    meta = _place(layers[0])
    meta["name"] = f"kept gates of {names[0]} and {names[1]}"
    meta["metadata"] = {KEPT: names}
    meta["features"] = {"index": [0], "name": [""]}
    layer = Labels(np.zeros(shape, dtype=np.uint8), **meta)
    viewer.add_layer(layer)
    return layer


def _place(layer: Image) -> dict[str, Any]:
    meta = {name: getattr(layer, name) for name in TRANSFORM}
    meta["affine"] = np.array(layer.affine.affine_matrix)
    return meta
