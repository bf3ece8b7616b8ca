"""Which layers are compared: two different images and, if there are any, regions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from napari.layers import Image, Labels, Layer, Shapes
from qtpy.QtCore import QObject, QSignalBlocker, Qt, Signal
from qtpy.QtGui import QColor, QIcon, QPaintEvent, QPixmap
from qtpy.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

if TYPE_CHECKING:
    import napari

from napari_compare.layers.outputs import is_output
from napari_compare.widgets.layer_list import LayerList
from napari_compare.widgets.tooltips import plain

FIRST_CHANNEL = ("green",)
SECOND_CHANNEL = ("magenta", "red")
NARROW = (
    "QComboBox { padding: 3px 0 3px 3px } QComboBox::drop-down { width: 16px } "
    "QLineEdit { padding: 3px 0 3px 1px }"
)
"""Leaves a word in a combo box or a field more room than napari's style."""
CHIP_SIZE = 12
ICON_GAP, TEXT_MARGINS = 4, 4
REGIONS = "Shapes or labels, in each of which the channels are compared"


def chip(colour: QColor) -> QIcon:
    """Return a small square of one colour."""
    pixmap = QPixmap(CHIP_SIZE, CHIP_SIZE)
    pixmap.fill(colour)
    return QIcon(pixmap)


def channel_colour(layer: Layer) -> QColor:
    """Return the colour in which an image layer shows its brightest pixels."""
    red, green, blue = (float(part) for part in layer.colormap.colors[-1][:3])
    return QColor.fromRgbF(red, green, blue)


class LayerCombo(QComboBox):
    """A combo box of the viewer's layers of some types.

    Parameters
    ----------
    types
        Layer types that it offers.
    meaning
        What the chosen layer is for.
    nothing
        What the first entry says that stands for no layer; without it there is no such entry.
    parent
        Qt parent.
    """

    def __init__(
        self,
        types: tuple[type[Layer], ...],
        meaning: str,
        nothing: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._meaning = meaning
        self._types = types
        self._nothing = nothing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    @property
    def layer(self) -> Any:
        """The chosen layer, or None."""
        return self.currentData()

    def choose(self, layer: Layer | None) -> None:
        """Choose a layer, or none, without telling anybody."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._position(layer))
        self.explain()

    def explain(self) -> None:
        """Say in the tooltip what is chosen, whose name may be too long for the box, and why."""
        self.setToolTip(plain(f"{self._meaning}: {self.currentText() or 'none'}."))

    def offer(self, layers: Iterable[Layer]) -> None:
        """Offer the layers of the right types, topmost first, and keep what is chosen."""
        chosen = self.layer
        with QSignalBlocker(self):
            self.clear()
            if self._nothing is not None:
                self.addItem(self._nothing, None)
            for layer in layers:
                if isinstance(layer, self._types) and not is_output(layer):
                    self.addItem(layer.name, layer)
                    if isinstance(layer, Image):
                        self.setItemIcon(self.count() - 1, chip(channel_colour(layer)))
        self.choose(chosen)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Write both ends of a name that is too long: channels of a file differ in the last."""
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + ICON_GAP
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideMiddle, room.width() - icon - TEXT_MARGINS
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Give the list the width of its longest name."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().width())
        super().showPopup()

    def _position(self, layer: Layer | None) -> int:
        for i in range(self.count()):
            if self.itemData(i) is layer:
                return i
        return 0 if self._nothing is not None else -1


class LayerChoice(QObject):
    """The combo boxes of channel A, channel B and the regions, kept in step with the viewer.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose another layer."""
    lost = Signal(str)
    """A chosen layer, whose name is given, was removed from the viewer."""
    offered = Signal()
    """The layers on offer, or their names, are others than before."""

    def __init__(self, viewer: napari.Viewer, parent: QWidget) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self.a = LayerCombo((Image,), "Channel A", parent=parent)
        self.b = LayerCombo((Image,), "Channel B", parent=parent)
        self.regions = LayerCombo((Shapes, Labels), REGIONS, "whole image", parent)
        for combo in self.combos:
            combo.activated.connect(self._on_chosen)
        self._list = LayerList(viewer, self)
        self._list.inserted.connect(self._on_inserted)
        self._list.removed.connect(self._on_removed)
        self._list.arranged.connect(self._offer)
        self._offer()
        self._choose_missing()
        if self.regions.count() > 1:
            self.regions.setCurrentIndex(1)

    @property
    def combos(self) -> tuple[LayerCombo, LayerCombo, LayerCombo]:
        """The combo boxes of A, B and the regions."""
        return self.a, self.b, self.regions

    @property
    def chosen(self) -> tuple[Any, Any, Any]:
        """The layers chosen as A, B and regions; None where there is none."""
        return self.a.layer, self.b.layer, self.regions.layer

    def choose_by_name(self, a: str, b: str, regions: str) -> list[str]:
        """Choose the layers of these names; return the names of which there are none.

        Of an empty name nothing is chosen, but the whole image where A and B have names.
        """
        missing = []
        for combo, name in zip(self.combos, (a, b, regions), strict=True):
            position = combo.findText(name) if name else -1
            if position >= 0:
                combo.choose(combo.itemData(position))
            elif name:
                missing.append(name)
            elif combo is self.regions and a:
                combo.choose(None)
        return missing

    def disconnect_viewer(self) -> None:
        """Stop following the viewer's layers."""
        self._list.disconnect_viewer()

    def _on_chosen(self) -> None:
        for combo in self.combos:
            combo.explain()
        self.changed.emit()

    def _offer(self) -> None:
        layers = self._list.topmost_first
        for combo in self.combos:
            combo.offer(layers)
        self.offered.emit()

    def _on_inserted(self, layer: Layer) -> None:
        self._offer()
        self._choose_missing()
        if self.regions.layer is None and isinstance(layer, (Shapes, Labels)):
            self.regions.choose(None if is_output(layer) else layer)
            self.offered.emit()

    def _on_removed(self, layer: Layer) -> None:
        lost = layer in self.chosen
        self._offer()
        self._choose_missing()
        if lost:
            self.lost.emit(layer.name)

    def _choose_missing(self) -> None:
        """Choose a layer where there is none: two different images, the topmost regions."""
        a, b = self.a.layer, self.b.layer
        if a is None or b is None or a is b:
            first, second = _two_channels(self._images(), a, b)
            self.a.choose(first)
            self.b.choose(second)
        self.offered.emit()

    def _images(self) -> list[Layer]:
        return [
            layer
            for layer in self._viewer.layers
            if isinstance(layer, Image) and not is_output(layer)
        ]


def check_layers(a: Layer | None, b: Layer | None) -> None:
    """Check that there are two layers to compare.

    Raises
    ------
    ValueError
        If not; the message says what to do.
    """
    if a is None:
        raise ValueError("There is no image layer: open two images, or an image of two channels.")
    if b is None:
        raise ValueError(
            f'There is only one image layer, "{a.name}": open the second channel too. If both '
            'are in this layer, right-click it in the layer list and choose "Split Stack".'
        )
    if a is b:
        raise ValueError(
            f'A and B are the same layer, "{a.name}": choose another layer for one of them.'
        )


def _two_channels(
    images: list[Layer], a: Layer | None, b: Layer | None
) -> tuple[Layer | None, Layer | None]:
    """Return two different images: those given, then by channel colour, then by order."""
    if a is None:
        a = _first(images, FIRST_CHANNEL, other_than=b)
    if b is None or b is a:
        b = _first(images, SECOND_CHANNEL, other_than=a)
    return a, b


def _first(images: list[Layer], colours: tuple[str, ...], other_than: Layer | None) -> Any:
    free = [image for image in images if image is not other_than]
    coloured = [image for image in free if image.colormap.name in colours]
    return next(iter(coloured or free), None)
