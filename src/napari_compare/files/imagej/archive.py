"""The ROIs in a file, which nobody trusts: bounded, parsed, and any damage said."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from roifile import ImagejRoi

LARGEST_ROI = 1 << 24  # bytes of one ROI
LARGEST_ARCHIVE = 1 << 27  # bytes of all its ROIs
MOST_ROIS = 20_000


def read_archive(path: Path) -> Iterator[tuple[str, ImagejRoi]]:
    """Read a `.roi` file, or a `.zip` archive of such, yielding each ROI with its name.

    Raises
    ------
    ValueError
        If the file is damaged, holds something other than ROIs, or more than anybody draws.
    """
    for entry, data in _contents(path):
        with damage_said(path, entry):
            roi = ImagejRoi.frombytes(data)
            name = roi.name or entry
        yield name, roi


@contextmanager
def damage_said(path: Path, name: str) -> Iterator[None]:
    """Turn whatever goes wrong with the content of a ROI into a sentence that names it."""
    try:
        yield
    except (ValueError, TypeError, IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError(f'{path}: the ROI "{name}" is damaged ({error}).') from error


def _contents(path: Path) -> list[tuple[str, bytes]]:
    """Return name and bytes of each ROI in a file."""
    if path.suffix.lower() != ".zip":
        _check_sizes(path, [path.stat().st_size])
        return [(path.stem, path.read_bytes())]
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                entry
                for entry in archive.infolist()
                if entry.filename.lower().endswith(".roi")
                and not Path(entry.filename).name.startswith("._")
            ]
            _check_sizes(path, [entry.file_size for entry in entries])
            return [(Path(entry.filename).stem, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"{path} is damaged or no archive of ROIs: {error}.") from error


def _check_sizes(path: Path, sizes: Sequence[int]) -> None:
    """Refuse what no ImageJ writes before it is unpacked."""
    if len(sizes) > MOST_ROIS:
        raise ValueError(f"{path} holds {len(sizes)} ROIs; at most {MOST_ROIS} are read.")
    if max(sizes, default=0) > LARGEST_ROI:
        raise ValueError(f"{path} holds an entry that is too large for a ROI.")
    if sum(sizes) > LARGEST_ARCHIVE:
        raise ValueError(
            f"{path} holds {sum(sizes) >> 20} MB of ROIs; at most {LARGEST_ARCHIVE >> 20} are read."
        )
