"""A menu at the end of a field."""

from __future__ import annotations

from qtpy.QtWidgets import QLineEdit

from napari_compare.widgets.suggestions import Suggestions


def test_what_is_chosen_is_written_and_told(qtbot):
    field = QLineEdit("none")
    qtbot.addWidget(field)
    suggestions = Suggestions(field)
    suggestions.offer(["none"])
    suggestions.offer(["none", "region A & B"])
    _, second = suggestions.menu.actions()
    with qtbot.waitSignal(suggestions.chosen):
        second.trigger()
    assert field.text() == "region A & B"
