"""The kinds of images that can be made of a comparison, as a person chooses among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from napari_compare.core import recipes
from napari_compare.core.pair import Pair
from napari_compare.core.region_thresholds import ThresholdsAt, region_thresholds
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.scaling import less_background
from napari_compare.core.settings import Settings

Image = Any


@dataclass(frozen=True)
class Output:
    """A kind of image that can be made of two channels.

    Parameters
    ----------
    label
        What a person reads.
    description
        What it shows, in one line.
    make
        Makes it of a pair, the scaling of intensities and the thresholds at each pixel; it looks
        at the last two only where it says so below.
    takes_intensities
        Whether a scaling of the intensities may be chosen.
    needs_thresholds
        Whether it is made with thresholds.
    is_labels
        Whether it holds labels and not intensities.
    """

    label: str
    description: str
    make: Callable[[Pair, str, ThresholdsAt], Image]
    takes_intensities: bool = False
    needs_thresholds: bool = False
    is_labels: bool = False


def make_output(
    key: str,
    pair: Pair,
    settings: Settings | None = None,
    *,
    intensities: str = "raw",
    results: Sequence[Result] = (),
    regions: Sequence[Region] = (),
) -> Image:
    """Return an output image of a pair of channels.

    Parameters
    ----------
    key
        One of `OUTPUTS`.
    pair
        The channels.
    settings
        How they were compared: the background is subtracted first, as it was for the numbers.
    intensities
        See `difference`; for outputs that do not take it, "raw".
    results
        What the comparison found, for outputs that need thresholds: inside each region its own
        count, and outside nothing is above them.
    regions
        The regions, where the background is the mean of one.

    Raises
    ------
    ValueError
        If the image cannot be made; the sentence says why.
    """
    settings = settings or Settings()
    output = OUTPUTS[key]
    pair = less_background(pair, regions, settings)
    thresholds = (
        region_thresholds(results, pair, settings)
        if output.needs_thresholds
        else recipes.everywhere(0, 0)
    )
    return output.make(pair, intensities, thresholds)


def _difference_output(kind: str, label: str, description: str) -> Output:
    return Output(
        label,
        description,
        lambda pair, intensities, _: recipes.difference_image(pair, kind, intensities),
        takes_intensities=kind != "normalized",
    )


OUTPUTS: Mapping[str, Output] = MappingProxyType(
    {
        "signed": _difference_output(
            "signed",
            "Signed difference",
            "A − B: in A's colour where A is stronger, in B's where B is",
        ),
        "absolute": _difference_output(
            "absolute", "Absolute difference", "|A − B|: how far apart the intensities are"
        ),
        "a_over_b": _difference_output("a_over_b", "A over B", "A − B where A is stronger, else 0"),
        "b_over_a": _difference_output("b_over_a", "B over A", "B − A where B is stronger, else 0"),
        "superimposed": _difference_output(
            "superimposed", "Superimposed difference", "A over B plus B over A"
        ),
        "normalized": _difference_output(
            "normalized",
            "Normalized difference",
            "A − B after scaling each channel from its 1st to its 99th percentile",
        ),
        "ratio": Output(
            "Ratio",
            "log2(A / B): 1 where A is twice B, −1 where B is twice A; empty where either is 0",
            lambda pair, *_: recipes.ratio_image(pair),
        ),
        "overlap": Output(
            "Overlap",
            "Labels: above the threshold in A only, in B only, or in both",
            lambda pair, _, thresholds: recipes.overlap_labels(pair, thresholds),
            needs_thresholds=True,
            is_labels=True,
        ),
        "colocalized_intensity": Output(
            "Co-localized intensity",
            "√(A · B) where both are above their thresholds, else 0",
            lambda pair, _, thresholds: recipes.colocalized_image(pair, thresholds),
            needs_thresholds=True,
        ),
        "nmdp": Output(
            "nMDP",
            "Normalized mean deviation product: where both lie on the same side of their means",
            lambda pair, *_: recipes.nmdp_image(pair),
        ),
        "checkerboard": Output(
            "Checkerboard",
            "Tiles of A and B by turns",
            lambda pair, *_: recipes.checkerboard_image(pair),
        ),
        "blend": Output("Blend", "The mean of A and B", lambda pair, *_: recipes.blend_image(pair)),
    }
)
