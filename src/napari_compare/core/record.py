"""What a comparison was made of and how: what it takes to repeat it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from napari_compare.core.settings import Settings


@dataclass(frozen=True)
class Record:
    """Settings of a comparison, and the names of what was compared.

    Parameters
    ----------
    settings
        How it was compared.
    a, b
        Names of the channels; empty where they are not known.
    regions
        Name of the layer in which the regions were drawn; empty for the whole image, or where it
        is not known.
    """

    settings: Settings
    a: str = ""
    b: str = ""
    regions: str = ""

    def columns(self) -> dict[str, str]:
        """Return the record as columns of a table, the same in every row."""
        return {
            "channel_a": self.a,
            "channel_b": self.b,
            "regions_from": self.regions,
            "settings": json.dumps(self.settings.to_dict(), ensure_ascii=False),
        }

    @classmethod
    def from_columns(cls, row: Mapping[str, str]) -> Record:
        """Return the record that a row of a table holds.

        Raises
        ------
        ValueError
            If the row has no settings, or such as cannot be.
        """
        if not row.get("settings"):
            raise ValueError('There are no settings in it: a column "settings" is needed.')
        names = (row.get(key) or "" for key in ("channel_a", "channel_b", "regions_from"))
        return cls(Settings.from_json(row["settings"]), *names)

    @classmethod
    def from_dict(cls, values: Any) -> Record:
        """Return the record that plain values hold: settings alone, or with what was compared.

        Raises
        ------
        ValueError
            If these are no settings, or such as cannot be.
        """
        if not isinstance(values, dict):
            raise ValueError("A JSON object of names and values is needed.")
        if "settings" not in values:
            return cls(Settings.from_dict(values))
        settings = values["settings"]
        if not isinstance(settings, dict):
            raise ValueError('"settings" must be a JSON object of names and values.')
        names = values.get("names")
        a, b = names if isinstance(names, (list, tuple)) and len(names) == 2 else ("", "")
        return cls(
            Settings.from_dict(settings), str(a), str(b), str(values.get("regions_from", ""))
        )
