"""Names in sentences are shown as they are."""

from qtpy.QtCore import Qt

from napari_compare.widgets.sentence import Sentence


def test_signs_of_html_in_names_are_shown(qtbot):
    name = "<h1>cell & nucleus</h1>"
    said, heading = Sentence(name), Sentence("cell")
    for label in (said, heading):
        qtbot.addWidget(label)
    assert said.textFormat() == Qt.TextFormat.PlainText
    said.setWordWrap(False)
    assert said.sizeHint().width() > said.fontMetrics().horizontalAdvance(name) - 1
    assert said.sizeHint().height() == heading.sizeHint().height()
