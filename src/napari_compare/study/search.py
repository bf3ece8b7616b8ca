"""How the pairs of a study are found: in two folders, in the files of one, or in a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from napari_compare.study import STUDY_FOLDER
from napari_compare.study.matching import PREFIX, grouped, key_of
from napari_compare.study.pair_list import read_list
from napari_compare.study.plan import (
    REGIONS_SUFFIX,
    Plan,
    PlannedPair,
    images_in,
    unique_names,
    with_regions,
)


@dataclass(frozen=True)
class Search:
    """Where the pairs of a study are looked for, and how.

    Parameters
    ----------
    folder_a
        Folder with the images of channel A.
    folder_b
        Folder with those of channel B. Without it, two channels of each file in A's folder are
        compared: 0 and 1, if not chosen otherwise.
    pairs
        A list of pairs (.csv) instead of folders; see `read_list`. Its paths count from its own
        folder, or from `folder_a` and `folder_b` where these are given.
    match
        How files belong together; see `key_of`.
    match_b
        The same for the names in B's folder, where they are built otherwise.
    regions_suffix
        How the names of region files end; see `with_regions`.
    channel_a, channel_b
        Which channel of each file, counted from 0; None where files have only one.

    Examples
    --------
    >>> Search(Path("no such folder")).find()
    Traceback (most recent call last):
    ValueError: There is no folder no such folder.
    """

    folder_a: Path | None = None
    folder_b: Path | None = None
    pairs: Path | None = None
    match: str = PREFIX
    match_b: str | None = None
    regions_suffix: str | None = None
    channel_a: int | None = None
    channel_b: int | None = None

    def find(self) -> Plan:
        """Find the pairs and their regions.

        Returns
        -------
        Plan
            Files without a partner and pairs that are not clear are in it, with their problem.

        Raises
        ------
        ValueError
            If there is no pair at all, or a folder, list or pattern cannot be used.
        """
        if self.pairs is not None:
            found, messages = self._listed(self.pairs), list[str]()
        elif self.folder_a is None or self.folder_b is None:
            found, messages = self._channels_of_files(self._named), []
        else:
            found, messages = self._matched(self.folder_a, self.folder_b)
        plan = with_regions(unique_names(found), self.regions_suffix)
        return Plan(plan.pairs, (*messages, *plan.messages))

    @property
    def usual_out(self) -> Path:
        """The folder for results where none is named: beside the images of A, or the list.

        Raises
        ------
        ValueError
            If neither is named.
        """
        return self._named.absolute().parent / STUDY_FOLDER

    def as_record(self) -> dict[str, Any]:
        """Return the search as plain values."""
        return {
            key: str(value) if isinstance(value, Path) else value
            for key, value in vars(self).items()
        }

    @property
    def _named(self) -> Path:
        """The list of pairs or the folder of A, whichever counts."""
        named = self.pairs or self.folder_a
        if named is None:
            raise ValueError("Name the folders to compare, or a list of pairs.")
        return named

    @property
    def _ending(self) -> str:
        return REGIONS_SUFFIX if self.regions_suffix is None else self.regions_suffix

    def _two_channels(self) -> tuple[int, int]:
        """Return the channels to compare where both are in one file."""
        return (
            0 if self.channel_a is None else self.channel_a,
            1 if self.channel_b is None else self.channel_b,
        )

    def _channels_of_files(self, folder: Path) -> list[PlannedPair]:
        key, channels = key_of(self.match), self._two_channels()
        files = images_in(folder, self._ending)
        return [PlannedPair(key(file) or file.name, file, file, *channels) for file in files]

    def _listed(self, path: Path) -> list[PlannedPair]:
        here = path.parent
        folders = self.folder_a or here, self.folder_b or self.folder_a or here
        return read_list(path, folders, (self.channel_a, self.channel_b), self._two_channels())

    def _matched(self, folder_a: Path, folder_b: Path) -> tuple[list[PlannedPair], list[str]]:
        of_a, others_a = grouped(images_in(folder_a, self._ending), key_of(self.match))
        key_b = key_of(self.match if self.match_b is None else self.match_b)
        of_b, others_b = grouped(images_in(folder_b, self._ending), key_b)
        if not of_a.keys() & of_b.keys():
            examples = " and ".join(_first(f) for f in (folder_a, folder_b))
            raise ValueError(
                f"No image in {folder_a} has a partner in {folder_b} ({examples}): say with a "
                "pattern to match what names must have in common."
            )
        names = dict.fromkeys((*of_a, *of_b))
        pairs = [
            self._pair(name, of_a.get(name, []), of_b.get(name, []), (folder_a, folder_b))
            for name in names
        ]
        return pairs, _left_out(folder_a, others_a) + _left_out(folder_b, others_b)

    def _pair(
        self, name: str, of_a: Sequence[Path], of_b: Sequence[Path], folders: tuple[Path, Path]
    ) -> PlannedPair:
        """Return the pair of a name, with a problem unless there is one file on either side."""
        problem = ""
        for files, others, folder in ((of_a, of_b, folders[0]), (of_b, of_a, folders[1])):
            if len(files) > 1:
                problem = (
                    f'{folder} has {len(files)} images for "{name}" ({_few(files)}): say with a '
                    "pattern to match what names must have in common."
                )
            elif not files:
                problem = f"There is no partner for {_few(others)} in {folder}."
        a, b = (files[0] if files else None for files in (of_a, of_b))
        return PlannedPair(name, a, b, self.channel_a, self.channel_b, problem=problem)


def _left_out(folder: Path, files: Sequence[Path]) -> list[str]:
    if not files:
        return []
    return [f"The pattern is not found in {len(files)} names in {folder}: {_few(files)}."]


def _few(files: Iterable[Path], most: int = 3) -> str:
    names = [file.name for file in files]
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _first(folder: Path) -> str:
    """Return the name of the first image of a folder, for an example."""
    return images_in(folder, "")[0].name
