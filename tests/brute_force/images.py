"""What needs the whole images: their range, saturation, planes, and regions of them."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from brute_force.exact import NAN, is_integer, widened
from brute_force.metrics import measure
from brute_force.thresholds import thresholds


def compare(a, b, inside=None, method="costes", manual=(NAN, NAN), scope="region", data_range=None):
    """Every number of one region, a boolean array of the images' shape."""
    inside = np.ones(a.shape, bool) if inside is None else inside
    data_range = observed_range(a, b) if data_range is None else data_range
    valid = np.isfinite(a) & np.isfinite(b)
    pixels = a[inside & valid], b[inside & valid]
    found = thresholds(a[valid], b[valid], method, manual) if scope == "image" else None
    row = measure(*pixels, method, manual, found)
    return row | {
        "n_excluded": int((inside & ~valid).sum()),
        "psnr": psnr(row["rmsd"], data_range),
        "ssim": ssim(a, b, inside, data_range),
        "saturated_a": saturated(pixels[0], a),
        "saturated_b": saturated(pixels[1], b),
    }


def without_background(image, background):
    """Image less a number; integers stay integers where the number is whole."""
    if is_integer(image) and float(background).is_integer():
        return image.astype(np.int64) - int(background)
    return image.astype(float) - background


def observed_range(a, b):
    values = np.concatenate([widened(x)[np.isfinite(x)].astype(float) for x in (a, b)])
    return float(values.max() - values.min()) if len(values) else NAN


def psnr(rmsd, data_range):
    if rmsd == 0:
        return math.inf
    return 20 * math.log10(data_range / rmsd) if data_range else NAN


def ssim(a, b, inside, data_range):
    """Mean over a region of the planes' maps, but where the window holds an excluded pixel."""
    if min(a.shape[-2:]) < 7 or not data_range > 0:
        return NAN
    maps = np.empty(a.shape)
    for plane in np.ndindex(a.shape[:-2]):
        maps[plane] = ssim_map(a[plane].astype(float), b[plane].astype(float), data_range)
    known = maps[inside & ~np.isnan(maps)]
    return float(known.mean()) if len(known) else NAN


def ssim_map(x, y, data_range):
    """Index of each pixel from the means and sample covariances of its own 7 × 7 window."""
    excluded = ~(np.isfinite(x) & np.isfinite(y))
    x[excluded] = y[excluded] = NAN
    x, y = (sliding_window_view(np.pad(z, 3, "symmetric"), (7, 7)) for z in (x, y))
    mean_x, mean_y = (z.mean((2, 3)) for z in (x, y))
    dx, dy = x - mean_x[..., None, None], y - mean_y[..., None, None]
    var_x, var_y, cov = ((u * v).sum((2, 3)) / 48 for u, v in ((dx, dx), (dy, dy), (dx, dy)))
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    likeness = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    return likeness * (2 * cov + c2) / (var_x + var_y + c2)


def saturated(pixels, image):
    """Share of a region at the type's maximum, or at the image's own if many pixels hold it."""
    if not len(pixels):
        return NAN
    if image.dtype == bool:
        return 0.0
    finite = image[np.isfinite(image)]
    top = finite.max()
    full = is_integer(image) and top == np.iinfo(image.dtype).max
    return float(np.mean(pixels == top)) if full or np.mean(finite == top) > 1e-4 else 0.0


def disagreements(row, expected, tolerance=1e-9, ssim_tolerance=1e-6):
    """Sentences on each expected number that a row lacks or has otherwise; empty if it agrees."""
    found = []
    for key, value in expected.items():
        relative = ssim_tolerance if key == "ssim" else tolerance
        if not agree(row.get(key), value, relative, rounding(key, expected)):
            found.append(f"{key} is {row.get(key)!r}, not {value!r}")
    return found


def rounding(key, expected):
    """Size of the rounding errors of a number near 0: of sums of ones, or of great means."""
    if key == "intercept" and {"mean_a", "mean_b", "slope"} <= set(expected):
        return 1e-13 * (1 + abs(expected["mean_b"]) + abs(expected["slope"] * expected["mean_a"]))
    return 1e-12


def agree(got, expected, relative, absolute):
    if got is None or math.isnan(got) or math.isnan(expected):
        return got is not None and math.isnan(got) and math.isnan(expected)
    return math.isclose(got, expected, rel_tol=relative, abs_tol=absolute)
