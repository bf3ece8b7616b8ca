"""Reading image files, of whatever kind napari can read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from napari_compare.core.settings import COLOURS
from napari_compare.files.image import Image
from napari_compare.files.raw import RAW_SUFFIXES, read_raw
from napari_compare.files.tiff import MICROMETRES, read_tiff

if TYPE_CHECKING:
    import npe2

TIFF_SUFFIXES = (".tif", ".tiff", ".btf", ".lsm", ".stk")
LayerData = tuple[Any, ...]
_SMALLEST_PHOTO = 30  # pixels a side, from which napari takes 3 or 4 last values for a colour


def read_image(path: str | Path, channel: int | None = None) -> Image:
    """Read one channel of an image file.

    TIFF is read directly, with its axes and pixel size, and camera RAW as `read_raw` does;
    everything else by whatever readers napari has on this machine.

    Parameters
    ----------
    path
        File, or a folder such as a zarr store.
    channel
        Which channel, counted from 0. In a file that does not name its axes, the index along the
        first of three or more. Of a colour image 0 is red, 1 green and 2 blue.

    Returns
    -------
    Image
        Without an axis "c"; with an axis "s" if it is a colour image and no channel was asked.

    Raises
    ------
    ValueError
        If there is no such file or channel, the file cannot be read, or it has several channels
        and none was asked for.
    """
    return choose_channel(open_image(Path(path)), channel)


def open_image(path: Path) -> Image:
    """Read an image file with all its channels; errors are those of `read_image`."""
    if not path.exists():
        raise ValueError(f"There is no file {path}.")
    try:
        if path.suffix.lower() in TIFF_SUFFIXES and path.is_file():
            return read_tiff(path)
        if path.suffix.lower() in RAW_SUFFIXES and path.is_file():
            photo = read_raw(path)
            axes = ("y", "x", "s")[: photo.data.ndim]
            return Image(photo.data, axes, path.stem, notes=(photo.note,))
        return _read_with_napari(path)
    except Exception as error:  # a reader is anybody's code and may fail in any way
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{path} could not be read as an image: {reason.rstrip('.')}.") from error


def choose_channel(image: Image, channel: int | None) -> Image:
    """Return one channel of an image; see `read_image`."""
    if "c" in image.axes:
        axis = image.axes.index("c")
        count = image.data.shape[axis]
        channel = 0 if channel is None and count == 1 else channel
    elif channel is None:
        return image
    elif "s" in image.axes:
        axis = image.axes.index("s")
        count = 3
    elif image.axes[0] == "?" and len(image.axes) > 2:
        axis, count = 0, image.data.shape[0]
    else:
        raise ValueError(
            f"{image.name} has no channels to choose from: its axes are {', '.join(image.axes)}."
        )
    plural = "s" if count > 1 else ""
    if channel is None:
        raise ValueError(
            f"{image.name} has {count} channel{plural}: say which one to measure, counted from 0, "
            "with --channel-a for A and --channel-b for B."
        )
    if not 0 <= channel < count:
        raise ValueError(
            f"{image.name} has {count} channel{plural}, counted from 0: there is no channel "
            f"{channel}."
        )
    called = f"channel {channel}"
    if channel < len(image.channels):
        called = image.channels[channel]
    elif image.axes[axis] == "s":
        called = COLOURS[channel + 1]
    name = image.name if count == 1 else f"{image.name}, {called}"
    return replace(image.at(axis, channel), name=name)


def every_channel(image: Image) -> Image:
    """Return an image with all its channels along an axis "c"; colours are channels, too."""
    if "s" not in image.axes:
        return image
    return replace(
        image,
        data=image.data[..., :3],
        axes=(*image.axes[:-1], "c"),
        channels=COLOURS[1:],
    )


def read_layers(path: Path) -> list[LayerData]:
    """Read a file with the readers that napari and its plugins bring."""
    import npe2

    _find_plugins(npe2.PluginManager.instance())
    return list(npe2.read([str(path)], stack=False))


def _read_with_napari(path: Path) -> Image:
    """Read an image with napari's readers."""
    found = read_layers(path)
    layers = [layer for layer in found if len(layer) < 3 or layer[2] in ("image", "labels")]
    layers = [layer for layer in layers if layer[0] is not None]
    if not layers:
        raise ValueError("it holds no image")
    images = [_from_layer(path, layer) for layer in layers]
    if len(images) == 1:
        return images[0]
    shapes = {image.data.shape for image in images}
    if len(shapes) > 1:
        raise ValueError(f"it holds {len(images)} images of different shapes")
    import dask.array as da

    first = images[0]
    return replace(
        first,
        data=da.stack([image.data for image in images]),  # type: ignore[no-untyped-call]
        axes=("c", *first.axes),
        name=path.stem,
        channels=tuple(image.name for image in images),
    )


@cache
def _find_plugins(manager: npe2.PluginManager) -> None:
    """Look for napari's plugins, once: that takes longer than reading a small image."""
    manager.discover()


def _from_layer(path: Path, layer: LayerData) -> Image:
    """Return a layer's data as an image."""
    data, about = layer[0], layer[1] if len(layer) > 1 else {}
    if isinstance(data, (list, tuple)):
        data = data[0]  # full resolution of a pyramid
    if data.ndim < 2:
        raise ValueError("an image has two or more axes")
    axes = ["?"] * data.ndim
    if about.get("rgb", _looks_like_a_photo(data.shape)):
        axes[-1] = "s"
    if about.get("channel_axis") is not None:
        axes[about["channel_axis"]] = "c"
    grid = [i for i, axis in enumerate(axes) if axis == "?"]
    axes[grid[-2]], axes[grid[-1]] = "y", "x"
    for i, label in zip(grid, about.get("axis_labels") or (), strict=False):
        axes[i] = str(label).lower()
    units = about.get("units") or ()
    units = [units] * len(grid) if isinstance(units, str) else units
    sizes = {
        axes[i]: float(size) * MICROMETRES[str(unit)]
        for i, size, unit in zip(grid, about.get("scale", ()), units, strict=False)
        if str(unit) in MICROMETRES
    }
    return Image(data, tuple(axes), about.get("name") or path.stem, sizes)


def _looks_like_a_photo(shape: tuple[int, ...]) -> bool:
    """Tell colours from planes as napari does: the last axis holds 3 or 4 values a pixel."""
    return len(shape) > 2 and shape[-1] in (3, 4) and min(shape[-3:-1]) > _SMALLEST_PHOTO
