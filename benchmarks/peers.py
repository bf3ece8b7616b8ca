"""The same numbers by other tools, called as their documentation says.

Every function gets the images as loaded; where a tool asks for floats, turning the images into
floats is part of its time. A number's key is that of this project's metric of the same
definition, so that numbers can be compared.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from benchmarks.ours import of_matrix
from benchmarks.timing import Numbers
from benchmarks.workloads import BLOCK, SHIFT, SHUFFLES, Images


def reading(images: Images) -> Numbers:
    """Read both channels once on one thread: the unit R."""
    total = sum(np.add.reduce(one.reshape(-1).view(np.uint64)) for one in (images.a, images.b))
    return {"": float(total)}


def numpy_corrcoef(images: Images) -> Numbers:
    """Pearson's r alone."""
    return {"pearson_r": float(np.corrcoef(images.a.ravel(), images.b.ravel())[0, 1])}


def scikit_image_moments(images: Images) -> Numbers:
    """The moments for which scikit-image has a function."""
    from skimage import measure, metrics

    a, b = images.a, images.b
    return {
        "pearson_r": float(measure.pearson_corr_coeff(a, b)[0]),
        "overlap_coefficient": float(measure.manders_overlap_coeff(a, b)),
        "rmsd": math.sqrt(metrics.mean_squared_error(a, b)),
        "psnr": float(metrics.peak_signal_noise_ratio(a, b, data_range=images.data_range)),
    }


def napari_colocalization_moments(images: Images) -> Numbers:
    """Pearson's r, overlap coefficient, k1 and k2."""
    from napari_colocalization._metrics import overlap, pearson

    coefficient, k1, k2 = overlap(images.a, images.b)
    r, _ = pearson(images.a, images.b)
    return {"pearson_r": r, "overlap_coefficient": coefficient, "k1": k1, "k2": k2}


def cp_measure_moments(images: Images) -> Numbers:
    """Pearson's r, overlap coefficient, k1 and k2, of all pixels."""
    from cp_measure.core import measurecolocalization as cp

    everywhere = np.ones(images.a.shape, bool)
    a, b = images.a.astype(float), images.b.astype(float)
    found = cp.get_correlation_overlap_ind(a, b, everywhere, thr=0)
    found |= cp.get_correlation_pearson_ind(a, b, everywhere)
    return {
        "pearson_r": float(found["Correlation_Pearson"]),
        "overlap_coefficient": float(found["Correlation_Overlap"]),
        "k1": found["Correlation_K_1"],
        "k2": found["Correlation_K_2"],
    }


def pewlib_pearson(images: Images) -> Numbers:
    """Pearson's r alone."""
    from pewlib.process.colocal import pearsonr

    return {"pearson_r": float(pearsonr(images.a.astype(float), images.b.astype(float)))}


def napari_colocalization_manders(images: Images) -> Numbers:
    """tM1 and tM2."""
    from napari_colocalization._metrics import manders

    tm1, tm2 = manders(images.a, images.b, *images.thresholds)
    return {"manders_tm1": tm1, "manders_tm2": tm2}


def cp_measure_manders(images: Images) -> Numbers:
    """Manders' coefficients of the signal above 15 % of each maximum."""
    from cp_measure.core.measurecolocalization import get_correlation_manders_fold_ind

    a, b = images.a.astype(float), images.b.astype(float)
    found = get_correlation_manders_fold_ind(a, b, np.ones(a.shape, bool), thr=15)
    return {
        "manders_tm1_signal": found["Correlation_Manders_1"],
        "manders_tm2_signal": found["Correlation_Manders_2"],
    }


def scikit_image_manders(images: Images) -> Numbers:
    """tM1 and tM2."""
    from skimage.measure import manders_coloc_coeff

    above_a, above_b = (
        one > limit for one, limit in zip((images.a, images.b), images.thresholds, strict=True)
    )
    return {
        "manders_tm1": float(manders_coloc_coeff(images.a, above_b)),
        "manders_tm2": float(manders_coloc_coeff(images.b, above_a)),
    }


def pewlib_manders(images: Images) -> Numbers:
    """tM1 and tM2."""
    from pewlib.process.colocal import manders

    tm1, tm2 = manders(images.a.astype(float), images.b.astype(float), *images.thresholds)
    return {"manders_tm1": float(tm1), "manders_tm2": float(tm2)}


def napari_colocalization_costes(images: Images) -> Numbers:
    """Costes' threshold by bisection."""
    from napari_colocalization._metrics import costes_threshold

    return _thresholds(*costes_threshold(images.a, images.b))


def cp_measure_costes(images: Images) -> Numbers:
    """Costes' threshold by CellProfiler's bisection, on the scale of the images."""
    from cp_measure.core.measurecolocalization import bisection_costes

    scale = 4095 if max(images.a.max(), images.b.max()) <= 4095 else 65535
    a, b = (one.ravel() / scale for one in (images.a, images.b))
    found = bisection_costes(None, None, a, b, scale)
    return _thresholds(*(float(one) * scale for one in found))


def pewlib_costes(images: Images) -> Numbers:
    """Costes' threshold by 256 steps."""
    from pewlib.process.colocal import costes_threshold

    at_a, slope, intercept = costes_threshold(images.a.astype(float), images.b.astype(float))
    return _thresholds(float(at_a), float(slope * at_a + intercept))


def _thresholds(at_a: float, at_b: float) -> Numbers:
    return {"threshold_a": at_a, "threshold_b": at_b}


def scipy_spearman(images: Images) -> Numbers:
    """Spearman's ρ."""
    from scipy.stats import spearmanr

    return {"spearman_rho": float(spearmanr(images.a.ravel(), images.b.ravel()).statistic)}


def napari_colocalization_spearman(images: Images) -> Numbers:
    """Spearman's ρ."""
    from napari_colocalization._metrics import spearman

    return {"spearman_rho": float(spearman(images.a, images.b)[0])}


def scipy_kendall(images: Images) -> Numbers:
    """Kendall's τ-b."""
    from scipy.stats import kendalltau

    return {"kendall_tau": float(kendalltau(images.a.ravel(), images.b.ravel()).statistic)}


def scikit_image_ssim(images: Images) -> Numbers:
    """The mean of the whole map: scikit-image's own mean leaves out a margin of 3 pixels."""
    from skimage.metrics import structural_similarity

    _, similarity = structural_similarity(
        images.a, images.b, data_range=images.data_range, full=True
    )
    return {"ssim": float(similarity.mean())}


def fast_ssim(images: Images) -> Numbers:
    """SSIM of compiled C++, on images turned into float32."""
    from fast_ssim import ssim

    a, b = (one.astype(np.float32) for one in (images.a, images.b))
    return {"ssim": float(ssim(a, b, data_range=images.data_range))}


def pewlib_shuffles(images: Images) -> Numbers:
    """Pearson's r of 200 shuffles."""
    from pewlib.process.colocal import pearsonr_probablity

    a, b = images.a.astype(float), images.b.astype(float)
    r, _ = pearsonr_probablity(a, b, block=BLOCK, n=SHUFFLES)
    return {"pearson_r": float(r)}


def napari_colocalization_shuffles(images: Images) -> Numbers:
    """Pearson's r of 200 shuffles."""
    from napari_colocalization._diagnostics import costes_randomization

    found = costes_randomization(images.a, images.b, n_iter=SHUFFLES, block_size=BLOCK, seed=0)
    return {"pearson_r": float(found["observed"])}


def napari_colocalization_shifts(images: Images) -> Numbers:
    """Pearson's r at each shift."""
    from napari_colocalization._diagnostics import van_steensel_ccf

    _, r = van_steensel_ccf(images.a, images.b, max_shift=SHIFT)
    return {"r at -20": float(r[0]), "r at 0": float(r[SHIFT]), "r at 20": float(r[2 * SHIFT])}


def numpy_lstsq(images: Images) -> Numbers:
    """Mixing coefficients by least squares, image by image."""
    first, second = images.b.astype(float)
    column = (first - second).reshape(-1, 1)
    return _of_coefficients(
        [np.linalg.lstsq(column, (frame - second).ravel())[0][0] for frame in images.a]
    )


def scipy_fsolve(images: Images) -> Numbers:
    """Mixing coefficients as roots of the derivative of the sum of squares, image by image."""
    from scipy.optimize import fsolve

    first, second = images.b.astype(float)
    between = first - second

    def root(frame: npt.NDArray[np.generic]) -> float:
        rest = frame - second
        return float(fsolve(lambda x: np.vdot(rest - x * between, between), 0.5, xtol=1e-10)[0])

    return _of_coefficients([root(frame) for frame in images.a])


def scipy_nnls(images: Images) -> Numbers:
    """Non-negative coefficients that need not sum to one, image by image."""
    from scipy.optimize import nnls

    columns = images.b.reshape(len(images.b), -1).T.astype(float)
    x = [nnls(columns, frame.ravel().astype(float))[0][0] for frame in images.a]
    return {"mean of x_0 of a free sum": float(np.mean(x))}


def _of_coefficients(x: list[float]) -> Numbers:
    return {"mean of x": float(np.mean(x)), "SD of x": float(np.std(x))}


def numpy_all_pairs(images: Images) -> Numbers:
    """Pearson's r of every pair of planes."""
    planes = np.concatenate([images.a, images.b]).reshape(len(images.planes), -1)
    return of_matrix(np.corrcoef(planes))


def pandas_all_pairs(images: Images) -> Numbers:
    """Pearson's r of every pair of planes."""
    import pandas as pd

    return of_matrix(
        pd.DataFrame({i: p.ravel() for i, p in enumerate(images.planes)}).corr().values
    )


def numpy_pair_by_pair(images: Images) -> Numbers:
    """Pearson's r of every pair of planes, in a loop."""
    planes = [plane.ravel() for plane in images.planes]
    r = np.eye(len(planes))
    for i, j in zip(*np.triu_indices(len(planes), 1), strict=True):
        r[i, j] = np.corrcoef(planes[i], planes[j])[0, 1]
    return of_matrix(r)
