"""Thresholds on the plot ↔ the form's fields, the numbers and the pixels above them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from qtpy.QtCore import QObject, QSignalBlocker

from napari_compare.core.above import AboveMap
from napari_compare.core.settings import Settings
from napari_compare.layers.outputs import find_output, show_labels
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.dock_link import DockLink

if TYPE_CHECKING:
    from napari_compare.widgets.dock import CompareChannels

OVERLAP = ("overlap", "raw")


class ThresholdLink(QObject):
    """Sets the form's thresholds as the lines are dragged, and lets the numbers follow.

    Parameters
    ----------
    dock
        The dock, whose form, plot and comparison are linked.
    """

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._dock = dock
        self._automatic = Settings().threshold
        plot = dock.view.plot
        plot.thresholds_dragged.connect(self._on_dragged)
        plot.thresholds_released.connect(self._on_released)
        plot.thresholds_automatic.connect(self._on_automatic)
        dock.form.changed.connect(self._look)
        self._look()

    def _on_dragged(self, a: float, b: float) -> None:
        self._dock.compare_with_thresholds(a, b, held=True)
        self._look()

    def _on_released(self, a: float, b: float) -> None:
        self._dock.compare_with_thresholds(a, b)
        self._look()

    def _on_automatic(self) -> None:
        self._dock.form.fields["threshold"].value = self._automatic
        if not self._dock.run_bar.live.isChecked():
            self._dock.compare()

    def _look(self) -> None:
        """Remember the automatic method, to which there is a way back from thresholds by hand."""
        method = self._dock.form.fields["threshold"].value
        if method != "manual":
            self._automatic = method
        self._dock.view.plot.set_manual(method == "manual")


class AboveLink(DockLink):
    """Shows the pixels above the thresholds in the image, also while these are dragged."""

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._map: AboveMap | None = None
        self._layer: Any = None
        self._latest.yielded.connect(self._on_labels)
        plot = dock.view.plot
        plot.above_toggled.connect(self._on_toggled)
        plot.thresholds_dragged.connect(self._on_dragged)
        plot.thresholds_released.connect(self._on_released)
        dock.viewer.layers.events.removed.connect(self._on_removed)

    def shut_down(self) -> None:
        """Stop, and let go of the viewer."""
        super().shut_down()
        self._dock.viewer.layers.events.removed.disconnect(self._on_removed)

    def _on_toggled(self, wanted: bool) -> None:
        compared = self._dock.comparison.latest
        if wanted and compared is None:
            self._dock.run_bar.say(
                "Press Compare first: there are no thresholds yet.", warning=True
            )
            self._untick()
        elif wanted and compared is not None:
            self._dock.outputs.add(compared, [OVERLAP])
        else:
            layer = self._find()
            if layer is not None:
                self._dock.viewer.layers.remove(layer)

    def _on_dragged(self, a: float, b: float) -> None:
        compared = self._dock.comparison.latest
        if compared is None or not AboveMap.serves(compared.pair, compared.settings):
            return
        layer = self._find()
        if layer is None:
            return
        begins = self._layer != layer  # napari may hand out a proxy of a layer, each time another
        if begins and self._dock.comparison.running:
            return
        if begins:
            self._layer, self._map = layer, None
            self._dock.outputs.held = OVERLAP
        self._latest.ask(lambda: self._labels(compared, a, b))

    def _labels(self, compared: Compared, a: float, b: float) -> Iterator[npt.NDArray[np.uint8]]:
        if self._map is None:
            self._map = AboveMap(compared.pair, compared.results, compared.settings)
        yield self._map.labels(a, b)

    def _on_labels(self, labels: npt.NDArray[np.uint8]) -> None:
        if self._layer is not None and self._layer in self._dock.viewer.layers:
            show_labels(self._layer, labels)

    def _on_released(self) -> None:
        self._layer = self._dock.outputs.held = None

    def _on_removed(self, _: object) -> None:
        if self._find() is None:
            self._untick()

    def _find(self) -> Any:
        compared = self._dock.comparison.latest
        if compared is None:
            return None
        return find_output(self._dock.viewer, OVERLAP[0], compared.layers[:2])

    def _untick(self) -> None:
        with QSignalBlocker(self._dock.view.plot.tools):
            self._dock.view.plot.tools.above.setChecked(False)
