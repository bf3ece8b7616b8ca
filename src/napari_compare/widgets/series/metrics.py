"""Which metrics: the essential ones, all, or any that are ticked."""

from __future__ import annotations

from functools import partial

from qtpy.QtWidgets import QWidget

from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import METRIC_SETS
from napari_compare.core.words import counted
from napari_compare.widgets.matrix.metrics import MetricsButton

Chosen = str | tuple[str, ...]


class MetricChoice(MetricsButton):
    """A button that says which metrics are chosen, one of the sets of them or any by name.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._set = METRIC_SETS[0]
        super().__init__(parent)
        self.choose(())
        menu = self.menu()
        first = menu.actions()[0]
        for name in METRIC_SETS:
            action = menu.addAction(name.capitalize(), partial(self._on_set, name))
            menu.insertAction(first, action)

    @property
    def value(self) -> Chosen:
        """What is chosen, as `Settings` takes it."""
        return self.chosen or self._set

    @value.setter
    def value(self, value: Chosen) -> None:
        if isinstance(value, str):
            self._set = value
        self.choose(() if isinstance(value, str) else value)

    def _on_set(self, name: str) -> None:
        self.value = name
        self.changed.emit()

    def _name(self) -> None:
        labels = [METRICS[key].label for key in self.chosen]
        text = ", ".join(labels) or self._set.capitalize()
        self.setText(text if len(labels) < 3 else counted(len(labels), "metric"))
        self.setToolTip("\n".join(["What is measured of each frame.", *labels]))
