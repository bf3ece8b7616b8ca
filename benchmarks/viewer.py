"""The real window: how long from the click to the table, and how long nothing moves meanwhile.

Needs a display. A timer in the event loop ticks every 5 ms; the longest time between two ticks is
how long the window was blocked.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.memory import MIB, peak, reset_peak, resident
from benchmarks.timing import Numbers
from benchmarks.workloads import load, store

CLICK, BLOCKED, CANCEL, MEMORY = (
    *("s from the click to the table", "s blocked at the longest", "s until cancelled"),
    "MiB above the images",
)
LIMITS = {CLICK: 3.0, BLOCKED: 0.1, CANCEL: 0.2, MEMORY: 512.0}
TICK = 5  # ms
PATIENCE = 300.0  # s
CALM = 1.0  # s in which napari finishes what it does by itself


def prepare(folder: Path, quick: bool) -> str:
    """Put the images into a folder; return why there can be no window, if so."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not shown:
        return "not measured: there is no display"
    store("b", folder, quick)
    return ""


def _measure(folder: Path) -> Numbers:
    import napari

    images = load("b", folder)
    viewer = napari.Viewer()
    viewer.window.resize(1400, 900)
    viewer.add_image(images.a, name="A", colormap="green")
    viewer.add_image(images.b, name="B", colormap="magenta", blending="additive")
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare channels")
    _wait(lambda: not dock.preparing)
    dock.form.set_settings(replace(dock.form.settings(), metrics="all"))
    _settle(dock)

    before = resident()
    reset_peak()
    with _ticking() as gaps:
        begin = time.perf_counter()
        _button(dock, "Compare").click()
        _wait(lambda: not dock.comparison.running)
        click = time.perf_counter() - begin
        longest = max(gaps)
    memory = (peak() - before) / MIB

    _settle(dock)
    _button(dock, "Compare").click()
    _pause(click / 3)
    in_time = dock.comparison.running
    begin = time.perf_counter()
    dock.cancel()
    _wait(lambda: not dock.comparison.running)
    cancelled = time.perf_counter() - begin if in_time else math.nan
    _settle(dock)
    viewer.close()
    return {CLICK: click, BLOCKED: longest, CANCEL: cancelled, MEMORY: memory}


def _button(dock: Any, text: str) -> Any:
    from qtpy.QtWidgets import QPushButton

    return next(
        one for one in dock.findChildren(QPushButton) if one.text().replace("&", "") == text
    )


@contextmanager
def _ticking() -> Iterator[list[float]]:
    """Write down the times between ticks of a timer in the event loop."""
    from qtpy.QtCore import QTimer

    gaps = [0.0]
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(TICK)
    yield gaps
    timer.stop()


def _settle(dock: Any) -> None:
    """Wait until nothing is compared and napari has nothing left to do."""
    _pause(CALM)
    _wait(lambda: not dock.comparison.running)


def _pause(seconds: float) -> None:
    end = time.perf_counter() + seconds
    _wait(lambda: time.perf_counter() >= end)


def _wait(until: Callable[[], bool]) -> None:
    from qtpy.QtWidgets import QApplication

    end = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError(f"The window was not done in {PATIENCE:.0f} s.")
        QApplication.processEvents()
        time.sleep(0.001)


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
