from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from napari.components import ViewerModel
from superqt.utils import WorkerBase

from napari_compare.widgets import CompareChannels
from napari_compare.widgets.conductor import compile_and_load
from plot_mouse import Mouse


@pytest.fixture(scope="session", autouse=True)
def prepared() -> None:
    """Compile once, on this thread: what changes the filters of warnings harms no other then."""
    for _ in compile_and_load():
        pass


@pytest.fixture
def channels() -> tuple[np.ndarray, np.ndarray]:
    """Two correlated images of 60 × 80 pixels."""
    random = np.random.default_rng(1)
    a = random.integers(0, 4000, (60, 80)).astype(np.uint16)
    b = (a // 2 + random.integers(0, 1000, a.shape)).astype(np.uint16)
    return a, b


@pytest.fixture
def viewer(qtbot):
    """An empty viewer without a window, which is quick to make; no thread of ours may be left."""
    yield ViewerModel()
    qtbot.waitUntil(lambda: not WorkerBase._worker_set, timeout=20000)


@pytest.fixture
def window(make_napari_viewer, qtbot, channels):
    """A viewer with a window and the two images."""
    viewer = make_napari_viewer()
    viewer.add_image(channels[0], name="GFP", colormap="green")
    viewer.add_image(channels[1], name="mCherry", colormap="magenta")
    yield viewer
    qtbot.waitUntil(lambda: not WorkerBase._worker_set, timeout=20000)


@pytest.fixture
def images(viewer, channels) -> tuple[Any, Any]:
    """The two images as layers of the viewer."""
    a = viewer.add_image(channels[0], name="GFP", colormap="green")
    b = viewer.add_image(channels[1], name="mCherry", colormap="magenta")
    return a, b


@pytest.fixture
def cells(viewer, images) -> Any:
    """Three named shapes over the images, the last one an ellipse."""
    layer = viewer.add_shapes(name="cells")
    layer.add_rectangles([[5, 5], [5, 30], [25, 30], [25, 5]], edge_color="red")
    layer.add_polygons([[30, 10], [55, 10], [50, 35]], edge_color="yellow")
    layer.add_ellipses([[20, 40], [20, 70], [50, 70], [50, 40]], edge_color="cyan")
    layer.features = {"name": ["nucleus", "tip", "body"]}
    return layer


@pytest.fixture
def open_dock(viewer, qtbot) -> Iterator[Callable[[], CompareChannels]]:
    """Open the dock, ready for its first comparison; it lives until the test is over."""
    docks = []

    def opened() -> CompareChannels:
        dock = CompareChannels(viewer)
        docks.append(dock)
        qtbot.addWidget(dock)
        qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
        return dock

    yield opened
    for dock in docks:
        dock.shut_down()


@pytest.fixture
def open_plugin(window, qtbot) -> Callable[[], CompareChannels]:
    """Open the dock as napari opens a plugin's: it gets a proxy of the viewer, not the viewer."""
    from napari.utils._proxies import PublicOnlyProxy

    def opened() -> CompareChannels:
        dock = CompareChannels(PublicOnlyProxy(window))
        window.window.add_dock_widget(dock, name="Compare channels", area="right")
        qtbot.waitUntil(lambda: not dock.preparing, timeout=60000)
        return dock

    return opened


@pytest.fixture
def press(qtbot) -> Callable[[CompareChannels], None]:
    """Press Compare and wait until the comparison has come to an end, good or bad."""
    from qtpy.QtCore import Qt

    def pressed(dock: CompareChannels) -> None:
        qtbot.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dock.comparison.running, timeout=20000)

    return pressed


@pytest.fixture
def mouse(qtbot) -> Mouse:
    """A mouse over the plot of a dock."""
    return Mouse(qtbot)
