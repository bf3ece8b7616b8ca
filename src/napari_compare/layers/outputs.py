"""Output images as napari layers, and region numbers in a Shapes layer's features.

Layers of ours carry a tag in their metadata, under `TAG`: it is how a second run finds what to
bring up to date, and it records how the layer was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_compare.core.outputs import OUTPUTS
from napari_compare.core.record import Record
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings
from napari_compare.layers.colours import (
    BLUE,
    ORANGE,
    channel_colours,
    diverging,
    overlap_colours,
    rising,
)

if TYPE_CHECKING:
    import pandas as pd
    from napari.components import ViewerModel
    from napari.layers import Image, Labels, Shapes
    from napari.layers.base import Layer

LayerData = tuple[Any, dict[str, Any], str]

TAG = "napari-compare"
WRITTEN = "napari-compare features"
TRANSFORM = ("scale", "translate", "rotate", "shear", "affine", "units", "axis_labels")
DIVERGING = ("signed", "normalized", "ratio", "nmdp")
SAMPLE = 1024
NAMES = {
    "signed": "{a} − {b} ({intensities})",
    "absolute": "|{a} − {b}| ({intensities})",
    "a_over_b": "{a} over {b} ({intensities})",
    "b_over_a": "{b} over {a} ({intensities})",
    "superimposed": "{a} and {b}, superimposed difference ({intensities})",
    "normalized": "{a} − {b} (percentile-normalized)",
    "ratio": "log2({a} / {b})",
    "overlap": "overlap of {a} and {b}",
    "colocalized_intensity": "co-localized {a} and {b}",
    "nmdp": "nMDP of {a} and {b}",
    "checkerboard": "checkerboard of {a} and {b}",
    "blend": "blend of {a} and {b}",
}


def contrast_limits(key: str, image: Any) -> tuple[float, float]:
    """Return the contrast limits of an output image, from a sample of its pixels.

    Symmetric about 0 where the colours diverge there. Of a dask image one piece is computed, so
    this belongs in a worker.
    """
    sample = _sample(image)
    sample = sample[np.isfinite(sample)]
    if not sample.size:
        return (-1.0, 1.0) if key in DIVERGING else (0.0, 1.0)
    if key in DIVERGING:
        limit = _nearly_greatest(np.abs(sample))
        return -limit, limit
    lowest = min(0.0, float(sample.min()))
    return lowest, max(_nearly_greatest(sample), lowest + float(np.finfo(np.float32).eps))


def output_layer(
    key: str,
    image: Any,
    limits: tuple[float, float],
    layers: tuple[Image, Image],
    settings: Settings,
    *,
    intensities: str = "raw",
    regions: Sequence[Region] = (),
    regions_from: str = "",
) -> LayerData:
    """Return an output image as napari's layer data tuple, lying where A lies.

    Parameters
    ----------
    key
        One of `OUTPUTS`.
    image
        What `make_output` made.
    limits
        Its `contrast_limits`.
    layers
        The layers of A and B.
    settings, intensities, regions, regions_from
        How it was made, the last being the name of the layer that the regions were drawn in:
        recorded in the layer's metadata.
    """
    from napari_compare import __version__

    layer_a, layer_b = layers
    meta = {name: getattr(layer_a, name) for name in TRANSFORM}
    meta["affine"] = np.array(layer_a.affine.affine_matrix)
    meta["name"] = NAMES[key].format(a=layer_a.name, b=layer_b.name, intensities=intensities)
    meta["metadata"] = {
        TAG: {
            "output": key,
            "intensities": intensities,
            "layers": [layer_a.name, layer_b.name],
            "settings": settings.to_dict(),
            "version": __version__,
            "regions": [region.summary() for region in regions],
            "regions_from": regions_from,
        }
    }
    colour_a, colour_b = channel_colours(layer_a, layer_b)
    if OUTPUTS[key].is_labels:
        names = ["neither", f"{layer_a.name} only", f"{layer_b.name} only", "both"]
        meta["features"] = {"index": [0, 1, 2, 3], "name": names}
        meta["colormap"] = overlap_colours(colour_a, colour_b)
        return image, meta, "labels"
    meta["contrast_limits"] = limits
    if key == "nmdp":
        meta["colormap"] = diverging(BLUE, ORANGE)
    elif key in DIVERGING:
        meta["colormap"] = diverging(colour_b, colour_a)
    elif key in ("a_over_b", "b_over_a"):
        meta["colormap"] = rising(colour_a if key == "a_over_b" else colour_b)
    else:
        meta["colormap"] = "gray"
    return image, meta, "image"


def put(viewer: ViewerModel, layer_data: LayerData) -> Layer:
    """Bring our layer of this output up to date, or add it if there is none.

    Only a layer that carries our tag for the same output of the same layers, with as many axes,
    is brought up to date: its data, place and record, not its name or look. No other layer is
    touched, whatever its name.
    """
    from napari.layers import Image, Labels, Layer

    data, meta, kind = layer_data
    wanted = Labels if kind == "labels" else Image
    tag = meta["metadata"][TAG]
    for layer in viewer.layers:
        if isinstance(layer, wanted) and layer.ndim == data.ndim and _same(tag, layer):
            layer.data = data
            _place(layer, meta)
            layer.metadata = {**layer.metadata, TAG: tag}
            return layer
    return viewer.add_layer(Layer.create(data, meta, kind))


def find_output(viewer: ViewerModel, key: str, layers: Sequence[Layer]) -> Layer | None:
    """Return our layer of an output of these layers; None if the viewer has none."""
    names = [layer.name for layer in layers]
    for layer in viewer.layers:
        tag = layer.metadata.get(TAG, {})
        if tag.get("output") == key and tag.get("layers") == names:
            return layer
    return None


def show_labels(layer: Labels, labels: Any) -> None:
    """Show other labels of the same shape, as quickly as can be: many times a second."""
    layer.data[...] = labels
    layer.refresh(extent=False, thumbnail=False, highlight=False)


def is_output(layer: Layer) -> bool:
    """Return whether we made a layer: what it shows is a result, not a channel."""
    return TAG in layer.metadata


def record_of(layer: Layer) -> Record:
    """Return what an output layer was made of, and how.

    Raises
    ------
    ValueError
        If its metadata do not say so.
    """
    tag = layer.metadata[TAG]
    try:
        return Record.from_dict({**tag, "names": tag.get("layers")})
    except (TypeError, AttributeError, ValueError) as error:
        raise ValueError(
            f'The layer "{layer.name}" does not say how it was made: {error}'
        ) from error


def write_features(layer: Shapes, table: pd.DataFrame) -> tuple[str, ...]:
    """Write the numbers of regions into a Shapes layer's features, a column for each.

    Columns of the user's own are left alone, even where a number has their name. Shapes that were
    not measured, and those drawn later, have NaN.

    Parameters
    ----------
    layer
        The layer that the regions came from.
    table
        The results, with `region_id`. Where a region has several rows (a split), there is no one
        number for it, and nothing is written.

    Returns
    -------
    tuple of str
        The columns written.
    """
    if not table["region_id"].is_unique:
        return ()
    numbers = table.set_index("region_id").select_dtypes("number")
    features, defaults = layer.features.copy(), layer.feature_defaults.copy()
    ours = set(layer.metadata.get(WRITTEN, ()))
    columns = [key for key in numbers.columns if key not in features or key in ours]
    features = features.drop(columns=[key for key in features if key in ours])
    shapes = range(1, len(layer.data) + 1)
    for key in columns:
        features[key] = numbers[key].reindex(shapes).to_numpy(dtype=float)
    layer.features = features
    # napari has set them to the last shape's values, which each new shape would then have.
    layer.feature_defaults = defaults.reindex(columns=features.columns).assign(
        **dict.fromkeys(columns, np.nan)
    )
    layer.metadata = {**layer.metadata, WRITTEN: columns}
    return tuple(columns)


def warm_up() -> None:
    """Make a small overlap layer, for which napari compiles functions: a second's work, once."""
    from napari.layers import Labels

    Labels(np.zeros((2, 2), dtype=np.uint8), colormap=overlap_colours(BLUE, ORANGE))


def _place(layer: Layer, meta: dict[str, Any]) -> None:
    """Put a layer where it belongs; where it is there already, napari need not look at it."""
    for name in TRANSFORM:
        now = getattr(layer, name)
        now = now.affine_matrix if name == "affine" else now
        if not np.array_equal(now, meta[name]):
            setattr(layer, name, meta[name])


def _same(tag: dict[str, Any], layer: Layer) -> bool:
    other = layer.metadata.get(TAG, {})
    return all(other.get(name) == tag[name] for name in ("output", "intensities", "layers"))


def _sample(image: Any) -> Any:
    """Return a piece of an image about its middle, of one plane."""
    middle = tuple(n // 2 for n in image.shape[:-2])
    window = tuple(slice(max(0, n // 2 - SAMPLE), n // 2 + SAMPLE) for n in image.shape[-2:])
    return np.asarray(image[(*middle, *window)], dtype=np.float64)


def _nearly_greatest(values: Any) -> float:
    """Return what 1 of 1000 values exceeds, or the greatest where that is 0; never 0."""
    return float(np.quantile(values, 0.999)) or float(values.max()) or 1.0
