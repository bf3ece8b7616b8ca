"""A comparison of layers: read on the window's thread, computed on another, told as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from threading import current_thread, main_thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QObject, Signal

from napari_compare.core.again import Again, Engine
from napari_compare.core.comparison import iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.moved import MovedThresholds
from napari_compare.core.pair import Pair
from napari_compare.core.record import Record
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, Result, as_table
from napari_compare.core.scaling import less_background
from napari_compare.core.settings import Settings
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.regions import snapshot
from napari_compare.widgets.pace import Pace, Took
from napari_compare.widgets.work import Work, explain

if TYPE_CHECKING:
    import pandas as pd

Layers = tuple[Any, Any, Any]
"""The layers of A, B and the regions; None for the whole image."""
ON_PAIR = ("colour_a", "colour_b", "grid", "split")
"""The settings that say how two layers become a pair."""


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
    effort
        How much of it is measured now and not known from before, see `Again`.
    results
        The results so far.
    """

    layers: Layers
    pair: Pair
    settings: Settings
    regions: list[Region]
    messages: list[str]
    effort: float
    results: list[Result] = field(default_factory=list)

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column that may be there."""
        return {key: metric.unit_of(self.pair) for key, metric in METRICS.items()}

    @property
    def record(self) -> Record:
        """What it takes to repeat it."""
        names = ("" if layer is None else layer.name for layer in self.layers)
        return Record(self.settings, *names)

    @cached_property
    def less_background(self) -> Pair:
        """The channels less their background, as tables and plots show them.

        Finding a background may read all of the images, so this belongs in a worker.
        """
        return less_background(self.pair, self.regions, self.settings)

    def table(self) -> pd.DataFrame:
        """Return the results as a table."""
        return as_table(self.results, self.pair, self.settings)


Item = Compared | Progress | Result | Took


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
    updated = Signal(object)
    """All results are there at once; a `Compared`. Nothing else was told of them."""
    failed = Signal(str)
    """It could not be done; the sentence says why, and what to do."""
    cancelled = Signal()
    """A person stopped it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest: Compared | None = None
        self._usable: Compared | None = None
        self._images = self._images_read = 0
        self._pace = Pace()
        self._engine = MovedThresholds(lambda *given: iterate(*given))
        self._work = Work(self)
        self._work.yielded.connect(self._on_yielded)
        self._work.done.connect(self.done)
        self._work.failed.connect(self.failed)
        self._work.cancelled.connect(self.cancelled)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._work.running

    @property
    def lengthy(self) -> bool:
        """Whether the last comparison took too long for one like it to be begun unasked."""
        return self._pace.lengthy

    def forget(self) -> None:
        """Keep no result for the next comparison: the images are no longer what they were."""
        self._usable = None
        self._images += 1

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
        self._images_read = self._images
        try:
            steps = prepare(layers, settings, self._usable, self._engine)
        except ValueError as error:
            self.failed.emit(str(error))
        else:
            self._work.start(steps)

    def may_follow(self) -> bool:
        """Return whether `follow` has a chance to be quick."""
        return self.latest is not None and self._pace.may_be_quick()

    def follow(self, layers: Layers, settings: Settings) -> bool:
        """Compare here and now if that is quick, and tell all at once by `updated`.

        Parameters
        ----------
        layers, settings
            As in `start`.

        Returns
        -------
        bool
            Whether it was done, well or badly.
        """
        self._work.abandon()
        try:
            steps = prepare(layers, settings, self._usable, self._engine)()
            compared = next(steps)
            assert isinstance(compared, Compared)
            if not self._pace.is_quick(compared.pair, settings, compared.effort):
                return False
            self.latest = self._usable = compared
            for item in steps:
                self._keep(item)
        except Exception as error:
            self.failed.emit(explain(error))
        else:
            self.updated.emit(compared)
        return True

    def cancel(self) -> None:
        """Stop what runs, and tell so."""
        self._work.cancel()

    def abandon(self) -> None:
        """Stop, and tell nothing more."""
        self._work.abandon()

    def _on_yielded(self, item: Item) -> None:
        if isinstance(item, Compared):
            self.latest = item
            self._usable = item if self._images_read == self._images else None
            self.started.emit(item)
        elif isinstance(item, Progress):
            self.progressed.emit(item.done, item.total)
        elif self._keep(item):
            self.found.emit(item)

    def _keep(self, item: Item) -> bool:
        """Keep what a later comparison can use; return whether it is a result."""
        assert self.latest is not None
        if isinstance(item, Took):
            self._pace.learn(self.latest.pair, self.latest.settings, item)
        elif isinstance(item, Result):
            self.latest.results.append(item)
        return isinstance(item, Result)


def prepare(
    layers: Layers,
    settings: Settings,
    earlier: Compared | None = None,
    engine: Engine = iterate,
) -> Callable[[], Iterator[Item]]:
    """Read layers on the window's thread; return what compares them, on any thread.

    Parameters
    ----------
    layers
        The layers of A, B and the regions; None for the whole image.
    settings
        How to compare them.
    earlier
        What was compared before, if the images have not changed since. What it has in common with
        this comparison is taken from it.
    engine
        What measures: `iterate`, or what does the same.

    Returns
    -------
    callable
        A generator function: it yields a `Compared`, then progress and results, and at last what
        it `Took`.

    Raises
    ------
    ValueError
        If the layers do not fit each other; the message says what to do.
    """
    a, b, drawing = layers
    same_pair = earlier is not None and _same_pair(earlier, layers, settings)
    pair = earlier.pair if earlier and same_pair else pair_from_layers(a, b, settings)
    known = list(earlier.results) if earlier and same_pair and earlier.settings == settings else []
    drawn = None if drawing is None else snapshot(drawing, a)

    def steps() -> Iterator[Item]:
        begin = perf_counter()
        whole = [Region.whole(pair.shape)]
        regions, messages = (whole, list[str]()) if drawn is None else drawn.rasterise()
        if not regions:
            raise ValueError(" ".join(messages))
        again = Again(pair, regions, settings, known, engine)
        middle = perf_counter()
        yield Compared(layers, pair, settings, regions, messages, again.effort)
        yield from again.iterate()
        background = current_thread() is not main_thread()
        yield Took(again.effort, middle - begin, perf_counter() - middle, background)

    return steps


def _same_pair(earlier: Compared, layers: Layers, settings: Settings) -> bool:
    return (
        earlier.layers[0] is layers[0]
        and earlier.layers[1] is layers[1]
        and all(getattr(earlier.settings, name) == getattr(settings, name) for name in ON_PAIR)
    )
