"""Where the pixels of image layers lie in the world, and two of them as a pair on one grid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.colour import colour_channel
from napari_compare.core.pair import SPATIAL, ArrayLike, Pair, default_axes
from napari_compare.core.resample import Resampled

if TYPE_CHECKING:
    import pint
    from napari.layers import Image, Labels
    from napari.layers.base import Layer

    from napari_compare.core.settings import Settings

Floats = npt.NDArray[np.float64]

CHANNELS = "napari-compare channels"
"""Where a layer's metadata name what its indices along "c" are."""
UNNAMED = re.compile(r"(axis )?-?\d+")


def pair_from_layers(layer_a: Image, layer_b: Image, settings: Settings) -> Pair:
    """Return two image layers as a pair of channels on A's pixels, at full resolution.

    Nothing is read here: B's values on A's pixels are computed where they are read.

    Parameters
    ----------
    layer_a, layer_b
        Image layers with any transform and units of length.
    settings
        Which colour of a colour image counts, what is done with differing grids, and the split
        (which helps to name unnamed axes).

    Raises
    ------
    ValueError
        If B's pixels do not lie on A's and the settings refuse that, if the images have nothing
        in common, or if B has more axes than A.
    """
    a = channel(layer_a, settings.colour_a)
    b, notes = on_grid_of(layer_a, a, layer_b, channel(layer_b, settings.colour_b), settings.grid)
    axes = axis_names(layer_a, settings.split)
    spacing, unit = spacing_of(layer_a, axes)
    channels = tuple(layer_a.metadata.get(CHANNELS, ())) if "c" in axes else ()
    return Pair(a, b, axes, spacing, unit, (layer_a.name, layer_b.name), notes, channels)


def channel(layer: Image, colour: str) -> Any:
    """Return the intensities of an image layer at full resolution, without reading them."""
    data = full_resolution(layer)
    if not layer.rgb:
        return data
    if colour == "luminance" and not hasattr(data, "dask"):
        import dask.array as da

        data = da.from_array(data, name=False)  # type: ignore[no-untyped-call]
    return colour_channel(data, colour)


def full_resolution(layer: Image | Labels) -> Any:
    """Return the data of an image or labels layer; of a multiscale one the largest level."""
    return layer.data[0] if layer.multiscale else layer.data


def axis_names(layer: Layer, split: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the names of a layer's axes, with the usual ones where the layer brings none."""
    names = [str(label).strip().lower() for label in layer.axis_labels]
    if len(set(names)) < len(names) or any(not name or UNNAMED.fullmatch(name) for name in names):
        return default_axes(layer.ndim, split)
    return tuple(names)


def world_matrix(layer: Layer) -> Floats:
    """Return the affine matrix from a layer's pixels to the world, shape (n + 1, n + 1)."""
    n = layer.ndim
    origin = np.array(layer.data_to_world((0.0,) * n))
    units = [np.array(layer.data_to_world(tuple(unit))) - origin for unit in np.eye(n)]
    matrix = np.eye(n + 1)
    matrix[:n, :n] = np.transpose(units)
    matrix[:n, n] = origin
    return matrix


def pixel_matrix(source: Layer, target: Layer) -> Floats:
    """Return the affine matrix from a layer's data coordinates to the pixels of another layer.

    Axes are aligned from the last. Units are converted where all that meet can be; else the
    numbers are taken as they are, as napari itself does. Leading axes that only the source has
    are dropped; along those that only the target has the source lies at 0.

    Returns
    -------
    array
        Shape (n of target + 1, n of source + 1).

    Raises
    ------
    ValueError
        If the target's transform is singular, so that its pixels have no area.
    """
    common = min(source.ndim, target.ndim)
    between = np.zeros((target.ndim + 1, source.ndim + 1))
    between[-1, -1] = 1
    factors = unit_factors(source.units[-common:], target.units[-common:])
    for i, factor in enumerate(factors):
        between[target.ndim - common + i, source.ndim - common + i] = factor
    try:
        to_pixels = np.linalg.inv(world_matrix(target))
    except np.linalg.LinAlgError as error:
        raise ValueError(
            f'The transform of the layer "{target.name}" is flat: its pixels have no size. '
            "Give it a scale other than 0."
        ) from error
    matrix: Floats = to_pixels @ between @ world_matrix(source)
    return matrix


def unit_factors(source: tuple[pint.Unit, ...], target: tuple[pint.Unit, ...]) -> list[float]:
    """Return how many target units a source unit is, along each axis; 1 if any has no answer."""
    pairs = list(zip(source, target, strict=True))
    if not all(here.is_compatible_with(str(there)) for here, there in pairs):
        return [1.0] * len(pairs)
    return [float((1 * here).to(str(there)).magnitude) for here, there in pairs]


def on_grid_of(
    layer_a: Image, a: ArrayLike, layer_b: Image, b: ArrayLike, grid: str
) -> tuple[ArrayLike, tuple[str, ...]]:
    """Return B's values on A's pixels, and what a reader must know of how they came there.

    Parameters
    ----------
    layer_a, layer_b
        Image layers with any transform and units of length.
    a, b
        What `channel` gave of each.
    grid
        See `Settings`.

    Raises
    ------
    ValueError
        As `pair_from_layers`.
    """
    matrix = pixel_matrix(layer_a, layer_b)
    extra = layer_b.ndim - layer_a.ndim
    if extra > 0:
        if any(n > 1 for n in b.shape[:extra]):
            raise ValueError(
                f'"{layer_b.name}" has {layer_b.ndim} axes and "{layer_a.name}" {layer_a.ndim}. '
                "Swap A and B, or choose one plane or channel of the larger image."
            )
        b, matrix = b[(0,) * extra], matrix[extra:]
    if extra < 0:
        matrix = np.vstack([np.zeros((-extra, matrix.shape[1])), matrix])
    on_a = Resampled(b, matrix, a.shape)
    notes = placement_notes(on_a, layer_a.name, layer_b.name)
    if on_a.whole_shift is None and grid == "refuse":
        raise ValueError(
            f'The pixels of "{layer_b.name}" do not lie on those of "{layer_a.name}" (other scale, '
            'translation or rotation). Set "Other grid" to "resample" to interpolate them.'
        )
    if extra < 0:
        few = f'"{layer_b.name}" has fewer axes: it is compared with every plane of '
        notes = (f'{few}"{layer_a.name}".', *notes)
    same = on_a.whole_shift is not None and not any(on_a.whole_shift)
    if same and tuple(a.shape) == tuple(b.shape):
        return b, ()
    return on_a, notes


def placement_notes(placed: Resampled, name_a: str, name_b: str) -> tuple[str, ...]:
    """Return what a reader must know of how B came onto A's pixels.

    Raises
    ------
    ValueError
        If they have no pixel in common.
    """
    if placed.disjoint:
        raise ValueError(
            f'"{name_a}" and "{name_b}" have no pixel in common: they lie beside each other in the '
            "viewer. Check their translate and scale."
        )
    notes = []
    if placed.whole_shift is None:
        notes.append(f'"{name_b}" was interpolated linearly onto the pixels of "{name_a}".')
    if not placed.covered:
        notes.append(f'Pixels of "{name_a}" where "{name_b}" has none are excluded.')
    return tuple(notes)


def spacing_of(layer: Layer, axes: tuple[str, ...]) -> tuple[tuple[float, ...], str]:
    """Return the size of a pixel along each axis, and the unit of the spatial ones."""
    sizes = np.linalg.norm(world_matrix(layer)[:-1, :-1], axis=0)
    last = layer.units[-1]
    for i, (axis, unit) in enumerate(zip(axes, layer.units, strict=True)):
        if (axis in SPATIAL or i >= len(axes) - 2) and unit.is_compatible_with(str(last)):
            sizes[i] *= unit_factors((unit,), (last,))[0]
    symbol = "pixel" if str(last) == "pixel" else f"{last:~P}"
    if symbol == "pixel" and not np.allclose(sizes[-2:], 1):
        symbol = "unit"
    return tuple(float(size) for size in sizes), symbol
