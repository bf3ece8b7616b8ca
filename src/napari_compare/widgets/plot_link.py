"""The plot ↔ everything else in the window: form, numbers, image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qtpy.QtCore import QObject

from napari_compare.core.difference_histogram import Histogram, difference_histogram
from napari_compare.core.results import Result
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.gate_link import GateLink
from napari_compare.widgets.latest import Latest
from napari_compare.widgets.pixel_link import PixelLink, RowLink
from napari_compare.widgets.threshold_link import AboveLink, ThresholdLink

if TYPE_CHECKING:
    from napari_compare.widgets.dock import CompareChannels


class PlotLink(QObject):
    """Links the plot of a dock with the dock's form and numbers and with the viewer.

    Parameters
    ----------
    dock
        The dock.
    """

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._dock = dock
        self.above = AboveLink(dock)  # hears of a drag before the next comparison begins
        self.thresholds = ThresholdLink(dock)
        self.gate = GateLink(dock)
        self.pixel = PixelLink(dock)
        self.row = RowLink(dock)
        self._differences = Latest(self)
        self._differences.yielded.connect(self._on_difference)
        dock.view.plot.difference_wanted.connect(self._on_difference_wanted)
        dock.view.plot.said.connect(dock.run_bar.say)

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        self._differences.abandon()
        for link in (self.above, self.gate, self.pixel):
            link.shut_down()

    def _on_difference_wanted(self, result: Result) -> None:
        compared = self._dock.comparison.latest
        if compared is not None and any(one is result for one in compared.results):
            self._differences.ask(lambda: _count(compared, result))

    def _on_difference(self, found: tuple[Result, Histogram] | None) -> None:
        if found is not None:
            self._dock.view.plot.show_difference(*found)


def _count(compared: Compared, result: Result) -> Iterator[tuple[Result, Histogram] | None]:
    pair, settings = compared.less_background, compared.settings
    for found in difference_histogram(pair, result.region, result.index, settings):
        yield None if found is None else (result, found)
