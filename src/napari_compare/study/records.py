"""What is kept of each pair that was compared, so that a second run goes on where one stopped.

A record is a JSON file a pair, written whole or not at all. It says of which contents of which
files, and with which settings and version, its numbers are; it counts only while all of these are
unchanged.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import napari_compare
from napari_compare.core.settings import Settings
from napari_compare.files.atomic import whole_file
from napari_compare.files.inputs import Inputs
from napari_compare.files.results import IMAGES
from napari_compare.study.rows import Row

BLOCK = 1 << 22  # bytes

Identity = dict[str, Any]


class Records:
    """The records of a study, and the images beside them.

    Parameters
    ----------
    folder
        The study's folder; it and its sub-folders `pairs` and `images` are made when needed.
    images
        The kinds of images that are kept too, of `IMAGES`.
    """

    def __init__(self, folder: Path, images: Sequence[str] = ()) -> None:
        self._pairs, self._images = folder / "pairs", folder / "images"
        self.images = tuple(images)

    def rows(self, name: str, identity: Identity) -> list[Row] | None:
        """Return the numbers of a pair if they are known, of the same files and settings."""
        record = self._read(name)
        if record.get("identity") != identity or not isinstance(record.get("pictures"), str):
            return None
        if not all(self._image_file(name, kind).exists() for kind in self.images):
            return None
        rows = record.get("rows")
        return rows if isinstance(rows, list) else None

    def pictures(self, name: str) -> str:
        """Return what a pair contributes to the report; nothing if it is not known."""
        found = self._read(name).get("pictures")
        return found if isinstance(found, str) else ""

    def forget(self, name: str) -> None:
        """Remove what is known of a pair, since it is not true any more."""
        self._record(name).unlink(missing_ok=True)
        for kind in IMAGES:
            self._image_file(name, kind).unlink(missing_ok=True)

    def image(self, name: str, kind: str) -> AbstractContextManager[Path]:
        """Return a context that gives a path to write an image of a pair to."""
        self._images.mkdir(parents=True, exist_ok=True)
        return whole_file(self._image_file(name, kind))

    def keep(self, name: str, identity: Identity, rows: Sequence[Row], pictures: str) -> None:
        """Write the record of a pair, after its images, since with it they count as complete.

        Parameters
        ----------
        name, identity, rows
            The pair, of what its numbers are, and these.
        pictures
            What it contributes to the report.
        """
        self._pairs.mkdir(parents=True, exist_ok=True)
        record = {"pair": name, "identity": identity, "rows": rows, "pictures": pictures}
        with whole_file(self._record(name)) as draft:
            draft.write_text(json.dumps(record, indent=1), encoding="utf-8")

    def _record(self, name: str) -> Path:
        return self._pairs / f"{file_name(name)}.json"

    def _read(self, name: str) -> dict[str, Any]:
        """Return a record; an empty one if there is none, or none that can be read."""
        try:
            record = json.loads(self._record(name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def _image_file(self, name: str, kind: str) -> Path:
        return self._images / f"{file_name(name)}_{kind}.tif"


def file_name(name: str) -> str:
    """Return a name for the files of a pair that every system takes; other pairs have others.

    Examples
    --------
    >>> file_name("../Zelle 1/β")
    'Zelle_1-026463d562'
    """
    readable = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:40]
    return f"{readable}-{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:10]}"


def identity_of(
    inputs: Inputs, settings: Settings, tick: Callable[[], None] = lambda: None
) -> Identity:
    """Return by what it is told whether numbers are still true.

    Parameters
    ----------
    inputs, settings
        What is compared, and how.
    tick
        Called at short intervals while files are read.

    Raises
    ------
    ValueError
        If there is no such file.
    """
    files = {"a": inputs.a, "b": inputs.b, "regions": inputs.regions}
    hashes: dict[Path, str] = {}
    for path in files.values():
        if path is not None and path not in hashes:
            hashes[path] = content_hash(path, tick)
    return {
        "software": f"napari-compare {napari_compare.__version__}",
        "settings": settings.to_dict(),
        "channels": [inputs.channel_a, inputs.channel_b],
        "files": {
            role: path and {"name": path.name, "sha256": hashes[path]}
            for role, path in files.items()
        },
    }


def content_hash(path: Path, tick: Callable[[], None] = lambda: None) -> str:
    """Return the SHA-256 of a file's content, or of all files of a folder with their names."""
    found = hashlib.sha256()
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                found.update(f"{file.relative_to(path).as_posix()}\0".encode(errors="replace"))
                found.update(content_hash(file, tick).encode())
    elif path.is_file():
        for block in _blocks(path):
            found.update(block)
            tick()
    else:
        raise ValueError(f"There is no file {path}.")
    return found.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
