"""The gate on the plot ↔ its pixels in the image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.gates import Gate, Gated, gate_pixels
from napari_compare.core.results import Result
from napari_compare.core.words import result_title
from napari_compare.layers.gates import gate_layer, keep_as_region
from napari_compare.layers.outputs import put
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.dock_link import DockLink
from napari_compare.widgets.latest import Latest

if TYPE_CHECKING:
    from napari_compare.widgets.dock import CompareChannels


@dataclass(frozen=True, eq=False)
class Found:
    """The pixels in a gate, and of which comparison and which regions."""

    gate: Gate
    gated: Gated
    compared: Compared
    results: Sequence[Result]


class GateLink(DockLink):
    """Lights up the pixels in the gate, says how many they are, and keeps them as regions."""

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._plot = dock.view.plot
        self._found: Found | None = None
        self._layer: Any = None
        self._latest.yielded.connect(self._on_found)
        self._latest.failed.connect(self._plot.line.say)
        self._keeping = Latest(self)
        self._keeping.yielded.connect(self._on_read)
        self._keeping.failed.connect(self._plot.line.say)
        self._plot.gate_changed.connect(self._look)
        self._plot.result_shown.connect(self._look)
        self._plot.gate_kept.connect(self._keep)
        dock.viewer.layers.events.removed.connect(self._on_removed)

    def shut_down(self) -> None:
        """Stop, and let go of the viewer."""
        super().shut_down()
        self._keeping.abandon()
        self._dock.viewer.layers.events.removed.disconnect(self._on_removed)

    def _look(self) -> None:
        """Look for the pixels again: the gate, or the regions shown, are others."""
        compared, gate = self._dock.comparison.latest, self._plot.gates.gate
        if gate is None or compared is None:
            self._remove()
            return
        results = self._plot.results
        # While a comparison is under way, the plot may show what was found by the one before.
        if all(any(one is known for known in compared.results) for one in results):
            self._latest.ask(lambda: _find(gate, compared, results))

    def _on_found(self, found: Found) -> None:
        if self._plot.gates.gate is None:
            return
        self._found = found
        compared, gated = found.compared, found.gated
        a, b, _ = compared.layers
        viewer = self._dock.viewer
        active = viewer.layers.selection.active
        before = self._layer
        self._layer = put(
            viewer, gate_layer(found.gate, gated, (a, b), compared.settings, found.results)
        )
        # Not by `is`: napari may hand out a proxy of a layer, each time another.
        if before != self._layer and before in viewer.layers:
            viewer.layers.remove(before)  # of channels that have other names by now
        viewer.layers.selection.active = active  # so that drawing can go on where it was
        self._plot.line.say(gated.in_words(), gated.in_words(compared.pair.names))

    def _keep(self) -> None:
        found = self._found
        if found is not None:
            # Of images on a disk, the pixels in the gate were not looked for everywhere yet.
            self._keeping.ask(lambda: iter([(found, np.asarray(found.gated.labels) > 0)]))

    def _on_read(self, read: tuple[Found, npt.NDArray[np.bool_]]) -> None:
        found, inside = read
        regions = self._dock.form.layers.regions
        chosen, selection = regions.layer, self._dock.viewer.layers.selection
        active = selection.active
        try:
            layer, name, taken = keep_as_region(
                self._dock.viewer, inside, found.compared.layers[:2], _title(found.results)
            )
        except ValueError as error:
            self._dock.run_bar.say(str(error), warning=True)
            return
        regions.choose(chosen)  # a new layer of labels is else chosen, and the plot would change
        selection.active = active
        said = f'Kept as "{name}". To compare there, choose "{layer.name}" under Regions.'
        if taken:
            said += f" {taken:,} of its pixels were another kept gate's, and are now its own."
        self._dock.run_bar.say(said, warning=bool(taken))

    def _remove(self) -> None:
        self._latest.abandon()
        layer, self._layer, self._found = self._layer, None, None
        if layer in self._dock.viewer.layers:
            self._dock.viewer.layers.remove(layer)

    def _on_removed(self, event: Any) -> None:
        """Take the gate away from the plot when a person deletes its layer."""
        if self._layer is not None and event.value == self._layer:
            self._layer = self._found = None
            self._plot.gates.clear()


def _find(gate: Gate, compared: Compared, results: Sequence[Result]) -> Iterator[Found]:
    for item in gate_pixels(gate, compared.less_background, results, compared.settings):
        if isinstance(item, Gated):
            yield Found(gate, item, compared, results)


def _title(results: Sequence[Result]) -> str:
    return result_title(results[0]) if len(results) == 1 else "all regions"
