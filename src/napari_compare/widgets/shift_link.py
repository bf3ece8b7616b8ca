"""The note that the channels are shifted ↔ the layer of B, which can be moved back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from qtpy.QtCore import QObject

from napari_compare.core.shift import Shift
from napari_compare.layers.alignment import move_back
from napari_compare.widgets.comparison import Compared

if TYPE_CHECKING:
    from napari_compare.widgets.dock import CompareChannels

CORRECT = "Correct the shift"
UNDO = "Undo the correction"


class ShiftLink(QObject):
    """Moves B back onto A, and again to where it was, when a person wants it; compares again.

    Parameters
    ----------
    dock
        The dock, whose table says that there is a shift.
    """

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._dock = dock
        self._button = dock.view.table.remedy
        self._shift: Shift | None = None
        self._corrected: tuple[Any, Any, Any] | None = None
        self._button.clicked.connect(self._on_pressed)
        dock.conductor.finished.connect(self._on_finished)

    def _on_finished(self, compared: Compared) -> None:
        notes = (note for result in compared.results for note in result.notes)
        self._shift = next((note.shift for note in notes if note.shift is not None), None)
        b = compared.layers[1]
        self._button.setEnabled(True)
        if self._shift is not None:
            self._button.setText(CORRECT)
            self._button.setToolTip(
                f'Move "{b.name}" by {self._shift} back onto "{compared.layers[0].name}": only its '
                "place in the viewer changes, no pixel."
            )
        elif self._is_corrected(b):
            self._button.setText(UNDO)
            self._button.setToolTip(f'Move "{b.name}" to where it was before.')
        self._button.setVisible(self._shift is not None or self._is_corrected(b))

    def _is_corrected(self, layer: Any) -> bool:
        """Return whether a layer lies where it was moved to."""
        if self._corrected is None or self._corrected[0] != layer:
            return False
        return np.array_equal(layer.translate, self._corrected[2])

    def _on_pressed(self) -> None:
        compared = self._dock.comparison.latest
        assert compared is not None
        a, b, _ = compared.layers
        if self._shift is not None:
            before = np.array(b.translate)
            move_back(a, b, self._shift)
            self._corrected = b, before, np.array(b.translate)
        elif self._corrected is not None:
            b.translate, self._corrected = self._corrected[1], None
        self._dock.compare()
