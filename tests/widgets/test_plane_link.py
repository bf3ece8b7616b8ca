"""Row ↔ plane: napari's slider and the table show the same frame."""

from __future__ import annotations

import numpy as np
import pytest

from napari_compare.widgets.plane_link import PlaneLink


@pytest.fixture
def movie(viewer):
    random = np.random.default_rng(0)
    for name, colormap in (("a", "green"), ("b", "magenta")):
        viewer.add_image(
            random.integers(0, 99, (6, 20, 20)).astype(np.uint8),
            name=name,
            colormap=colormap,
            axis_labels=("t", "y", "x"),
            scale=(2, 1, 1),
            translate=(10, 0, 0),
        )
    viewer.add_image(np.zeros((2, 6, 20, 20)), name="more axes")
    return viewer


def test_the_slider_selects_the_row_and_the_row_moves_the_slider(movie, open_dock, press):
    dock = open_dock()
    dock.form.layers.a.choose(movie.layers["a"])
    dock.form.layers.b.choose(movie.layers["b"])
    dock.form.layers.changed.emit()
    dock.form.fields["split"].value = ("t",)
    press(dock)
    movie.dims.set_point(1, 10 + 2 * 4)
    assert dock.view.table.selected == 4
    assert dock.view.plot.result.index == {"t": 4}
    dock.view.table.view.selectRow(1)
    assert movie.dims.point[1] == 12
    assert dock.view.plot.result.index == {"t": 1}
    movie.dims.set_point(0, 1)
    assert dock.view.table.selected == 1


def test_without_rows_of_planes_the_slider_is_nobody_s_business(movie, open_dock, press):
    dock = open_dock()
    press(dock)
    movie.dims.set_point(1, 14)
    assert dock.view.table.selected == 0


def test_an_index_is_of_the_layer_s_own_planes(movie, qapp):
    link = PlaneLink(movie)
    link.follow(movie.layers["a"], ("t", "y", "x"))
    movie.dims.set_point(1, 16)
    assert link.index(["t"]) == {"t": 3}
    link.show({"t": 5})
    assert link.index(["t"]) == {"t": 5}
    link.disconnect_viewer()
