"""A function of two channels' pixels, applied part by part: at once, or when dask asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key, chunks, planes
from napari_compare.core.pair import ArrayLike, Pair

PartFunction = Callable[[npt.NDArray[Any], npt.NDArray[Any], Key], npt.NDArray[Any]]


def pixelwise(
    pair: Pair, function: PartFunction, dtype: npt.DTypeLike, *, whole_planes: bool = False
) -> Any:
    """Return the image that a function makes of a pair of channels.

    Parameters
    ----------
    pair
        The channels.
    function
        Gets a part of each channel and where that part lies, and returns an array of its shape.
    dtype
        Type of the image; what the function returns is converted to it.
    whole_planes
        Give the function whole planes: the last two axes are not cut.

    Returns
    -------
    numpy.ndarray or dask.array.Array
        Shape of the pair. Where a channel is stored in chunks (dask, zarr) it is a dask array,
        computed where it is looked at; else a numpy array, made in parts of a million pixels.
    """
    if any(getattr(channel, "chunks", None) for channel in (pair.a, pair.b)):
        return _lazily(pair, function, np.dtype(dtype), whole_planes)
    image = np.empty(pair.shape, dtype=dtype)
    for key in planes(pair, {}) if whole_planes else chunks(pair, {}):
        image[key] = function(*pair.part(key), key)
    return image


def _lazily(pair: Pair, function: PartFunction, dtype: np.dtype[Any], whole_planes: bool) -> Any:
    import dask.array as da

    def block(
        a: npt.NDArray[Any], b: npt.NDArray[Any], block_info: dict[int, Any]
    ) -> npt.NDArray[Any]:
        location = block_info[0]["array-location"]
        key = tuple(slice(*ends) for ends in location)
        return function(a, b, key).astype(dtype, copy=False)

    stored = next(c for c in (pair.a, pair.b) if getattr(c, "chunks", None))
    layout = stored.chunks  # type: ignore[attr-defined]
    if whole_planes:
        layout = (*layout[:-2], *pair.shape[-2:])
    a, b = (_as_dask(channel, layout) for channel in (pair.a, pair.b))
    return da.map_blocks(  # type: ignore[no-untyped-call]
        block,
        a,
        b,
        name=f"napari-compare-{uuid.uuid4().hex}",  # else dask hashes all that the function holds
        dtype=dtype,
        meta=np.empty((0,) * len(pair.shape), dtype=dtype),
    )


def _as_dask(channel: ArrayLike, layout: Any) -> Any:
    import dask.array as da

    if isinstance(channel, da.Array):
        return channel.rechunk(layout)  # type: ignore[no-untyped-call]
    return da.from_array(channel, chunks=layout, name=False)  # type: ignore[no-untyped-call]
