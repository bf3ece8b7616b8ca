"""A comparison of layers: read on the window's thread, computed on another, told as it comes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QObject, Signal

from napari_compare.core.comparison import iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, Result, as_table
from napari_compare.core.settings import Settings
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.regions import snapshot
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import pandas as pd

Layers = tuple[Any, Any, Any]
"""The layers of A, B and the regions; None for the whole image."""
MOST_LIVE_PIXELS = 2048 * 2048
"""Up to so many pixels a comparison is quick enough to follow every change."""


@dataclass(frozen=True, eq=False)
class Compared:
    """What was compared, and what came out so far.

    Parameters
    ----------
    layers
        The layers of A, B and the regions; None for the whole image.
    pair
        The two channels on one grid.
    settings
        How they were compared.
    regions
        Where they were compared.
    messages
        What a person must know about all of it, in sentences.
    results
        The results so far.
    """

    layers: Layers
    pair: Pair
    settings: Settings
    regions: list[Region]
    messages: list[str]
    results: list[Result] = field(default_factory=list)

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column that may be there."""
        return {key: metric.unit_of(self.pair) for key, metric in METRICS.items()}

    @property
    def small(self) -> bool:
        """Whether it is quick enough to be repeated at every change."""
        return math.prod(self.pair.shape) <= MOST_LIVE_PIXELS

    def table(self) -> pd.DataFrame:
        """Return the results as a table."""
        return as_table(self.results, self.pair, self.settings)


Item = Compared | Progress | Result


class Comparison(QObject):
    """Runs one comparison at a time and tells how it goes.

    Parameters
    ----------
    parent
        Qt parent.
    """

    started = Signal(object)
    """Numbers will come; a `Compared` without results."""
    progressed = Signal(int, int)
    """So many of so many steps are done."""
    found = Signal(object)
    """A `Result`, which the `Compared` has too."""
    done = Signal()
    """All results are there."""
    failed = Signal(str)
    """It could not be done; the sentence says why, and what to do."""
    cancelled = Signal()
    """A person stopped it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest: Compared | None = None
        self._work = Work(self)
        self._work.yielded.connect(self._on_yielded)
        self._work.done.connect(self.done)
        self._work.failed.connect(self.failed)
        self._work.cancelled.connect(self.cancelled)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._work.running

    def start(self, layers: Layers, settings: Settings) -> None:
        """Compare two image layers in the regions of a Shapes or Labels layer, or as a whole.

        Whatever runs is stopped. Errors are told by `failed`.

        Parameters
        ----------
        layers
            The layers of A, B and the regions; None for the whole image.
        settings
            How to compare them.
        """
        self._work.abandon()
        try:
            steps = prepare(layers, settings)
        except ValueError as error:
            self.failed.emit(str(error))
        else:
            self._work.start(steps)

    def cancel(self) -> None:
        """Stop what runs, and tell so."""
        self._work.cancel()

    def abandon(self) -> None:
        """Stop, and tell nothing more."""
        self._work.abandon()

    def _on_yielded(self, item: Item) -> None:
        if isinstance(item, Compared):
            self.latest = item
            self.started.emit(item)
        elif isinstance(item, Progress):
            self.progressed.emit(item.done, item.total)
        elif self.latest is not None:
            self.latest.results.append(item)
            self.found.emit(item)


def prepare(layers: Layers, settings: Settings) -> Callable[[], Iterator[Item]]:
    """Read layers on the window's thread; return what compares them, on any thread.

    Parameters
    ----------
    layers
        The layers of A, B and the regions; None for the whole image.
    settings
        How to compare them.

    Returns
    -------
    callable
        A generator function: it yields a `Compared`, then progress and results.

    Raises
    ------
    ValueError
        If the layers do not fit each other; the message says what to do.
    """
    a, b, drawing = layers
    pair = pair_from_layers(a, b, settings)
    drawn = None if drawing is None else snapshot(drawing, a)

    def steps() -> Iterator[Item]:
        whole = [Region.whole(pair.shape)]
        regions, messages = (whole, list[str]()) if drawn is None else drawn.rasterise()
        if not regions:
            raise ValueError(" ".join(messages))
        yield Compared(layers, pair, settings, regions, messages)
        yield from iterate(pair, regions, settings)

    return steps
