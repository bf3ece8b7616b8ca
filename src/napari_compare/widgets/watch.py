"""Notices when what was compared is no longer what the layers hold."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from napari.layers import Labels, Shapes
from qtpy.QtCore import QObject, Signal

from napari_compare.layers.regions import region_names

if TYPE_CHECKING:
    from napari.layers import Layer
    from napari.utils.events import Event

EVENTS = (
    "data",
    "name",
    "paint",
    "features",
    "scale",
    "translate",
    "rotate",
    "shear",
    "affine",
    "units",
)
LOOKS = ("set_data", "labels_update")
"""What napari tells whenever a layer looks different: while a shape is dragged and a label is
painted, or painting is undone, it tells nothing else."""
_BEFORE = ("adding", "changing", "removing")


class LayerWatch(QObject):
    """Tells when pixels, shapes, names or places of the watched layers change.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """A watched layer changed."""
    images_changed = Signal()
    """It was an image; told before `changed`."""
    released = Signal()
    """The mouse was released in the layer of the regions."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dragging = False
        self._images: list[Layer] = []
        self._drawing: Layer | None = None
        self._drawn: Any = None
        self._names: Any = None
        self._paused = False

    def watch(self, images: Sequence[Layer], drawing: Layer | None = None) -> None:
        """Watch these image layers and this layer of regions, and no others."""
        for layer in self._images:
            _disconnect(layer, EVENTS, self._on_image)
        if self._drawing is not None:
            _disconnect(self._drawing, EVENTS, self._on_drawing)
            _disconnect(self._drawing, LOOKS, self._on_look)
            self._drawing.mouse_drag_callbacks.remove(self._on_mouse)
        self._images, self._drawing, self.dragging = list(images), drawing, False
        for layer in self._images:
            _connect(layer, EVENTS, self._on_image)
        if drawing is not None:
            self._drawn, self._names = _drawn(drawing), region_names(drawing)
            _connect(drawing, EVENTS, self._on_drawing)
            _connect(drawing, LOOKS, self._on_look)
            drawing.mouse_drag_callbacks.append(self._on_mouse)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take no notice of what happens meanwhile."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False

    def _on_image(self, event: Event) -> None:  # noqa: ARG002
        if not self._paused:
            self.images_changed.emit()
            self.changed.emit()

    def _on_drawing(self, event: Event) -> None:
        # Shapes tell of a change before and after it.
        before = str(getattr(event, "action", "")).lower() in _BEFORE
        names, self._names = self._names, region_names(self._drawing)
        # Another dock may write its numbers into the features.
        other_features = event.type == "features" and names == self._names
        if not (self._paused or before or other_features):
            self._drawn = _drawn(self._drawing)
            self.changed.emit()

    def _on_look(self) -> None:
        drawn = _drawn(self._drawing)
        if not self._paused and not _same(drawn, self._drawn):
            self._drawn = drawn
            self.changed.emit()

    def _on_mouse(self, layer: Layer, event: Event) -> Generator[None, None, None]:  # noqa: ARG002
        self.dragging = True
        yield
        while event.type == "mouse_move":
            yield
        self.dragging = False
        self.released.emit()


def _drawn(layer: Any) -> Any:
    """Return what tells a drawing from what it becomes: corners, or how often it was painted."""
    if isinstance(layer, Shapes):
        return [corners.copy() for corners in layer.data]
    if isinstance(layer, Labels):
        # Painting tells of itself when the stroke ends, undoing and redoing never.
        histories = ("_undo_history", "_redo_history", "_staged_history")
        return [len(getattr(layer, name, ())) for name in histories]
    return None


def _same(drawn: Any, before: Any) -> bool:
    if drawn is None or len(drawn) != len(before):
        return drawn is before
    return all(np.array_equal(one, other) for one, other in zip(drawn, before, strict=True))


def _connect(layer: Layer, names: Sequence[str], callback: Any) -> None:
    for name in names:
        if name in layer.events.emitters:
            layer.events[name].connect(callback)


def _disconnect(layer: Layer, names: Sequence[str], callback: Any) -> None:
    for name in names:
        if name in layer.events.emitters:
            layer.events[name].disconnect(callback)
