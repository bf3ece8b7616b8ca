"""What the docks have in common: keys, a width, and an end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from qtpy.QtCore import QEvent, QSize, Qt
from qtpy.QtGui import QKeyEvent
from qtpy.QtWidgets import QWidget

LEAST_WIDTH, WIDTH = 340, 430
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PluginDock(QWidget):
    """A widget that napari docks, in which Enter compares and Escape cancels."""

    def __init__(self) -> None:
        super().__init__()
        self._was_docked = False
        self.setMinimumWidth(LEAST_WIDTH)

    @property
    def busy(self) -> bool:
        """Whether something is being compared, or about to be."""
        raise NotImplementedError

    def compare(self) -> None:
        """Compare what is chosen."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop the comparison."""
        raise NotImplementedError

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        raise NotImplementedError

    def set_tab_order(self, widgets: Sequence[QWidget]) -> None:
        """Let the Tab key go from one of these to the next."""
        for before, after in itertools.pairwise(widgets):
            QWidget.setTabOrder(before, after)

    def event(self, event: QEvent) -> bool:
        """Shut down when the dock is closed: napari then takes this widget out of its parent."""
        if event.type() == QEvent.Type.ParentChange:
            if self.parent() is not None:
                self._was_docked = True
            elif self._was_docked:
                self._was_docked = False
                self.shut_down()
        return bool(super().event(event))

    def sizeHint(self) -> QSize:
        """Return a size in which the names of four regions can be read."""
        return QSize(WIDTH, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Compare on Enter, cancel on Escape, wherever in the dock a person is."""
        if event.key() in ENTER:
            self.compare()
        elif event.key() == Qt.Key.Key_Escape and self.busy:
            self.cancel()
        else:
            super().keyPressEvent(event)
