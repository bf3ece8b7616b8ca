"""The viewer's list of layers, as those who offer layers follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QObject, Signal

if TYPE_CHECKING:
    import napari
    from napari.utils.events import Event


class LayerList(QObject):
    """Tells what happens to the layers of a viewer.

    Parameters
    ----------
    viewer
        The viewer.
    parent
        Qt parent.
    """

    inserted = Signal(object)
    """This layer was added."""
    removed = Signal(object)
    """This layer was removed."""
    arranged = Signal()
    """Layers have another order or other names."""

    def __init__(self, viewer: napari.Viewer, parent: QObject) -> None:
        super().__init__(parent)
        self._layers = viewer.layers
        events = viewer.layers.events
        events.inserted.connect(self._on_inserted)
        events.removed.connect(self._on_removed)
        events.reordered.connect(self._on_arranged)
        events.renamed.connect(self._on_arranged)

    @property
    def topmost_first(self) -> list[napari.layers.Layer]:
        """All layers, as the viewer lists them."""
        return list(reversed(self._layers))

    def disconnect_viewer(self) -> None:
        """Stop following the viewer's layers."""
        events = self._layers.events
        events.inserted.disconnect(self._on_inserted)
        events.removed.disconnect(self._on_removed)
        events.reordered.disconnect(self._on_arranged)
        events.renamed.disconnect(self._on_arranged)

    def _on_inserted(self, event: Event) -> None:
        self.inserted.emit(event.value)

    def _on_removed(self, event: Event) -> None:
        self.removed.emit(event.value)

    def _on_arranged(self, event: Event) -> None:  # noqa: ARG002
        self.arranged.emit()
