"""The real window: how long from the click to the table, and how long nothing moves meanwhile.

Needs a display. A timer in the event loop ticks every 5 ms; the longest time between two ticks is
how long the window was blocked.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.memory import MIB, peak, reset_peak, resident
from benchmarks.timing import Numbers
from benchmarks.window import missing_display, open_window, pause, press, settle, wait
from benchmarks.workloads import load, store

CLICK, BLOCKED, CANCEL, MEMORY = (
    *("s from the click to the table", "s blocked at the longest", "s until cancelled"),
    "MiB above the images",
)
LIMITS = {CLICK: 3.0, BLOCKED: 0.1, CANCEL: 0.2, MEMORY: 512.0}
TICK = 5  # ms


def prepare(folder: Path, quick: bool) -> str:
    """Put the images into a folder; return why there can be no window, if so."""
    problem = missing_display()
    if not problem:
        store("b", folder, quick)
    return problem


def _measure(folder: Path) -> Numbers:
    viewer, dock = open_window(load("b", folder))
    dock.form.set_settings(replace(dock.form.settings(), metrics="all"))
    settle(dock)

    before = resident()
    reset_peak()
    with _ticking() as gaps:
        begin = time.perf_counter()
        press(dock, "Compare")
        wait(lambda: not dock.comparison.running)
        click = time.perf_counter() - begin
        longest = max(gaps)
    memory = (peak() - before) / MIB

    settle(dock)
    press(dock, "Compare")
    pause(click / 3)
    in_time = dock.comparison.running
    begin = time.perf_counter()
    dock.cancel()
    wait(lambda: not dock.comparison.running)
    cancelled = time.perf_counter() - begin if in_time else math.nan
    settle(dock)
    viewer.close()
    return {CLICK: click, BLOCKED: longest, CANCEL: cancelled, MEMORY: memory}


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


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
