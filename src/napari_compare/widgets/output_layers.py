"""Output layers: computed on a thread, added and brought up to date on the window's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QObject, QTimer, Signal

from napari_compare.core.outputs import OUTPUTS, make_output
from napari_compare.core.region_thresholds import missing_thresholds
from napari_compare.layers.outputs import TAG, contrast_limits, is_output, output_layer, put
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    from napari.components import ViewerModel

Kind = tuple[str, str]
"""Key of an output, and scaling of the intensities that it is made of."""
RESTS = 3
"""How many times as long as layers hold up the window they rest before they are made anew."""


@dataclass(frozen=True, eq=False)
class Made:
    """An output image, of what it was made, and how it is best shown."""

    kind: Kind
    compared: Compared
    image: Any
    limits: tuple[float, float]


class OutputLayers(QObject):
    """Adds output layers of a comparison to a viewer, and keeps those there up to date.

    Parameters
    ----------
    viewer
        The viewer that gets the layers.
    parent
        Qt parent.
    """

    said = Signal(str, bool)
    """What was done, or why not, in a sentence; whether it is a warning."""

    def __init__(self, viewer: ViewerModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.held: Kind | None = None
        self._viewer = viewer
        self._silent = False
        self._compared: Compared | None = None
        self._next: Compared | None = None
        self._made: dict[Kind, Compared] = {}
        self._put_seconds = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._go_on)
        self._work = Work(self)
        self._work.yielded.connect(self._put)
        self._work.done.connect(self._on_done)
        self._work.failed.connect(self._on_failed)

    def add(self, compared: Compared, kinds: Sequence[Kind]) -> None:
        """Add these outputs of a comparison, or bring them up to date, and say so."""
        self._start(compared, kinds, silent=False)

    def refresh(self, compared: Compared) -> None:
        """Bring those outputs of a comparison's two layers up to date that are in the viewer.

        While some are being made, and for some time after, the newest comparison waits its turn.
        What is `held` is left out: somebody else keeps it up to date for now.
        """
        if self._work.running or self._rest.isActive():
            self._next = compared
            return
        names = [layer.name for layer in compared.layers[:2]]
        tags = [layer.metadata[TAG] for layer in self._viewer.layers if is_output(layer)]
        there = [
            (tag["output"], tag["intensities"])
            for tag in tags
            if tag["layers"] == names and tag["output"] in OUTPUTS
        ]
        kinds = [
            kind
            for kind in there
            if kind != self.held and not _still_true(kind, self._made.get(kind), compared)
        ]
        if kinds:
            self._start(compared, kinds, silent=True)

    def abandon(self) -> None:
        """Stop, and tell nothing more."""
        self._next = None
        self._rest.stop()
        self._work.abandon()

    def _start(self, compared: Compared, kinds: Sequence[Kind], *, silent: bool) -> None:
        self._silent, self._compared = silent, compared
        self._put_seconds = 0.0
        self._work.start(lambda: make_outputs(compared, kinds))

    def _put(self, made: Made) -> None:
        begin = perf_counter()
        put_output(self._viewer, made)
        self._put_seconds += perf_counter() - begin
        self._made[made.kind] = made.compared

    def _on_done(self) -> None:
        assert self._compared is not None
        missing = missing_thresholds(self._compared.results)
        if not self._silent:
            self.said.emit(" ".join(["The layers were added.", *missing]), bool(missing))
        self._rest.start(int(1000 * RESTS * self._put_seconds))

    def _on_failed(self, sentence: str) -> None:
        self.said.emit(sentence, True)
        self._go_on()

    def _go_on(self) -> None:
        following, self._next = self._next, None
        if following is not None:
            self.refresh(following)


def _still_true(kind: Kind, before: Compared | None, now: Compared) -> bool:
    """Return whether an output of one comparison is what it would be of another."""
    if before is None or before.pair is not now.pair:
        return False
    backgrounds = (now.settings.background_a, now.settings.background_b)
    if backgrounds != (before.settings.background_a, before.settings.background_b):
        return False
    of_regions = any(str(background).startswith("region ") for background in backgrounds)
    return not OUTPUTS[kind[0]].needs_thresholds and not of_regions


def make_outputs(compared: Compared, kinds: Sequence[Kind]) -> Iterator[Made]:
    """Yield output images of a comparison."""
    for key, chosen in kinds:
        intensities = chosen if OUTPUTS[key].takes_intensities else "raw"
        image = make_output(
            key,
            compared.pair,
            compared.settings,
            intensities=intensities,
            results=compared.results,
            regions=compared.regions,
        )
        yield Made((key, intensities), compared, image, contrast_limits(key, image))


def put_output(viewer: ViewerModel, made: Made) -> None:
    """Add an output image to a viewer as a layer, or bring that layer up to date."""
    key, intensities = made.kind
    a, b, drawing = made.compared.layers
    layer = output_layer(
        key,
        made.image,
        made.limits,
        (a, b),
        made.compared.settings,
        intensities=intensities,
        regions=made.compared.regions,
        regions_from="" if drawing is None else drawing.name,
    )
    active = viewer.layers.selection.active
    put(viewer, layer)
    viewer.layers.selection.active = active  # so that drawing can go on where it was
