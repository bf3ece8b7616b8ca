from __future__ import annotations

import numpy as np
import pytest

from napari_compare.widgets.watch import LayerWatch

SQUARE = [[1, 1], [1, 8], [8, 8], [8, 1]]


@pytest.fixture
def watch(qapp):
    watch = LayerWatch()
    watch.heard = []
    watch.changed.connect(lambda: watch.heard.append(1))
    yield watch
    watch.watch(())


@pytest.mark.parametrize(
    "change",
    [
        lambda layer: setattr(layer, "data", layer.data + 1),
        lambda layer: setattr(layer, "scale", (2, 2)),
        lambda layer: setattr(layer, "translate", (2, 2)),
        lambda layer: setattr(layer, "rotate", 20),
        lambda layer: setattr(layer, "units", ("mm", "mm")),
    ],
)
def test_what_changes_the_numbers_is_noticed(viewer, watch, change):
    layer = viewer.add_image(np.zeros((9, 9)))
    watch.watch([layer])
    change(layer)
    assert watch.heard


def test_how_an_image_looks_is_nobody_s_business(viewer, watch):
    layer = viewer.add_image(np.zeros((9, 9)))
    watch.watch([layer])
    layer.contrast_limits = (0, 5)
    layer.colormap = "red"
    layer.visible = False
    viewer.dims.set_point(0, 3)
    assert not watch.heard


def test_shapes_and_painting_are_noticed(viewer, watch):
    shapes, labels = viewer.add_shapes(), viewer.add_labels(np.zeros((9, 9), dtype=int))
    watch.watch([], shapes)
    shapes.add_rectangles(SQUARE)
    assert watch.heard
    watch.watch([], labels)
    watch.heard.clear()
    labels.paint((4, 4), 3)
    assert watch.heard


def test_numbers_in_the_features_are_no_change_but_names_are(viewer, watch):
    shapes = viewer.add_shapes([SQUARE])
    watch.watch([], shapes)
    shapes.features = {"pearson_r": [0.5]}
    assert not watch.heard
    shapes.features = {"pearson_r": [0.7], "name": ["nucleus"]}
    assert len(watch.heard) == 1
    shapes.features = {"name": ["nucleus"]}
    assert len(watch.heard) == 1
    labels = viewer.add_labels(np.ones((9, 9), dtype=int))
    watch.watch([], labels)
    labels.features = {"index": [1], "name": ["tip"]}
    assert len(watch.heard) == 2


def test_pausing_and_watching_others(viewer, watch):
    first, second = viewer.add_image(np.zeros((9, 9))), viewer.add_image(np.zeros((9, 9)))
    watch.watch([first])
    with watch.paused():
        first.data = first.data + 1
    assert not watch.heard
    watch.watch([second])
    first.data = first.data + 1
    assert not watch.heard
    second.data = second.data + 1
    assert watch.heard
