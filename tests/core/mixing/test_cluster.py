"""The same coefficients come from a cluster of two workers."""

import dask.array as da
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from napari_compare import MixingSettings, mixing_coefficients
from napari_compare.cli import app
from napari_compare.core.mixing import series as module
from napari_compare.samples import mixtures

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def two_workers():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0"
    ) as here:
        yield here


@pytest.mark.parametrize("kind", ["numpy", "dask"])
def test_every_row_is_the_same(two_workers, kind, monkeypatch):
    monkeypatch.setattr(module, "PIXELS", 1 << 13)  # several parts
    mixed = mixtures(30, (48, 64))
    labels = (mixed.frames[0] > 200).astype(int) + 1
    settings = MixingSettings(bounds="0-1", gain=True)
    given = mixed.frames if kind == "numpy" else da.from_array(mixed.frames, chunks=(4, 48, 64))
    here = mixing_coefficients(given, mixed.references, labels, settings)
    with distributed.Client(two_workers):
        there = mixing_coefficients(given, mixed.references, labels, settings)
    pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_the_command_says_so_where_no_scheduler_answers(tmp_path, monkeypatch):
    monkeypatch.setattr("napari_compare.core.cluster.TIMEOUT", 0.2)
    mixed = mixtures(3, (16, 16))
    for name, image in zip(("series", "a", "b"), (mixed.frames, *mixed.references), strict=True):
        np.save(tmp_path / f"{name}.npy", image)
    files = [str(tmp_path / f"{name}.npy") for name in ("series", "a", "b")]
    result = CliRunner().invoke(app, ["mix", *files, "--scheduler", "tcp://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "No scheduler answers" in result.stderr
