"""TIFF files: pixels, and the axes and pixel sizes that napari's readers drop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import tifffile

from napari_compare.files.image import Image
from napari_compare.files.memory import require_memory

MAPPED_BYTES = 1 << 28  # larger images stay on disk where their layout allows it
MICROMETRES = {
    "µm": 1.0,
    "μm": 1.0,
    "um": 1.0,
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "nm": 1e-3,
    "mm": 1e3,
    "cm": 1e4,
    "m": 1e6,
    "Å": 1e-4,
    "inch": 25400.0,
}
_NAMES = {"Q": "?", "I": "?"}
_GREY = (tifffile.PHOTOMETRIC.MINISBLACK, tifffile.PHOTOMETRIC.MINISWHITE)


def read_tiff(path: Path) -> Image:
    """Read the first image of a TIFF file: OME, ImageJ hyperstack or plain.

    Pixel sizes come from OME's or ImageJ's metadata; a plain file's resolution is believed only
    where it is given per centimetre, since dots per inch are mostly a default for printing.

    Raises
    ------
    tifffile.TiffFileError, ValueError, OSError
        If the file is no TIFF, is damaged, holds a compression that cannot be read, or must be
        held in memory and is larger than what is free.
    """
    with tifffile.TiffFile(path) as file:
        if not file.series:
            raise ValueError("it holds no image")
        series = file.series[0]
        notes = []
        if len(file.series) > 1:
            notes.append(f"{path.name} holds {len(file.series)} images; the first is measured.")
        channels: tuple[str, ...] = ()
        if file.is_ome and file.ome_metadata:
            sizes, channels = _ome(file.ome_metadata)
        elif file.imagej_metadata is not None:
            sizes = _imagej(file.imagej_metadata, series.keyframe)
        else:
            sizes = _plain(series.keyframe)
        axes = tuple(_NAMES.get(axis, axis.lower()) for axis in series.axes)
        if series.keyframe.photometric in _GREY:
            axes = tuple("c" if axis == "s" else axis for axis in axes)
        name = path.stem.removesuffix(".ome")
        return Image(_pixels(path, series), axes, name, sizes, channels, tuple(notes))


def _pixels(path: Path, series: Any) -> Any:
    """Return the pixels; those of a large, contiguous, uncompressed image stay on disk."""
    if series.nbytes < MAPPED_BYTES or series.dataoffset is None:
        require_memory(series.nbytes, "saved uncompressed or as OME-Zarr it is read piece by piece")
        return series.asarray()
    mapped = np.memmap(
        path,
        dtype=series.keyframe.parent.byteorder + series.dtype.char,
        mode="r",
        offset=series.dataoffset,
        shape=series.shape,
    )
    if mapped.dtype.isnative:
        return mapped
    import dask.array as da

    lazy = da.from_array(mapped, name=False)  # type: ignore[no-untyped-call]
    return lazy.astype(series.dtype)


def _ome(xml: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return pixel sizes and channel names from OME-XML."""
    pixels = ElementTree.fromstring(xml).find(".//{*}Pixels")
    if pixels is None:
        return {}, ()
    sizes = {}
    for axis in "XYZ":
        factor = MICROMETRES.get(pixels.get(f"PhysicalSize{axis}Unit", "µm"))
        size = _positive(pixels.get(f"PhysicalSize{axis}"))
        if factor and size:
            sizes[axis.lower()] = size * factor
    interval = _positive(pixels.get("TimeIncrement"))
    if interval and pixels.get("TimeIncrementUnit", "s") == "s":
        sizes["t"] = interval
    names = [channel.get("Name") for channel in pixels.findall("{*}Channel")]
    return sizes, tuple(str(name) for name in names) if all(names) else ()


def _imagej(metadata: Mapping[str, Any], page: Any) -> dict[str, float]:
    """Return pixel sizes from ImageJ's metadata."""
    sizes = {}
    unit = str(metadata.get("unit", "")).replace("\\u00B5", "µ").replace("\\u00b5", "µ")
    if factor := MICROMETRES.get(unit):
        found = {**_resolution(page), "z": _positive(metadata.get("spacing"))}
        sizes = {axis: size * factor for axis, size in found.items() if size}
    if interval := _positive(metadata.get("finterval")):
        sizes["t"] = interval
    return sizes


def _plain(page: Any) -> dict[str, float]:
    """Return the pixel size of a file that gives its resolution per centimetre."""
    unit = page.tags.get("ResolutionUnit")
    if unit is None or unit.value != tifffile.RESUNIT.CENTIMETER:
        return {}
    return {axis: 1e4 * size for axis, size in _resolution(page).items()}


def _resolution(page: Any) -> dict[str, float]:
    """Return the size of a pixel, in the file's unit, from pixels per unit."""
    sizes = {}
    for axis in "XY":
        tag = page.tags.get(f"{axis}Resolution")
        if tag is not None and min(tag.value) > 0:
            sizes[axis.lower()] = tag.value[1] / tag.value[0]
    return sizes


def _positive(value: object) -> float | None:
    """Return a positive finite number, or None where there is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if 0 < number < float("inf") else None
