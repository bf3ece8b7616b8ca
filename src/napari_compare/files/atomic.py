"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

import psutil

DRAFT = ".part"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; what was written there takes the place of `path` at the end.

    Processes and threads that write the same file do not disturb each other: the last one wins.

    Parameters
    ----------
    path
        The file to make or replace. Its folder must exist.

    Yields
    ------
    Path
        A hidden file in the same folder.
    """
    draft = path.with_name(f".{path.name}.{get_ident()}.{os.getpid()}{DRAFT}")
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove_drafts(folder: Path) -> None:
    """Remove the drafts that killed processes left in a folder and its sub-folders."""
    for draft in (*folder.glob(f".*{DRAFT}"), *folder.glob(f"*/.*{DRAFT}")):
        process = draft.name.removesuffix(DRAFT).rpartition(".")[2]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            draft.unlink(missing_ok=True)
