"""The settings of a comparison as rows of fields, some of them folded away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from magicgui.widgets import LineEdit
from qtpy.QtCore import Signal
from qtpy.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from napari_compare.core.settings import Settings
from napari_compare.widgets.field_grid import Cell, Cells, FieldGrid, show_cells
from napari_compare.widgets.fields import make_fields, read_settings, write_settings
from napari_compare.widgets.fold import MORE, FoldButton
from napari_compare.widgets.layer_choice import NARROW
from napari_compare.widgets.suggestions import Suggestions


class SettingsForm(QWidget):
    """Rows of choices: those that matter first, the others under "More choices".

    Whoever is a form says which rows there are, with `add_row` and `add_folded`.

    Parameters
    ----------
    parent
        Qt parent.
    """

    changed = Signal()
    """A person chose something else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = make_fields()
        self._cells: Cells = {}
        self._folded: list[str] = []
        self._usual = {name: field.value for name, field in self.fields.items()}
        self._more = QWidget()
        self._more_button = FoldButton(MORE, self._more)
        self._beside_more = QHBoxLayout()
        self._top_grid = FieldGrid(self._cells)
        self._top_grid.setColumnStretch(1, 5)  # names of layers are longer than those of methods
        self._more_grid = FieldGrid(self._cells, self._more)
        self._lay_out()
        names = ("background_a", "background_b")
        self._backgrounds = [Suggestions(self.native(name)) for name in names]
        for suggestions in self._backgrounds:
            suggestions.chosen.connect(self._on_suggested)
        self.suggest_backgrounds(())
        self.native("data_range").setPlaceholderText("automatic")
        for name, field in self.fields.items():
            field.changed.connect(partial(self._on_field, name))
            if isinstance(field, LineEdit):
                field.native.editingFinished.connect(partial(self._on_typed, field.native))

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

    def add_row(self, *cells: Cell) -> None:
        """Add a row of one or two choices that are always seen."""
        self._top_grid.add_row(*cells)

    def add_folded(self, *cells: Cell) -> None:
        """Add a row of one or two choices that matter less often."""
        self._more_grid.add_row(*cells)
        self._folded += [name for name, _, _ in cells]

    def cell(self, name: str, text: str = "") -> Cell:
        """Return a setting's cell of a row, with its own words if no others are given."""
        return name, text or self.fields[name].label, self.native(name)

    def add_beside_more(self, widget: QWidget) -> None:
        """Put a widget beside the button that opens more choices."""
        self._beside_more.addWidget(widget)

    def in_order(self, beside_more: QWidget) -> list[QWidget]:
        """Return the widgets in the order in which they are read, with the one put beside more."""
        shown = [name for name in self._cells if name not in self._folded]
        return [
            *(self._cells[name][1] for name in shown),
            *(self._more_button, beside_more),
            *(self._cells[name][1] for name in self._folded),
        ]

    def native(self, name: str) -> Any:
        """Return the Qt widget of a setting."""
        return self.fields[name].native

    def suggest_backgrounds(self, regions: tuple[str, ...]) -> None:
        """Suggest backgrounds to choose, the means of these regions among them."""
        for suggestions in self._backgrounds:
            suggestions.offer(["none", "quantile 0.05", *(f"region {name}" for name in regions)])

    def show_what_applies(self) -> None:
        """Show the choices that `applies` says have a meaning now, and hide the others."""
        show_cells(self._cells, self.applies())
        self.name_more()

    def applies(self) -> Mapping[str, bool]:
        """Return which choices have a meaning, as far as that depends on others."""
        manual = self.fields["threshold"].value == "manual"
        return {"threshold_a": manual, "threshold_b": manual, "threshold_scope": not manual}

    def unusual(self) -> Mapping[str, str]:
        """Return the choices folded away that are not as usual: their words → what is chosen."""
        names = [name for name in self._folded if name in self.fields]
        return {
            self.fields[name].label: _shown_text(self.native(name))
            for name in names
            if self.fields[name].value != self._usual[name]
        }

    def name_more(self) -> None:
        """Say on the button what is hidden behind it, first of all what is not as usual."""
        unusual = self.unusual()
        hint = f"{len(unusual)} set" if unusual else "background, planes …"
        self._more_button.setText(f"{MORE}: {hint}")
        said = (f"{words}: {chosen}" for words, chosen in unusual.items())
        self._more_button.setToolTip(
            "\n".join(["Show or hide the choices that matter less often.", *said])
        )

    def _lay_out(self) -> None:
        self.setStyleSheet(NARROW)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._top_grid)
        self._beside_more.addWidget(self._more_button)
        self._beside_more.addStretch(1)
        layout.addLayout(self._beside_more)
        layout.addWidget(self._more)

    def _on_field(self, name: str) -> None:
        if isinstance(self.fields[name], LineEdit) and self.native(name).hasFocus():
            return  # half a word or number is none: wait until it is finished
        self.on_chosen(name)
        self.show_what_applies()
        self.changed.emit()

    def on_chosen(self, name: str) -> None:
        """Do what else follows from the choice of a setting, before anybody is told."""

    def _on_typed(self, line: QLineEdit) -> None:
        if line.isModified():
            line.setModified(False)
            self._on_suggested()

    def _on_suggested(self) -> None:
        self.name_more()
        self.changed.emit()


def _shown_text(native: Any) -> str:
    return str(native.text() if isinstance(native, QLineEdit) else native.currentText())
