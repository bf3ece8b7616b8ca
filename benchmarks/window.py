"""The real window, as a person has it: opened, with the dock in it, and waited for."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.workloads import Images

SIZE = 1400, 900
PATIENCE = 300.0  # s
CALM = 1.0  # s in which napari finishes what it does by itself


def missing_display() -> str:
    """Return why there can be no window, if so."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not shown:
        return "not measured: there is no display"
    return ""


def open_window(images: Images) -> tuple[Any, Any]:
    """Open napari with both channels; return the viewer, and the dock, ready to compare.

    Choices are neither remembered nor recalled, so that every run is the same.
    """
    import napari

    from napari_compare.files import choices

    nowhere = Path(tempfile.mkdtemp(), "choices")
    choices.choices_folder = lambda: nowhere
    viewer = napari.Viewer()
    viewer.window.resize(*SIZE)
    viewer.add_image(images.a, name="A", colormap="green")
    viewer.add_image(images.b, name="B", colormap="magenta", blending="additive")
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare channels")
    wait(lambda: not dock.preparing)
    return viewer, dock


def press(dock: Any, text: str) -> None:
    """Click a button of the dock."""
    from qtpy.QtWidgets import QPushButton

    buttons = dock.findChildren(QPushButton)
    next(one for one in buttons if one.text().replace("&", "") == text).click()


def settle(dock: Any) -> None:
    """Wait until nothing is compared and napari has nothing left to do."""
    pause(CALM)
    wait(lambda: not dock.comparison.running)


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() >= end)


def wait(until: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    from qtpy.QtWidgets import QApplication

    end = time.perf_counter() + PATIENCE
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError(f"The window was not done in {PATIENCE:.0f} s.")
        QApplication.processEvents()
        time.sleep(0.001)
