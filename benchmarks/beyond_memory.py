"""Images larger than the memory that the process may have, in chunks on the disk."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.memory import MIB, RESET, peak
from benchmarks.timing import Numbers

ALLOWED = 2 << 30  # bytes
SHAPE, QUICK = (64, 4096, 4096), (2, 1024, 1024)
CHUNK = (1, 1024, 4096)  # 8 MiB
TILE = 512
TIME, MEMORY = "s for all", "MiB of memory at the most, with Python and all libraries"
LIMITS = {MEMORY: ALLOWED / (1 << 20)}


def prepare(folder: Path, quick: bool) -> str:
    """Write both channels chunk by chunk; return why they cannot be had, if so."""
    if not RESET.exists():
        return "not measured: only Linux limits a process's memory and tells its peak"
    try:
        import zarr
    except ImportError:
        return "not measured: zarr is not installed"
    shape = QUICK if quick else SHAPE
    needed = 2 * 2 * int(np.prod(shape, dtype=np.int64))
    if shutil.disk_usage(folder).free < 1.2 * needed:
        return f"not measured: the disk has no {needed / (1 << 30):.0f} GiB left"
    rng = np.random.default_rng(0)
    tiles = rng.poisson(300, (2, TILE, TILE)).astype(np.uint16)
    repeats = tuple(length // TILE for length in shape[-2:])
    for channel, tile in zip("AB", (tiles[0], tiles[0] // 2 + tiles[1]), strict=True):
        image = zarr.create_array(
            _path(folder, channel), shape=shape, chunks=CHUNK, dtype="uint16", compressors=None
        )
        for z in range(shape[0]):
            noise = rng.integers(0, 50 + z, tile.shape, dtype=np.uint16)
            image[z] = np.tile(tile + noise, repeats)
    return ""


def _measure(folder: Path) -> Numbers:
    import resource

    import dask.array

    from napari_compare import compare
    from napari_compare.core.comparison import warm_up

    resource.setrlimit(resource.RLIMIT_DATA, (ALLOWED, ALLOWED))
    a, b = (dask.array.from_zarr(_path(folder, channel)) for channel in "AB")
    warm_up()
    begin = time.perf_counter()
    (r,) = compare(a, b).pearson_r
    seconds = time.perf_counter() - begin
    assert 0 < r < 1
    return {TIME: seconds, MEMORY: peak() / MIB}


def _path(folder: Path, channel: str) -> str:
    return str(folder / f"beyond-memory-{channel}.zarr")


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
