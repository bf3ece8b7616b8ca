"""What the dock remembers on this machine: the last choices, and those that were given a name.

Each is a settings file of its own, as the command line takes it, in the user's configuration
folder: it can be copied to another machine, and one that cannot be read does no harm to the others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import platformdirs

from napari_compare.core.record import Record
from napari_compare.core.settings import Settings
from napari_compare.files.records import read_record

LATEST = "latest.json"
PRESETS = "presets"
READABLE = " ()+,;=@"
"""Characters of a preset's name that stay as they are in its file's name, beside letters."""
LONGEST = 60


def choices_folder() -> Path:
    """Return the folder in which choices are kept; it need not exist yet."""
    return platformdirs.user_config_path("napari-compare", appauthor=False)


class Choices:
    """The last choices, and presets by name.

    Parameters
    ----------
    folder
        Where they are kept; by default `choices_folder()`.
    latest
        Name of the file of the last choices: each dock has its own, and all share the presets.
    """

    def __init__(self, folder: Path | None = None, latest: str = LATEST) -> None:
        self._folder = folder or choices_folder()
        self._latest = latest

    @property
    def names(self) -> list[str]:
        """Names of the presets, in alphabetical order."""
        files = (self._folder / PRESETS).glob("*.json")
        return sorted((unquote(file.stem) for file in files), key=str.casefold)

    def preset(self, name: str) -> Settings:
        """Return a preset's settings.

        Raises
        ------
        ValueError
            If there is none, or it cannot be read; a sentence that names the file.
        """
        return read_record(self._file(name)).settings

    def save(self, name: str, settings: Settings) -> None:
        """Keep settings under a name, instead of those that had it.

        Raises
        ------
        ValueError
            If the name is empty or too long.
        OSError
            If the file cannot be written.
        """
        if not name.strip() or len(name) > LONGEST:
            raise ValueError(f"The name of a preset has 1 to {LONGEST} characters.")
        _write(self._file(name), settings.to_dict())

    def delete(self, name: str) -> None:
        """Delete a preset, if there is one of this name."""
        self._file(name).unlink(missing_ok=True)

    def remember(self, settings: Settings, more: Mapping[str, Any]) -> None:
        """Keep the last choices: settings, and whatever else JSON can hold.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        _write(self._folder / self._latest, {"settings": settings.to_dict(), **more})

    def latest(self) -> tuple[Settings, dict[str, Any]]:
        """Return the last choices, and what else was kept; the defaults where there are none.

        Raises
        ------
        ValueError
            If they cannot be read; a sentence that names the file.
        """
        path = self._folder / self._latest
        if not path.exists():
            return Settings(), {}
        record: Record = read_record(path)
        more = json.loads(path.read_text(encoding="utf-8"))
        return record.settings, {key: value for key, value in more.items() if key != "settings"}

    def _file(self, name: str) -> Path:
        return self._folder / PRESETS / f"{quote(name.strip(), safe=READABLE)}.json"


def _write(path: Path, values: Mapping[str, Any]) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
