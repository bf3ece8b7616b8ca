"""The same numbers come from a cluster of two workers, also when one of them dies."""

import os
import signal
import threading
import time

import dask.array
import numpy as np
import pandas as pd
import pytest

from napari_compare import Settings, compare
from napari_compare.core import cluster
from napari_compare.core.cluster import active_client, connected

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def two_workers():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0"
    ) as here:
        yield here


def there(two_workers, *given):
    """Compare on the cluster."""
    with distributed.Client(two_workers):
        return compare(*given)


def assert_same(here, there):
    """Check that tables agree to the last bit, but for SSIM, which is of floats."""
    pd.testing.assert_frame_equal(here, there, rtol=1e-12)
    whole = here.columns.drop("ssim", errors="ignore")
    pd.testing.assert_frame_equal(here[whole], there[whole], check_exact=True)


def pair(dtype=np.uint16, depth=3000):
    rng = np.random.default_rng(5)
    a = rng.poisson(80, (4, 256, 320))
    a[:, 60:200, 40:160] += rng.integers(0, depth, (4, 140, 120))
    b = a // 2 + rng.poisson(40, a.shape)
    if np.dtype(dtype).kind == "f":
        return (a + rng.random(a.shape)).astype(dtype), (b + rng.random(a.shape)).astype(dtype)
    return a.astype(dtype), b.astype(dtype)


def regions():
    labels = np.zeros((256, 320), int)
    labels[20:180, 30:200] = 1
    labels[190:200, 300:318] = 2
    return {"both": labels > 0, "small": labels == 2}


def in_chunks(a, b):
    return [dask.array.from_array(one, chunks=(2, 128, 320)) for one in (a, b)]


@pytest.mark.parametrize("split", [(), ("z",)])
@pytest.mark.parametrize("background", ["none", "quantile 0.05", "region small"])
def test_whole_numbers_are_the_same_to_the_last_bit(two_workers, split, background):
    given = *in_chunks(*pair()), regions(), Settings("all", split=split, background_a=background)
    found = there(two_workers, *given)
    assert active_client() is None
    assert_same(compare(*given), found)


@pytest.mark.parametrize("depth", [30, 60000])
def test_arrays_in_memory(two_workers, depth):
    given = *pair(depth=depth), regions()
    found = there(two_workers, *given)
    assert_same(compare(*given), found)


def test_pixels_that_are_too_many_to_be_kept_are_read_again(two_workers):
    rng = np.random.default_rng(0)
    a, b = (rng.integers(0, 1 << 16, (8, 512, 512), dtype=np.uint16) for _ in "ab")
    b[:, :100] = a[:, :100]
    given = *(dask.array.from_array(one, chunks=(4, 512, 512)) for one in (a, b)), None
    found = there(two_workers, *given)
    assert_same(compare(*given), found)


def test_real_numbers(two_workers):
    given = *pair(np.float32), regions(), Settings("all")
    pd.testing.assert_frame_equal(compare(*given), there(two_workers, *given), rtol=1e-12)


def test_a_worker_that_dies_loses_nothing(two_workers):
    channels = in_chunks(*pair())
    died = []

    def slowly(block):
        time.sleep(0.2)
        return block

    slow = [one.map_blocks(slowly, dtype=one.dtype) for one in channels]

    def kill_one(client):
        address, pid = sorted(client.run(os.getpid).items())[0]
        os.kill(pid, signal.SIGKILL)
        died.append(address)

    with distributed.Client(two_workers) as client:
        timer = threading.Timer(0.5, kill_one, [client])
        timer.start()
        found = compare(*slow, regions(), Settings("all"))
        timer.join()
    assert died
    assert_same(compare(*channels, regions(), Settings("all")), found)


def test_the_work_is_done_by_the_workers(two_workers, monkeypatch):
    def not_here(*_):
        raise AssertionError("pixels were counted in the process that asks")

    monkeypatch.setattr("napari_compare.core.measurement.Measurement.first", not_here)
    assert there(two_workers, *in_chunks(*pair()), regions()).pearson_r.notna().all()


def test_local_is_a_cluster_of_this_machine():
    with connected("local"):
        assert len(active_client().nthreads()) >= 1
    assert active_client() is None


def test_nobody_at_the_address(monkeypatch):
    monkeypatch.setattr(cluster, "TIMEOUT", 0.5)
    with (
        pytest.raises(ValueError, match=r"No scheduler answers at \"tcp://127.0.0.1:9\""),
        connected("tcp://127.0.0.1:9"),
    ):
        pass
