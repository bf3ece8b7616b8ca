"""The registry of metrics: one decorated function is all there is to a metric."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_compare.core.references import Reference, cited_in
from napari_compare.core.statistics.second import NEEDS

if TYPE_CHECKING:
    from napari_compare.core.pair import Pair
    from napari_compare.core.statistics.statistics import Statistics

Function = Callable[["Statistics"], float]
FAMILIES = ("Region", "Difference", "Correlation", "Co-occurrence", "Information")
ROUNDING = 1e-12
METRICS: dict[str, Metric] = {}


@dataclass(frozen=True)
class Metric:
    """A number that is measured of two channels in a region.

    Parameters
    ----------
    key
        Name of the column.
    label
        Name a person reads.
    family
        One of `FAMILIES`.
    function
        Computes it from `Statistics`.
    unit
        "counts" for intensities, "counts²" …, "size" for areas and volumes, "" for pure numbers.
    bounds
        Least and greatest possible value.
    needs
        What the second pass must gather for it; see `NEEDS`.
    essential
        Whether it belongs to the set "essential".
    of_itself
        Its value when B is A and A is not constant; None where that depends on the image.
    swaps_with
        Key of the metric that has its value when A and B are exchanged; None if there is none.
    ignores_gain
        Whether multiplying a channel by a positive number leaves it unchanged.
    ignores_offset
        Whether adding a number to a channel leaves it unchanged.
    of_moments
        Whether it follows from the number of pixels and the sums of A, B, A², B² and AB alone, so
        that one pass over many images is enough for all pairs of them.
    undefined
        When it is undefined, in words: "a channel is constant".
    short
        What a person reads where there is little room; the label if empty.
    """

    key: str
    label: str
    family: str
    function: Function
    unit: str = ""
    bounds: tuple[float, float] = (float("-inf"), float("inf"))
    needs: frozenset[str] = frozenset()
    essential: bool = False
    of_itself: float | None = None
    swaps_with: str | None = None
    ignores_gain: bool = False
    ignores_offset: bool = False
    of_moments: bool = False
    undefined: str = ""
    short: str = ""

    def __call__(self, statistics: Statistics) -> float:
        """Return the metric of a region; what rounding put past a bound is put on it."""
        value = self.function(statistics)
        nearest = min(max(value, self.bounds[0]), self.bounds[1])
        return nearest if abs(value - nearest) < ROUNDING else value

    @property
    def symmetric(self) -> bool:
        """Whether exchanging A and B leaves it unchanged."""
        return self.swaps_with == self.key

    @property
    def doc(self) -> str:
        """What it is, its formula and its source."""
        return inspect.getdoc(self.function) or ""

    @property
    def references(self) -> tuple[Reference, ...]:
        """The works that its source and formula are taken from."""
        return cited_in(self.doc)

    @property
    def tooltip(self) -> str:
        """What it is, in a line."""
        line = self.doc.partition("\n\n")[0].replace("\n", " ").removeprefix("Return ")
        return line[:1].upper() + line[1:]

    def unit_of(self, pair: Pair) -> str:
        """Return its unit for a pair of images; "" where it has none."""
        if self.unit != "size":
            return self.unit
        power = {"area": "²", "volume": "³"}[self.key]
        return f"{pair.unit}{power}"


def metric(
    key: str,
    label: str,
    family: str,
    *,
    symmetric: bool = False,
    needs: tuple[str, ...] = (),
    **properties: object,
) -> Callable[[Function], Function]:
    """Register a function of `Statistics` as a metric.

    Parameters
    ----------
    key, label, family
        See `Metric`.
    symmetric
        Whether exchanging A and B leaves it unchanged.
    needs
        What the second pass must gather for it.
    **properties
        The other properties of `Metric`.
    """

    def register(function: Function) -> Function:
        _register(
            Metric(
                key,
                label,
                family,
                function,
                needs=frozenset(needs),
                swaps_with=key if symmetric else None,
                **properties,  # type: ignore[arg-type]
            )
        )
        return function

    return register


def metric_of_each_channel(
    keys: tuple[str, str],
    labels: tuple[str, str],
    family: str,
    *,
    needs: tuple[str, ...] = (),
    short: tuple[str, str] = ("", ""),
    **properties: object,
) -> Callable[[Function], Function]:
    """Register a function written for A as two metrics: of A, and of B with A and B exchanged.

    The docstring is that of the first; in the second's, the words in braces — "{A}", "{B}", "{1}",
    "{2}" — are exchanged.
    """

    def register(function: Function) -> Function:
        def exchanged(statistics: Statistics) -> float:
            return function(statistics.swapped)

        doc = inspect.getdoc(function) or ""
        function.__doc__ = _in_words(doc, "ABab12")
        exchanged.__doc__ = _in_words(doc, "BAba21")
        first = Metric(
            keys[0],
            labels[0],
            family,
            function,
            needs=frozenset(needs),
            swaps_with=keys[1],
            short=short[0],
            **properties,  # type: ignore[arg-type]
        )
        _register(first)
        _register(
            dataclasses.replace(
                first,
                key=keys[1],
                label=labels[1],
                function=exchanged,
                swaps_with=keys[0],
                short=short[1],
            )
        )
        return function

    return register


def _in_words(doc: str, names: str) -> str:
    for brace, name in zip("ABab12", names, strict=True):
        doc = doc.replace(f"{{{brace}}}", name)
    return doc


def _register(entry: Metric) -> None:
    if entry.key in METRICS:
        raise ValueError(f"There is already a metric {entry.key}.")
    if entry.family not in FAMILIES or not entry.needs <= set(NEEDS):
        raise ValueError(f"The metric {entry.key} names an unknown family or need.")
    METRICS[entry.key] = entry
