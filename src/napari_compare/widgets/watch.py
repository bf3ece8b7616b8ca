"""Notices when what was compared is no longer what the layers hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QObject, Signal

if TYPE_CHECKING:
    from napari.layers import Layer
    from napari.utils.events import Event

EVENTS = (
    "data",
    "paint",
    "features",
    "scale",
    "translate",
    "rotate",
    "shear",
    "affine",
    "units",
)
_BEFORE = ("adding", "changing", "removing")


class LayerWatch(QObject):
    """Emits `changed` when pixels, shapes, names or places of the watched layers change.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """A watched layer changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: list[Layer] = []
        self._paused = False

    def watch(self, layers: Iterable[Layer | None]) -> None:
        """Watch these layers, and no others."""
        for layer in self._watched:
            for emitter in _emitters(layer):
                emitter.disconnect(self._on_event)
        self._watched = [layer for layer in layers if layer is not None]
        for layer in self._watched:
            for emitter in _emitters(layer):
                emitter.connect(self._on_event)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take no notice of what happens meanwhile."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False

    def _on_event(self, event: Event) -> None:
        # Shapes tell of a change before and after it.
        before = str(getattr(event, "action", "")).lower() in _BEFORE
        if not self._paused and not before:
            self.changed.emit()


def _emitters(layer: Layer) -> Iterator[Any]:
    for name in EVENTS:
        if name in layer.events.emitters:
            yield layer.events[name]
