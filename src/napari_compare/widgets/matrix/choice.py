"""What is compared: ticked image layers, or the images along an axis of one, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.layers import Image, Labels, Layer, Shapes
from qtpy.QtCore import QObject, QSignalBlocker, Signal
from qtpy.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from napari_compare.layers.outputs import is_output
from napari_compare.layers.several import Frames, Source, Together, frames_in
from napari_compare.widgets.check_list import CheckList, Entry
from napari_compare.widgets.layer_choice import LayerCombo, channel_colour, chip
from napari_compare.widgets.layer_list import LayerList

if TYPE_CHECKING:
    import napari

TICKED = "the ticked image layers"
REGIONS = "Shapes or labels, in each of which all images are compared"
LIST_HEIGHT = 72


class ManyChoice(QObject):
    """The choice of images and regions, kept in step with the viewer.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    changed = Signal()
    """Something else is chosen now."""
    lost = Signal(object)
    """This layer was removed from the viewer."""

    def __init__(self, viewer: napari.Viewer, parent: QWidget) -> None:
        super().__init__(parent)
        self._begun = False
        self.source_box = _source_box()
        self.layers = CheckList(parent)
        self.panel = self._make_panel()
        self.regions = LayerCombo((Shapes, Labels), REGIONS, "whole image", parent)
        self._list = LayerList(viewer, self)
        self._list.inserted.connect(self._on_inserted)
        self._list.removed.connect(self._on_removed)
        self._list.arranged.connect(self._offer)
        self.source_box.activated.connect(self._on_chosen)
        self.regions.activated.connect(self._on_regions)
        self.layers.changed.connect(self._on_chosen)
        self._offer()
        self._begin()
        self.regions.setCurrentIndex(min(1, self.regions.count() - 1))

    @property
    def source(self) -> Source:
        """The images that are chosen."""
        chosen = self.source_box.currentData()
        return chosen if isinstance(chosen, Frames) else Together(tuple(self.layers.ticked))

    def keep(self) -> None:
        """Leave the choice to the person from now on, whatever layers come."""
        self._begun = True

    def disconnect_viewer(self) -> None:
        """Stop following the viewer's layers."""
        self._list.disconnect_viewer()

    def _make_panel(self) -> QWidget:
        """Return the list with two buttons at its side."""
        panel = QWidget()
        self.layers.setFixedHeight(LIST_HEIGHT)
        self.layers.setToolTip("The images that are compared, each with each other one.")
        buttons = QVBoxLayout()
        for text, on in (("All", True), ("None", False)):
            button = QPushButton(text)
            button.setToolTip("Tick every image layer." if on else "Tick no image layer.")
            button.setStyleSheet("padding: 3px 6px")
            button.clicked.connect(lambda _=False, on=on: self.layers.tick_all(on))
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.layers, 1)
        row.addLayout(buttons)
        return panel

    def _begin(self) -> None:
        """Choose what a person most likely wants: all images of a kind, or those of one stack."""
        images = self._images()
        self.layers.tick(_alike(images))
        alone = len(self.layers.ticked) < 2 and self.source_box.count() > 1
        self.source_box.setCurrentIndex(1 if alone else 0)
        self._show_list()

    def _images(self) -> list[Any]:
        """Return the image layers in the order in which they were opened."""
        layers = reversed(self._list.topmost_first)
        return [one for one in layers if isinstance(one, Image) and not is_output(one)]

    def _offer(self) -> None:
        """Offer the layers that there are, and keep what is chosen."""
        images, chosen = self._images(), self.source_box.currentData()
        icons = ((layer, chip(channel_colour(layer))) for layer in images)
        entries = [Entry(layer.name, layer, icon=icon) for layer, icon in icons]
        self.layers.offer(entries, self.layers.ticked)
        with QSignalBlocker(self.source_box):
            self.source_box.clear()
            self.source_box.addItem(TICKED, None)
            for way in (way for layer in images for way in frames_in(layer)):
                text = f"{way.layer.name}: each {way.name} ({way.count})"
                self.source_box.addItem(text, way)
                if way == chosen:
                    self.source_box.setCurrentIndex(self.source_box.count() - 1)
        self.regions.offer(self._list.topmost_first)
        self._show_list()

    def _show_list(self) -> None:
        self.panel.setVisible(self.source_box.currentData() is None)
        self.source_box.setToolTip(f"What is compared: {self.source_box.currentText()}.")

    def _on_inserted(self, layer: Layer) -> None:
        self._offer()
        if isinstance(layer, Image) and not is_output(layer):
            ticked = self.layers.ticked
            if not self._begun or len(self._images()) == 1:
                self._begin()
            elif not ticked or layer.ndim == ticked[0].ndim:
                self.layers.tick([*ticked, layer])
        if isinstance(layer, (Shapes, Labels)) and self.regions.layer is None:
            self.regions.choose(None if is_output(layer) else layer)
        self.changed.emit()

    def _on_removed(self, layer: Layer) -> None:
        self._offer()
        self.changed.emit()
        self.lost.emit(layer)

    def _on_chosen(self) -> None:
        self.keep()
        self._show_list()
        self.changed.emit()

    def _on_regions(self) -> None:
        self.regions.explain()
        self.changed.emit()


def _source_box() -> QComboBox:
    box = QComboBox()
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)
    return box


def _alike(layers: list[Any]) -> list[Any]:
    """Return the layers that have as many axes as the first."""
    return [layer for layer in layers if layer.ndim == layers[0].ndim]
