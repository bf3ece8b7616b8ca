"""Which output layers to add, in one row at the foot of the dock."""

from __future__ import annotations

from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QResizeEvent
from qtpy.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
    QWidgetAction,
)

from napari_compare.core.outputs import OUTPUTS
from napari_compare.core.scaling import INTENSITIES

FIRST_CHOICE = ("signed", "overlap")
ARROW_WIDTH = 30


class LayerBar(QWidget):
    """A menu of check boxes, one for each kind of output layer, and a button to add them.

    Parameters
    ----------
    parent
        Qt parent.
    """

    add_pressed = Signal()
    """A person wants the ticked layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {key: QCheckBox(output.label) for key, output in OUTPUTS.items()}
        self.intensities = QComboBox()
        self.button = QPushButton()
        self.add = QPushButton("A&dd layers")
        self._menu = QMenu(self)
        self._fill_menu()
        self.button.setMenu(self._menu)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.setStyleSheet("text-align: left; padding-left: 6px")
        self.add.setToolTip("Add the ticked layers to the viewer, or bring them up to date.")
        self.add.clicked.connect(self.add_pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 1)
        layout.addWidget(self.add)
        self._show_choice()

    @property
    def ticked(self) -> list[tuple[str, str]]:
        """Key of each ticked output, and the scaling of intensities chosen for them."""
        intensities = self.intensities.currentText()
        return [(key, intensities) for key, box in self.boxes.items() if box.isChecked()]

    def tick(self, keys: object) -> None:
        """Tick the outputs of these keys and no others; nothing is done if they are no list."""
        if isinstance(keys, list):
            for key, box in self.boxes.items():
                box.setChecked(key in keys)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write what is ticked as far as there is room."""
        super().resizeEvent(event)
        self._show_choice()

    def _fill_menu(self) -> None:
        for key, box in self.boxes.items():
            box.setToolTip(OUTPUTS[key].description)
            box.setChecked(key in FIRST_CHOICE)
            box.toggled.connect(self._show_choice)
            self._add_to_menu(box)
        self._menu.addSeparator()
        self._add_to_menu(QLabel("Intensities of differences:"))
        self.intensities.addItems(INTENSITIES)
        self.intensities.setToolTip(
            "raw: as they are. percentile: each channel from its 1st to its 99th percentile. "
            "regression: A scaled to what it predicts of B. Raw differences mean little when the "
            "channels' gains differ."
        )
        self._add_to_menu(self.intensities)

    def _add_to_menu(self, widget: QWidget) -> None:
        # An ordinary entry would close the menu each time that it is ticked.
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(widget)
        self._menu.addAction(action)

    def _show_choice(self) -> None:
        labels = [OUTPUTS[key].label for key, _ in self.ticked]
        text = "Layers: " + (", ".join(labels) or "none")
        room = self.button.width() - ARROW_WIDTH
        metrics = self.button.fontMetrics()
        self.button.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
        self.button.setToolTip("\n".join(["Layers to add:", *(labels or ["none"])]))
        self.add.setEnabled(bool(labels))
