"""The form: which layers are compared, and how."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QSignalBlocker
from qtpy.QtWidgets import QWidget

from napari_compare.core.record import Record
from napari_compare.layers.grids import axis_names
from napari_compare.widgets.fields import as_text, offer_splits
from napari_compare.widgets.layer_choice import LayerChoice
from napari_compare.widgets.settings_form import SettingsForm

if TYPE_CHECKING:
    import napari


class ComparisonForm(SettingsForm):
    """Layer choices and settings.

    Parameters
    ----------
    viewer
        The viewer whose layers are offered.
    parent
        Qt parent.
    """

    def __init__(self, viewer: napari.Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = LayerChoice(viewer, self)
        self._add_rows()
        self._found = (0.0, 0.0)
        self._held = False
        self._region_names: tuple[str, ...] = ()
        self.layers.changed.connect(self._on_offered)
        self.layers.changed.connect(self.changed)
        self.layers.offered.connect(self._on_offered)
        self._on_offered()

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

    def set_thresholds(self, a: float, b: float, *, held: bool = False) -> None:
        """Choose the method "manual" with these thresholds, without telling anybody.

        While the mouse holds them on the plot, no field comes or goes and moves the plot under it.
        """
        with QSignalBlocker(self):
            self._held = held
            for name, value in (("threshold_a", a), ("threshold_b", b)):
                self.fields[name].value = as_text(value)
            self.fields["threshold"].value = "manual"
            self.show_what_applies()

    def suggest_thresholds(self, a: float, b: float) -> None:
        """Begin with these when a person chooses "manual" and has typed no number yet."""
        self._found = (_rounded(a), _rounded(b))

    def set_region_names(self, names: tuple[str, ...]) -> None:
        """Suggest the regions as places where the background is measured."""
        if names != self._region_names:
            self._region_names = names
            self.suggest_backgrounds(names)

    def show_what_applies(self) -> None:
        """Show the choices that have a meaning now, unless the mouse holds a threshold."""
        if not self._held:
            super().show_what_applies()

    def applies(self) -> Mapping[str, bool]:
        """Return which choices have a meaning for the layers that are chosen."""
        a, b, regions = self.layers.chosen
        stack = a is not None and a.ndim > 2
        return {
            **super().applies(),
            "colour_a": _is_colour(a),
            "colour_b": _is_colour(b),
            "split": stack,
            "planes": stack and regions is not None,
        }

    def on_chosen(self, name: str) -> None:
        """Give the method "manual" numbers where a person has typed none."""
        if name == "threshold" and self.fields["threshold"].value == "manual":
            for field, value in zip(("threshold_a", "threshold_b"), self._found, strict=True):
                if not self.fields[field].value.strip():
                    self.fields[field].value = f"{value:g}"

    def _add_rows(self) -> None:
        layers = self.layers
        self.add_row(("a", "&A", layers.a))
        self.add_row(("b", "&B", layers.b))
        self.add_row(("regions", "&Regions", layers.regions), self.cell("threshold", "&Threshold"))
        self.add_row(self.cell("threshold_a", "A above"), self.cell("threshold_b", "B above"))
        self.add_row(self.cell("colour_a"), self.cell("colour_b"))
        self.add_folded(self.cell("background_a"), self.cell("background_b"))
        self.add_folded(self.cell("data_range"), self.cell("threshold_scope"))
        for name in ("metrics", "grid", "split", "planes"):
            self.add_folded(self.cell(name))

    def _on_offered(self) -> None:
        offer_splits(self.fields, _splits(self.layers.a.layer))
        self.show_what_applies()


def _splits(layer: Any) -> list[tuple[str, ...]]:
    """Return by which axes a stack can be split; an unnamed one may be of planes or of times."""
    if layer is None:
        return []
    axes = axis_names(layer)[:-2]
    each: list[tuple[str, ...]] = [
        (axis,) for axis in dict.fromkeys(axes + axis_names(layer, ("t",))[:-2])
    ]
    return [*each, axes] if len(axes) > 1 else each


def _is_colour(layer: Any) -> bool:
    return layer is not None and bool(layer.rgb)


def _rounded(number: float) -> float:
    """Return a number as a person would type it; 0 for NaN."""
    return float(f"{number:.4g}") if math.isfinite(number) else 0.0
