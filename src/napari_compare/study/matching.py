"""Which files belong together, by what their names have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

PREFIX, NAME = "prefix", "name"

Key = Callable[[Path], str | None]


def stem_of(path: Path) -> str:
    """Return a file's name without what says of which kind it is.

    Examples
    --------
    >>> stem_of(Path("cell.1.ome.tif"))
    'cell.1'
    """
    return path.stem.removesuffix(".ome")


def prefix_of(path: Path) -> str:
    """Return what stands before the first "__" of a file's name; all of it without one.

    Examples
    --------
    >>> prefix_of(Path("img1__a.tif")), prefix_of(Path("img1.tif"))
    ('img1', 'img1')
    """
    return stem_of(path).partition("__")[0] or stem_of(path)


def key_of(match: str) -> Key:
    """Return the function that tells what of a file's name its partner's must have too.

    Parameters
    ----------
    match
        "prefix": the text before "__", or all of the name. "name": the name without its suffix.
        Anything else: a regular expression that is searched in the name with its suffix, whose
        groups are what must be equal.

    Returns
    -------
    callable
        Of a path; it returns None for a name in which the expression is not found.

    Raises
    ------
    ValueError
        If the expression is not valid or has no group.

    Examples
    --------
    >>> key_of(r"(.+)_ch[01]")(Path("cell 7_ch0.tif"))
    'cell 7'
    """
    if match == PREFIX:
        return prefix_of
    if match == NAME:
        return stem_of
    try:
        pattern = re.compile(match)
    except re.error as error:
        raise ValueError(f'"{match}" is no valid regular expression: {error}.') from error
    if not pattern.groups:
        raise ValueError(
            f'The regular expression "{match}" has no group: put what must be equal in both names '
            r'into parentheses, as in "(.+)_ch\d".'
        )

    def key(path: Path) -> str | None:
        found = pattern.search(path.name)
        return found and " ".join(part for part in found.groups() if part)

    return key


def grouped(files: Iterable[Path], key: Key) -> tuple[dict[str, list[Path]], list[Path]]:
    """Return the files by key, and those that have none."""
    groups: dict[str, list[Path]] = {}
    others = []
    for file in files:
        found = key(file)
        if found is None:
            others.append(file)
        else:
            groups.setdefault(found, []).append(file)
    return groups, others


def natural_order(name: str) -> tuple[list[tuple[int, str]], str]:
    """Return by what names are sorted as a person counts: "img2" before "img10".

    Examples
    --------
    >>> sorted(["img10", "img2", "Img1"], key=natural_order)
    ['Img1', 'img2', 'img10']
    """
    parts = re.split(r"(\d+)", name.casefold())
    return [(int(part), "") if i % 2 else (-1, part) for i, part in enumerate(parts)], name
