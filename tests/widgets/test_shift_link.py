"""A shift that the notes name is corrected by a click, and the correction taken back by another."""

import numpy as np
import pytest
from qtpy.QtCore import Qt

from napari_compare.samples import cells
from napari_compare.widgets.shift_link import CORRECT, UNDO

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def b(viewer):
    sample = cells()
    viewer.add_image(sample.a, name="A", scale=(0.5, 0.5), colormap="green")
    off = np.roll(sample.b, (3, -4), axis=(0, 1))
    return viewer.add_image(off, name="B", scale=(0.5, 0.5), translate=(1, 2), colormap="magenta")


@pytest.fixture
def dock(viewer, b, open_dock, press):
    viewer.layers["A"].translate = (1, 2)
    dock = open_dock()
    dock.show()
    press(dock)
    return dock


def r(dock):
    return dock.view.table.results[0].row["pearson_r"]


def click(qtbot, dock):
    qtbot.mouseClick(dock.view.table.remedy, LEFT)
    qtbot.waitUntil(lambda: not dock.busy, timeout=20000)


@pytest.mark.parametrize("live", [True, False])
def test_a_click_moves_b_back_and_another_one_undoes_it(dock, b, qtbot, live):
    dock.run_bar.live.setChecked(live)
    table, before = dock.view.table, r(dock)
    assert "shifted against A by 5.0 pixels (4.0 left and 3.0 down)" in table.notes.text()
    assert table.remedy.isVisible()
    assert table.remedy.text() == CORRECT
    assert "5.0 pixels" in table.remedy.toolTip()
    click(qtbot, dock)
    np.testing.assert_allclose(b.translate, (-0.5, 4), atol=0.1)
    assert r(dock) > before + 0.1
    assert "shifted against" not in table.notes.text()
    assert table.remedy.text() == UNDO
    click(qtbot, dock)
    np.testing.assert_array_equal(b.translate, (1, 2))
    assert r(dock) == before
    assert "shifted against" in table.notes.text()
    assert table.remedy.text() == CORRECT


def test_it_can_be_undone_in_the_layer_too(dock, b, qtbot):
    before = r(dock)
    click(qtbot, dock)
    assert r(dock) > before + 0.1
    b.translate = (1, 2)
    qtbot.waitUntil(lambda: not dock.busy and r(dock) == before, timeout=20000)
    assert dock.view.table.remedy.text() == CORRECT


def test_numbers_out_of_date_are_not_corrected(dock, b, viewer, qtbot):
    dock.run_bar.live.setChecked(False)
    b.data = b.data.copy()
    assert not dock.view.table.remedy.isEnabled()
    qtbot.mouseClick(dock.view.table.remedy, LEFT)
    np.testing.assert_array_equal(b.translate, (1, 2))


def test_where_nothing_is_shifted_nothing_is_offered(images, open_dock, press):
    dock = open_dock()
    dock.show()
    press(dock)
    assert not dock.view.table.remedy.isVisible()
