"""Reading several images on one grid: the channels or frames of a file, or files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from napari_compare.core.series import Images, along
from napari_compare.core.settings import Settings
from napari_compare.files.image import Image
from napari_compare.files.images import choose_channel, open_image
from napari_compare.files.pairs import measured, named_axes

CHANNELS_FIRST, FRAMES_FIRST = "ctz", "tz"


def read_images(
    paths: Sequence[Path],
    channel: int | None = None,
    axis: str | None = None,
    settings: Settings | None = None,
    order: str = CHANNELS_FIRST,
) -> Images:
    """Read images that are compared with each other.

    Parameters
    ----------
    paths
        One file, of which the images along an axis are taken, or several files, each an image.
    channel
        Which channel of each file is taken, counted from 0; None where there is only one, or where
        the channels are the images.
    axis
        The axis of one file along which its images lie. By default the first of `order` that it
        has, or else its first.
    settings
        Says what of a colour image is measured.
    order
        Axes, of which the first that is there is taken.

    Raises
    ------
    ValueError
        If a file cannot be read, has no such channel or axis, or the images do not fit each other.
    """
    settings = settings or Settings()
    if len(paths) == 1:
        return _in_one(paths[0], channel, axis, settings, order)
    if axis is not None:
        raise ValueError("An axis is chosen of one file; of several files each is an image.")
    images = [read_one(path, channel, settings) for path in paths]
    first = images[0]
    axes = named_axes(first, first, ())
    notes = tuple(dict.fromkeys(note for one in images for note in one.notes))
    names = _told_apart([one.name for one in images])
    return Images([one.data for one in images], names, axes, *_sizes(first, axes), notes)


def read_one(path: Path, channel: int | None, settings: Settings) -> Image:
    """Read one image as `read_images` reads each of several files."""
    return measured(_of_channel(open_image(path), channel, path), settings.colour_a, ())


def _in_one(
    path: Path, channel: int | None, axis: str | None, settings: Settings, order: str
) -> Images:
    """Return the images along an axis of one file."""
    image = open_image(path)
    if channel is not None or "c" not in (axis or order):
        image = _of_channel(image, channel, path)
    image = measured(image, settings.colour_a, (axis,) if axis else ())
    axes = named_axes(image, image, (order[0],))
    leading = axes[:-2]
    if axis is None:
        axis = next((one for one in (*order, *leading) if one in leading), None)
    if axis not in leading:
        there = f"It has: {', '.join(leading)}." if leading else "It is a single plane."
        wanted = f"no axis {axis} to take images along" if axis else "one image only"
        raise ValueError(f"{path} has {wanted}. {there}")
    at = leading.index(axis)
    count = image.data.shape[at]
    names = [f"{axis} {i}" for i in range(count)]
    if axis == "c" and len(image.channels) == count:
        names = list(image.channels)
    axes = (*axes[:at], *axes[at + 1 :])
    sizes = _sizes(image, axes)
    return along(image.data, at, _told_apart(names), axes, *sizes, image.notes, axis)


def _of_channel(image: Image, channel: int | None, path: Path) -> Image:
    count = image.data.shape[image.axes.index("c")] if "c" in image.axes else 1
    if channel is None and count > 1:
        raise ValueError(
            f"{path} has {count} channels: say which one with --channel, counted from 0."
        )
    return choose_channel(image, channel)


def _sizes(image: Image, axes: Iterable[str]) -> tuple[tuple[float, ...], str]:
    """Return the spacing along axes, and its unit."""
    in_space = any(axis in image.sizes for axis in "zyx")
    return tuple(image.sizes.get(axis, 1.0) for axis in axes), "µm" if in_space else "pixel"


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which none is there twice: the second becomes "name (2)"."""
    found: list[str] = []
    for name in names:
        called, number = name, 1
        while called in found:
            number += 1
            called = f"{name} ({number})"
        found.append(called)
    return tuple(found)
