"""The form of the dock "Compare a series": what is wanted, of which layers, and how."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any

from magicgui.widgets import CheckBox, LineEdit
from magicgui.widgets.bases import ValueWidget
from qtpy.QtCore import Signal
from qtpy.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from napari_compare.core.mixing import MixingSettings
from napari_compare.core.settings import Settings
from napari_compare.layers.series import LayerSeries, frame_axes, series_of
from napari_compare.widgets.field_grid import Cell, Cells, FieldGrid, show_cells
from napari_compare.widgets.fields import (
    Fields,
    make_fields,
    read_mixing_settings,
    read_settings,
    write_settings,
)
from napari_compare.widgets.fold import MORE, FoldButton
from napari_compare.widgets.series.layers import SeriesLayers
from napari_compare.widgets.series.metrics import MetricChoice
from napari_compare.widgets.series.work import Reference, Wanted, WantedMetrics, WantedMixing

if TYPE_CHECKING:
    import napari

MIXING, METRICS = "mixing", "metrics"
KINDS = {MIXING: "Mixing coefficients", METRICS: "Metrics over the series"}
NEXT, FRAME, IMAGE, SERIES = "next", "frame", "image", "series"
AGAINST = {
    NEXT: "the next frame",
    FRAME: "one of the frames",
    IMAGE: "another image",
    SERIES: "another series, frame by frame",
}
USUAL_AXIS = "t"
Rows = tuple[tuple[str, ...], ...]
THRESHOLDS = ("threshold_a", "threshold_b")
OF_MIXING: Rows = (
    ("bounds",),
    ("weights",),
    ("reference_noise", "confidence"),
    ("sum_to_one", "robust"),
    ("offset", "gain"),
)
OF_METRICS: Rows = (("threshold",), THRESHOLDS, ("background_a", "background_b"), ("planes",))
"""The settings that are folded away, row by row."""


class SeriesForm(QWidget):
    """Layers and choices of what can be found of a series.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose something else."""

    def __init__(self, viewer: napari.Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = SeriesLayers(viewer, self)
        self.kind = _combo(KINDS, "What to find of each frame.")
        self.axis = QComboBox()
        self.axis.setToolTip("The axis along which the frames follow each other.")
        self.against = _combo(AGAINST, "What each frame is compared with.")
        self.frame = QSpinBox()
        self.frame.setToolTip("Number of the frame, counted from 0.")
        self.metrics = MetricChoice()
        self.mixing_fields = make_fields(MixingSettings)
        self.fields = make_fields(Settings)
        self._cells: Cells = {}
        self._more = QWidget()
        self.more_button = FoldButton(MORE, self._more)
        self._lay_out()
        self._connect()
        self._on_series()

    def wanted(self) -> Wanted:
        """Return what is chosen.

        Raises
        ------
        ValueError
            If something is missing, or does not go together; the message says what to do.
        """
        series = self.series()
        drawing = self.layers.regions.layer
        if self.kind.currentData() == MIXING:
            settings = read_mixing_settings(self.mixing_fields)
            return WantedMixing(series, self._references(), drawing, settings)
        against, one_image = self._against()
        return WantedMetrics(series, against, one_image, drawing, self._settings())

    def series(self) -> LayerSeries:
        """Return the chosen series.

        Raises
        ------
        ValueError
            If there is none; the message says what to do.
        """
        layer = self.layers.series.layer
        if layer is None or not frame_axes(layer):
            raise ValueError(
                "There is no series: open an image layer of several frames, with three axes or "
                "more, and choose it."
            )
        return series_of(layer, self.axis.currentText())

    def settings(self) -> tuple[str, MixingSettings, Settings]:
        """Return what is chosen, to be remembered: the kind, and the choices of both kinds."""
        mixing = read_mixing_settings(self.mixing_fields)
        return self.kind.currentData(), mixing, self._settings()

    def recall(self, kind: str, mixing: MixingSettings, settings: Settings) -> None:
        """Choose what was chosen before."""
        write_settings(self.mixing_fields, mixing)
        write_settings(self.fields, settings)
        self.metrics.value = settings.metrics
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))

    def in_order(self) -> list[QWidget]:
        """Return the widgets in the order in which they are read."""
        return [widget for _, widget in self._cells.values()]

    def _references(self) -> tuple[Reference, ...]:
        references = self.layers.references.chosen
        if len(references) < 2:
            raise ValueError(
                f"Mixing coefficients need two references or more, not {len(references)}: tick "
                "image layers in the list, or add frames of the series."
            )
        return references

    def _against(self) -> tuple[Reference, bool]:
        chosen, other = self.against.currentData(), self.layers.other.layer
        if chosen == NEXT:
            return "next", True
        if chosen == FRAME:
            return self.frame.value(), True
        if other is None or other is self.layers.series.layer:
            raise ValueError("Choose another image layer with which the frames are compared.")
        return other, chosen == IMAGE

    def _settings(self) -> Settings:
        return read_settings(self.fields, metrics=self.metrics.value)

    def _lay_out(self) -> None:
        top, more = FieldGrid(self._cells), FieldGrid(self._cells, self._more)
        layers = self.layers
        top.add_row(("kind", "&Find", self.kind))
        top.add_row(("series", "&Series", layers.series), ("axis", "along", self.axis))
        top.add_row(("references", "R&eferences", layers.references))
        top.add_row(("against", "Each &with", self.against))
        top.add_row(("frame", "Frame", self.frame))
        top.add_row(("other", "Ot&her", layers.other))
        top.add_row(("metrics", "&Metrics", self.metrics))
        top.add_row(("regions", "&Regions", layers.regions))
        top.setColumnStretch(3, 1)
        for fields, rows in ((self.mixing_fields, OF_MIXING), (self.fields, OF_METRICS)):
            for names in rows:
                more.add_row(*(_cell(fields, name) for name in names))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.more_button)
        layout.addWidget(self._more)

    def _connect(self) -> None:
        self.layers.series_changed.connect(self._on_series)
        self.layers.changed.connect(self.changed)
        self.axis.activated.connect(self._on_axis)
        for combo in (self.kind, self.against):
            combo.currentIndexChanged.connect(self._show_what_applies)
            combo.activated.connect(self.changed)
        self.frame.valueChanged.connect(self.changed)
        self.metrics.changed.connect(self.changed)
        for fields in (self.fields, self.mixing_fields):
            for field in fields.values():
                field.changed.connect(partial(self._on_field, field))
                if isinstance(field, LineEdit):
                    field.native.editingFinished.connect(partial(self._on_typed, field.native))

    def _on_field(self, field: ValueWidget[Any]) -> None:
        if isinstance(field, LineEdit) and field.native.hasFocus():
            return  # half a word or number is none: wait until it is finished
        self._show_what_applies()
        self.changed.emit()

    def _on_typed(self, line: QLineEdit) -> None:
        if line.isModified():
            line.setModified(False)
            self.changed.emit()

    def _on_series(self) -> None:
        layer = self.layers.series.layer
        axes = () if layer is None else frame_axes(layer)
        self.axis.clear()
        self.axis.addItems(axes)
        self.axis.setCurrentIndex(axes.index(USUAL_AXIS) if USUAL_AXIS in axes else 0)
        self._show_what_applies()

    def _on_axis(self) -> None:
        self.layers.references.forget_frames()
        self._show_what_applies()
        self.changed.emit()

    def _show_what_applies(self) -> None:
        mixing = self.kind.currentData() == MIXING
        against, layer = self.against.currentData(), self.layers.series.layer
        manual = self.fields["threshold"].value == "manual"
        applies = {
            **dict.fromkeys(("references", *itertools.chain(*OF_MIXING)), mixing),
            **dict.fromkeys(("against", "metrics", *itertools.chain(*OF_METRICS)), not mixing),
            "frame": not mixing and against == FRAME,
            "other": not mixing and against in (IMAGE, SERIES),
        }
        if not manual:
            applies |= dict.fromkeys(THRESHOLDS, False)
        show_cells(self._cells, applies)
        if layer is not None and self.axis.currentText():
            series = series_of(layer, self.axis.currentText())
            self.frame.setMaximum(series.shape[series.at] - 1)


def _cell(fields: Fields, name: str) -> Cell:
    """Return a field with its label, which a box to tick else has beside itself, too."""
    field = fields[name]
    if isinstance(field, CheckBox):
        field.text = ""
    return name, field.label, field.native


def _combo(choices: dict[str, str], tooltip: str) -> QComboBox:
    combo = QComboBox()
    for value, text in choices.items():
        combo.addItem(text, value)
    combo.setToolTip(tooltip)
    return combo
