"""Whoever uses the keyboard, a small screen, a light theme or has a question gets along."""

from __future__ import annotations

import re

import pytest
from qtpy.QtCore import QPoint, Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QProgressBar,
    QToolButton,
    QWidget,
)

from napari_compare.core.metrics import METRICS
from napari_compare.widgets import CompareChannels
from napari_compare.widgets import help as help_module
from napari_compare.widgets.run_bar import WARNING_COLOURS

NAPARI_MENUS = set("fvlpwh")
ARROW = 19  # pixels of a combo box that are none of its text's
LEAST_CONTRAST = 4.5  # of text, by the Web Content Accessibility Guidelines


@pytest.fixture
def docked(window, qtbot, press):
    """The dock in a shown window of a laptop's size, with numbers of two regions."""
    shapes = window.add_shapes(name="cells")
    shapes.add_rectangles([[5, 5], [5, 25], [25, 25], [25, 5]])
    shapes.add_rectangles([[35, 40], [35, 70], [55, 70], [55, 40]])
    window.window._qt_window.resize(1366, 768)
    window.show()
    dock = CompareChannels(window)
    window.window.add_dock_widget(dock, name="Compare channels", area="right")
    qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
    press(dock)
    return dock


@pytest.fixture
def opened(monkeypatch):
    """The addresses that are opened."""
    urls = []
    monkeypatch.setattr(help_module, "open_url", urls.append)
    return urls


def settle(qtbot, dock):
    qtbot.waitUntil(lambda: not dock.busy)


def test_each_letter_leads_to_one_place_and_none_to_napari_s_menus(images, open_dock):
    dock = open_dock()
    texts = [one.text() for one in dock.findChildren(QLabel) if one.buddy() is not None]
    texts += [one.text() for one in dock.findChildren(QAbstractButton)]
    letters = [letter.lower() for text in texts for letter in re.findall(r"&(\w)", text)]
    assert len(letters) == len(set(letters)) > 7
    assert not set(letters) & NAPARI_MENUS


def test_everything_that_can_be_used_has_a_tooltip(cells, open_dock, press):
    dock = open_dock()
    press(dock)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QProgressBar)
    inner = (dock.view.table, *(one.lineEdit() for one in dock.findChildren(QComboBox)))
    for widget in dock.findChildren(QWidget):
        within = any(one is not None and one.isAncestorOf(widget) for one in inner)
        toolbar = dock.view.plot.isAncestorOf(widget)
        if isinstance(widget, kinds) and not within and not toolbar:
            assert widget.toolTip(), widget


def test_tab_goes_through_the_dock_as_it_is_read(docked):
    expected = docked._in_order()
    seen, widget = [], expected[0]
    for _ in range(200):
        if widget in expected:
            seen.append(widget)
        widget = widget.nextInFocusChain()
        if widget is expected[0]:
            break
    assert seen == expected


def test_enter_compares_and_escape_cancels(docked, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(docked.conductor, "compare", lambda: asked.append("compare"))
    combo = docked.form.layers.a
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Return)
    QTest.keyClick(docked.form.native("data_range"), Qt.Key.Key_Enter)
    QTest.keyClick(docked.view.table.view, Qt.Key.Key_Return)
    assert asked == ["compare"] * 3
    docked.conductor._live.notice(quick=False)
    assert docked.busy
    QTest.keyClick(combo, Qt.Key.Key_Escape)
    assert not docked.busy


def test_a_number_counts_when_it_is_typed_to_its_end(docked, qtbot):
    field = docked.form.native("background_a")
    docked.form._more_button.click()
    docked.window().activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    QTest.keyClicks(field, "quantile 0.0")
    assert not docked.busy
    QTest.keyClicks(field, "5")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert docked.busy
    settle(qtbot, docked)
    assert docked.comparison.latest.settings.background_a == "quantile 0.05"
    assert "1 set" in docked.form._more_button.text()
    assert "Background A: quantile 0.05" in docked.form._more_button.toolTip()


def test_a_background_can_be_chosen_from_what_it_can_be(docked, qtbot):
    field = docked.form.native("background_a")
    docked.form._more_button.click()
    (arrow,) = field.findChildren(QToolButton)
    qtbot.mouseClick(arrow, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    entries = menu.actions()
    texts = [entry.text() for entry in entries]
    assert texts == ["none", "quantile 0.05", "region shape 1", "region shape 2"]
    place = menu.actionGeometry(entries[3]).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, docked)
    assert docked.comparison.latest.settings.background_a == "region shape 2"
    assert "1 set" in docked.form._more_button.text()


def test_f1_opens_the_page_of_the_number_under_the_mouse(docked, qtbot, opened, monkeypatch):
    view, model = docked.view.table.view, docked.view.table.model
    row = model.keys.index("spearman_rho")
    place = view.viewport().mapToGlobal(view.visualRect(model.index(row, 1)).center())
    monkeypatch.setattr(help_module.QCursor, "pos", lambda: place)
    docked.window().activateWindow()
    docked.view.table.view.setFocus()
    qtbot.waitUntil(docked.view.table.view.hasFocus)
    QTest.keyClick(docked.view.table.view, Qt.Key.Key_F1)
    (url,) = opened
    assert url.startswith("https://")
    assert url.endswith("/metrics.html#metric-spearman-rho")
    name = view.verticalHeader().mapToGlobal(QPoint(5, view.rowViewportPosition(row) + 5))
    assert docked._help.url_at(name) == url


@pytest.mark.parametrize(
    ("widget", "page"),
    [
        (lambda dock: dock.form.native("threshold"), "thresholds"),
        (lambda dock: dock.form.layers.regions, "regions"),
        (lambda dock: dock.layer_bar.button, "output-layers"),
        (lambda dock: dock.view.plot.canvas, "scatter-plot"),
        (lambda dock: dock.run_bar.compare, "workbench"),
    ],
)
def test_f1_opens_the_page_of_the_part_under_the_mouse(docked, widget, page, root):
    part = widget(docked)
    place = part.mapToGlobal(part.rect().center())
    assert docked._help.url_at(place).endswith(f"/{page}.html")
    assert (root / "docs" / f"{page}.md").exists()


def test_every_number_has_an_anchor_in_the_documentation(root):
    nodes = pytest.importorskip("docutils.nodes", reason="the documentation cannot be built here")
    registry = (root / "docs" / "generate.py").read_text(encoding="utf-8")
    assert "(metric-{metric.key})=" in registry
    assert "_generated/metrics.md" in (root / "docs" / "metrics.md").read_text(encoding="utf-8")
    for key in METRICS:
        anchor = help_module.metric_url(key).partition("#")[2]
        assert anchor == nodes.make_id(f"metric-{key}")


def test_it_fits_into_360_pixels_and_a_laptop(docked, qtbot):
    assert docked.minimumSizeHint().width() <= 360
    docked.form._more_button.click()
    assert docked.minimumSizeHint().width() <= 360
    (dock_area,) = [one for one in parents(docked) if isinstance(one, QDockWidget)]
    docked.window().resizeDocks([dock_area], [360], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: docked.width() <= 360)
    words = docked.form.findChildren(QLabel) + docked.form.findChildren(QComboBox)
    assert all(has_room(one) for one in words if one.isVisible())
    docked.form._more_button.click()
    assert docked.window().height() <= 768
    foot = docked.export
    assert foot.mapTo(docked.window(), foot.rect().bottomRight()).y() <= 768


def parents(widget):
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def has_room(widget):
    """Whether all that a label or a combo box says can be read."""
    box = isinstance(widget, QComboBox)
    text = widget.currentText() if box else widget.text().replace("&", "")
    room = widget.width() - (ARROW if box else 0)
    return widget.fontMetrics().horizontalAdvance(text) <= room


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_warnings_can_be_read_in_both_themes(viewer, images, open_dock, theme):
    dock = open_dock()
    dock.run_bar.say("Mind this.", warning=True)
    viewer.theme = theme
    assert WARNING_COLOURS[theme] in dock.run_bar.status.styleSheet()
    background = {"dark": "#262930", "light": "#efebe9"}[theme]
    assert contrast(WARNING_COLOURS[theme], background) > LEAST_CONTRAST
    dock.run_bar.say("All is well.")
    viewer.theme = "light" if theme == "dark" else "dark"
    assert not dock.run_bar.status.styleSheet()


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
