"""The row of buttons above the plot, and the line about the gate below it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from qtpy.QtCore import QSize, Signal
from qtpy.QtGui import QAction
from qtpy.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from napari_compare.plots import KINDS, THEMES, PlotChoice
from napari_compare.widgets.layer_choice import NARROW
from napari_compare.widgets.plot_icons import gate_icon
from napari_compare.widgets.sentence import Sentence
from napari_compare.widgets.tooltips import plain

PARTS = {
    "regression": "Regression line",
    "identity": "Line A = B (channels of one type)",
    "median": "Median of B at each intensity of A, with quartiles",
    "marginals": "Histograms at the sides",
    "regions": "Outlines of all regions",
}
GATES = {
    "rectangle": "Draw a rectangle around pixels in the plot: they light up in the image.",
    "ellipse": "Draw an ellipse around pixels in the plot: they light up in the image.",
    "lasso": "Draw a line around pixels in the plot: they light up in the image.",
}
KIND_WIDTH = 82
TOOL_WIDTH = 22
HINT = "Drag dashed lines; turn the wheel to zoom."
NO_THRESHOLD = "No threshold. Double-click in the plot to set both by hand."


class PlotTools(QWidget):
    """What the plot shows, gates, thresholds and saving, in one row.

    Parameters
    ----------
    parent
        Qt parent.
    """

    choice_changed = Signal(object)
    """Another `PlotChoice`."""
    gate_tool_changed = Signal(str)
    """The kind of gate that the mouse draws now; empty for none."""
    automatic_pressed = Signal()
    """A person wants the thresholds of the method again."""
    above_toggled = Signal(bool)
    """Whether the pixels above the thresholds are to be seen in the image."""
    save_pressed = Signal()
    """A person wants the plot as a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = PlotChoice()
        self.kind = self._make_kinds()
        self.gates = {kind: _tool(tooltip) for kind, tooltip in GATES.items()}
        self.automatic = _button(
            "Take the thresholds of the automatic method again, not those set by hand.", "Auto"
        )
        self.above = _button(
            "Show the pixels above the thresholds in the image: only A, only B, or both. The "
            "layer follows the thresholds.",
            "Show above",
            checkable=True,
        )
        self.more = _button("What else the plot shows, and saving it.", "More")
        self.parts: dict[str, QAction] = {}
        self.more.setMenu(self._make_menu())
        self.automatic.setEnabled(False)
        self.automatic.clicked.connect(self.automatic_pressed)
        self.above.toggled.connect(self.above_toggled)
        for kind, button in self.gates.items():
            button.toggled.connect(partial(self._on_tool, kind))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.kind, 1)
        for button in (*self.gates.values(), self.automatic, self.above, self.more):
            layout.addWidget(button)

    @property
    def gate_tool(self) -> str:
        """The kind of gate that the mouse draws; empty for none."""
        return next((kind for kind, button in self.gates.items() if button.isChecked()), "")

    def set_theme(self, theme: str) -> None:
        """Draw the icons in the text's colour of the theme "light" or "dark"."""
        for kind, button in self.gates.items():
            button.setIcon(gate_icon(kind, THEMES[theme].foreground))

    def put_gate_tool_away(self) -> None:
        """Let the mouse draw no gate."""
        for button in self.gates.values():
            button.setChecked(False)

    def _make_kinds(self) -> QComboBox:
        box = QComboBox()
        for kind, label in KINDS.items():
            box.addItem(label, kind)
        box.setToolTip("What the plot shows.")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(4)
        box.setMinimumWidth(KIND_WIDTH)
        box.setStyleSheet(NARROW)
        box.currentIndexChanged.connect(self._on_chosen)
        return box

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for name, label in PARTS.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(getattr(self.choice, name))
            action.toggled.connect(self._on_chosen)
            self.parts[name] = action
        menu.addSeparator()
        menu.addAction("Save plot …", self.save_pressed)
        return menu

    def _on_chosen(self) -> None:
        wanted = {name: action.isChecked() for name, action in self.parts.items()}
        self.choice = replace(self.choice, kind=self.kind.currentData(), **wanted)
        scatter = self.choice.kind == "scatter"
        for button in self.gates.values():
            button.setEnabled(scatter)
        if not scatter:
            self.put_gate_tool_away()
        self.choice_changed.emit(self.choice)

    def _on_tool(self, kind: str, chosen: bool) -> None:
        """Choose one tool at most."""
        for other, button in self.gates.items():
            if chosen and other != kind:
                button.setChecked(False)
        self.gate_tool_changed.emit(self.gate_tool)


class GateLine(QWidget):
    """What lies in the gate, and what can be done with it; without a gate, what to do.

    Parameters
    ----------
    parent
        Qt parent.
    """

    keep_pressed = Signal()
    """A person wants the pixels in the gate as a region."""
    remove_pressed = Signal()
    """A person wants no gate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Sentence(wraps=False)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keep = _button(
            "Keep these pixels as a region, in a Labels layer that can be chosen under Regions.",
            "Keep",
        )
        self.remove = _button("Remove the gate and its layer.", "✕")
        self.keep.clicked.connect(self.keep_pressed)
        self.remove.clicked.connect(self.remove_pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.keep)
        layout.addWidget(self.remove)
        self.set_gated(False)

    def say(self, sentence: str, in_full: str = "") -> None:
        """Show a sentence; in full as a tooltip, as there may not be room for all of it."""
        self.text.setText(sentence)
        self.text.setToolTip(plain(in_full or sentence))

    def minimumSizeHint(self) -> QSize:
        """Return the size with the buttons, so that the plot does not jump when they come."""
        return super().minimumSizeHint().expandedTo(QSize(0, self.keep.sizeHint().height()))

    def set_gated(self, gated: bool) -> None:
        """Offer what can be done with a gate, or not."""
        self.keep.setVisible(gated)
        self.remove.setVisible(gated)


def _button(tooltip: str, text: str, *, checkable: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip)
    button.setCheckable(checkable)
    button.setStyleSheet("padding: 3px 3px")
    return button


def _tool(tooltip: str) -> QToolButton:
    button = QToolButton()
    button.setFixedWidth(TOOL_WIDTH)
    button.setToolTip(tooltip)
    button.setCheckable(True)
    return button
