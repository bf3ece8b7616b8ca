"""What cannot be timed beside peers: the real window, and images larger than the memory allowed.

Each runs in a process of its own, which prints what it measured, number by number.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import beyond_memory, dragging, viewer
from benchmarks.timing import Numbers
from benchmarks.workloads import WORKLOADS

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Scenario:
    """Something that this project does.

    Parameters
    ----------
    title
        What is done.
    images
        On which images.
    module
        Name of the module that does it when it is run with the folder of the images.
    prepare
        Puts the images into a folder, small ones for a quick run; returns a sentence where the
        scenario cannot run here, and nothing where it can.
    limits
        Name of a number → the most it may be.
    arguments
        What the module is given after the folder.
    """

    title: str
    images: str
    module: str
    prepare: Callable[[Path, bool], str]
    limits: dict[str, float]
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What a scenario measured, or why it did not."""

    key: str
    scenario: Scenario
    numbers: Numbers = field(default_factory=dict)
    problem: str = ""


def _dragging(workload: str) -> Scenario:
    return Scenario(
        "In napari, five regions",
        WORKLOADS[workload].what,
        dragging.__name__,
        partial(dragging.prepare, workload),
        dragging.LIMITS,
        (workload,),
    )


SCENARIOS = {
    "viewer": Scenario(
        "In napari: from the click on Compare to the table, every number",
        "64×1024² uint16, 12 bit",
        viewer.__name__,
        viewer.prepare,
        viewer.LIMITS,
    ),
    "dragging-small": _dragging("small"),
    "dragging": _dragging("a"),
    "dragging-stack": _dragging("b"),
    "beyond-memory": Scenario(
        "The essential numbers of dask arrays from zarr, in a process of 2 GiB",
        "2×64×4096² uint16, 4 GiB",
        beyond_memory.__name__,
        beyond_memory.prepare,
        beyond_memory.LIMITS,
    ),
}


def measure(key: str, folder: Path, quick: bool) -> Measured:
    """Run a scenario."""
    scenario = SCENARIOS[key]
    problem = scenario.prepare(folder, quick)
    if problem:
        return Measured(key, scenario, problem=problem)
    command = [sys.executable, "-m", scenario.module, str(folder), *scenario.arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        return Measured(key, scenario, problem=f"failed: {last}")
    return Measured(key, scenario, json.loads(done.stdout.splitlines()[-1]))
