"""The real window while a person drags: how long each move of the mouse holds it up.

Needs a display. Moves are sent as the mouse sends them, the next as soon as the window has nothing
left to do at once. The same drag in the same window without the dock tells what is napari's own,
and the time of the processor, on all threads, tells it also while other programs run.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.timing import Numbers
from benchmarks.window import CALM, missing_display, open_window, pause, press, settle, wait
from benchmarks.workloads import load, store

Places = npt.NDArray[np.float64]
"""Places of the mouse in a widget, shape (moves, 2): x, y."""

MEDIAN, WORST, RATE = "ms a move, median", "ms a move, worst", "updates a second"
SHAPE, THRESHOLD = "a shape dragged", "a threshold dragged"
LIVE, NOT_LIVE, NO_DOCK = "with Live", "without Live", "without the dock"
BUSY = "ms of the processor a move, median"
UPDATES = 30
LIMITS = {f"{MEDIAN}: {what} {LIVE}": 1000 / UPDATES for what in (SHAPE, THRESHOLD)}
MOVES = 40
UNCOUNTED = 5  # moves: the first ones load what they need
REGIONS = ((0.5, 0.5), (0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75))  # of the side
RADIUS, REACH = 0.12, 0.08  # of the side: of a region, and of the circle on which it is dragged
CORNERS = 24


def prepare(workload: str, folder: Path, quick: bool) -> str:
    """Put the images into a folder; return why there can be no window, if so."""
    problem = missing_display()
    if not problem:
        store(workload, folder, quick)
    return problem


def _measure(workload: str, folder: Path) -> Numbers:
    images = load(workload, folder)
    side = images.a.shape[-1]
    viewer, dock = open_window(images)
    regions = viewer.add_shapes(_polygons(side), shape_type="polygon", opacity=0.5)
    press(dock, "Compare")
    wait(lambda: bool(dock.view.table.results) and not dock.busy)
    regions.mode = "select"
    regions.selected_data = {0}
    settle(dock)
    numbers: Numbers = {}
    canvas, plot = viewer.window._qt_viewer.canvas, dock.view.plot
    for live, name in ((True, LIVE), (False, NOT_LIVE)):
        dock.run_bar.live.setChecked(live)
        numbers |= _drag(f"{SHAPE} {name}", canvas.native, _circle(canvas, side), dock)
        numbers |= _drag(f"{THRESHOLD} {name}", plot.canvas, _sweep(plot), dock)
    _put_nothing_in_place_of(dock, viewer)
    numbers |= _drag(f"{SHAPE} {NO_DOCK}", canvas.native, _circle(canvas, side))
    viewer.close()
    return numbers


def _put_nothing_in_place_of(dock: Any, viewer: Any) -> None:
    """Close the dock, and leave the image the size that it has."""
    from qtpy.QtWidgets import QWidget

    nothing = QWidget()
    nothing.setFixedWidth(dock.width())
    viewer.window.remove_dock_widget(dock)
    viewer.window.add_dock_widget(nothing)
    pause(CALM)


def _polygons(side: int) -> list[npt.NDArray[np.float64]]:
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    outline = RADIUS * np.stack([np.sin(angles), np.cos(angles)], axis=1)
    return [(np.array(place) + outline) * side for place in REGIONS]


def _circle(canvas: Any, side: int) -> Places:
    """Return a path on napari's canvas from the middle of the first region back to it."""
    angles = np.linspace(0, 2 * np.pi, MOVES + 1)
    right, down = REACH * np.sin(angles), REACH * (1 - np.cos(angles))
    scene = np.stack([0.5 + right, 0.5 + down, 0 * right, 0 * right], axis=1) * side
    scene[:, 3] = 1
    mapped = canvas.view.scene.transform.map(scene)
    places: Places = mapped[:, :2] / mapped[:, 3:]
    return places


def _sweep(plot: Any) -> Places:
    """Return a path on the plot that takes A's threshold to the right and back."""
    axes = plot.figure.axes[0]
    start = axes.transData.transform((plot.result.scatter.threshold_a, 0))[0]
    box = axes.get_window_extent()
    there = box.x0 + box.width * (0.2 + 0.6 * np.sin(np.linspace(0, np.pi, MOVES)))
    height = plot.canvas.height() - (box.y0 + 0.8 * box.height)
    x = np.concatenate([[start], there])
    return np.stack([x, np.full_like(x, height)], axis=1)


def _drag(name: str, widget: Any, path: Places, dock: Any = None) -> Numbers:
    """Drag along a path, and return how long moves took and how often a dock's numbers followed."""
    from qtpy.QtCore import QEvent, Qt
    from qtpy.QtWidgets import QApplication

    followed: list[object] = []
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    _send(widget, QEvent.Type.MouseMove, path[0], none, none)
    _send(widget, QEvent.Type.MouseButtonPress, path[0], left, left)
    QApplication.processEvents()
    seconds, busy = [], []
    if dock is not None:
        dock.conductor.finished.connect(followed.append)
    for place in path[1:]:
        begin, worked = time.perf_counter(), time.process_time()
        _send(widget, QEvent.Type.MouseMove, place, none, left)
        QApplication.processEvents()
        seconds.append(time.perf_counter() - begin)
        busy.append(time.process_time() - worked)
    rate = len(followed) / sum(seconds)
    _send(widget, QEvent.Type.MouseButtonRelease, path[-1], left, none)
    if dock is not None:
        dock.conductor.finished.disconnect(followed.append)
        wait(lambda: not dock.busy)
    pause(CALM)
    counted = [1000 * one for one in seconds[UNCOUNTED:]]
    numbers = {
        f"{MEDIAN}: {name}": statistics.median(counted),
        f"{WORST}: {name}": max(counted),
        f"{BUSY}: {name}": 1000 * statistics.median(busy[UNCOUNTED:]),
    }
    return numbers | ({f"{RATE}: {name}": rate} if followed else {})


def _send(widget: Any, kind: Any, place: Any, button: Any, buttons: Any) -> None:
    from qtpy.QtCore import QPointF, Qt
    from qtpy.QtGui import QMouseEvent
    from qtpy.QtWidgets import QApplication

    here = QPointF(*place)
    there = QPointF(widget.mapToGlobal(here))
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QMouseEvent(kind, here, there, button, buttons, plain))


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[2], Path(sys.argv[1]))))
