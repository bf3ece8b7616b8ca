"""By what images can be ranked: every metric of two channels, hashes and features."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from napari_compare.core.alike.hashes import BITS, HASHES, require_hashes
from napari_compare.core.metrics import METRICS
from napari_compare.core.words import format_cell, joined

USUAL = ("pearson_r", "ssim", "matched_features")
FEATURES = ("matched_features", "matched_share")
FOUND = ("scale", "rotation", "shift_y", "shift_x")
"""What is found of a match with its features; its columns begin with "found_"."""
PIXEL_BY_PIXEL, HASH, FEATURE = "metric", "hash", "feature"


@dataclass(frozen=True)
class Measure:
    """By what images can be ranked.

    Parameters
    ----------
    key
        Name of the column.
    label
        Name a person reads.
    tooltip
        What it is, in a line.
    kind
        "metric": pixel by pixel, so that images must have the same shape. "hash" or "feature":
        by what images look like.
    itself
        Its value of an image with itself, and the nearer to that the more alike; None where more
        is more alike.
    unit
        Its unit; "" where it has none.
    short
        What a person reads where there is little room; the label if empty.
    """

    key: str
    label: str
    tooltip: str
    kind: str
    itself: float | None = None
    unit: str = ""
    short: str = ""

    def apart(self, value: float) -> float:
        """Return how far two images are apart: the less the more alike; infinite if undefined."""
        if math.isnan(value):
            return math.inf
        if self.itself is None or math.isinf(self.itself):
            return -value
        return abs(value - self.itself)

    def in_words(self, value: float) -> str:
        """Return a value with its name and as many digits as a person reads."""
        unit = f" {self.unit}" if self.unit and not math.isnan(value) else ""
        return f"{self.short or self.label} {format_cell(self.key, value)}{unit}"


def _of_metrics() -> Iterable[Measure]:
    for one in METRICS.values():
        of_one_channel = one.family == "Region" or (one.unit == "counts" and one.of_itself is None)
        if not of_one_channel:
            about = (one.key, one.label, one.tooltip, PIXEL_BY_PIXEL)
            yield Measure(*about, one.of_itself, one.unit, one.short)


_HASHED = f"Bits of {BITS} in which hashes of the two images differ, "
_HASHES = {
    "phash": ("Perceptual hash", "hash", "made of the coarsest waves in them (cosines)."),
    "dhash": ("Gradient hash", "", "made of where brightness rises from left to right."),
    "whash": ("Wavelet hash", "", "made of where they are bright, coarsely (Haar wavelets)."),
}
_LOOKS = (
    *(
        Measure(key, label, _HASHED + made_of, HASH, 0, "bits", short)
        for key, (label, short, made_of) in _HASHES.items()
    ),
    Measure(
        "matched_features",
        "Matched features",
        "Corners of the image that are found again in the other, where one shift, rotation and "
        "scale puts them.",
        FEATURE,
        short="features",
    ),
    Measure(
        "matched_share",
        "Matched share",
        "Matched features as a share of those of the image that has fewer.",
        FEATURE,
        1,
        short="share",
    ),
)
MEASURES = MappingProxyType({one.key: one for one in (*_LOOKS, *_of_metrics())})
"""Key → measure."""


def measures_named(keys: str | Iterable[str]) -> tuple[Measure, ...]:
    """Return measures by their keys.

    Parameters
    ----------
    keys
        Keys, as a sequence or with commas between them; one that is there twice counts once.

    Raises
    ------
    ValueError
        If there is no such measure, none is named, or ImageHash is missing for one.

    Examples
    --------
    >>> [one.label for one in measures_named("ssim, matched_features")]
    ['SSIM', 'Matched features']
    """
    named = keys.split(",") if isinstance(keys, str) else keys
    wanted = list(dict.fromkeys(key.strip() for key in named))
    unknown = [key for key in wanted if key not in MEASURES]
    of_one = [key for key in unknown if key in METRICS]
    if of_one:
        raise ValueError(f"{joined(of_one)} says nothing of how alike two images are.")
    if unknown or not wanted:
        missing = f"no measure {joined(unknown)}" if wanted else "no measure named"
        raise ValueError(f"There is {missing}. There are: {', '.join(MEASURES)}.")
    if any(key in HASHES for key in wanted):
        require_hashes()
    return tuple(MEASURES[key] for key in wanted)
