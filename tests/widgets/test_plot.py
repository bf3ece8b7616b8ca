"""The plot's widget by itself: what it shows, how much of it is drawn anew, and its files."""

import numpy as np
import pytest
from PIL import Image
from qtpy.QtCore import Qt, QTimer
from qtpy.QtGui import QImage
from qtpy.QtWidgets import QApplication, QFileDialog

from napari_compare.core.difference_histogram import Histogram
from napari_compare.core.regions import Region
from napari_compare.core.results import Result, Scatter
from napari_compare.plots import KINDS
from napari_compare.widgets import plot as plot_module
from napari_compare.widgets.plot import ScatterPlot
from napari_compare.widgets.plot_save import SaveDialog

LEFT = Qt.MouseButton.LeftButton
REGION = Region.whole((4, 4), "cell")


def result(counts=None, high=40.0, **more):
    counts = np.diag([1, 10, 100, 1000]) if counts is None else counts
    edges = np.linspace(0, high, len(counts) + 1)
    values = {"threshold_a": 15.0, "threshold_b": 25.0, "slope": 0.5, "intercept": 3.0, **more}
    return Result({}, REGION, {}, Scatter(counts, edges, edges, **values))


@pytest.fixture
def plot(qtbot):
    plot = ScatterPlot("dark")
    plot.resize(410, 330)
    qtbot.addWidget(plot, before_close_func=ScatterPlot.shut_down)
    plot.show()
    return plot


def show(plot, qtbot, what):
    plot.show_result(what, ("GFP", "RFP"), True)
    qtbot.waitUntil(lambda: plot.canvas._still is not None)


def pixels(plot):
    picture = plot.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    data = picture.constBits()
    data.setsize(picture.sizeInBytes())
    return np.frombuffer(data, np.uint8).reshape(picture.height(), picture.width(), 4)


def axes(plot):
    return plot.gates._drawn.scatter


def test_a_new_threshold_moves_a_line_and_draws_nothing_else(plot, qtbot):
    show(plot, qtbot, result())
    before, picture = axes(plot), plot.canvas._still
    plot.show_result(result(threshold_a=30.0), ("GFP", "RFP"), True)
    assert axes(plot) is before
    assert plot.canvas._still is picture
    assert plot.thresholds._drawn.thresholds[0].line.get_xdata() == [30, 30]


def test_the_cloud_of_a_region_that_moves_is_drawn_in_the_same_axes(plot, qtbot):
    show(plot, qtbot, result())
    before = axes(plot)
    for n in (5, 6):
        plot.show_result(result(np.diag([n] * 4), 38.0, slope=n), ("GFP", "RFP"), True)
        assert axes(plot) is before
        assert before.images[0].get_array().max() == n
        assert before.images[0].get_extent() == [0, 38, 0, 38]
    assert before.get_xlim() == (0, 40)
    qtbot.waitUntil(lambda: axes(plot) is not before, timeout=3000)
    assert axes(plot).get_xlim() == (0, 38)
    assert axes(plot).images[0].norm.vmax == 6


def test_what_does_not_fit_makes_the_axes_wider(plot, qtbot):
    show(plot, qtbot, result())
    before = axes(plot)
    plot.show_result(result(high=50.0), ("GFP", "RFP"), True)
    assert axes(plot) is before
    assert before.images[0].get_extent() == [0, 50, 0, 50]
    low, high = before.get_xlim()
    assert low == 0
    assert 50 < high < 80
    plot.show_result(result(high=55.0), ("GFP", "RFP"), True)
    assert before.get_xlim() == (low, high)
    qtbot.waitUntil(lambda: axes(plot) is not before, timeout=3000)
    assert axes(plot).get_xlim() == (0, 55)


def test_wider_axes_can_be_looked_at_closely_and_as_a_whole(plot, qtbot, mouse):
    show(plot, qtbot, result())
    plot.show_result(result(high=50.0), ("GFP", "RFP"), True)
    whole = axes(plot).get_xlim()
    mouse.wheel(plot, (20, 20), 3)
    assert np.ptp(axes(plot).get_xlim()) < np.ptp(whole)
    mouse.wheel(plot, (20, 20), -9)
    assert axes(plot).get_xlim() == whole


def test_the_key_stays_in_front_of_a_cloud_that_moves(plot, qtbot):
    show(plot, qtbot, result())
    full = np.full((4, 4), 500)
    plot.show_result(result(full), ("GFP", "RFP"), True)
    qtbot.waitUntil(lambda: plot.canvas._still is not None)
    plot.show_result(result(full + 1), ("GFP", "RFP"), True)
    picture, box = pixels(plot), axes(plot).get_legend().get_window_extent()
    left, bottom, right, top = (round(end) for end in box.extents)
    key = picture[len(picture) - top + 3 : len(picture) - bottom - 3, left + 3 : right - 3]
    cloud = picture[len(picture) - bottom + 3, left]
    assert not (key == cloud).all(axis=-1).any()


def test_what_is_slow_to_draw_is_not_drawn_at_each_move(plot, qtbot):
    show(plot, qtbot, result())
    plot.tools.parts["marginals"].trigger()
    drawn = set()
    for n in range(5, 25):
        plot.show_result(result(np.diag([n] * 4), slope=n), ("GFP", "RFP"), True)
        drawn.add(axes(plot))
    assert len(drawn) < 5
    qtbot.waitUntil(lambda: axes(plot).images[0].get_array().max() == 24, timeout=3000)


def test_another_region_has_axes_of_its_own(plot, qtbot):
    show(plot, qtbot, result())
    other = Result({}, Region.whole((4, 4), "other"), {}, result(high=20.0).scatter)
    plot.show_result(other, ("GFP", "RFP"), True)
    assert axes(plot).get_xlim() == (0, 20)
    assert axes(plot).get_title() == "other"


@pytest.mark.parametrize("nothing", [np.zeros((4, 4), int), np.zeros((0, 0), int)])
def test_a_region_without_pixels_says_so_and_one_with_pixels_does_not(plot, qtbot, nothing):
    show(plot, qtbot, result())
    plot.show_result(result(nothing), ("GFP", "RFP"), True)
    assert [text.get_text() for text in axes(plot).texts] == ["no pixels"]
    plot.show_result(result(high=1.0), ("GFP", "RFP"), True)
    assert not axes(plot).texts


def test_each_kind_of_plot_can_be_chosen(plot, qtbot):
    show(plot, qtbot, result())
    with qtbot.waitSignal(plot.difference_wanted):
        for position in range(len(KINDS)):
            plot.tools.kind.setCurrentIndex(position)
            assert plot.tools.choice.kind == list(KINDS)[position]
            assert (axes(plot) is None) == (position > 0)
            assert plot.tools.gates["lasso"].isEnabled() == (position == 0)


def test_every_part_can_be_switched(plot, qtbot):
    show(plot, qtbot, result())
    for name, action in plot.tools.parts.items():
        before = getattr(plot.tools.choice, name)
        action.trigger()
        assert getattr(plot.tools.choice, name) != before
        qtbot.waitUntil(lambda: plot.canvas._still is not None)


def test_one_gate_tool_at_a_time(plot, qtbot):
    for kind in ("rectangle", "lasso"):
        qtbot.mouseClick(plot.tools.gates[kind], LEFT)
        assert plot.gates.tool == kind
    assert not plot.tools.gates["rectangle"].isChecked()
    assert plot.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    qtbot.mouseClick(plot.tools.gates["lasso"], LEFT)
    assert plot.gates.tool == ""


def test_everything_has_a_tooltip(plot):
    tools, line = plot.tools, plot.line
    buttons = (tools.kind, tools.automatic, tools.above, tools.more, line.keep, line.remove)
    for widget in (*buttons, *tools.gates.values()):
        assert len(widget.toolTip()) > 15


def test_the_plot_does_not_jump_when_there_is_a_gate(plot, qtbot):
    show(plot, qtbot, result())
    before = plot.canvas.size()
    plot.line.set_gated(True)
    QApplication.processEvents()
    assert plot.canvas.size() == before


LONG_NAMES = "green channel of the movie", "magenta channel of the movie"


@pytest.mark.parametrize("kind", [*KINDS, "marginals"])
@pytest.mark.parametrize("size", [(345, 280), (345, 330), (500, 400)])
def test_nothing_that_is_written_is_cut_off(plot, qtbot, kind, size):
    plot.resize(410, 340)
    plot.show_result(result(high=40000.0), LONG_NAMES, True)
    plot.show_difference(plot.result, Histogram(np.array([1, 5, 2]), np.arange(4.0)))
    if kind == "marginals":
        plot.tools.parts[kind].trigger()
    else:
        plot.tools.kind.setCurrentIndex(plot.tools.kind.findData(kind))
    plot.resize(*size)
    qtbot.waitUntil(lambda: not plot.drawing._settling.isActive())
    plot.canvas.draw()
    written = plot.figure.get_tightbbox().extents
    assert min(written[:2]) >= 0
    assert (written[2:] <= plot.figure.get_size_inches()).all()


def test_it_fits_into_a_narrow_dock(plot):
    assert plot.minimumSizeHint().width() <= 348


def test_what_is_saved_is_what_is_shown(plot, qtbot, tmp_path):
    with pytest.raises(ValueError, match="press Compare first"):
        plot.save(tmp_path / "plot.svg")
    show(plot, qtbot, result())
    plot.tools.kind.setCurrentIndex(1)
    plot.save(tmp_path / "plot.svg")
    assert "threshold of RFP" in (tmp_path / "plot.svg").read_text(encoding="utf-8")


def test_a_part_is_saved_as_it_is_shown(plot, qtbot, tmp_path, monkeypatch, mouse):
    saved = {}
    monkeypatch.setattr(plot_module, "save_figure", lambda *_, **options: saved.update(options))
    show(plot, qtbot, result())
    mouse.wheel(plot, (10, 30), 3)
    plot.save(tmp_path / "plot.pdf")
    assert saved["within"] == (axes(plot).get_xlim(), axes(plot).get_ylim())


def test_size_and_format_are_asked_for(plot, qtbot, tmp_path, monkeypatch):
    show(plot, qtbot, result())
    chosen = tmp_path / "figure"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))

    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SaveDialog)
        dialog.format.setCurrentIndex(dialog.format.findData("png"))
        dialog.width_mm.setValue(127)
        dialog.height_mm.setValue(101.6)
        dialog.dpi.setValue(100)
        dialog.accept()

    QTimer.singleShot(0, answer)
    with qtbot.waitSignal(plot.said) as said:
        plot.tools.save_pressed.emit()
    assert said.args == ["Saved figure.png."]
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size == (500, 401)


def test_what_cannot_be_written_is_said(plot, qtbot, tmp_path, monkeypatch):
    show(plot, qtbot, result())
    chosen = tmp_path / "no folder" / "plot.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().accept())
    with qtbot.waitSignal(plot.said) as said:
        plot.tools.save_pressed.emit()
    assert said.args[0].startswith("plot.pdf was not saved.")


def test_a_changed_mind_saves_nothing(plot, qtbot, tmp_path):
    show(plot, qtbot, result())
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    with qtbot.assertNotEmitted(plot.said):
        plot.tools.save_pressed.emit()


def test_the_wheel_shows_a_part_more_closely(plot, qtbot, mouse):
    show(plot, qtbot, result())
    place = mouse.place(plot, (10, 30))
    under = mouse.intensities(plot, place)
    mouse.wheel(plot, (10, 30), 4)
    assert mouse.intensities(plot, place) == pytest.approx(under)
    width = np.ptp(axes(plot).get_xlim())
    assert width == pytest.approx(40 / 1.3**4)
    mouse.wheel(plot, (10, 30), -9)
    assert axes(plot).get_xlim() == axes(plot).get_ylim() == (0, 40)
    assert plot.drawing.zoom.limits is None


def test_a_part_stays_when_the_region_moves_or_is_another(plot, qtbot, mouse):
    show(plot, qtbot, result())
    mouse.wheel(plot, (10, 30), 3)
    part = axes(plot).get_xlim(), axes(plot).get_ylim()
    before = axes(plot)
    plot.show_result(result(np.diag([3] * 4), 44.0), ("GFP", "RFP"), True)
    assert axes(plot) is before
    other = Result({}, Region.whole((4, 4), "other"), {}, result(high=20.0).scatter)
    plot.show_result(other, ("GFP", "RFP"), True)
    assert (axes(plot).get_xlim(), axes(plot).get_ylim()) == part
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert axes(plot).get_xlim() == (0, 20)


def test_nothing_beyond_the_whole_is_shown(plot, qtbot, mouse):
    show(plot, qtbot, result())
    mouse.wheel(plot, (39, 39), 5)
    mouse.wheel(plot, (35, 35), -2)
    assert axes(plot).get_xlim()[1] <= 40
    mouse.wheel(plot, (35, 35), 99)
    assert np.ptp(axes(plot).get_xlim()) == pytest.approx(40 / 200)
