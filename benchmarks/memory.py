"""Peak memory of one contender, beyond the images: measured in a process of its own.

The process runs the contender once to have everything imported and compiled, resets the
kernel's record of its largest resident set, runs the contender again, and reads the record.
Linux only; elsewhere there is no such reset, and no number is given.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.rows import ROWS
from benchmarks.workloads import load

ROOT = Path(__file__).parents[1]
RECORD = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")
# What is freed goes back to the system at once, so that it does not hide what comes next.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
MIB = 1024


def peak_memory(row: str, contender: str, folder: Path, *, warm: bool) -> float:
    """Return the peak extra memory of a contender in MiB; NaN where it cannot be measured."""
    if not RESET.exists():
        return float("nan")
    command = [sys.executable, "-m", "benchmarks.memory", row, contender, str(folder), str(warm)]
    done = subprocess.run(
        command, env={**os.environ, **ALLOCATOR}, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode != 0:
        print(f"no memory measured of {contender}: {done.stderr[-500:]}", file=sys.stderr)
        return float("nan")
    return float(done.stdout.split()[-1])


def _measure(row: str, contender: str, folder: str, warm: str) -> None:
    one = next(one for one in ROWS[row].contenders if one.name == contender)
    images = load(one.workload or ROWS[row].workload, Path(folder))
    if warm == "True":
        one.run(images)
    gc.collect()
    reset_peak()
    before = resident()
    one.run(images)
    print((peak() - before) / MIB)


def reset_peak() -> None:
    """Let the kernel's record of the peak begin again, where there is one."""
    if RESET.exists():
        RESET.write_text("5")


def resident() -> float:
    """Return the memory of this process in KiB."""
    return _kib("VmRSS")


def peak() -> float:
    """Return the most memory that this process had since the record began, in KiB."""
    return _kib("VmHWM")


def _kib(key: str) -> float:
    if not RECORD.exists():
        return float("nan")
    lines = RECORD.read_text().splitlines()
    return float(next(line for line in lines if line.startswith(key)).split()[1])


if __name__ == "__main__":
    _measure(*sys.argv[1:])
