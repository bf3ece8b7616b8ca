"""What other tools compute where they differ from napari-compare, each in a few lines.

`reasons.py` compares these with what the tools themselves gave: the reasons told on the
validation page are true where the two agree.
"""

import numpy as np

COLOC2_STOP = 1e-4


def pearson(a, b):
    """Return Pearson's r; NaN where it is undefined."""
    if len(a) < 2:
        return np.nan
    a, b = a - a.mean(), b - b.mean()
    with np.errstate(all="ignore"):
        return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def truncated(value, digits=3):
    """Return a number as JACoP prints it: cut off, not rounded."""
    return int(value * 10**digits) / 10**digits


def ordinary_line(a, b):
    """Return slope and intercept of the ordinary regression of b on a."""
    slope = np.cov(a, b)[0, 1] / a.var(ddof=1)
    return slope, b.mean() - slope * a.mean()


def orthogonal_line(a, b):
    """Return slope and intercept of the orthogonal regression of b on a."""
    (aa, ab), (_, bb) = np.cov(a, b)
    slope = (bb - aa + np.sqrt((bb - aa) ** 2 + 4 * ab**2)) / (2 * ab)
    return slope, b.mean() - slope * a.mean()


def r_below_along_line(a, b):
    """Return r of the pixels not above both thresholds, for every whole number of the channel
    that varies more; None where the line falls.

    No tool's: what every search of a Costes threshold walks on.
    """
    slope, intercept = orthogonal_line(a, b)
    if slope <= 0:
        return None
    step = a if slope <= 1 else b
    key = (
        np.minimum(a, (b - intercept) / slope)
        if slope <= 1
        else np.minimum(b, slope * a + intercept)
    )
    levels = int(step.max() - step.min()) + 1
    place = np.clip(np.ceil(key - step.min()), 0, levels - 1).astype(int)
    x, y = a - a.mean(), b - b.mean()
    weights = np.ones_like(x), x, y, x * x, y * y, x * y
    n, sx, sy, sxx, syy, sxy = (np.bincount(place, w, levels).cumsum() for w in weights)
    with np.errstate(all="ignore"):
        r = (n * sxy - sx * sy) / np.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy))
    return r[(n >= 3) & np.isfinite(r)]


def coloc2_line(a, b):
    """Return Coloc 2's orthogonal regression: its sums leave out the first pixel."""
    x, y = (channel - channel.mean() for channel in (a, b))
    xx, yy, both = ((d[1:] @ d[1:]) for d in (x, y, x + y))
    covariance = both - xx - yy
    slope = (yy - xx + np.sqrt((yy - xx) ** 2 + covariance**2)) / covariance
    return slope, b.mean() - slope * a.mean()


def coloc2_search(a, b, greatest):
    """Return the thresholds at which Coloc 2's default search ends, r below there, and before.

    It steps down one grey level at a time and ends when r below is less than 0.0001, or greater
    than one step before. Both thresholds are rounded. Below is: less in either channel.
    """
    slope, intercept = coloc2_line(a, b)
    by_a = -1 < slope < 1
    level, before = (a if by_a else b).max(), 1.0
    while True:
        pair = (level, slope * level + intercept) if by_a else ((level - intercept) / slope, level)
        at_a, at_b = (min(max(np.floor(one + 0.5), 0), greatest) for one in pair)
        below = (a < at_a) | (b < at_b)
        now = pearson(a[below], b[below])
        level -= 1
        if level < 1 or now < COLOC2_STOP or now > before:
            return at_a, at_b, now, before
        before = now


def coloc2_r_above(a, b, at_a, at_b):
    """Return Coloc 2's r above: of the pixels above either threshold."""
    above = (a > at_a) | (b > at_b)
    return pearson(a[above], b[above])


def jacop_search(a, b):
    """Return the thresholds at which JACoP's search ends.

    Along the ordinary regression it looks for the least r of the pixels less than both
    thresholds, the last of equals.
    """
    slope, intercept = ordinary_line(a, b)
    first = int(min(a.max(), (b.max() - intercept) / slope))
    last = int(max(a.min(), (b.min() - intercept) / slope))
    found, least = (a.max(), b.max()), 1.0
    for level in range(first, last - 1, -1):
        other = int(slope * level + intercept)
        below = (a < level) & (b < other)
        now = pearson(a[below], b[below])
        if now <= least:
            if level != first:
                found = level, other
            least = now
    return found


def share_above_own(channel, threshold):
    """Return what JACoP calls M1 and M2 at the Costes threshold."""
    return channel[channel > threshold].sum() / channel.sum()


def cellprofiler_share(a, b, at_a, at_b):
    """Return CellProfiler's Costes coefficient of a: > above the line, ≥ below it."""
    both = (a > at_a) & (b > at_b)
    whole = a[a >= at_a].sum()
    return a[both].sum() / whole if whole else np.nan


def wrapped_overlap(a, b):
    """Return the overlap coefficient with products in the images' own type, which wrap around."""
    products = (a * b, a * a, b * b)
    ab, aa, bb = (float(product.sum(dtype=np.float64)) for product in products)
    return ab / np.sqrt(aa * bb)
