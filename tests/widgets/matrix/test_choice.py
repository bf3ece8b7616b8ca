"""What is compared and how: ticks and boxes, in step with the viewer."""

import numpy as np
import pytest
from qtpy.QtCore import QPoint, Qt
from qtpy.QtWidgets import QPushButton

from napari_compare import METRICS
from napari_compare.layers.outputs import TAG
from napari_compare.widgets.matrix.form import ManyForm

LEFT = Qt.MouseButton.LeftButton
IMAGE = np.zeros((4, 5))


@pytest.fixture
def form(viewer, qtbot):
    """Open the form for the layers that the viewer has by then."""
    opened = []

    def made():
        opened.append(ManyForm(viewer))
        qtbot.addWidget(opened[0])
        opened[0].show()
        return opened[0]

    yield made
    for one in opened:
        one.choice.disconnect_viewer()


@pytest.fixture
def tick(qtbot):
    """Click on the box of an entry, seen after scrolling."""

    def ticked(check_list, text):
        (item,) = check_list.findItems(text, Qt.MatchFlag.MatchExactly)
        check_list.scrollToItem(item)
        place = check_list.visualItemRect(item)
        at = QPoint(place.left() + 10, place.center().y())
        qtbot.mouseClick(check_list.viewport(), LEFT, pos=at)

    return ticked


def names(form):
    return [layer.name for layer in form.choice.source.layers]


def test_images_alike_are_ticked_in_the_order_in_which_they_were_opened(viewer, form):
    for name in "ab":
        viewer.add_image(IMAGE, name=name)
    viewer.add_image(np.zeros((3, 4, 5)), name="deep")
    viewer.add_image(IMAGE, name="ours", metadata={TAG: {}})
    one = form()
    assert names(one) == ["a", "b"]
    assert one.choice.layers.count() == 3


def test_a_stack_alone_is_taken_apart(viewer, form):
    viewer.add_image(np.zeros((3, 4, 5)), name="deep")
    one = form()
    assert one.choice.source_box.currentText() == "deep: each image (3)"
    assert one.choice.panel.isHidden()
    viewer.add_image(np.zeros((3, 4, 5)), name="deep too")
    assert names(one) == ["deep", "deep too"]
    assert not one.choice.panel.isHidden()


def test_clicks_tick_and_untick(viewer, form, tick, qtbot):
    for name in "abc":
        viewer.add_image(IMAGE, name=name)
    one = form()
    with qtbot.waitSignal(one.changed):
        tick(one.choice.layers, "b")
    assert names(one) == ["a", "c"]
    tick(one.choice.layers, "b")
    assert names(one) == ["a", "b", "c"]
    everything, nothing = one.choice.panel.findChildren(QPushButton)
    qtbot.mouseClick(nothing, LEFT)
    assert names(one) == []
    qtbot.mouseClick(everything, LEFT)
    assert names(one) == ["a", "b", "c"]


def test_what_a_person_chose_stays_whatever_comes_and_goes(viewer, form, tick):
    for name in "abc":
        viewer.add_image(IMAGE, name=name)
    one = form()
    tick(one.choice.layers, "a")
    viewer.add_image(IMAGE, name="d")
    viewer.add_image(np.zeros((3, 4, 5)), name="deep")
    assert names(one) == ["b", "c", "d"]
    viewer.layers["c"].name = "renamed"
    viewer.layers.remove("b")
    assert names(one) == ["renamed", "d"]
    one.choice.source_box.setCurrentIndex(1)
    viewer.layers.remove("d")
    assert one.choice.source_box.currentText() == "deep: each image (3)"
    viewer.layers.remove("deep")
    assert names(one) == ["renamed"]


def test_regions_that_come_are_chosen_where_there_were_none(viewer, form):
    viewer.add_image(IMAGE)
    one = form()
    assert one.choice.regions.layer is None
    labels = viewer.add_labels(IMAGE.astype(int))
    viewer.add_shapes()
    assert one.choice.regions.layer is labels


def test_metrics_are_ticked_in_a_list_by_family(viewer, form, tick):
    one = form()
    assert one.metrics.text() == "Pearson's r"
    check_list = one.metrics.list
    assert check_list.item(0).text() == "Correlation"
    assert check_list.item(0).flags() == Qt.ItemFlag.NoItemFlags
    boxes = [check_list.item(row).text() for row in range(check_list.count())]
    assert {METRICS[key].label for key in METRICS} - set(boxes) == {"Pixels", "Pixels left out"}
    check_list.show()
    tick(check_list, "RMSD")
    assert one.metrics.chosen == ("pearson_r", "rmsd")
    assert one.metrics.text() == "2 metrics"
    assert "Pearson's r, RMSD" in one.metrics.toolTip()
    tick(check_list, "Pearson's r")
    assert one.settings().metrics == ("rmsd",)


def test_both_images_of_a_pair_are_treated_alike(viewer, form):
    one = form()
    one.fields["threshold"].value = "manual"
    one.fields["threshold_a"].value = "12.5"
    one.fields["background_a"].value = "quantile 0.05"
    one.fields["colour_a"].value = "red"
    found = one.settings()
    assert found.manual_thresholds == (12.5, 12.5)
    assert found.background_a == found.background_b == "quantile 0.05"
    assert found.colour_a == found.colour_b == "red"
    one.fields["threshold_a"].value = "many"
    with pytest.raises(ValueError, match="Threshold A must be a number"):
        one.settings()


def test_only_what_applies_is_shown(viewer, form):
    viewer.add_image(IMAGE)
    one = form()
    native = {name: one.fields[name].native for name in ("threshold", "colour_a", "planes")}
    assert all(widget.isHidden() for widget in native.values())
    one.metrics.choose(("dice",))
    one.metrics.changed.emit()
    assert not native["threshold"].isHidden()
    viewer.add_image(np.zeros((4, 5, 3)), rgb=True)
    assert not native["colour_a"].isHidden()
    viewer.layers.clear()
    viewer.add_image(np.zeros((3, 4, 5)))
    viewer.add_shapes()
    assert not native["planes"].isHidden()
    assert native["colour_a"].isHidden()
