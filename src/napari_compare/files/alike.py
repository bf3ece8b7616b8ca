"""Image files among which those are found that are most alike to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from napari_compare.core.alike import (
    USUAL,
    Candidate,
    Match,
    Picture,
    find_alike,
    match_table,
    measures_named,
)
from napari_compare.core.settings import Settings
from napari_compare.files.alike_results import write_alike
from napari_compare.files.image import Image
from napari_compare.files.images import choose_channel, open_image
from napari_compare.files.series import is_zarr, with_numbers
from napari_compare.files.several import FRAMES_FIRST, read_images

if TYPE_CHECKING:
    import pandas as pd


def most_alike_files(
    image: str | Path,
    others: str | Path | Sequence[str | Path],
    measures: str | Sequence[str] = USUAL,
    settings: Settings | None = None,
    *,
    channel: int | None = None,
    axis: str | None = None,
    out: str | Path | None = None,
) -> pd.DataFrame:
    """Rank image files by how alike they are to one: what `napari-compare alike` does.

    Parameters
    ----------
    image
        The image file, of any kind that napari can read.
    others
        A folder or file, or several. Of a folder all files are taken, but those of folders in it,
        hidden ones, and the image itself.
    measures, settings
        See `most_alike`.
    channel
        Which channel of each file, counted from 0, where it has several.
    axis
        Axis of a single file, such as "t", each index of which is an image of its own.
    out
        Folder for table, gallery and settings; None: nothing is written.

    Returns
    -------
    pandas.DataFrame
        As of `most_alike`. A file that cannot be read has a row that says why.

    Raises
    ------
    ValueError
        If the image cannot be read, there are no others, or a measure is not known.
    OSError
        If `out` cannot be written to.
    """
    chosen, settings = measures_named(measures), settings or Settings()
    paths = [Path(one) for one in ([others] if isinstance(others, (str, Path)) else others)]
    search = Search(Path(image), paths, channel, axis)
    picture, candidates = search.read()
    found = find_alike(picture, candidates, chosen, settings)
    matches = [one for one in found if isinstance(one, Match)]
    table = match_table(matches, chosen, picture.shape, settings)
    if out is not None:
        write_alike(Path(out), picture, matches, chosen, settings, search.as_record())
    return table


@dataclass(frozen=True)
class Search:
    """The files of one search.

    Parameters
    ----------
    image
        The file to which others are compared.
    others
        Files and folders of them.
    channel, axis
        See `most_alike_files`.
    """

    image: Path
    others: Sequence[Path]
    channel: int | None = None
    axis: str | None = None

    def read(self) -> tuple[Picture, list[Candidate]]:
        """Read the image, and return the others as candidates, which are not read yet.

        Raises
        ------
        ValueError
            If the image cannot be read, or there are no others.
        """
        return read_picture(self.image, self.channel), self._candidates()

    def as_record(self) -> dict[str, object]:
        """Return where everything came from, as plain values."""
        return {
            "image": str(self.image),
            "others": [str(path) for path in self.others],
            "channel": self.channel,
            "axis": self.axis,
        }

    def _candidates(self) -> list[Candidate]:
        if self.axis is None:
            return file_candidates(self.others, self.image, self.channel)
        if len(self.others) != 1 or _is_folder(self.others[0]):
            raise ValueError("An axis is chosen of one file, whose images lie along it.")
        images = read_images(self.others, self.channel, self.axis, order=FRAMES_FIRST)
        return [
            Candidate(name, lambda one=one: Picture(one, notes=images.notes), i)  # type: ignore[misc]
            for i, (name, one) in enumerate(zip(images.names, images.arrays, strict=True))
        ]


def file_candidates(
    others: Sequence[Path], image: Path | None = None, channel: int | None = None
) -> list[Candidate]:
    """Return files as candidates: those named, and all in the folders that are named.

    Parameters
    ----------
    others
        Files and folders. A zarr store is a file here. Files in a folder are in the order of
        their names, numbers in them as numbers; hidden ones and folders in it are passed over.
    image
        The file to which they are compared; it is left out of folders.
    channel
        Which channel of each, counted from 0; None where each has one only.

    Raises
    ------
    ValueError
        If there is none, or one does not exist.
    """
    itself = image.resolve() if image is not None else None
    found: list[Path] = []
    for path in others:
        if not path.exists():
            raise ValueError(f"There is no file or folder {path}.")
        if not _is_folder(path):
            found.append(path)
            continue
        found += (one for one in _images_in(path) if one.resolve() != itself)
    if not found:
        folders = ", ".join(str(path) for path in others)
        raise ValueError(f"{folders} holds no image to compare with: there is no other file.")
    names = _names(list(dict.fromkeys(found)))
    return [Candidate(name, _reading(path, channel), path) for path, name in names.items()]


def read_picture(path: Path, channel: int | None = None) -> Picture:
    """Read an image in all its colours, without axes of length one.

    Parameters
    ----------
    path
        The file.
    channel
        Which channel, counted from 0, if it has more axes than a plane.

    Raises
    ------
    ValueError
        If it cannot be read, or has several channels of which none was chosen.
    """
    image = open_image(path)
    count = image.data.shape[image.axes.index("c")] if "c" in image.axes else 1
    if channel is None and count > 1:
        raise ValueError(
            f"{path.name} has {count} channels: say which one, counted from 0. On the command "
            "line that is --channel."
        )
    one_only = len(image.axes) == 2  # beside files of several, where the channel is chosen
    image = _without_short_axes(choose_channel(image, None if one_only else channel))
    return Picture(image.data, "s" in image.axes, image.notes)


def _reading(path: Path, channel: int | None) -> Callable[[], Picture]:
    return lambda: read_picture(path, channel)


def _without_short_axes(image: Image) -> Image:
    for axis in reversed(range(len(image.axes))):
        if image.data.shape[axis] == 1 and image.axes[axis] not in ("y", "x", "s"):
            image = image.at(axis, 0)
    return image


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not is_zarr(path)


def _images_in(folder: Path) -> list[Path]:
    files = (one for one in folder.iterdir() if one.name[0] != "." and not _is_folder(one))
    return sorted(files, key=lambda file: with_numbers(file.name))


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """Return what each file is called: its name, with its folder where there are several."""
    if len({path.parent for path in paths}) == 1:
        return {path: path.name for path in paths}
    return {path: str(path) for path in paths}
