"""Reading two channels as a pair on one grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from napari_compare.core.colour import colour_channel
from napari_compare.core.pair import Pair, default_axes
from napari_compare.core.settings import Settings
from napari_compare.files.image import Image
from napari_compare.files.images import choose_channel, every_channel, open_image


def read_pair(
    path_a: str | Path,
    path_b: str | Path,
    channel_a: int | None = None,
    channel_b: int | None = None,
    settings: Settings | None = None,
) -> Pair:
    """Read two channels, from two files or the same one, as a pair on one grid.

    Parameters
    ----------
    path_a, path_b
        Files; see `read_image`.
    channel_a, channel_b
        Channels; see `read_image`. If neither is chosen and a row is wanted for each index of
        the axis "c", all channels are read, or all colours.
    settings
        Says what of a colour image is measured, and what unnamed axes mean ("split").

    Returns
    -------
    Pair
        Leading axes of length one are dropped unless a row is wanted for each of their indices.

    Raises
    ------
    ValueError
        As `read_image`, and if the shapes differ.
    """
    settings = settings or Settings()
    path_a, path_b = Path(path_a), Path(path_b)
    whole_a = open_image(path_a)
    whole_b = whole_a if path_a == path_b else open_image(path_b)
    if "c" in settings.split and channel_a is None and channel_b is None:
        a, b = every_channel(whole_a), every_channel(whole_b)
    else:
        a, b = choose_channel(whole_a, channel_a), choose_channel(whole_b, channel_b)
    a = measured(a, settings.colour_a, settings.split)
    b = measured(b, settings.colour_b, settings.split)
    names = (a.name, b.name) if a.name != b.name else (f"{a.name} (A)", f"{b.name} (B)")
    axes = named_axes(a, b, settings.split)
    sizes = {**b.sizes, **a.sizes}
    in_space = any(axis in sizes for axis in "zyx")
    channels = (a.channels or b.channels) if "c" in axes else ()
    found = *_differences(a, b), *_gaps(axes, sizes), *_names(channels)
    notes = dict.fromkeys((*a.notes, *b.notes, *found))
    return Pair(
        a.data,
        b.data,
        axes,
        tuple(sizes.get(axis, 1.0) for axis in axes),
        "µm" if in_space else "pixel",
        names,
        tuple(notes),
        channels,
    )


def measured(image: Image, colour: str, split: tuple[str, ...]) -> Image:
    """Return what is measured: one value a pixel, without superfluous axes."""
    if "s" in image.axes:
        note = f"{image.name} is a colour image: its {colour} is measured."
        image = replace(
            image,
            data=colour_channel(image.data, colour),
            axes=image.axes[:-1],
            name=f"{image.name}, {colour}",
            notes=(*image.notes, note),
        )
    for axis in reversed(range(len(image.axes) - 2)):
        if image.data.shape[axis] == 1 and image.axes[axis] not in split:
            image = image.at(axis, 0)
    return image


def named_axes(a: Image, b: Image, split: tuple[str, ...]) -> tuple[str, ...]:
    """Return the axes as A names them, else B, else by their usual order."""
    others = b.axes if len(b.axes) == len(a.axes) else a.axes
    known = [one if one != "?" else other for one, other in zip(a.axes, others, strict=True)]
    axes: list[str] = []
    for i, (axis, usual) in enumerate(zip(known, default_axes(len(known), split), strict=True)):
        name = usual if axis == "?" else axis
        taken = name in axes or (axis == "?" and name in known)
        axes.append(f"axis{i}" if taken else name)
    return tuple(axes)


def _differences(a: Image, b: Image) -> list[str]:
    """Return sentences on what two files say differently of their grids."""
    notes = []
    for one, other in zip(a.axes, b.axes, strict=False):
        if "?" not in (one, other) and one != other:
            notes.append(f"Axis {other} of {b.name} is taken for axis {one} of {a.name}.")
    for axis in a.axes:
        size, other_size = a.sizes.get(axis), b.sizes.get(axis)
        if size and other_size and abs(size - other_size) > 1e-3 * size:
            notes.append(
                f"The files give different pixel sizes along {axis} ({size:g} and "
                f"{other_size:g}): that "
                f"of {a.name} is used."
            )
    return notes


def _gaps(axes: tuple[str, ...], sizes: Mapping[str, float]) -> list[str]:
    """Return a sentence if a stack has a pixel size, but no distance between its planes."""
    if "z" in axes and "z" not in sizes and "x" in sizes:
        return ["The files give no distance between planes: volumes are counted with 1 µm."]
    return []


def _names(channels: tuple[str, ...]) -> list[str]:
    """Return a sentence on what the indices of the axis "c" are."""
    if not channels:
        return []
    return [f"Channels: {', '.join(f'c {i} is {name}' for i, name in enumerate(channels))}."]
