"""Pixels as Python integers, and moments without rounding."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

NAN = math.nan


def is_integer(x):
    return x.dtype.kind in "bui"


def widened(x):
    """Pixels as int64 or float64."""
    return x.astype(np.int64 if is_integer(x) else np.float64)


def exact(*channels):
    """Pixels as lists of integers in units of 1 / scale, and the scale."""
    ratios = [[value.as_integer_ratio() for value in widened(x).tolist()] for x in channels]
    scale = max((d for channel in ratios for _, d in channel), default=1)
    return *([n * (scale // d) for n, d in channel] for channel in ratios), scale


def ratio(numerator, denominator):
    return float(Fraction(numerator, denominator)) if denominator else NAN


def root(fraction):
    """Square root of a fraction that is not negative, as a float."""
    with localcontext(prec=60):
        return float((Decimal(fraction.numerator) / Decimal(fraction.denominator)).sqrt())


def rms(values, unit):
    """Root of the mean square of integers that stand for multiples of 1 / unit."""
    return root(Fraction(sum(v * v for v in values), len(values) * unit**2)) if values else NAN


class Moments:
    """Exact sums of two lists of integers; `va`, `vb` and `cov` are n² times the moments."""

    def __init__(self, a, b):
        self.n, self.sa, self.sb = len(a), sum(a), sum(b)
        self.saa = sum(x * x for x in a)
        self.sbb = sum(y * y for y in b)
        self.sab = sum(x * y for x, y in zip(a, b, strict=True))
        self.va = self.n * self.saa - self.sa**2
        self.vb = self.n * self.sbb - self.sb**2
        self.cov = self.n * self.sab - self.sa * self.sb

    def pearson(self):
        if self.va == 0 or self.vb == 0:
            return NAN
        return math.copysign(root(Fraction(self.cov**2, self.va * self.vb)), self.cov)

    def line(self, scale):
        """Slope and intercept of the orthogonal regression."""
        if self.va == 0 or self.vb == 0 or self.cov == 0:
            return NAN, NAN
        with localcontext(prec=60):
            difference, cov = Decimal(self.vb - self.va), Decimal(self.cov)
            m = (difference + (difference**2 + 4 * cov**2).sqrt()) / (2 * cov)
            c = (Decimal(self.sb) - m * self.sa) / self.n / scale
        return float(m), float(c)


def pearson(a, b):
    """Pearson's r of two arrays."""
    a, b, _ = exact(a, b)
    return Moments(a, b).pearson()
