"""Images in chunks are compared in memory that does not grow with them."""

import json
import subprocess
import sys

import numpy as np
import pytest

PIXELS = 2**24  # of a plane

SCRIPT = """
import json, resource, sys
import dask.array, numpy as np, zarr
from napari_compare.core.comparison import compare, warm_up
from napari_compare.core.settings import Settings

def peak():
    kilo = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilo

a, b = (zarr.open_array(folder, mode="r") for folder in sys.argv[1:3])
warm_up()
small = a[:1, :512], b[:1, :512]
compare(*small, settings=Settings("all"))
before = peak()
columns = Settings(sys.argv[4].split(","), split=tuple(sys.argv[5]))
inside = np.zeros(a.shape[1:], bool)
inside[100:3000, 200:1500] = True
pair = (a, b) if sys.argv[3] == "zarr" else [dask.array.from_zarr(x) for x in (a, b)]
table = compare(*pair, {"all": ~(inside & False), "cell": inside}, columns)
rows = table.drop(columns="notes").to_dict("records")
print(json.dumps({"rows": rows, "extra": peak() - before}))
"""
KEYS = "pearson_r,spearman_rho,icq,manders_tm1,rmsd_normalized,rwc1,mutual_information"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A pair of 2 × 12 × 32 MB on disk, where it is small; every plane another one."""
    zarr = pytest.importorskip("zarr")
    rng = np.random.default_rng(3)
    tile = rng.integers(0, 3000, (512, 512), dtype=np.uint16)
    found = []
    for name in "ab":
        folder = tmp_path_factory.mktemp("pair") / name
        image = zarr.create_array(
            folder, shape=(12, 4096, 4096), chunks=(1, 1024, 4096), dtype="uint16"
        )
        for z in range(12):
            noise = rng.integers(0, 900 + 50 * z, tile.shape, dtype=np.uint16)
            image[z] = np.tile(tile // (2 if name == "b" else 1) + noise, (8, 8))
        found.append(str(folder))
    return found


def compare_in_a_process(folders, kind, split, keys=KEYS):
    command = [sys.executable, "-c", SCRIPT, *folders, kind, keys, split]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak this way")
@pytest.mark.parametrize("kind", ["zarr", "dask"])
def test_memory_does_not_grow_with_the_image(folders, kind):
    found = compare_in_a_process(folders, kind, "")
    both = 2 * 12 * PIXELS * 2
    assert len(found["rows"]) == 2
    assert found["extra"] < both / 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak this way")
def test_chunks_have_the_numbers_of_the_image_in_memory(folders):
    import zarr

    from napari_compare.core.comparison import compare
    from napari_compare.core.settings import Settings

    keys = [*KEYS.split(","), "kendall_tau"]
    rows = compare_in_a_process(folders, "zarr", "z", ",".join(keys))["rows"]
    assert [row["z"] for row in rows] == [z for z in range(12) for _ in "ab"]
    a, b = (zarr.open_array(folder, mode="r")[2] for folder in folders)
    whole = compare(a, b, settings=Settings(tuple(keys)))
    assert rows[4]["region"] == "all"
    for key in keys:
        assert rows[4][key] == whole[key][0]
