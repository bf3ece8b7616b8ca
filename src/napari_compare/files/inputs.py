"""What is compared, as files: two channels, and the regions drawn on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.settings import Settings
from napari_compare.files.pairs import read_pair
from napari_compare.files.regions import regions_or_whole


class Read(NamedTuple):
    """What was read: the channels, the regions, and a sentence on each shape left out."""

    pair: Pair
    regions: list[Region]
    warnings: list[str]


@dataclass(frozen=True)
class Inputs:
    """The files of one comparison.

    Parameters
    ----------
    a, b
        Image files of channel A and B; they may be the same.
    channel_a, channel_b
        Which channel of each, counted from 0; None where a file has only one.
    regions
        File of regions; None for the whole image.
    """

    a: Path
    b: Path
    channel_a: int | None = None
    channel_b: int | None = None
    regions: Path | None = None

    def read(self, settings: Settings) -> Read:
        """Read the channels and the regions.

        Raises
        ------
        ValueError
            If a file cannot be read, or they do not fit each other.
        """
        pair = read_pair(self.a, self.b, self.channel_a, self.channel_b, settings)
        return Read(pair, *regions_or_whole(self.regions, pair.shape, pair.axes))

    def as_record(self) -> dict[str, Any]:
        """Return where everything came from, as plain values."""
        return {
            "a": {"file": str(self.a), "channel": self.channel_a},
            "b": {"file": str(self.b), "channel": self.channel_b},
            "regions": str(self.regions) if self.regions else None,
        }
