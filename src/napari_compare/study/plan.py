"""What a study compares: pairs of images, the regions beside them, and what stands in the way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from napari_compare.core.words import counted
from napari_compare.files.inputs import Inputs
from napari_compare.study.matching import natural_order, stem_of

REGIONS_SUFFIX = "_roi.zip"
_NO_IMAGES = frozenset(
    f".{kind}"
    for kind in (
        *("roi", "zip", "gz", "tar", "7z", "part", "csv", "tsv", "json", "yaml", "yml", "xml"),
        *("txt", "md", "html", "pdf", "doc", "docx", "xls", "xlsx", "ods", "log", "ini", "db"),
        *("py", "ijm"),
    )
)


@dataclass(frozen=True)
class PlannedPair:
    """One pair of a study.

    Parameters
    ----------
    name
        What the pair is called; no two of a study have the same name.
    a, b
        Image files of channel A and B; None where one is missing.
    channel_a, channel_b
        Which channel of each file, counted from 0; None where a file has only one.
    regions
        File of regions; None for the whole image.
    extra
        What is known of the pair besides, such as its condition: column → value.
    problem
        Why it cannot be compared, in a sentence; empty if nothing is known to stand in the way.
    """

    name: str
    a: Path | None
    b: Path | None
    channel_a: int | None = None
    channel_b: int | None = None
    regions: Path | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def inputs(self) -> Inputs:
        """The files of this comparison, which must both be there."""
        if self.a is None or self.b is None:
            raise ValueError(self.problem)
        return Inputs(self.a, self.b, self.channel_a, self.channel_b, self.regions)


class Plan(NamedTuple):
    """The pairs of a study, in order, and what a person must know of how they were found."""

    pairs: tuple[PlannedPair, ...]
    messages: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """How many pairs there are, and all that must be known of them, in sentences."""
        wrong = sum(bool(pair.problem) for pair in self.pairs)
        found = f"{counted(len(self.pairs), 'pair')} found"
        found += f", {wrong:,} of which cannot be compared." if wrong else "."
        return " ".join([found, *self.messages])


def images_in(folder: Path, regions_suffix: str) -> list[Path]:
    """Return the files of a folder that may be images, in the order a person would count them.

    Left out are hidden files, folders other than zarr stores, regions, and kinds of files that
    hold no images.

    Raises
    ------
    ValueError
        If there is no such folder, or nothing in it may be an image.
    """
    if not folder.is_dir():
        raise ValueError(f"There is no folder {folder}.")
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if not entry.name.startswith(".")
            and (entry.is_file() or entry.name.lower().endswith(".zarr"))
            and Path(entry.name).suffix.lower() not in _NO_IMAGES
            and not (regions_suffix and entry.name.endswith(regions_suffix))
        ]
    if not names:
        raise ValueError(f"{folder} holds no images.")
    return [folder / name for name in sorted(names, key=natural_order)]


def with_regions(pairs: Iterable[PlannedPair], suffix: str | None) -> Plan:
    """Look for the regions of each pair beside its images.

    The regions of `img1__a.tif` are in `img1__a_roi.zip`; where there is no such file, in that of
    B's name, or of the pair's name.

    Parameters
    ----------
    pairs
        The pairs; those with regions or a problem stay as they are.
    suffix
        How the names of region files end. None: `_roi.zip`, if there are any. Empty: no regions
        are looked for, and whole images are measured.

    Returns
    -------
    Plan
        If some pairs have regions and others have none, these have a problem: numbers of whole
        images among those of regions would be taken for them.

    Raises
    ------
    ValueError
        If a suffix was asked for and no file has it.
    """
    pairs = tuple(pairs)
    if suffix == "":
        return Plan(pairs)
    ending = suffix or REGIONS_SUFFIX
    found = [
        pair if pair.regions or pair.problem else replace(pair, regions=_beside(pair, ending))
        for pair in pairs
    ]
    if any(pair.regions for pair in found):
        return Plan(tuple(_all_or_none(pair, ending) for pair in found))
    if suffix:
        raise ValueError(f"No file of regions that ends in {suffix} lies beside the images.")
    return Plan(pairs, (f"No regions ({ending}) lie beside the images: they are measured whole.",))


def _beside(pair: PlannedPair, ending: str) -> Path | None:
    """Return the file of regions that lies beside a pair's images, or None."""
    images = [image for image in (pair.a, pair.b) if image is not None]
    candidates = [image.with_name(stem_of(image) + ending) for image in images]
    candidates += [image.with_name(pair.name + ending) for image in images if _is_name(pair.name)]
    return next((path for path in candidates if path.exists()), None)


def _is_name(name: str) -> bool:
    """Return whether a pair's name can be a file's."""
    return Path(name).name == name


def _all_or_none(pair: PlannedPair, ending: str) -> PlannedPair:
    if pair.regions or pair.problem or pair.a is None:
        return pair
    return replace(
        pair,
        problem=f"There is no {stem_of(pair.a)}{ending} beside {pair.a.name}, though other pairs "
        "have regions.",
    )


def unique_names(pairs: Sequence[PlannedPair]) -> list[PlannedPair]:
    """Return the pairs, those with a name that was there before with a number behind it."""
    taken: set[str] = set()
    named = []
    for pair in pairs:
        name, number = pair.name, 1
        while name in taken:
            number += 1
            name = f"{pair.name} ({number})"
        taken.add(name)
        named.append(replace(pair, name=name))
    return named
