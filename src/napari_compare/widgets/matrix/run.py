"""Comparing all pairs: layers are read on the window's thread, the rest is done on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from napari_compare.core.comparison import iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, Result
from napari_compare.core.series import (
    Images,
    PairResult,
    as_matrix,
    iterate_pairs,
    likeness_order,
    notes_of_pairs,
    pair_table,
)
from napari_compare.core.settings import Settings
from napari_compare.layers.several import Source

if TYPE_CHECKING:
    import pandas as pd

Names = tuple[str, str]
INTERVAL = 0.03  # seconds between two looks whether to go on, and two steps of the progress bar


@dataclass(frozen=True, eq=False)
class AllPairs:
    """What was compared, and what came out.

    Parameters
    ----------
    source
        The layers of the images.
    drawing
        The layer of the regions; None for the whole image.
    images, settings, regions
        What was compared, how and where.
    table
        What `compare_all` gives.
    notes
        What a person must know, in sentences.
    """

    source: Source
    drawing: Any
    images: Images
    settings: Settings
    regions: list[Region]
    table: pd.DataFrame
    notes: list[str]

    @property
    def metrics(self) -> list[str]:
        """Keys of the metrics that were chosen and are there."""
        return [key for key in self.settings.metrics if key in self.table]

    def notes_on(self, pair: Names, region: int) -> str:
        """Return what is said of a pair in a region."""
        table = self.table
        for first, second in (pair, pair[::-1]):
            here = (table["image_1"] == first) & (table["image_2"] == second)
            for row in table[here & (table["region_id"] == region)].itertuples():
                return str(row.notes)
        return ""

    def index(self, pair: Names) -> tuple[int, int]:
        """Return which images a pair is of."""
        first, second = (self.images.names.index(name) for name in pair)
        return first, second


@dataclass(frozen=True, eq=False)
class Arranged:
    """One metric of all pairs in one region, in an order."""

    matrix: pd.DataFrame
    metric: str
    region: int
    title: str


@dataclass(frozen=True, eq=False)
class Looked:
    """The pixels of a pair, and whether one image being equal to the other means something."""

    found: AllPairs
    pair: Names
    result: Result
    same_unit: bool


def prepare_pairs(
    source: Source, drawing: Any, settings: Settings, point: Sequence[float]
) -> Callable[[], Iterator[Progress | AllPairs]]:
    """Read layers on the window's thread; return what compares them, on any thread.

    Parameters
    ----------
    source
        The layers of the images.
    drawing
        The layer of the regions; None for the whole image.
    settings
        How to compare them.
    point
        Where the viewer's sliders are.

    Returns
    -------
    callable
        A generator function: it yields progress, and at last an `AllPairs`.

    Raises
    ------
    ValueError
        If the layers do not fit each other; the message says what to do.
    """
    images = source.images(settings)
    drawn = None if drawing is None else source.drawing(drawing, point)

    def steps() -> Iterator[Progress | AllPairs]:
        whole = [Region.whole(images.shape)]
        regions, messages = (whole, list[str]()) if drawn is None else drawn.rasterise()
        if not regions:
            raise ValueError(" ".join(messages))
        results: list[PairResult] = []
        seen = 0.0
        for event in iterate_pairs(images, regions, settings):
            if isinstance(event, PairResult):
                results.append(event)
            elif monotonic() > seen + INTERVAL:
                seen = monotonic()
                yield event
        table = pair_table(results, images, settings)
        said = [*messages, *notes_of_pairs(results, images)]
        yield AllPairs(source, drawing, images, settings, regions, table, said)

    return steps


def arrange(found: AllPairs, metric: str, region: int, *, alike: bool) -> Iterator[Arranged]:
    """Yield one metric in one region, with the images that are alike side by side if wanted."""
    matrix = as_matrix(found.table, metric, region)
    if alike:
        order = likeness_order(matrix, metric)
        matrix = matrix.loc[order, order]
    (name,) = [one.name for one in found.regions if one.id == region]
    yield Arranged(matrix, metric, region, f"{METRICS[metric].label}, {name}")


def look_at(found: AllPairs, pair: Names, region: int) -> Iterator[Looked | None]:
    """Yield the pixels of a pair in a region, and before them None now and then."""
    (where,) = [one for one in found.regions if one.id == region]
    settings = replace(found.settings, metrics=("pearson_r",))
    images = found.images.pair(*found.index(pair))
    for event in iterate(images, [where], settings):
        if isinstance(event, Result):
            yield Looked(found, pair, event, bool(images.a.dtype == images.b.dtype))
        else:
            yield None
