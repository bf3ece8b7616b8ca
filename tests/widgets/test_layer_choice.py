from __future__ import annotations

import numpy as np
import pytest
from qtpy.QtWidgets import QWidget

from napari_compare.layers.outputs import TAG
from napari_compare.widgets.layer_choice import LayerChoice, check_layers

IMAGE = np.zeros((4, 4))


@pytest.fixture
def choose(viewer, qtbot):
    """Open the choice of the viewer's layers; return the names chosen so far."""
    parent = QWidget()
    qtbot.addWidget(parent)
    opened = []

    def chosen():
        if not opened:
            opened.append(LayerChoice(viewer, parent))
        return [layer and layer.name for layer in opened[0].chosen]

    chosen.widget = lambda: opened[0]
    return chosen


def test_two_different_images_are_chosen_by_colour(viewer, choose):
    viewer.add_image(IMAGE, name="dapi", colormap="blue")
    viewer.add_image(IMAGE, name="red one", colormap="red")
    viewer.add_image(IMAGE, name="green one", colormap="green")
    assert choose() == ["green one", "red one", None]


def test_two_different_images_are_chosen_by_order(viewer, choose):
    for name in "abc":
        viewer.add_image(IMAGE, name=name)
    assert choose() == ["a", "b", None]


def test_two_images_of_one_colour_are_still_two(viewer, choose):
    viewer.add_image(IMAGE, name="a", colormap="green")
    viewer.add_image(IMAGE, name="b", colormap="green")
    assert choose() == ["a", "b", None]


def test_the_topmost_regions_are_chosen(viewer, choose):
    viewer.add_labels(IMAGE.astype(int), name="nuclei")
    viewer.add_shapes(name="drawn")
    assert choose() == [None, None, "drawn"]


def test_layers_that_come_later_are_chosen_where_none_was(viewer, choose):
    assert choose() == [None, None, None]
    viewer.add_image(IMAGE, name="a")
    assert choose() == ["a", None, None]
    viewer.add_image(IMAGE, name="b")
    viewer.add_image(IMAGE, name="c")
    viewer.add_shapes(name="cells")
    assert choose() == ["a", "b", "cells"]


def test_choices_follow_new_names_and_removals(viewer, choose, qtbot):
    for name in "abc":
        viewer.add_image(IMAGE, name=name)
    choose()
    viewer.layers["b"].name = "beta"
    assert choose.widget().b.currentText() == "beta"
    with qtbot.waitSignal(choose.widget().lost) as lost:
        viewer.layers.remove("beta")
    assert lost.args == ["beta"]
    assert choose() == ["a", "c", None]


def test_our_own_output_layers_are_not_offered(viewer, choose):
    viewer.add_image(IMAGE, name="a")
    viewer.add_image(IMAGE, name="a − b", metadata={TAG: {}})
    viewer.add_labels(IMAGE.astype(int), name="overlap", metadata={TAG: {}})
    assert choose() == ["a", None, None]
    assert choose.widget().a.count() == 1


def test_a_chip_shows_the_channel_s_colour(viewer, choose):
    viewer.add_image(IMAGE, colormap="magenta")
    choose()
    icon = choose.widget().a.itemIcon(0)
    assert icon.pixmap(8).toImage().pixelColor(4, 4).name() == "#ff00ff"


def test_after_disconnecting_nothing_is_followed(viewer, choose):
    choose()
    choose.widget().disconnect_viewer()
    viewer.add_image(IMAGE)
    assert choose() == [None, None, None]


def test_what_cannot_be_compared_is_a_sentence(viewer):
    layer = viewer.add_image(IMAGE, name="one")
    with pytest.raises(ValueError, match="open two images"):
        check_layers(None, None)
    with pytest.raises(ValueError, match='only one image layer, "one"'):
        check_layers(layer, None)
    with pytest.raises(ValueError, match="same layer"):
        check_layers(layer, layer)
