"""How alike an image is: what was found of one candidate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from napari_compare.core.alike.identity import Differing
from napari_compare.core.alike.look import Grey
from napari_compare.core.alike.picture import Candidate
from napari_compare.core.pair import default_axes
from napari_compare.core.words import counted

Numbers = dict[str, float]
LEAST_SCALE, LEAST_TURN, LEAST_SHIFT = 0.005, 0.2, 0.5  # worth a word


@dataclass(frozen=True, eq=False)
class Match:
    """How alike an image is.

    Parameters
    ----------
    candidate
        Which image.
    numbers
        Column key → value; NaN where it is undefined.
    shape
        Number of pixels along each axis; None where the image could not be read.
    dtype
        Type of its intensities.
    differing
        The pixels in which it differs; None where it cannot be laid on the other one.
    notes
        What a reader of the numbers must know, or why there are none.
    small
        What it looks like, of at most 128 pixels a side, uint8; None where it looks like nothing.
    """

    candidate: Candidate
    numbers: Numbers
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    differing: Differing | None = None
    notes: tuple[str, ...] = ()
    small: Grey | None = None

    @property
    def failed(self) -> bool:
        """Whether it could not be read."""
        return self.shape is None

    @property
    def identical(self) -> bool:
        """Whether it has the same shape and the same values."""
        return self.differing is not None and self.differing.count == 0

    @property
    def differs_all_over(self) -> bool:
        """Whether it differs up to all edges, so that where it does tells nothing."""
        return (
            self.shape is not None
            and self.differing is not None
            and self.differing.box == tuple((0, n - 1) for n in self.shape)
        )

    @property
    def verdict(self) -> str:
        """Whether it is identical, or where it is not, in words; empty where it was not read."""
        if self.shape is None:
            return ""
        if self.differing is None:
            return "other size or colours"
        if self.identical:
            return "identical"
        if self.differs_all_over:
            return "differs all over"
        axes = default_axes(len(self.shape))
        where = ", ".join(
            f"{axis} {first}–{last}" if first < last else f"{axis} {first}"
            for axis, (first, last) in zip(axes, self.differing.box, strict=True)
        )
        return f"differs in {where}"

    @property
    def found(self) -> str:
        """Where its features were found again, in words; empty where they were not."""
        scale = self.numbers.get("found_scale", math.nan)
        if math.isnan(scale):
            return ""
        y, x = (self.numbers[f"found_shift_{axis}"] for axis in "yx")
        turned = self.numbers["found_rotation"]
        said = [
            f"{scale:.3g} times as large" if abs(scale - 1) > LEAST_SCALE else "",
            f"turned by {turned:.1f}°" if abs(turned) > LEAST_TURN else "",
            f"shifted by y {y:.1f}, x {x:.1f}" if max(abs(y), abs(x)) > LEAST_SHIFT else "",
        ]
        return ", ".join(filter(None, said)).replace("-", "−") or "in its place"

    @property
    def mark(self) -> tuple[float, float, float, float] | None:
        """Where in the plane it differs: left, top, width and height as shares of the image."""
        if self.shape is None or self.differing is None or not self.differing.count:
            return None
        (top, bottom), (left, right) = self.differing.box[-2:]
        height, width = self.shape[-2:]
        across, down = (right - left + 1) / width, (bottom - top + 1) / height
        return left / width, top / height, across, down


def summary(matches: Sequence[Match]) -> str:
    """Return how many images were compared, are identical, and could not be read, in a sentence."""
    failed = sum(match.failed for match in matches)
    identical = sum(match.identical for match in matches)
    said = [
        f"{counted(len(matches) - failed, 'image')} compared",
        f"{identical} identical" if identical else "none identical",
        f"{failed} not read, which the table explains" if failed else "",
    ]
    return ", ".join(filter(None, said)) + "."


def in_pixels(shape: Sequence[int]) -> str:
    """Return a shape as people write it.

    Examples
    --------
    >>> in_pixels((5, 512, 256))
    '5 × 512 × 256'
    """
    return " × ".join(map(str, shape))
