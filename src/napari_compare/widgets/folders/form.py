"""The form of "Compare folders": where the pairs are, how they are compared, what is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qtpy.QtCore import QSignalBlocker
from qtpy.QtGui import QIntValidator
from qtpy.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from napari_compare.study import STUDY_FOLDER
from napari_compare.study.matching import NAME, PREFIX
from napari_compare.study.plan import REGIONS_SUFFIX
from napari_compare.study.run import WORKERS
from napari_compare.study.search import Search
from napari_compare.widgets.fields import offer_splits
from napari_compare.widgets.folders.run import Wish
from napari_compare.widgets.path_field import PathField
from napari_compare.widgets.settings_form import SettingsForm

PATTERN, LIST = "pattern", "list"
MATCHES = {
    'text before "__"': PREFIX,
    "equal names": NAME,
    "a pattern": PATTERN,
    "a list (CSV)": LIST,
}
SUFFIXES = {f"{REGIONS_SUFFIX} if any": None, "whole images": ""}
MORE_SUFFIXES = (REGIONS_SUFFIX, ".roi", "_labels.tif", "_shapes.csv")
SPLITS = (("t",), ("z",), ("c",), ("t", "z"))
MOST_WORKERS = 64


class FoldersForm(SettingsForm):
    """Choices of a study.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder_a = PathField("Folder with the images of channel A.")
        self.folder_b = PathField(
            "Folder with the images of channel B. If it is empty, two channels of each file in A's "
            "folder are compared."
        )
        self.match = _combo(MATCHES, "By what the names of partners are known.")
        self.pattern = _line(
            "A regular expression. What it finds in parentheses must be equal in both names, as "
            r"in (.+)_\d+nm.",
            r"(.+)_488",
        )
        self.pattern_b = _line(
            "The same for the names of channel B, where they are built otherwise.", "as for A"
        )
        self.pairs = PathField(
            "A list of pairs: columns a and b name the images; name, channel_a, channel_b and "
            "regions may be there; others, such as condition and replicate, go into the results.",
            "Lists (*.csv *.txt *.tsv)",
        )
        self.channel_a, self.channel_b = (
            _channel(f"Which channel of {letter}'s files, counted from 0, where they have several.")
            for letter in "AB"
        )
        self.regions = _combo(SUFFIXES, "How the names of files of regions beside the images end.")
        self.regions.setEditable(True)
        self.regions.addItems(MORE_SUFFIXES)
        self.out = PathField("Folder for table, report and what is kept: a second run goes on.")
        self.images = QCheckBox("difference and overlap")
        self.images.setToolTip("Write a difference and an overlap image of each pair.")
        self.excel = QCheckBox("results.xlsx beside the table")
        self.excel.setToolTip('Write results.xlsx too (needs pip install "napari-compare[excel]").')
        self.workers = QSpinBox()
        self.workers.setRange(1, MOST_WORKERS)
        self.workers.setValue(WORKERS)
        self.workers.setToolTip("How many pairs are in work, and in memory, at a time.")
        self._own = self._own_choices()
        self._add_rows()
        offer_splits(self.fields, SPLITS)
        self._connect()
        self._on_chosen()

    def wish(self) -> Wish:
        """Return what is chosen.

        Raises
        ------
        ValueError
            If something is missing, or a field holds what it cannot; a sentence for the person.
        """
        search = self.search()
        return Wish(
            search,
            self.settings(),
            self.out.path or search.usual_out,
            self.images.isChecked(),
            self.excel.isChecked(),
            self.workers.value(),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing says yet where the images are."""
        return (self.pairs if self._by_list else self.folder_a).path is None

    def search(self) -> Search:
        """Return how the pairs are to be found.

        Raises
        ------
        ValueError
            If nothing says where; a sentence for the person.
        """
        if self.is_empty:
            what = "the list of pairs" if self._by_list else "the folder with the images of A"
            raise ValueError(f"Choose {what}.")
        match, match_b = self.match.currentData(), None
        if match == PATTERN:
            match, match_b = self.pattern.text(), self.pattern_b.text() or None
            if not match:
                raise ValueError("Type the pattern by which partners are known.")
        return Search(
            folder_a=self.folder_a.path,
            folder_b=self.folder_b.path,
            pairs=self.pairs.path if self._by_list else None,
            match=PREFIX if self._by_list else match,
            match_b=match_b,
            regions_suffix=self._suffix,
            channel_a=_number(self.channel_a),
            channel_b=_number(self.channel_b),
        )

    def state(self) -> dict[str, Any]:
        """Return what is chosen beside the settings, as JSON can hold it."""
        return {name: _value(widget) for name, widget in self._own.items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Choose what `state` returned once; what cannot be chosen stays as it is."""
        with QSignalBlocker(self):
            for name, widget in self._own.items():
                _choose(widget, state.get(name))
        self._on_chosen()

    def applies(self) -> Mapping[str, bool]:
        """Return which choices have a meaning, as far as that depends on others."""
        by_pattern = self.match.currentData() == PATTERN
        return {
            **super().applies(),
            "pattern": by_pattern,
            "pattern_b": by_pattern,
            "pairs": self._by_list,
        }

    def unusual(self) -> Mapping[str, str]:
        """Return the choices folded away that are not as usual."""
        boxes = {"Images": self.images, "Excel": self.excel}
        written = {words: box.text() for words, box in boxes.items() if box.isChecked()}
        workers = {} if self.workers.value() == WORKERS else {"Workers": self.workers.text()}
        return {**super().unusual(), **written, **workers}

    @property
    def _by_list(self) -> bool:
        return bool(self.match.currentData() == LIST)

    @property
    def _suffix(self) -> str | None:
        text = str(self.regions.currentText()).strip()
        return SUFFIXES.get(text, text)

    def _own_choices(self) -> dict[str, QWidget]:
        names = (
            *("folder_a", "folder_b", "match", "pattern", "pattern_b", "pairs", "channel_a"),
            *("channel_b", "regions", "out", "images", "excel", "workers"),
        )
        return {name: getattr(self, name) for name in names}

    def _add_rows(self) -> None:
        self.add_row(("folder_a", "&A", self.folder_a))
        self.add_row(("folder_b", "&B", self.folder_b))
        self.add_row(("channel_a", "Channel A", self.channel_a), ("channel_b", "B", self.channel_b))
        self.add_row(("match", "&Pairs by", self.match))
        self.add_row(("pattern", "Pattern", self.pattern), ("pattern_b", "B", self.pattern_b))
        self.add_row(("pairs", "L&ist", self.pairs))
        self.add_row(("out", "Results &in", self.out))
        self.add_row(("regions", "&Regions", self.regions))
        self.add_row(self.cell("threshold", "&Threshold"), self.cell("metrics"))
        self.add_row(self.cell("threshold_a", "A above"), self.cell("threshold_b", "B above"))
        self.add_folded(("images", "Images", self.images))
        self.add_folded(("excel", "Excel", self.excel))
        self.add_folded(self.cell("background_a"), self.cell("background_b", "of B"))
        for name in ("threshold_scope", "data_range", "colour_a", "colour_b", "split", "planes"):
            self.add_folded(self.cell(name))
        self.add_folded(("workers", "Workers", self.workers))

    def _connect(self) -> None:
        for widget in self._own.values():
            if isinstance(widget, PathField):
                widget.changed.connect(self._on_chosen)
            elif isinstance(widget, QComboBox):
                widget.currentTextChanged.connect(self._on_chosen)
            elif isinstance(widget, QLineEdit):
                widget.textChanged.connect(self._on_chosen)
            elif isinstance(widget, QCheckBox):
                widget.toggled.connect(self._on_chosen)
            elif isinstance(widget, QSpinBox):
                widget.valueChanged.connect(self._on_chosen)

    def _on_chosen(self) -> None:
        one_file = self.folder_b.path is None and not self._by_list
        self.channel_a.setPlaceholderText("0" if one_file else "the only one")
        self.channel_b.setPlaceholderText("1" if one_file else "the only one")
        self.folder_b.hint("none: two channels of each file in A")
        self.out.hint(f"{STUDY_FOLDER}, beside {'the list' if self._by_list else 'A'}")
        self.show_what_applies()
        self.changed.emit()


def _combo(entries: Mapping[str, Any], tooltip: str) -> QComboBox:
    combo = QComboBox()
    for text, data in entries.items():
        combo.addItem(text, data)
    combo.setToolTip(tooltip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    return combo


def _line(tooltip: str, hint: str) -> QLineEdit:
    line = QLineEdit()
    line.setToolTip(tooltip)
    line.setPlaceholderText(hint)
    return line


def _channel(tooltip: str) -> QLineEdit:
    line = _line(tooltip, "")
    line.setValidator(QIntValidator(0, 9999, line))
    return line


def _number(line: QLineEdit) -> int | None:
    return int(line.text()) if line.text() else None


def _value(widget: QWidget) -> str | bool | int:
    """Return what a widget holds."""
    if isinstance(widget, PathField):
        return str(widget.path.absolute()) if isinstance(widget.path, Path) else ""
    if isinstance(widget, QCheckBox):
        return bool(widget.isChecked())
    if isinstance(widget, QSpinBox):
        return int(widget.value())
    if isinstance(widget, QComboBox):
        return str(widget.currentText())
    assert isinstance(widget, QLineEdit)
    return str(widget.text())


def _choose(widget: QWidget, value: object) -> None:
    """Make a widget hold a value, if it can."""
    if isinstance(widget, QCheckBox) and isinstance(value, bool):
        widget.setChecked(value)
    elif isinstance(widget, QSpinBox) and isinstance(value, int):
        widget.setValue(value)
    elif isinstance(widget, QComboBox) and isinstance(value, str):
        widget.setCurrentText(value)
    elif isinstance(widget, PathField) and isinstance(value, str):
        widget.set_text(value)
    elif isinstance(widget, QLineEdit) and isinstance(value, str):
        widget.setText(value)
