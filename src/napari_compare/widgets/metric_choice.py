"""Which metrics: a set of them, or any by name."""

from __future__ import annotations

from functools import partial

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QCheckBox, QMenu, QPushButton, QWidget, QWidgetAction

from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import METRIC_SETS
from napari_compare.core.words import reading_order

Chosen = str | tuple[str, ...]


class MetricChoice(QPushButton):
    """A button that says which metrics are chosen, with a menu of all of them by family.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._value: Chosen = METRIC_SETS[0]
        menu = QMenu(self)
        for name in METRIC_SETS:
            menu.addAction(name.capitalize(), partial(self._on_set, name))
        menu.addSeparator()
        for family in dict.fromkeys(METRICS[key].family for key in reading_order(METRICS)):
            self._fill(menu.addMenu(family), family)
        self.setMenu(menu)
        self._show()

    @property
    def value(self) -> Chosen:
        """What is chosen, as `Settings` takes it."""
        return self._value

    @value.setter
    def value(self, value: Chosen) -> None:
        self._value = value
        self._show()

    def _fill(self, menu: QMenu, family: str) -> None:
        """Add boxes to tick, which leave the menu open."""
        menu.setToolTipsVisible(True)
        for key, metric in METRICS.items():
            if metric.family == family:
                box = QCheckBox(metric.label.replace("&", "&&"))
                box.setToolTip(metric.tooltip)
                box.clicked.connect(self._on_ticked)
                action = QWidgetAction(menu)
                action.setDefaultWidget(box)
                menu.addAction(action)
                self.boxes[key] = box

    def _on_set(self, name: str) -> None:
        self.value = name
        self.changed.emit()

    def _on_ticked(self) -> None:
        ticked = reading_order(key for key, box in self.boxes.items() if box.isChecked())
        self.value = tuple(ticked) or METRIC_SETS[0]
        self.changed.emit()

    def _show(self) -> None:
        named = self._value if not isinstance(self._value, str) else ()
        for key, box in self.boxes.items():
            box.setChecked(key in named)
        labels = [METRICS[key].label for key in named]
        text = self._value.capitalize() if isinstance(self._value, str) else ", ".join(labels)
        self.setText(text if len(labels) < 3 else f"{len(labels)} metrics")
        self.setToolTip("\n".join(["What is measured of each frame.", *labels]))
