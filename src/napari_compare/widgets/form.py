"""The form: which layers are compared, and how."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from magicgui.widgets import LineEdit
from qtpy.QtCore import QSignalBlocker, Qt, Signal
from qtpy.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from napari_compare.core.record import Record
from napari_compare.core.settings import Settings
from napari_compare.layers.grids import axis_names
from napari_compare.widgets.fields import (
    as_text,
    make_fields,
    offer_splits,
    read_settings,
    write_settings,
)
from napari_compare.widgets.layer_choice import NARROW, LayerChoice
from napari_compare.widgets.suggestions import Suggestions

if TYPE_CHECKING:
    import napari

MORE = "&More choices"
FOLDED = (
    *("background_a", "background_b", "data_range", "threshold_scope"),
    *("metrics", "grid", "split", "planes"),
)
"""The settings that matter less often."""
LEAST_WIDTH = 64  # of a field, for a word


class ComparisonForm(QWidget):
    """Layer choices and settings, those that matter first, the others under "More choices".

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
        self.layers = LayerChoice(viewer, self)
        self.fields = make_fields()
        self._cells: dict[str, tuple[QLabel, QWidget]] = {}
        self._usual = {name: field.value for name, field in self.fields.items()}
        self._more_button = self._make_more_button()
        self._beside_more = QHBoxLayout()
        self._more = QWidget()
        self._lay_out()
        self._backgrounds = [Suggestions(self.native(name)) for name in FOLDED[:2]]
        for suggestions in self._backgrounds:
            suggestions.chosen.connect(self._on_suggested)
        self._suggest_backgrounds(())
        self.native("data_range").setPlaceholderText("automatic")
        self._found = (0.0, 0.0)
        self._held = False
        self._region_names: tuple[str, ...] = ()
        for name, field in self.fields.items():
            field.changed.connect(partial(self._on_field, name))
            if isinstance(field, LineEdit):
                field.native.editingFinished.connect(partial(self._on_typed, field.native))
        self.layers.changed.connect(self._on_offered)
        self.layers.changed.connect(self.changed)
        self.layers.offered.connect(self._on_offered)
        self._on_offered()

    def settings(self) -> Settings:
        """Return what is chosen as settings.

        Raises
        ------
        ValueError
            If a field holds what it cannot; the message is a sentence for the person.
        """
        return read_settings(self.fields)

    def set_settings(self, settings: Settings) -> None:
        """Make the fields hold the settings."""
        write_settings(self.fields, settings)

    def recall(self, record: Record) -> list[str]:
        """Choose what a record says, telling only once; return names of layers that are not there.

        A split by axes that the images do not have is left out.
        """
        with QSignalBlocker(self):
            missing = self.layers.choose_by_name(record.a, record.b, record.regions)
            self._on_offered()
            self.set_settings(record.settings)
            self._on_offered()
        self.changed.emit()
        return missing

    def add_beside_more(self, widget: QWidget) -> None:
        """Put a widget beside the button that opens more choices."""
        self._beside_more.addWidget(widget)

    def in_order(self, beside_more: QWidget) -> list[QWidget]:
        """Return the widgets in the order in which they are read, with the one put beside more."""
        names = list(self._cells)
        hidden = names.index(FOLDED[0])
        cells = [self._cells[name][1] for name in names]
        return [*cells[:hidden], self._more_button, beside_more, *cells[hidden:]]

    def set_thresholds(self, a: float, b: float, *, held: bool = False) -> None:
        """Choose the method "manual" with these thresholds, without telling anybody.

        While the mouse holds them on the plot, no field comes or goes and moves the plot under it.
        """
        with QSignalBlocker(self):
            self._held = held
            for name, value in (("threshold_a", a), ("threshold_b", b)):
                self.fields[name].value = as_text(value)
            self.fields["threshold"].value = "manual"
            self._show_what_applies()

    def suggest_thresholds(self, a: float, b: float) -> None:
        """Begin with these when a person chooses "manual" and has typed no number yet."""
        self._found = (_rounded(a), _rounded(b))

    def set_region_names(self, names: tuple[str, ...]) -> None:
        """Suggest the regions as places where the background is measured."""
        if names != self._region_names:
            self._region_names = names
            self._suggest_backgrounds(names)

    def native(self, name: str) -> Any:
        """Return the Qt widget of a setting."""
        return self.fields[name].native

    def _lay_out(self) -> None:
        top, more = QGridLayout(), QGridLayout(self._more)
        layers = self.layers
        self._row(top, ("a", "&A", layers.a))
        self._row(top, ("b", "&B", layers.b))
        regions = "regions", "&Regions", layers.regions
        self._row(top, regions, self._field("threshold", "&Threshold"))
        self._row(top, self._field("threshold_a", "A above"), self._field("threshold_b", "B above"))
        self._row(top, self._field("colour_a"), self._field("colour_b"))
        self._row(more, *(self._field(name) for name in FOLDED[:2]))
        self._row(more, *(self._field(name) for name in FOLDED[2:4]))
        for name in FOLDED[4:]:
            self._row(more, self._field(name))
        for grid in (top, more):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(6)
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(1, 4)
            grid.setColumnStretch(3, 4)
        top.setColumnStretch(1, 5)  # names of layers are longer than those of methods
        self._more.setVisible(False)
        self.setStyleSheet(NARROW)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        self._beside_more.addWidget(self._more_button)
        self._beside_more.addStretch(1)
        layout.addLayout(self._beside_more)
        layout.addWidget(self._more)

    def _field(self, name: str, text: str = "") -> tuple[str, str, QWidget]:
        return name, text or self.fields[name].label, self.native(name)

    def _row(self, grid: QGridLayout, *cells: tuple[str, str, QWidget]) -> None:
        row = grid.rowCount()
        for column, (name, text, widget) in enumerate(cells):
            label = QLabel(text)
            label.setBuddy(widget)
            label.setToolTip(widget.toolTip())
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(widget, row, 2 * column + 1, 1, 1 if len(cells) > 1 else 3)
            widget.setMinimumWidth(LEAST_WIDTH)
            self._cells[name] = (label, widget)

    def _make_more_button(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setArrowType(Qt.ArrowType.RightArrow)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        button.toggled.connect(self._on_more)
        return button

    def _on_more(self, shown: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self._more_button.setArrowType(arrow)
        self._more.setVisible(shown)

    def _on_field(self, name: str) -> None:
        if isinstance(self.fields[name], LineEdit) and self.native(name).hasFocus():
            return  # half a word or number is none: wait until it is finished
        if name == "threshold":
            self._fill_thresholds()
        self._show_what_applies()
        self.changed.emit()

    def _on_typed(self, line: QLineEdit) -> None:
        if line.isModified():
            line.setModified(False)
            self._on_suggested()

    def _on_suggested(self) -> None:
        self._name_more()
        self.changed.emit()

    def _fill_thresholds(self) -> None:
        """Give the method "manual" numbers where a person has typed none."""
        if self.fields["threshold"].value == "manual":
            for name, value in zip(("threshold_a", "threshold_b"), self._found, strict=True):
                if not self.fields[name].value.strip():
                    self.fields[name].value = f"{value:g}"

    def _on_offered(self) -> None:
        offer_splits(self.fields, _splits(self.layers.a.layer))
        self._show_what_applies()

    def _show_what_applies(self) -> None:
        if self._held:
            return
        a, b, regions = self.layers.chosen
        stack = a is not None and a.ndim > 2
        manual = self.fields["threshold"].value == "manual"
        for name, applies in {
            "threshold_a": manual,
            "threshold_b": manual,
            "colour_a": _is_colour(a),
            "colour_b": _is_colour(b),
            "split": stack,
            "planes": stack and regions is not None,
            "threshold_scope": not manual,
        }.items():
            for widget in self._cells[name]:
                widget.setVisible(applies)
        self._name_more()

    def _name_more(self) -> None:
        """Say on the button what is hidden behind it, first of all what is not as usual."""
        unusual = [name for name in FOLDED if self.fields[name].value != self._usual[name]]
        hint = f"{len(unusual)} set" if unusual else "background, planes …"
        self._more_button.setText(f"{MORE}: {hint}")
        said = (f"{self.fields[name].label}: {_shown_text(self.native(name))}" for name in unusual)
        self._more_button.setToolTip(
            "\n".join(["Show or hide the choices that matter less often.", *said])
        )

    def _suggest_backgrounds(self, regions: tuple[str, ...]) -> None:
        for suggestions in self._backgrounds:
            suggestions.offer(["none", "quantile 0.05", *(f"region {name}" for name in regions)])


def _splits(layer: Any) -> list[tuple[str, ...]]:
    """Return by which axes a stack can be split; an unnamed one may be of planes or of times."""
    if layer is None:
        return []
    axes = axis_names(layer)[:-2]
    each: list[tuple[str, ...]] = [
        (axis,) for axis in dict.fromkeys(axes + axis_names(layer, ("t",))[:-2])
    ]
    return [*each, axes] if len(axes) > 1 else each


def _shown_text(native: Any) -> str:
    return str(native.text() if isinstance(native, QLineEdit) else native.currentText())


def _is_colour(layer: Any) -> bool:
    return layer is not None and bool(layer.rgb)


def _rounded(number: float) -> float:
    """Return a number as a person would type it; 0 for NaN."""
    return float(f"{number:.4g}") if math.isfinite(number) else 0.0
