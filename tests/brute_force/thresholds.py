"""Thresholds of the pixels of a region by each method."""

from __future__ import annotations

import math

import numpy as np
import skimage.filters

from brute_force.exact import NAN, Moments, exact, is_integer, widened


def thresholds(a, b, method, manual=(NAN, NAN)):
    """Thresholds of both channels, given their valid pixels, shape (n,)."""
    if method == "none":
        return 0.0, 0.0
    if method == "manual":
        return manual
    if len(a) == 0:
        return NAN, NAN
    if method == "costes":
        return costes(a, b)
    if not (is_integer(a) and is_integer(b)):
        a, b = a.astype(float), b.astype(float)
    return one_channel_threshold(a, method), one_channel_threshold(b, method)


def one_channel_threshold(x, method):
    """Threshold of scikit-image; great integers less their minimum, or they fill the memory."""
    x = widened(x)
    if x.min() == x.max():
        return float(x.min())
    low = x.min() if is_integer(x) and x.max() >= 1 << 24 else 0
    with np.errstate(all="ignore"):
        return float(getattr(skimage.filters, f"threshold_{method}")(x - low) + low)


def costes(a, b):
    """Try every candidate from the largest down, each with the r of its own pixels."""
    ea, eb, scale = exact(a, b)
    m, c = Moments(ea, eb).line(scale)
    if not m > 0:
        return NAN, NAN
    fa, fb = a.astype(float), b.astype(float)
    a_steps = m <= 1
    stepped, other = (fa, fb) if a_steps else (fb, fa)
    slope, intercept = (m, c) if a_steps else (1 / m, -c / m)
    reached = (other - intercept) / slope
    k = np.minimum(stepped, reached)
    for t in candidates(k, stepped, is_integer(a) and is_integer(b)):
        below = np.flatnonzero(k <= t).tolist()
        if len(below) < 3:
            break
        part = Moments([ea[i] for i in below], [eb[i] for i in below])
        if part.va and part.vb and part.cov <= 0:
            # A pixel of which T is the key lies on the line: its intensity is the threshold.
            partner = max([slope * t + intercept, *other[reached == t]])
            return (float(t), float(partner)) if a_steps else (float(partner), float(t))
    return NAN, NAN


def candidates(k, stepped, integers):
    """Candidates in descending order; of the integers those behind which the set below grows."""
    distinct = np.unique(k).tolist()
    if not integers:
        return reversed(distinct)
    low, high = int(stepped.min()), int(stepped.max())
    last_before = {math.ceil(value) - 1 for value in distinct}
    return sorted({high} | {t for t in last_before if low <= t <= high}, reverse=True)
