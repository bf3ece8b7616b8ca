"""Labels of axes: as much of them as there is room for."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from napari_compare.plots.labels import intensity_label, room_along

NAME = "mCherry-LAMP1, maximum projection"


@pytest.mark.parametrize("inches", [(6, 5), (3.4, 1.9), (2, 1.2)])
def test_no_label_reaches_beyond_the_figure(inches):
    figure = Figure(inches)
    axes = figure.add_axes((0.2, 0.25, 0.6, 0.5))
    for axis, along in ((axes.xaxis, "x"), (axes.yaxis, "y")):
        axis.set_label_text(intensity_label(NAME, room_along(axes, along)), fontsize=8)
    figure.draw_without_rendering()
    for side, axis in enumerate((axes.xaxis, axes.yaxis)):
        ends = axis.label.get_window_extent().get_points()[:, side] / figure.dpi
        assert ends[0] >= 0
        assert ends[1] <= inches[side]


def test_the_name_is_what_stays_longest():
    texts = [intensity_label("mCherry", room) for room in (200, 100, 60, 30)]
    assert texts[:3] == ["mCherry intensity (counts)", "mCherry (counts)", "mCherry"]
    assert texts[3] == "m…ry"
