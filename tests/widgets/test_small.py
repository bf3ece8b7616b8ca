from __future__ import annotations

import numpy as np
import pytest
from napari.utils.notifications import notification_manager

from napari_compare.core.images import difference, overlap
from napari_compare.widgets import difference_layer, overlap_layer


@pytest.fixture
def open_small(window):
    def opened(factory):
        widget = factory()
        window.window.add_dock_widget(widget)
        return widget

    return opened


@pytest.fixture
def add(window, qtbot):
    """Press the widget's button and return the layer that comes."""

    def added(widget):
        known = set(window.layers)
        widget.call_button.native.click()
        qtbot.waitUntil(lambda: len(window.layers) > len(known), timeout=20000)
        (layer,) = set(window.layers) - known
        return layer

    return added


def test_difference_layer(open_small, add, window, channels):
    widget = open_small(difference_layer)
    assert (widget.a.value.name, widget.b.value.name) == ("GFP", "mCherry")
    layer = add(widget)
    assert np.array_equal(layer.data, difference(*channels))
    widget.kind.value = "absolute"
    widget.intensities.value = "percentile"
    assert np.array_equal(add(widget).data, difference(*channels, "absolute", "percentile"))


def test_overlap_layer(open_small, add, window, channels):
    widget = open_small(overlap_layer)
    assert not widget.threshold_a.visible
    widget.threshold.value = "manual"
    widget.threshold_a.value, widget.threshold_b.value = 1000, 900
    layer = add(widget)
    assert layer._type_string == "labels"
    assert np.array_equal(layer.data, overlap(*channels, 1000, 900))


def test_overlap_in_regions(open_small, add, window, channels):
    widget = open_small(overlap_layer)
    cells = window.add_shapes([[[5, 5], [5, 30], [25, 30], [25, 5]]], name="cells")
    assert widget.regions.value is None
    widget.regions.value = cells
    layer = add(widget)
    assert layer.data[5:25, 5:30].any()
    assert not layer.data[30:].any()


def test_layers_of_no_use_are_not_offered(open_small, add, window):
    window.add_points(np.zeros((1, 2)))
    widget = open_small(overlap_layer)
    assert widget.regions.choices == (None,)
    add(widget)
    widget.reset_choices()
    assert len(widget.a.choices) == 2
    assert widget.regions.choices == (None,)


def test_b_is_never_a(open_small, window):
    widget = open_small(difference_layer)
    widget.a.value = window.layers["mCherry"]
    assert widget.b.value.name == "GFP"


def test_layers_that_come_later_are_chosen(open_small, window):
    a, b = window.layers
    window.layers.clear()
    widget = open_small(difference_layer)
    window.add_layer(a)
    window.add_layer(b)
    assert (widget.a.value, widget.b.value) == (a, b)


def test_a_single_image_is_a_sentence(open_small, window):
    window.layers.remove("mCherry")
    widget = open_small(difference_layer)
    widget.call_button.native.click()
    assert "only one image layer" in notification_manager.records[-1].message
    assert len(window.layers) == 1
