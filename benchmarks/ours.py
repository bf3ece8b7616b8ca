"""What this project is measured at: `compare`, as a user calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.timing import Numbers
from benchmarks.workloads import BLOCK, SHIFT, Images, regions_of
from napari_compare import (
    METRICS,
    Settings,
    as_matrix,
    block_shuffle,
    compare,
    compare_all,
    mixing_coefficients,
    van_steensel,
)
from napari_compare.core.results import Result

Run = Callable[[Images], Numbers]

MOMENTS = ("pearson_r", "rmsd", "mad", "overlap_coefficient", "k1", "k2", "psnr")
MANDERS = (
    *("manders_m1", "manders_m2", "manders_tm1", "manders_tm2"),
    *("manders_tm1_signal", "manders_tm2_signal", "fraction_above_a", "fraction_above_b"),
)
POINTWISE = tuple(key for key in METRICS if key not in ("kendall_tau", "ssim"))


def measuring(metrics: tuple[str, ...], threshold: str = "none", advice: bool = False) -> Run:
    """Return the work of comparing whole images; no peer gives advice, so some rows do not."""
    return lambda images: numbers_of(images, metrics, threshold, advice)


def numbers_of(
    images: Images, metrics: tuple[str, ...], threshold: str, advice: bool, **more: Any
) -> Numbers:
    """Compare whole images, and return the numbers of the first row."""
    limits = images.thresholds if threshold == "manual" else (None, None)
    settings = Settings(
        metrics=metrics,
        threshold=threshold,
        threshold_a=limits[0],
        threshold_b=limits[1],
        data_range=images.data_range,
        **more,
    )
    row = compare(images.a, images.b, settings=settings, advice=advice).iloc[0]
    keys = (*metrics, "threshold_a", "threshold_b")
    return {key: float(row[key]) for key in keys if key in row}


def moved(images: Images) -> Numbers:
    """Take thresholds that were not taken before, of images that were."""
    engine, pair, regions, step = images.moving
    a, b = images.thresholds
    limits = {"threshold_a": a + next(step) % 7, "threshold_b": b}
    settings = Settings(
        metrics=POINTWISE, threshold="manual", data_range=images.data_range, **limits
    )
    result = next(event for event in engine(pair, regions, settings) if isinstance(event, Result))
    return {"threshold_b": float(result.row["threshold_b"])}


def drawn(images: Images) -> Numbers:
    """Make regions of the polygons, and take the moments in each."""
    return _in_regions(images, regions_of(images.polygons, images.a.shape[-2:]))


def again(images: Images) -> Numbers:
    """Take the moments in each of the regions."""
    return _in_regions(images, images.regions)


def _in_regions(images: Images, regions: list[Any]) -> Numbers:
    settings = Settings(metrics=MOMENTS, threshold="none", data_range=images.data_range)
    table = compare(images.a, images.b, regions, settings, advice=False)
    return {f"mean of {key}": float(table[key].mean()) for key in MOMENTS}


def chunked(images: Images) -> Numbers:
    """Take the moments of dask arrays."""
    settings = Settings(metrics=MOMENTS, threshold="none", data_range=images.data_range)
    row = compare(*images.lazy, settings=settings, advice=False).iloc[0]
    return {key: float(row[key]) for key in MOMENTS}


def essential(images: Images) -> Numbers:
    """Compare whole images with the settings that the dock opens with."""
    row = compare(images.a, images.b).iloc[0]
    return {f"pearson_r of {images.a.dtype}": float(row.pearson_r)}


def frame_by_frame(images: Images) -> Numbers:
    """Compare each frame of a time series, with a threshold of its own."""
    table = compare(images.a, images.b, settings=Settings(split=("t",)), axes=("t", "y", "x"))
    return {"mean of pearson_r in frames": float(np.mean(table.pearson_r))}


def all_frames(images: Images) -> Numbers:
    """Compare all frames of a time series at once."""
    table = compare(images.a, images.b, axes=("t", "y", "x"))
    return {"pearson_r": float(table.pearson_r[0])}


def all_pairs(images: Images) -> Numbers:
    """Find Pearson's r of every pair of planes, in one pass."""
    return of_matrix(as_matrix(compare_all(images.planes), "pearson_r").to_numpy())


def pair_by_pair(images: Images) -> Numbers:
    """Find the same by comparing each pair."""
    planes = images.planes
    settings = Settings(metrics=("pearson_r",), threshold="none")
    r = np.eye(len(planes))
    for i, j in zip(*np.triu_indices(len(planes), 1), strict=True):
        r[i, j] = compare(planes[i], planes[j], settings=settings)["pearson_r"][0]
    return of_matrix(r)


def of_matrix(r: npt.NDArray[np.float64]) -> Numbers:
    """Return what of a matrix is compared with others."""
    above = r[np.triu_indices(len(r), 1)]
    return {"least r": float(above.min()), "mean r": float(above.mean())}


def shuffling(shuffles: int) -> Run:
    """Return the work of telling r by chance, by shuffles or, with none, in closed form."""

    def run(images: Images) -> Numbers:
        row = block_shuffle(images.a, images.b, block_size=BLOCK, shuffles=shuffles).iloc[0]
        return {key: float(row[key]) for key in ("pearson_r", "chance_mean", "chance_std", "z")}

    return run


def shifting(images: Images) -> Numbers:
    """Follow r while B is moved by up to 20 pixels either way."""
    r = van_steensel(images.a, images.b, most=SHIFT)["pearson_r"]
    return {"r at -20": float(r[0]), "r at 0": float(r[SHIFT]), "r at 20": float(r[2 * SHIFT])}


def unmixing(images: Images) -> Numbers:
    """Find the mixing coefficient of each frame, with its standard error and checks."""
    table = mixing_coefficients(images.a, list(images.b))
    return {"mean of x": float(table.x.mean()), "SD of x": float(table.x.std(ddof=0))}
