"""What other tools need for many numbers, many regions or images in chunks."""

from __future__ import annotations

import math

import numpy as np

from benchmarks import peers
from benchmarks.timing import Numbers
from benchmarks.workloads import Images


def one_after_another(images: Images) -> Numbers:
    """Take, number by number, as much of METRICS as there are functions for elsewhere."""
    from napari_colocalization._metrics import li_icq, manders
    from scipy.stats import wasserstein_distance
    from skimage.metrics import normalized_mutual_information

    a, b = images.a, images.b
    found = peers.napari_colocalization_moments(images)
    found |= peers.napari_colocalization_costes(images)
    found |= peers.scipy_spearman(images)
    found["manders_tm1"], found["manders_tm2"] = manders(
        a, b, found["threshold_a"], found["threshold_b"]
    )
    found["icq"] = float(li_icq(a, b))
    found["normalized_mutual_information"] = float(normalized_mutual_information(a, b, bins=256))
    found["wasserstein"] = float(wasserstein_distance(a.ravel(), b.ravel()))
    np.histogram2d(a.ravel(), b.ravel(), bins=256)
    return found


def napari_colocalization_everything(images: Images) -> Numbers:
    """All that napari-colocalization's own table holds of a whole image."""
    from napari_colocalization import analyse_pairwise

    (row,) = analyse_pairwise(images.a, images.b)
    keys = {
        "pcc": "pearson_r",
        "srcc": "spearman_rho",
        "icq": "icq",
        "overlap": "overlap_coefficient",
        "tm1": "manders_tm1",
        "tm2": "manders_tm2",
        "threshold_a": "threshold_a",
        "threshold_b": "threshold_b",
    }
    return {ours: float(row[theirs]) for theirs, ours in keys.items()}


def mask_by_mask(images: Images) -> Numbers:
    """Pearson's r and RMSD of each polygon, by a mask of the whole image for each."""
    from skimage.draw import polygon2mask

    r, rmsd = [], []
    for corners in images.polygons:
        mask = polygon2mask(images.a.shape, corners)
        a, b = images.a[mask].astype(float), images.b[mask].astype(float)
        r.append(np.corrcoef(a, b)[0, 1])
        rmsd.append(math.sqrt(np.mean((a - b) ** 2)))
    return {"mean of pearson_r": float(np.mean(r)), "mean of rmsd": float(np.mean(rmsd))}


def napari_colocalization_regions(images: Images) -> Numbers:
    """Pearson's r, overlap coefficient, k1 and k2 in each label."""
    from napari_colocalization import analyse_pairwise

    rows = analyse_pairwise(
        images.a, images.b, label_mask=images.labels, metrics=("pcc", "overlap")
    )
    keys = {"pcc": "pearson_r", "overlap": "overlap_coefficient", "k1": "k1", "k2": "k2"}
    return {
        f"mean of {ours}": float(np.mean([row[theirs] for row in rows]))
        for theirs, ours in keys.items()
    }


def cp_measure_regions(images: Images) -> Numbers:
    """Pearson's r, overlap coefficient, k1 and k2 in each label, of all its pixels."""
    from cp_measure.core import measurecolocalization as cp

    a, b = images.a.astype(float), images.b.astype(float)
    found = cp.get_correlation_pearson(a, b, images.labels)
    found |= cp.get_correlation_overlap(a, b, images.labels, thr=0)
    keys = {
        "Correlation_Pearson": "pearson_r",
        "Correlation_Overlap": "overlap_coefficient",
        "Correlation_K_1": "k1",
        "Correlation_K_2": "k2",
    }
    return {f"mean of {ours}": float(np.mean(found[theirs])) for theirs, ours in keys.items()}


def dask_expressions(images: Images) -> Numbers:
    """The moments written as expressions of dask arrays."""
    import dask

    a, b = (one.astype(float) for one in images.lazy)
    difference = a - b
    mean_a, mean_b, aa, bb, ab, square, absolute = dask.compute(
        *(one.mean() for one in (a, b, a * a, b * b, a * b, difference**2, abs(difference)))
    )
    covariance = ab - mean_a * mean_b
    rmsd = math.sqrt(square)
    return {
        "pearson_r": float(covariance / math.sqrt((aa - mean_a**2) * (bb - mean_b**2))),
        "rmsd": rmsd,
        "mad": float(absolute),
        "overlap_coefficient": float(ab / math.sqrt(aa * bb)),
        "k1": float(ab / aa),
        "k2": float(ab / bb),
        "psnr": 20 * math.log10(images.data_range / rmsd),
    }
