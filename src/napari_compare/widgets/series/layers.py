"""Which layers: the series, what it is compared with or made of, and the regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.layers import Image, Labels, Layer, Shapes
from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QWidget

from napari_compare.layers.outputs import is_output
from napari_compare.layers.series import frame_axes
from napari_compare.widgets.layer_choice import LayerCombo
from napari_compare.widgets.layer_list import LayerList
from napari_compare.widgets.series.references import ReferenceList

if TYPE_CHECKING:
    import napari

REGIONS = "Shapes or labels, in each of which the frames are looked at"
USUAL = 2  # references


class SeriesLayers(QObject):
    """Combo boxes and a list of the viewer's layers, kept in step with it.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose others."""
    lost = Signal(str)
    """A chosen layer, whose name is given, was removed from the viewer."""
    series_changed = Signal()
    """Another series is chosen, by a person or because the other is gone."""

    def __init__(self, viewer: napari.Viewer, parent: QWidget) -> None:
        super().__init__(parent)
        self.series = LayerCombo((Image,), "The images that are looked at", parent=parent)
        self.other = LayerCombo((Image,), "What each frame is compared with", parent=parent)
        self.regions = LayerCombo((Shapes, Labels), REGIONS, "whole image", parent)
        self.references = ReferenceList(parent)
        for combo in (self.series, self.other, self.regions):
            combo.activated.connect(self._on_chosen)
        self.references.changed.connect(self.changed)
        self._list = LayerList(viewer, self)
        self._list.inserted.connect(self._on_inserted)
        self._list.removed.connect(self._on_removed)
        self._list.arranged.connect(self._offer)
        self._last_series: Any = None
        self._offer()
        self._choose_missing()
        if self.regions.count() > 1:
            self.regions.setCurrentIndex(1)

    @property
    def chosen(self) -> list[Layer]:
        """All layers that are chosen."""
        chosen = (*(combo.layer for combo in self._combos), *self.references.chosen)
        return [one for one in chosen if isinstance(one, Layer)]

    def disconnect_viewer(self) -> None:
        """Stop following the viewer's layers."""
        self._list.disconnect_viewer()

    @property
    def _combos(self) -> tuple[LayerCombo, LayerCombo, LayerCombo]:
        return self.series, self.other, self.regions

    def _images(self) -> list[Image]:
        """Return the images on offer, topmost last."""
        return [
            layer
            for layer in reversed(self._list.topmost_first)
            if isinstance(layer, Image) and not is_output(layer)
        ]

    def _offer(self) -> None:
        for combo in self._combos:
            combo.offer(self._list.topmost_first)
        self._offer_references()

    def _offer_references(self) -> None:
        series = self.series.layer
        self.references.offer([image for image in self._images() if image is not series])

    def _on_chosen(self) -> None:
        for combo in self._combos:
            combo.explain()
        self._follow_series()
        self.changed.emit()

    def _on_inserted(self, layer: Layer) -> None:
        self._offer()
        self._choose_missing()
        if self.regions.layer is None and isinstance(layer, (Shapes, Labels)):
            self.regions.choose(None if is_output(layer) else layer)

    def _on_removed(self, layer: Layer) -> None:
        lost = any(layer is one for one in self.chosen)
        self._offer()
        self._choose_missing()
        if lost:
            self.lost.emit(layer.name)

    def _choose_missing(self) -> None:
        """Choose a series, other images and references where there are none."""
        images = self._images()
        if self.series.layer is None:
            stacks = [image for image in reversed(images) if frame_axes(image)]
            self.series.choose(next(iter(stacks), None))
        series = self.series.layer
        others = [image for image in images if image is not series]
        if self.other.layer is None or self.other.layer is series:
            self.other.choose(next(iter(others), None))
        self._follow_series()
        if not self.references.chosen and series is not None:
            single = [image for image in others if image.ndim < series.ndim]
            self.references.tick(single[:USUAL])

    def _follow_series(self) -> None:
        if self.series.layer is not self._last_series:
            self._last_series = self.series.layer
            self.references.forget_frames()
            self._offer_references()
            self.series_changed.emit()
