"""A button with a list of metrics, any number of which can be ticked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qtpy.QtCore import QSize, Signal
from qtpy.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget, QWidgetAction

from napari_compare.core.metrics import METRICS
from napari_compare.core.words import counted, reading_order
from napari_compare.widgets.check_list import CheckList, Entry

USUAL = ("pearson_r",)
ALWAYS_THERE = ("n_pixels", "n_excluded")
LEFT = "QPushButton { text-align: left; padding: 4px 6px }"
SIZE = QSize(260, 420)


class MetricsButton(QPushButton):
    """Says which metrics are chosen, and lets a person choose others.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """Other metrics are chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = CheckList()
        self.list.setFixedSize(SIZE)
        self.list.offer(list(_entries()), USUAL)
        self.list.changed.connect(self._on_changed)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self.list)
        menu.addAction(action)
        self.setMenu(menu)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(LEFT)
        self._name()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the chosen metrics."""
        return tuple(self.list.ticked)

    def choose(self, keys: Sequence[str]) -> None:
        """Choose these metrics, without telling anybody."""
        self.list.tick(keys)
        self._name()

    def _on_changed(self) -> None:
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        labels = [METRICS[key].label for key in self.chosen]
        self.setText(labels[0] if len(labels) == 1 else counted(len(labels), "metric"))
        said = ", ".join(labels) or "none"
        self.setToolTip(
            f"What is measured of each pair: {said}. Those that follow from sums of intensities, "
            "such as Pearson's r and RMSD, take one pass for all pairs; others a pass each."
        )


def _entries() -> Iterator[Entry]:
    """Yield the metrics in the order of reading, under the name of each family."""
    keys = [key for key in reading_order(METRICS) if key not in ALWAYS_THERE]
    for family in dict.fromkeys(METRICS[key].family for key in keys):
        yield Entry(family)
        of_it = (METRICS[key] for key in keys if METRICS[key].family == family)
        yield from (Entry(one.label, one.key, one.tooltip) for one in of_it)
