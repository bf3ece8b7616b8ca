from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from qtpy.QtCore import QEvent, QPoint, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtWidgets import QApplication

from napari_compare.widgets import CompareAllPairs

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(viewer) -> list[Any]:
    """Five images of 40 × 50 pixels, of which b and d have much in common, as layers."""
    rng = np.random.default_rng(0)
    images = rng.gamma(2, 300, (5, 40, 50))
    images[3] = images[1] + 0.2 * images[3]
    return [
        viewer.add_image(image.astype(np.uint16), name=name)
        for name, image in zip("abcde", images, strict=True)
    ]


@pytest.fixture
def film(viewer) -> Any:
    """Six frames that change bit by bit, as a layer."""
    steps = np.random.default_rng(1).gamma(2, 100, (6, 30, 40))
    pixels = np.cumsum(steps, axis=0).astype(np.uint16)
    return viewer.add_image(pixels, name="film", axis_labels=("t", "y", "x"))


@pytest.fixture
def open_many(viewer, qtbot) -> Iterator[Callable[[], CompareAllPairs]]:
    """Open the dock, ready for its first comparison; it lives until the test is over."""
    docks = []

    def opened() -> CompareAllPairs:
        dock = CompareAllPairs(viewer)
        docks.append(dock)
        qtbot.addWidget(dock)
        dock.resize(430, 830)
        dock.show()
        qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
        return dock

    yield opened
    for dock in docks:
        dock.shut_down()


@pytest.fixture
def press(qtbot) -> Callable[[CompareAllPairs], None]:
    """Press Compare and wait until everything is shown, or it is said why not."""

    def pressed(dock: CompareAllPairs) -> None:
        qtbot.mouseClick(dock.run_bar.compare, LEFT)
        qtbot.waitUntil(lambda: not dock.busy, timeout=20000)
        settle(dock, qtbot)

    return pressed


@pytest.fixture
def field(qtbot) -> Callable[..., None]:
    """Move the mouse to the field of two images, and click on it unless told otherwise."""

    def pointed(dock: CompareAllPairs, first: str, second: str, click: bool = True) -> None:
        heat_map = dock.view.heat_map
        settle(dock, qtbot)
        names = list(heat_map.drawn.matrix.index)
        place = names.index(second), names.index(first)
        x, y = heat_map.drawn.axes.transData.transform(place)
        ratio = heat_map.canvas.device_pixel_ratio
        at = QPoint(round(x / ratio), round(heat_map.canvas.height() - y / ratio))
        if click:
            qtbot.mouseClick(heat_map.canvas, LEFT, pos=at)
            settle(dock, qtbot)
        else:
            _move(heat_map.canvas, at)

    return pointed


def settle(dock: CompareAllPairs, qtbot: Any) -> None:
    """Wait until the numbers are arranged, the pixels read and everything painted."""
    view = dock.view
    qtbot.waitUntil(lambda: not view._arranging.running and not view._reading.running)
    qtbot.waitUntil(lambda: view.heat_map.canvas._still is not None)


def _move(canvas: Any, at: QPoint) -> None:
    # Sent, as the real pointer cannot leave the screen, which may be small.
    place = QPointF(at)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        canvas.mapToGlobal(place),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)
