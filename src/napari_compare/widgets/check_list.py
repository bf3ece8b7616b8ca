"""A list of which any number can be ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qtpy.QtCore import QSignalBlocker, Qt, Signal
from qtpy.QtGui import QIcon
from qtpy.QtWidgets import QListWidget, QListWidgetItem, QWidget

DATA = Qt.ItemDataRole.UserRole
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass(frozen=True)
class Entry:
    """Something to be ticked; without data a heading.

    Parameters
    ----------
    text
        What is written.
    data
        What it stands for; None for a heading.
    tooltip
        What is said of it where the mouse rests.
    icon
        What stands before the text.
    """

    text: str
    data: Any = None
    tooltip: str = ""
    icon: QIcon | None = None


class CheckList(QListWidget):
    """A list of entries with boxes.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """A person ticked or unticked something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.itemChanged.connect(lambda _: self.changed.emit())

    @property
    def ticked(self) -> list[Any]:
        """What the ticked entries stand for, in the order of the list."""
        return [item.data(DATA) for item in self._boxes() if item.checkState() == ON]

    def offer(self, entries: Sequence[Entry], ticked: Iterable[Any]) -> None:
        """Offer these, of which some are ticked, without telling anybody."""
        with QSignalBlocker(self):
            self.clear()
            for entry in entries:
                self.addItem(_item(entry))
        self.tick(ticked)

    def tick(self, wanted: Iterable[Any]) -> None:
        """Tick what stands for these, and nothing else, without telling anybody."""
        wanted = list(wanted)
        with QSignalBlocker(self):
            for item in self._boxes():
                item.setCheckState(ON if _among(item.data(DATA), wanted) else OFF)

    def tick_all(self, on: bool) -> None:
        """Tick everything, or nothing, and tell of it."""
        self.tick([item.data(DATA) for item in self._boxes()] if on else [])
        self.changed.emit()

    def _boxes(self) -> list[QListWidgetItem]:
        items = (self.item(row) for row in range(self.count()))
        return [item for item in items if item.data(DATA) is not None]


def _item(entry: Entry) -> QListWidgetItem:
    item = QListWidgetItem(entry.text)
    item.setToolTip(entry.tooltip or entry.text)
    if entry.data is None:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
    item.setData(DATA, entry.data)
    if entry.icon is not None:
        item.setIcon(entry.icon)
    return item


def _among(one: Any, others: list[Any]) -> bool:
    """Return whether something is among others; equal arrays in layers make no layer equal."""
    return any(one is other or (isinstance(one, str) and one == other) for other in others)
