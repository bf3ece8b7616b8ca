"""Saving the plot: asks for format and size first, then for a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QWidget,
)

from napari_compare.widgets.saving import ask_and_save

Save = Callable[[Path, tuple[float, float], int], None]

FORMATS = {"PDF (for papers)": "pdf", "SVG (to be edited)": "svg", "PNG (for slides)": "png"}
SIZE_MM = (90.0, 80.0)
DPI = 300


class SaveDialog(QDialog):
    """Format, size on paper and dots per inch.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save plot")
        self.format = QComboBox()
        for label, suffix in FORMATS.items():
            self.format.addItem(label, suffix)
        self.format.setToolTip("In PDF and SVG text stays text and lines stay lines.")
        self.width_mm = _millimetres(SIZE_MM[0], "Width of the figure on paper.")
        self.height_mm = _millimetres(SIZE_MM[1], "Height of the figure on paper.")
        self.dpi = QSpinBox()
        self.dpi.setRange(50, 1200)
        self.dpi.setValue(DPI)
        self.dpi.setToolTip("Dots per inch: of a PNG, and of the cloud of pixels in PDF and SVG.")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QFormLayout(self)
        layout.addRow("Format", self.format)
        layout.addRow("Width", self.width_mm)
        layout.addRow("Height", self.height_mm)
        layout.addRow("Dots per inch", self.dpi)
        layout.addRow(buttons)

    @property
    def suffix(self) -> str:
        """The chosen format, as a file's ending without the dot."""
        return str(self.format.currentData())

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.width_mm.value(), self.height_mm.value()


def ask_how_to_save(parent: QWidget, save: Save, name: str = "plot") -> str:
    """Ask a person for format, size and file, of which a name is proposed, and save.

    Returns
    -------
    str
        What was done, or why not, in a sentence; empty if the person changed their mind.
    """
    dialog = SaveDialog(parent)
    if not dialog.exec():
        return ""
    kinds = f"{dialog.suffix.upper()} (*.{dialog.suffix})"
    size_mm, dpi = dialog.size_mm, dialog.dpi.value()
    return ask_and_save(
        parent, lambda path: save(path, size_mm, dpi), f"{name}.{dialog.suffix}", kinds, "Save plot"
    )


def _millimetres(value: float, tooltip: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(30, 400)
    box.setDecimals(0)
    box.setSuffix(" mm")
    box.setValue(value)
    box.setToolTip(tooltip)
    return box
