"""Every number that follows from the valid pixels of one region."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
from scipy.stats import kendalltau, rankdata

from brute_force.exact import NAN, Moments, exact, is_integer, pearson, ratio, rms, root, widened
from brute_force.thresholds import thresholds

BINS = 256
THRESHOLDED = (
    *("manders_tm1", "manders_tm2", "manders_tm1_signal", "manders_tm2_signal"),
    *("fraction_above_a", "fraction_above_b", "area_overlap_a", "area_overlap_b"),
    *("dice", "jaccard", "pearson_r_above", "pearson_r_below", "rwc1", "rwc2"),
)
DISTANCES = (
    *("histogram_correlation", "histogram_chi2", "histogram_intersection"),
    *("histogram_hellinger", "histogram_jensen_shannon"),
)


def measure(a, b, method="costes", manual=(NAN, NAN), found=None):
    """Numbers of pixels of any type, shape (n,); thresholds by a method, or as found elsewhere."""
    ta, tb = found or thresholds(a, b, method, manual)
    return {
        "n_pixels": len(a),
        **description(a, "a"),
        **description(b, "b"),
        "threshold_a": ta,
        "threshold_b": tb,
        **difference(a, b),
        **correlation(a, b),
        **cooccurrence(a, b, ta, tb),
        **information(a, b),
    }


def description(x, name):
    ex, scale = exact(x)
    n, total = len(ex), sum(ex)
    variance = n * sum(v * v for v in ex) - total**2
    return {
        f"sum_{name}": float(Fraction(total, scale)),
        f"mean_{name}": ratio(total, n * scale),
        f"std_{name}": root(Fraction(variance, n * (n - 1) * scale**2)) if n > 1 else NAN,
        f"min_{name}": ratio(min(ex), scale) if n else NAN,
        f"max_{name}": ratio(max(ex), scale) if n else NAN,
    }


def difference(a, b):
    ea, eb, scale = exact(a, b)
    apart = [x - y for x, y in zip(ea, eb, strict=True)]
    return {
        "mean_difference": ratio(sum(apart), len(apart) * scale),
        "mad": ratio(sum(map(abs, apart)), len(apart) * scale),
        "rmsd": rms(apart, scale),
        "identical_fraction": ratio(apart.count(0), len(apart)),
        **normalized_difference(ea, eb),
    }


def normalized_difference(ea, eb):
    undefined = {"mad_normalized": NAN, "rmsd_normalized": NAN}
    if not ea:
        return undefined
    (la, ha), (lb, hb) = ([quantile(x, q) for q in (0.01, 0.99)] for x in (ea, eb))
    wa, wb = ha - la, hb - lb
    if wa == 0 or wb == 0:
        return undefined
    apart = [(x - la) * wb - (y - lb) * wa for x, y in zip(ea, eb, strict=True)]
    return {
        "mad_normalized": ratio(sum(map(abs, apart)), len(apart) * wa * wb),
        "rmsd_normalized": rms(apart, wa * wb),
    }


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, math.floor(q * len(values)))]


def correlation(a, b):
    ea, eb, scale = exact(a, b)
    whole = Moments(ea, eb)
    n, sa, sb = whole.n, whole.sa, whole.sb
    together = sum((n * x - sa) * (n * y - sb) > 0 for x, y in zip(ea, eb, strict=True))
    slope, intercept = whole.line(scale)
    return {
        "pearson_r": whole.pearson(),
        "spearman_rho": pearson(doubled_ranks(a), doubled_ranks(b)),
        "kendall_tau": kendall(a, b),
        "icq": ratio(2 * together - n, 2 * n) if whole.va and whole.vb else NAN,
        "concordance": ratio(2 * whole.cov, whole.va + whole.vb + (sa - sb) ** 2),
        "slope": slope,
        "intercept": intercept,
    }


def doubled_ranks(x):
    """Twice the average ranks: whole numbers."""
    return (2 * rankdata(x)).astype(np.int64)


def kendall(a, b):
    """Count all pairs of pixels; of too many pixels SciPy does."""
    if len(a) > 3000:
        return float(kendalltau(a, b).statistic)
    sa, sb = (np.sign(x[:, None] - x[None, :]).astype(int) for x in (widened(a), widened(b)))
    untied_a, untied_b = np.count_nonzero(sa), np.count_nonzero(sb)
    if untied_a == 0 or untied_b == 0:
        return NAN
    return float((sa * sb).sum()) / math.sqrt(untied_a * untied_b)


def cooccurrence(a, b, ta, tb):
    """All that asks where a channel is above 0 or above its threshold."""
    ea, eb, _ = exact(a, b)
    whole = Moments(ea, eb)
    everywhere, ones = np.ones(len(a), bool), [1] * len(a)
    overlap = NAN
    if whole.saa and whole.sbb:
        overlap = root(Fraction(whole.sab**2, whole.saa * whole.sbb))
    found = {
        "manders_m1": share(ea, b > 0, everywhere),
        "manders_m2": share(eb, a > 0, everywhere),
        "overlap_coefficient": math.copysign(overlap, whole.sab),
        "k1": ratio(whole.sab, whole.saa),
        "k2": ratio(whole.sab, whole.sbb),
    }
    if math.isnan(ta) or math.isnan(tb):
        return found | dict.fromkeys(THRESHOLDED, NAN)
    above_a, above_b = widened(a) > ta, widened(b) > tb
    both = above_a & above_b
    return found | {
        "manders_tm1": share(ea, above_b, everywhere),
        "manders_tm2": share(eb, above_a, everywhere),
        "manders_tm1_signal": share(ea, above_b, above_a),
        "manders_tm2_signal": share(eb, above_a, above_b),
        "fraction_above_a": share(ones, above_a, everywhere),
        "fraction_above_b": share(ones, above_b, everywhere),
        "area_overlap_a": share(ones, above_b, above_a),
        "area_overlap_b": share(ones, above_a, above_b),
        "dice": ratio(2 * int(both.sum()), int(above_a.sum() + above_b.sum())),
        "jaccard": share(ones, both, above_a | above_b),
        "pearson_r_above": pearson(a[both], b[both]),
        "pearson_r_below": pearson(a[~both], b[~both]),
        **rank_weighted(a, b, ea, eb, above_a, above_b),
    }


def share(values, part, of):
    """Share of the sum of the values over one set of pixels that lies in another, too."""
    inside = sum(values[i] for i in np.flatnonzero(part & of).tolist())
    return ratio(inside, sum(values[i] for i in np.flatnonzero(of).tolist()))


def rank_weighted(a, b, ea, eb, above_a, above_b):
    if len(a) == 0:
        return {"rwc1": NAN, "rwc2": NAN}
    ra, rb = (rankdata(x, method="dense").astype(int).tolist() for x in (a, b))
    top = max(*ra, *rb)
    both = np.flatnonzero(above_a & above_b).tolist()

    def coefficient(values, above):
        weighted = sum((top - abs(ra[i] - rb[i])) * values[i] for i in both)
        return ratio(weighted, top * sum(values[i] for i in np.flatnonzero(above).tolist()))

    return {"rwc1": coefficient(ea, above_a), "rwc2": coefficient(eb, above_b)}


def information(a, b):
    if len(a) == 0:
        keys = ("mutual_information", "normalized_mutual_information", *DISTANCES, "wasserstein")
        return dict.fromkeys(keys, NAN)
    bins_a, bins_b = (
        binned(values, min(values), max(values), is_integer(x))[0]
        for x, (values, _) in ((a, exact(a)), (b, exact(b)))
    )
    each = entropy(bins_a) + entropy(bins_b)
    joint = entropy(list(zip(bins_a, bins_b, strict=True)))
    ea, eb, scale = exact(a, b)
    apart = (abs(x - y) for x, y in zip(sorted(ea), sorted(eb), strict=True))
    return {
        "mutual_information": each - joint,
        "normalized_mutual_information": each / joint if joint else NAN,
        **histogram_distances(ea, eb, is_integer(a) and is_integer(b)),
        "wasserstein": ratio(sum(apart), len(ea) * scale),
    }


def binned(values, low, high, integers):
    """Bin of each of a list of integers between a lowest and a highest, and number of bins."""
    if integers:
        width = math.ceil(Fraction(high - low + 1, BINS))
        return [(v - low) // width for v in values], math.ceil(Fraction(high - low + 1, width))
    if high == low:
        return [0] * len(values), 1
    return [min(BINS - 1, (v - low) * BINS // (high - low)) for v in values], BINS


def entropy(labels):
    return -math.fsum(
        c / len(labels) * math.log2(c / len(labels)) for c in Counter(labels).values()
    )


def histogram_distances(ea, eb, integers):
    low, high = min(*ea, *eb), max(*ea, *eb)
    (bins_a, used), (bins_b, _) = (binned(x, low, high, integers) for x in (ea, eb))
    n = len(ea)
    count_a, count_b = (np.bincount(x, minlength=used) for x in (bins_a, bins_b))
    p, q = count_a / n, count_b / n

    def divergence(x):
        return math.fsum(
            u * math.log2(2 * u / (v + w)) for u, v, w in zip(x, p, q, strict=True) if u
        )

    some = p + q > 0
    values = (
        pearson(count_a, count_b),
        math.fsum((p - q)[some] ** 2 / (p + q)[some]) / 2,
        ratio(int(np.minimum(count_a, count_b).sum()), n),
        math.sqrt(max(0.0, 1 - math.fsum(np.sqrt(count_a * count_b)) / n)),
        math.sqrt(max(0.0, (divergence(p) + divergence(q)) / 2)),
    )
    return dict(zip(DISTANCES, values, strict=True))
