"""Row in the table ↔ shape or label in the viewer."""

from __future__ import annotations

from typing import Any

from napari.layers import Labels, Shapes
from qtpy.QtCore import QObject, Signal


class SelectionLink(QObject):
    """Selects a region in its layer, and tells which one a person selects there.

    Parameters
    ----------
    parent
        Qt parent.
    """

    selected = Signal(int)
    """A person selected a region in the layer; its number, as in `Region.id`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: Any = None
        self._selecting = False

    def follow(self, layer: Any) -> None:
        """Follow the selection in a Shapes or Labels layer; None follows nothing."""
        if isinstance(self._layer, Shapes):
            self._layer.selected_data.events.items_changed.disconnect(self._on_shapes)
        elif isinstance(self._layer, Labels):
            self._layer.events.selected_label.disconnect(self._on_label)
        self._layer = layer
        if isinstance(layer, Shapes):
            layer.selected_data.events.items_changed.connect(self._on_shapes)
        elif isinstance(layer, Labels):
            layer.events.selected_label.connect(self._on_label)

    def select(self, region_id: int) -> None:
        """Select a region in the layer."""
        self._selecting = True
        try:
            if isinstance(self._layer, Shapes):
                known = 0 < region_id <= len(self._layer.data)
                self._layer.selected_data = {region_id - 1} if known else set()
            elif isinstance(self._layer, Labels):
                self._layer.selected_label = region_id
        finally:
            self._selecting = False

    def _on_shapes(self) -> None:
        chosen = self._layer.selected_data
        if not self._selecting and len(chosen) == 1:
            self.selected.emit(next(iter(chosen)) + 1)

    def _on_label(self) -> None:
        if not self._selecting:
            self.selected.emit(int(self._layer.selected_label))
