"""Which images are the references of mixtures: layers, and frames of the series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from napari.layers import Image
from qtpy.QtCore import QSignalBlocker, Qt, Signal
from qtpy.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from napari_compare.widgets.layer_choice import channel_colour, chip

ROWS = 3
ROW_HEIGHT = 20
_WHICH = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 1


class ReferenceList(QWidget):
    """Images with boxes to tick; those ticked are the references, in the order of the list.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose others, or another order."""
    frame_wanted = Signal()
    """A person wants the frame that is shown as a reference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setToolTip(
            "The images that the frames are mixtures of: tick two or more. x is the share of the "
            "first that is ticked. Drag them into another order."
        )
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setFixedHeight(ROWS * ROW_HEIGHT + 4)
        self.add_frame = QPushButton("Add the frame shown")
        self.add_frame.setToolTip("Take the frame of the series that the viewer shows, too.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.list)
        layout.addWidget(self.add_frame, alignment=Qt.AlignmentFlag.AlignLeft)
        self.add_frame.clicked.connect(self.frame_wanted)
        self.list.itemChanged.connect(self._on_changed)
        self.list.model().rowsMoved.connect(self._on_changed)

    @property
    def chosen(self) -> tuple[Any, ...]:
        """The layers and numbers of frames that are ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            item.data(_WHICH) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def offer(self, images: Sequence[Image]) -> None:
        """Offer these layers after those known before, and forget the ones that are gone."""
        with QSignalBlocker(self.list):
            for row in reversed(range(self.list.count())):
                known = self.list.item(row).data(_WHICH)
                if isinstance(known, Image) and not _is_among(known, images):
                    self.list.takeItem(row)
            there = [item.data(_WHICH) for item in self._items()]
            for image in images:
                if not _is_among(image, there):
                    self._add(image, image.name, ticked=False)
            for item in self._items():
                if isinstance(item.data(_WHICH), Image):
                    item.setData(_NAME, item.data(_WHICH).name)
                    item.setIcon(chip(channel_colour(item.data(_WHICH))))
            self._number()

    def tick(self, images: Sequence[Image]) -> None:
        """Tick these layers, without telling anybody."""
        with QSignalBlocker(self.list):
            for item in self._items():
                if _is_among(item.data(_WHICH), images):
                    item.setCheckState(Qt.CheckState.Checked)
            self._number()

    def add(self, frame: int, name: str) -> None:
        """Add a frame of the series, ticked, and tell so; nothing if it is there already."""
        if frame not in [one for one in self._whiches() if isinstance(one, int)]:
            with QSignalBlocker(self.list):
                self._add(frame, name, ticked=True)
                self._number()
            self.changed.emit()

    def forget_frames(self) -> None:
        """Forget the frames: the series is another one."""
        with QSignalBlocker(self.list):
            for row in reversed(range(self.list.count())):
                if isinstance(self.list.item(row).data(_WHICH), int):
                    self.list.takeItem(row)
            self._number()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _whiches(self) -> list[Any]:
        return [item.data(_WHICH) for item in self._items()]

    def _add(self, which: Image | int, name: str, *, ticked: bool) -> None:
        item = QListWidgetItem(name)
        item.setData(_WHICH, which)
        item.setData(_NAME, name)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsDragEnabled
        )
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _number(self) -> None:
        """Write before the name of each that is ticked which reference it is."""
        number = 0
        for item in self._items():
            ticked = item.checkState() == Qt.CheckState.Checked
            number += ticked
            name = item.data(_NAME)
            item.setText(f"R{number}: {name}" if ticked else name)
            item.setToolTip(name)

    def _on_changed(self) -> None:
        with QSignalBlocker(self.list):
            self._number()
        self.changed.emit()


def _is_among(one: Any, others: Sequence[Any]) -> bool:
    return any(one is other for other in others)
