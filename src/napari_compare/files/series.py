"""Reading a series of images: a file of many, or a folder of files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.colour import colour_channel
from napari_compare.files.image import Image
from napari_compare.files.images import TIFF_SUFFIXES, choose_channel, open_image
from napari_compare.files.tiff_pages import TiffPages, tiff_pages

_OF_ZARR = (".zarray", ".zgroup", "zarr.json")


@dataclass(frozen=True, eq=False)
class FileSeries:
    """The images of a folder as one array, each read from its file when it is asked for.

    Parameters
    ----------
    files
        In the order of the frames.
    channel
        Which channel of each, counted from 0; None where they have only one.
    """

    files: Sequence[Path]
    channel: int | None = None

    @cached_property
    def _first(self) -> npt.NDArray[Any]:
        return np.asarray(_one_image(self.files[0], self.channel).data)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of frames, and shape of each."""
        return (len(self.files), *self._first.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the intensities: that of the first image, which all others must have."""
        return self._first.dtype

    def __getitem__(self, key: tuple[slice, ...]) -> npt.NDArray[Any]:
        """Read the images of a range of frames, and return a part of each."""
        frames, *within = key
        return np.stack([self._read(file)[tuple(within)] for file in self.files[frames]])

    def _read(self, file: Path) -> npt.NDArray[Any]:
        image = np.asarray(_one_image(file, self.channel).data)
        if (image.shape, image.dtype) != (self._first.shape, self.dtype):
            raise ValueError(
                f"{file} holds {image.dtype} of the shape {image.shape}, but {self.files[0].name}, "
                f"the first of the series, holds {self.dtype} of the shape {self._first.shape}."
            )
        return image


def read_series(path: str | Path, channel: int | None = None) -> Image:
    """Read a series: an image file with a leading axis, a zarr store, or a folder of images.

    The files of a folder are taken in the order of their names, numbers in them as numbers, and
    read when their frames are asked for; names that begin with a dot are passed over.

    Parameters
    ----------
    path
        File or folder.
    channel
        Which channel, counted from 0; see `read_image`.

    Returns
    -------
    Image
        Its first axis counts the frames. Of colour images it is the luminance.

    Raises
    ------
    ValueError
        If there is no such file, it cannot be read, or is no series.
    """
    path = Path(path)
    if path.is_dir() and not is_zarr(path):
        files = sorted(
            (file for file in path.iterdir() if file.is_file() and file.name[0] != "."),
            key=lambda file: with_numbers(file.name),
        )
        if not files:
            raise ValueError(f"{path} holds no files: there is no image in the folder.")
        series = FileSeries(files, channel)
        axes = _one_image(files[0], channel).axes
        return Image(series, ("t", *axes), path.name)
    pages = _pages(path) if channel is None else None
    if pages is not None:
        return Image(pages, ("t", "y", "x"), path.stem)
    image = _one_image(path, channel)
    if len(image.axes) < 3:
        # Some programs take three or four frames for the colours of one image.
        colours = "s" in open_image(path).axes
        raise ValueError(
            f"{path} is a single image of the shape {image.data.shape}"
            f"{', in colour' if colours else ''}: a series is a file with many images, or a folder "
            f"of files.{' Save its frames as grey images.' if colours else ''}"
        )
    return image


def read_reference(path: str | Path, frame: tuple[int, ...], channel: int | None = None) -> Image:
    """Read an image of the shape of a series' frames.

    Raises
    ------
    ValueError
        If it cannot be read, or has another shape.
    """
    image = _one_image(Path(path), channel)
    while image.data.ndim > len(frame) and image.data.shape[0] == 1:
        image = image.at(0, 0)
    if image.data.shape != frame:
        raise ValueError(
            f"{path} has the shape {image.data.shape}, but the frames of the series have {frame}."
        )
    return image


def _pages(path: Path) -> TiffPages | None:
    """Return the pages of a TIFF file that is best read by pages."""
    if path.suffix.lower() not in TIFF_SUFFIXES or not path.is_file():
        return None
    try:
        return tiff_pages(path)
    except Exception:  # a damaged file may fail in any way
        return None  # reading it as an image says what is wrong with it


def _one_image(path: Path, channel: int | None) -> Image:
    """Return one channel of a file, and of a colour image its luminance."""
    image = open_image(path)
    count = image.data.shape[image.axes.index("c")] if "c" in image.axes else 1
    if channel is None and count > 1:
        raise ValueError(
            f"{path} has {count} channels: say which one to unmix, counted from 0, with --channel."
        )
    image = choose_channel(image, channel)
    if "s" in image.axes:
        image = replace(image, data=colour_channel(image.data), axes=image.axes[:-1])
    return image


def is_zarr(path: Path) -> bool:
    """Return whether a folder is one image, a zarr store."""
    return path.suffix == ".zarr" or any((path / name).exists() for name in _OF_ZARR)


def with_numbers(name: str) -> list[tuple[bool, int, str]]:
    """Return a key by which image 9 comes before image 10."""
    parts = re.split(r"(\d+)", name.lower())
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
