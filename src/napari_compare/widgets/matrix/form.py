"""The form: which images are compared, where, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from magicgui.widgets import LineEdit
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import Settings
from napari_compare.widgets.field_grid import Cells, FieldGrid, show_cells
from napari_compare.widgets.fields import make_fields, read_settings, write_settings
from napari_compare.widgets.fold import MORE, FoldButton
from napari_compare.widgets.matrix.choice import ManyChoice
from napari_compare.widgets.matrix.metrics import MetricsButton

if TYPE_CHECKING:
    import napari

METRICS_WIDTH = 80
LABELS = {
    "background_a": "Background",
    "data_range": "Data range",
    "threshold_scope": "Threshold from",
    "grid": "Other grid",
    "planes": "Planes",
    "colour_a": "Colour",
}
"""Settings that matter less often, named so that each image is treated like each other."""
FOLDED = (
    ("background_a", "data_range"),
    ("threshold_scope",),
    ("grid",),
    ("planes",),
    ("colour_a",),
)
"""Those in each row."""


class ManyForm(QWidget):
    """Images, regions and settings, those that matter first.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose something else, or the layers on offer are others."""

    def __init__(self, viewer: napari.Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ManyChoice(viewer, self)
        self.metrics = MetricsButton(self)
        self.fields = make_fields()
        self._cells: Cells = {}
        self._more = QWidget()
        self._more_button = FoldButton(MORE, self._more)
        self._lay_out()
        for field in self.fields.values():
            if isinstance(field, LineEdit):
                field.native.editingFinished.connect(self._on_changed)
            else:
                field.changed.connect(self._on_changed)
        self.choice.changed.connect(self._on_changed)
        self.metrics.changed.connect(self._on_changed)
        self._show_what_applies()

    def settings(self) -> Settings:
        """Return what is chosen as settings, which treat both images of a pair alike.

        Raises
        ------
        ValueError
            If a field holds what it cannot, or no metric is chosen; a sentence for the person.
        """
        if not self.metrics.chosen:
            raise ValueError("No metric is chosen: tick what is to be measured.")
        read = self.fields["threshold_b"]
        read.value = self.fields["threshold_a"].value
        found = read_settings(self.fields)
        return replace(
            found,
            metrics=self.metrics.chosen,
            background_b=found.background_a,
            colour_b=found.colour_a,
        )

    def set_settings(self, settings: Settings) -> None:
        """Make the form hold settings; of both images of a pair those of the first."""
        write_settings(self.fields, replace(settings, metrics="essential", split=()))
        if not isinstance(settings.metrics, str):
            self.metrics.choose(settings.metrics)
        self._show_what_applies()

    def in_order(self) -> list[QWidget]:
        """Return the widgets in the order in which they are read."""
        choice, native = self.choice, self._native
        top = [choice.source_box, choice.layers, choice.regions, self.metrics]
        folded = [native(name) for name in LABELS]
        return [*top, native("threshold"), native("threshold_a"), self._more_button, *folded]

    def _native(self, name: str) -> Any:
        return self.fields[name].native

    def _lay_out(self) -> None:
        grid, more = FieldGrid(self._cells), FieldGrid(self._cells, self._more)
        choice = self.choice
        grid.add_row(("source", "&Compare", choice.source_box))
        grid.addWidget(choice.panel, grid.rowCount(), 1, 1, 3)
        grid.add_row(("regions", "&Regions", choice.regions), ("metrics", "&Metrics", self.metrics))
        self.metrics.setMinimumWidth(METRICS_WIDTH)
        grid.setColumnStretch(1, 7)  # names of layers are longer than those of metrics
        manual = ("threshold_a", "Above", self._native("threshold_a"))
        grid.add_row(("threshold", "&Threshold", self._native("threshold")), manual)
        for names in FOLDED:
            more.add_row(*((name, LABELS[name], self._native(name)) for name in names))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(self._more_button)
        layout.addWidget(self._more)

    def _on_changed(self) -> None:
        self._show_what_applies()
        self.changed.emit()

    def _show_what_applies(self) -> None:
        layers, regions = self.choice.source.layers, self.choice.regions.layer
        above = any("thresholds" in METRICS[key].needs for key in self.metrics.chosen)
        manual = self.fields["threshold"].value == "manual"
        applies = {
            "threshold": above or manual,
            "threshold_a": manual,
            "threshold_scope": above and not manual,
            "colour_a": any(layer.rgb for layer in layers),
            "planes": regions is not None and any(layer.ndim > 2 for layer in layers),
        }
        show_cells(self._cells, applies)
