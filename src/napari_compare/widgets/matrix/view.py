"""What was found: the heat map of one metric and region, and the pair chosen in it."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QSignalBlocker, Qt, Signal
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from napari_compare.core.metrics import METRICS
from napari_compare.widgets.latest import Latest
from napari_compare.widgets.layer_choice import NARROW
from napari_compare.widgets.matrix.heat_map import HeatMapPlot
from napari_compare.widgets.matrix.pair import PairPlot
from napari_compare.widgets.matrix.run import AllPairs, Arranged, Looked, arrange, look_at

OUTDATED = "This plot is out of date."
SIZES = [330, 250]
"""Heights of heat map and scatter plot where there is room for both."""


class MatrixView(QWidget):
    """A heat map with the choice of metric, region and order above it, a chosen pair below it.

    Parameters
    ----------
    theme
        "light" or "dark".
    parent
        Qt parent.
    """

    pair_chosen = Signal(object)
    """A person chose the pair of these two names."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.metric, self.region = _box("The metric that is shown."), _box("The region shown.")
        self.alike = QCheckBox("Cl&ustered")
        self.alike.setChecked(True)
        self.alike.setToolTip(
            "Put images that are alike by these numbers side by side, in clusters by average "
            "linkage. Without it they stand as they are listed, or in the order of time or planes."
        )
        self.heat_map = HeatMapPlot(theme)
        self.pair = PairPlot(theme)
        self.pair.hide()
        self.found: AllPairs | None = None
        self._stale = False
        self._arranging, self._reading = Latest(self), Latest(self)
        self._lay_out()
        for box in (self.metric, self.region):
            box.currentIndexChanged.connect(self._on_choice)
        self.alike.toggled.connect(self._arrange)
        self._arranging.yielded.connect(self._on_arranged)
        self._reading.yielded.connect(self._on_pixels)
        self._reading.failed.connect(self.pair.say)
        self.heat_map.chosen.connect(self._on_chosen)

    @property
    def arranged(self) -> Arranged | None:
        """What the heat map shows."""
        return self.heat_map.shown

    @property
    def shown_pair(self) -> tuple[str, str] | None:
        """Names of the chosen pair's images, or None."""
        return self.heat_map.pair

    def show_found(self, found: AllPairs) -> None:
        """Show what was found; metric, region and pair stay chosen where they are there again."""
        self.found, self._stale = found, False
        _offer(self.metric, [(METRICS[key].label, key) for key in found.metrics])
        _offer(self.region, [(region.name, region.id) for region in found.regions])
        self.region.setEnabled(len(found.regions) > 1)
        pair = self.shown_pair
        if pair is not None and not all(name in found.images.names for name in pair):
            self.heat_map.choose(None)
            self.pair.hide()
            self.pair.all_wanted.emit()
        self.pair.setEnabled(True)
        self._on_choice()

    def set_stale(self) -> None:
        """Show the numbers as out of date, until others are found."""
        self._stale = True
        self.heat_map.set_stale()
        self.pair.setEnabled(False)
        self.pair.say(OUTDATED)

    def set_theme(self, theme: str) -> None:
        """Draw in the colours of the theme "light" or "dark"."""
        self.heat_map.set_theme(theme)
        self.pair.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what runs, and paint no more."""
        for work in (self._arranging, self._reading):
            work.abandon()
        self.heat_map.shut_down()
        self.pair.shut_down()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(5)
        for text, box, share in (("Sho&w", self.metric, 3), ("&in", self.region, 2)):
            label = QLabel(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, share)
        row.addWidget(self.alike)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.heat_map)
        parts.addWidget(self.pair)
        parts.setChildrenCollapsible(False)
        parts.setSizes(SIZES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(parts, 1)

    def _on_choice(self) -> None:
        self._arrange()
        self._read()

    def _arrange(self) -> None:
        found, metric, region = self.found, self.metric.currentData(), self.region.currentData()
        if found is not None:
            alike = self.alike.isChecked()
            self._arranging.ask(lambda: arrange(found, metric, region, alike=alike))

    def _on_arranged(self, arranged: Arranged) -> None:
        self.heat_map.show_matrix(arranged)
        if self._stale:
            self.heat_map.set_stale()

    def _on_chosen(self, pair: tuple[str, str]) -> None:
        self.pair.show()
        self._read()
        self.pair_chosen.emit(pair)

    def _read(self) -> None:
        """Look at the pixels of the chosen pair, if there is one."""
        found, pair, region = self.found, self.shown_pair, self.region.currentData()
        if found is not None and pair is not None:
            self.pair.say(found.notes_on(pair, region))
            self._reading.ask(lambda: look_at(found, pair, region))

    def _on_pixels(self, looked: Looked | None) -> None:
        if looked is None or looked.found is not self.found or looked.pair != self.shown_pair:
            return
        self.pair.show_pixels(looked.result, looked.pair, looked.same_unit)


def _box(tooltip: str) -> QComboBox:
    box = QComboBox()
    box.setToolTip(tooltip)
    box.setStyleSheet(NARROW)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
    return box


def _offer(box: QComboBox, entries: Sequence[tuple[str, str | int]]) -> None:
    """Offer these, and keep what is chosen, without telling anybody."""
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for text, data in entries:
            box.addItem(text, data)
        box.setCurrentIndex(max(0, box.findData(chosen)))
