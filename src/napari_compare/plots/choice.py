"""What a plot shows, and of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from napari_compare.core.difference_histogram import Histogram
from napari_compare.core.results import Scatter

KINDS = {
    "scatter": "Scatter",
    "histograms": "Histograms",
    "difference": "A − B",
}


@dataclass(frozen=True)
class PlotChoice:
    """Which plot, and what of it.

    Parameters
    ----------
    kind
        One of `KINDS`: A's intensities against B's, the histogram of each channel, or that of
        their difference.
    regression, identity
        Whether the scatter plot has the orthogonal regression line, and the line on which A
        equals B (where both have one unit).
    median
        Whether it has the conditional median of B at each intensity of A, between its quartiles.
    marginals
        Whether it has the histograms of A and B along its sides.
    regions
        Whether it has the outlines of all regions.

    Raises
    ------
    ValueError
        If there is no such kind.
    """

    kind: str = "scatter"
    regression: bool = True
    identity: bool = True
    median: bool = False
    marginals: bool = False
    regions: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no plot {self.kind!r}. There are: {', '.join(KINDS)}.")


@dataclass(frozen=True, eq=False)
class RegionDensity:
    """A region's joint histogram, and the name and colour in which it is drawn."""

    name: str
    scatter: Scatter
    colour: str


@dataclass(frozen=True, eq=False)
class Shown:
    """What is plotted.

    Parameters
    ----------
    scatter
        Joint histogram, thresholds and regression line of a region.
    title
        What stands above the plot.
    names
        Names of the channels.
    same_unit
        Whether A equal to B means something.
    regions
        All regions, for their outlines.
    difference
        Histogram of A - B, where it was made.
    """

    scatter: Scatter
    title: str = ""
    names: tuple[str, str] = ("A", "B")
    same_unit: bool = False
    regions: Sequence[RegionDensity] = ()
    difference: Histogram | None = None


def same_picture(one: Shown, other: Shown) -> bool:
    """Return whether two plots differ in their thresholds at most."""
    scatters = [(one.scatter, other.scatter)]
    scatters += [(a.scatter, b.scatter) for a, b in zip(one.regions, other.regions, strict=False)]
    return (
        same_frame(one, other)
        and _looks(one.regions) == _looks(other.regions)
        and all(_same_counts(a, b) for a, b in scatters)
    )


def same_frame(one: Shown, other: Shown) -> bool:
    """Return whether all that is written around two plots is the same."""
    return (one.title, one.names, one.same_unit) == (other.title, other.names, other.same_unit)


def _looks(regions: Sequence[RegionDensity]) -> list[tuple[str, str]]:
    return [(region.name, region.colour) for region in regions]


def _same_counts(a: Scatter, b: Scatter) -> bool:
    return a is b or all(
        np.array_equal(getattr(a, name), getattr(b, name), equal_nan=name != "counts")
        for name in ("counts", "edges_a", "edges_b", "slope", "intercept")
    )
