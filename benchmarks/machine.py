"""The machine and the versions with which something was measured, without its name."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    *("napari-compare", "numpy", "numba", "scipy", "scikit-image", "dask"),
    *("napari-colocalization", "cp-measure", "pewlib", "fast-ssim"),
)
GIB = 1 << 30


def machine() -> str:
    """Return a sentence on the processor, the memory and the system."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}, "
        f"{platform.system()}, Python {platform.python_version()}."
    )


def versions() -> str:
    """Return the packages measured, with their versions."""
    return ", ".join(f"{name} {_version(name)}" for name in PACKAGES) + "."


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return "memory unknown"
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / GIB:.0f} GiB of memory"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"
