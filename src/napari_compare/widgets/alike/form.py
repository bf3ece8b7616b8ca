"""The form of "What is most alike?": which image, where to look, and by what to rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from napari.layers import Image
from qtpy.QtCore import QSignalBlocker
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from napari_compare.core.alike import Candidate, Measure, measures_named
from napari_compare.files.alike import file_candidates
from napari_compare.layers.alike import (
    Part,
    frame_of,
    frames_as_candidates,
    layers_as_candidates,
    opened_from,
    part_of,
)
from napari_compare.layers.outputs import is_output
from napari_compare.layers.several import frames_in
from napari_compare.widgets.alike.measures import AlsoButton, make_by
from napari_compare.widgets.layer_choice import LayerCombo
from napari_compare.widgets.layer_list import LayerList
from napari_compare.widgets.path_field import PathField

if TYPE_CHECKING:
    import napari

LAYERS, FOLDER, FRAMES = "The other image layers", "A folder", "The frames of a layer"
THE_ONLY_ONE = -1


@dataclass(frozen=True, eq=False)
class Asked:
    """What a person asks.

    Parameters
    ----------
    part
        The image.
    candidates
        Returns the others, on any thread; raises ValueError with a sentence if there are none.
    measures
        By what they are ranked.
    """

    part: Part
    candidates: Callable[[], Sequence[Candidate]]
    measures: tuple[Measure, ...]


class AlikeForm(QWidget):
    """Which image, where to look for others, and by what these are ranked.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    def __init__(self, viewer: napari.Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self.image = LayerCombo((Image,), "The image to which others are compared", parent=self)
        self.plane = QCheckBox("Only the plane that is &shown")
        self.plane.setToolTip("Compare the plane at the viewer's sliders, not the whole stack.")
        self.place = QComboBox()
        self.place.addItems([LAYERS, FOLDER, FRAMES])
        self.place.setToolTip("Where the other images are.")
        self.folder = PathField("The folder with the other images.", parent=self)
        self.channel = QSpinBox()
        self.channel.setRange(THE_ONLY_ONE, 999)
        self.channel.setValue(THE_ONLY_ONE)
        self.channel.setSpecialValueText("the only one")
        self.channel.setToolTip("Channel of each file to compare, counted from 0.")
        self.frames = QComboBox()
        self.frames.setToolTip("The layer, and its axis each index of which is an image.")
        self.by = make_by()
        self.also = AlsoButton(self)
        self._labels: dict[QWidget, QLabel] = {}
        self._lay_out()
        self._list = LayerList(viewer, self)
        for changed in (self._list.inserted, self._list.removed, self._list.arranged):
            changed.connect(self._offer)
        self.place.currentTextChanged.connect(self._show_what_counts)
        self.image.activated.connect(self._show_what_counts)
        self._offer()

    def asked(self) -> Asked:
        """Return what is asked.

        Raises
        ------
        ValueError
            If something is missing; a sentence that says what to do.
        """
        layer = self.image.layer
        if layer is None:
            raise ValueError(
                "There is no image layer: open the image to which others are compared."
            )
        measures = measures_named([self.by.currentData(), *self.also.ticked])
        if self.place.currentText() == FRAMES:
            frames = self.frames.currentData()
            if frames is None:
                raise ValueError("No layer has frames: open a stack or a movie, or look elsewhere.")
            part = frame_of(self._viewer, layer, frames)
            return Asked(part, lambda: frames_as_candidates(frames, part), measures)
        plane = self.plane.isVisibleTo(self) and self.plane.isChecked()
        part = part_of(self._viewer, layer, plane)
        if self.place.currentText() == LAYERS:
            others = layers_as_candidates(self._viewer, self._images(), part, plane)
            return Asked(part, lambda: others, measures)
        folder = self.folder.path
        if folder is None:
            raise ValueError("Choose the folder with the other images.")
        itself, chosen = opened_from(layer), self.channel.value()
        channel = None if chosen == THE_ONLY_ONE else chosen
        return Asked(part, lambda: file_candidates([folder], itself, channel), measures)

    def state(self) -> dict[str, Any]:
        """Return the choices that do not depend on the layers, as plain values."""
        return {
            "place": self.place.currentText(),
            "folder": self.folder.text,
            "channel": self.channel.value(),
            "by": self.by.currentData(),
            "also": self.also.ticked,
        }

    def recall(self, state: Mapping[str, Any]) -> None:
        """Choose what `state` returned once, as far as it can be chosen."""
        for combo, position in (
            (self.place, self.place.findText(str(state.get("place")))),
            (self.by, self.by.findData(str(state.get("by")))),
        ):
            if position >= 0:
                combo.setCurrentIndex(position)
        self.folder.set_text(str(state.get("folder") or ""))
        channel, also = state.get("channel"), state.get("also")
        if isinstance(channel, int):
            self.channel.setValue(min(channel, self.channel.maximum()))
        if isinstance(also, list):
            self.also.tick(also)

    def disconnect_viewer(self) -> None:
        """Stop following the viewer's layers."""
        self._list.disconnect_viewer()

    def _images(self) -> list[Image]:
        layers = self._list.topmost_first
        return [one for one in layers if isinstance(one, Image) and not is_output(one)]

    def _offer(self) -> None:
        self.image.offer(self._list.topmost_first)
        if self.image.layer is None and self.image.count():
            self.image.setCurrentIndex(0)
        ways = [way for layer in self._images() for way in frames_in(layer)]
        chosen = self.frames.currentText()
        with QSignalBlocker(self.frames):
            self.frames.clear()
            for way in ways:
                self.frames.addItem(f"{way.layer.name}, {way.count} × {way.name}", way)
            self.frames.setCurrentIndex(max(0, self.frames.findText(chosen)))
        self._show_what_counts()

    def _show_what_counts(self) -> None:
        place, layer = self.place.currentText(), self.image.layer
        self.image.explain()
        has_planes = layer is not None and layer.ndim > 2
        for widget, counts in (
            (self.folder, place == FOLDER),
            (self.channel, place == FOLDER),
            (self.frames, place == FRAMES),
            (self.plane, has_planes and place != FRAMES),
        ):
            widget.setVisible(counts)
            self._labels[widget].setVisible(counts)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[str, QWidget]] = [
            ("&Image", self.image),
            ("", self.plane),
            ("&Look in", self.place),
            ("F&older", self.folder),
            ("C&hannel", self.channel),
            ("F&rames", self.frames),
            ("Rank &by", self.by),
        ]
        for row, (text, widget) in enumerate(rows):
            label = self._labels[widget] = QLabel(text)
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1, 1, 1 if widget is self.by else 2)
        grid.addWidget(self.also, len(rows) - 1, 2)
