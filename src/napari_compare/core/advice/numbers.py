"""Checks of the numbers of one region; each takes some microseconds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from napari_compare.core.advice import columns
from napari_compare.core.advice.registry import check
from napari_compare.core.regions import Region
from napari_compare.core.results import Note
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.channel import Channel
from napari_compare.core.statistics.statistics import Statistics

SATURATED = 0.01
FEW = 100
BACKGROUND_IN_IMAGE, BACKGROUND_IN_REGION = 0.75, 0.95
POOR_FIT = 0.1
ON_A_LINE = 0.999
ROUNDING = 0.5  # of a grey level: more than rounding leaves of a copy's scatter
EXACT = 1e-9


@dataclass(frozen=True)
class Numbers:
    """What is known of one region: its statistics, and how they were made."""

    statistics: Statistics
    region: Region
    settings: Settings


@check("Saturated pixels", "numbers")
def saturation(numbers: Numbers) -> Iterator[Note]:
    """Find 1 % or more of the pixels at the greatest intensity that there can be.

    How bright they really were is not known. Sums and means are too low, and r usually is too,
    as the brightest pixels can no longer differ.

    Lower the exposure, the laser power or the gain, and take the image again. Nothing done to
    the image afterwards brings the lost intensities back.
    """
    s, around = numbers.statistics, numbers.statistics.surroundings
    channels = ("a", s.a, around.saturated_a), ("b", s.b, around.saturated_b)
    for name, channel, level in channels:
        if math.isnan(level) or channel.constant:
            continue
        share = channel.n_at(level) / s.n
        if share >= SATURATED:
            yield Note(
                f"{_percent(share)} of {name.upper()} is saturated: its sum is too low, and r "
                "usually too. Expose less.",
                (*columns.PIXEL_BY_PIXEL, f"saturated_{name}", f"mean_{name}", f"sum_{name}"),
            )


@check("Negative intensities", "numbers")
def negative(numbers: Numbers) -> Iterator[Note]:
    """Find intensities below 0, in the image or since a background was subtracted.

    They make sums smaller, so Manders' coefficients may lie outside the range from 0 to 1.

    A few negative pixels about the background are no harm. If there are many, subtract less.
    """
    for name, channel in (("A", numbers.statistics.a), ("B", numbers.statistics.b)):
        if channel.minimum < 0:
            text = f"{name} has negative intensities: Manders' numbers may lie outside 0 to 1."
            yield Note(text, columns.MANDERS)


@check("M1 or M2 that cannot be less than 1", "numbers")
def always_one(numbers: Numbers) -> Iterator[Note]:
    """Find a channel without a pixel of 0, so that Manders M1 or M2, which look above 0, are 1.

    Whatever the images show, these coefficients would be 1: they tell nothing.

    Subtract the background (setting `background_a` or `background_b`), or read tM1 and tM2, which
    count pixels above a threshold.
    """
    s = numbers.statistics
    bright = [
        (name, m) for name, channel, m in (("A", s.a, 2), ("B", s.b, 1)) if channel.minimum > 0
    ]
    if bright:
        text = (
            f"No pixel of {' or '.join(name for name, _ in bright)} is 0, so "
            f"{' and '.join(f'M{m}' for _, m in bright)} cannot be less than 1: subtract the "
            f"background or read {' and '.join(f'tM{m}' for _, m in bright)}."
        )
        yield Note(text, tuple(f"manders_m{m}" for _, m in bright))


@check("Too few pixels", "numbers")
def few_pixels(numbers: Numbers) -> Iterator[Note]:
    """Find a region of fewer than 100 pixels.

    By chance alone the correlations of so few pixels are far from 0: r of n unrelated pixels lies
    between ±2/√n in 95 of 100 cases, and as neighbouring pixels share the microscope's blur,
    the range is wider still.

    Draw a larger region, or measure many small ones and compare their means.
    """
    n = numbers.statistics.n
    if n < FEW:
        many = "1 pixel" if n == 1 else f"{n} pixels"
        text = (
            f"Only {many}: r can be off by {2 / math.sqrt(n):.1f} or more by chance. Draw a larger "
            "region."
            if n > 4
            else f"Only {many}: too few to correlate. Draw a larger region."
        )
        yield Note(text, ("n_pixels", *columns.CORRELATIONS))


@check("Background that dominates", "numbers")
def background(numbers: Numbers) -> Iterator[Note]:
    """Find 75 % of a whole image, or 95 % of a drawn region, below both thresholds.

    Correlations count every pixel alike. Where most of them show nothing, r, ρ and ICQ say
    whether both channels are dark in the same places, and a single cell on black looks
    co-localized whatever is in it.

    Draw regions closely around the cells, or around the parts of them that are of interest.
    """
    s = numbers.statistics
    if not s.has_thresholds or s.a.constant or s.b.constant:
        return
    either = s.a.n_above(s.thresholds.a) + s.b.n_above(s.thresholds.b) - s.above.n
    whole = numbers.region.size == math.prod(numbers.region.shape)
    share = 1 - either / s.n
    if share >= (BACKGROUND_IN_IMAGE if whole else BACKGROUND_IN_REGION):
        text = (
            f"{_percent(share)} of the pixels are below both thresholds: r, ρ and ICQ tell mostly "
            "of background. Draw regions closer around the signal."
        )
        yield Note(text, columns.CORRELATIONS)


@check("The same image twice", "numbers")
def copy(numbers: Numbers) -> Iterator[Note]:
    """Find A and B equal at every pixel, or on one straight line but for rounding.

    Two channels that a camera took always differ by noise. These are one image: a layer that was
    chosen twice, or a copy of it that was rescaled or converted to another type.

    Choose the other channel as B. If that looks the same, too, look for the mistake where the
    file was exported.
    """
    s = numbers.statistics
    if s.n < FEW or s.a.constant or s.b.constant:
        return
    if s.distance[2] == s.n:
        text = "A and B are equal at every pixel: one channel was chosen twice. Choose another B."
        yield Note(text, columns.PIXEL_BY_PIXEL)
    elif abs(r := s.moments.pearson_r) > ON_A_LINE and _is_rescaled(s, 1 - r * r):
        text = (
            "All pixels lie on one line: B is a rescaled copy of A, not another channel. "
            "Choose another B."
        )
        yield Note(text, columns.PIXEL_BY_PIXEL)


def _is_rescaled(s: Statistics, unexplained: float) -> bool:
    """Return whether what one channel does not explain of the other is rounding."""
    if not s.integer:
        return unexplained < EXACT
    return any(
        math.sqrt(max(0.0, variance * unexplained)) / s.n <= ROUNDING * _step(channel)
        for channel, variance in ((s.a, s.moments.variance_a), (s.b, s.moments.variance_b))
    )


def _step(channel: Channel) -> float:
    return float(np.diff(channel.values).min())


@check("A poor fit of Costes' thresholds", "numbers")
def costes_fit(numbers: Numbers) -> Iterator[Note]:
    """Find r of the pixels below Costes' thresholds that is not near 0.

    Costes' method looks for the thresholds below which the channels no longer correlate. If r
    below is farther from 0 than 0.1, there are none: too few pixels lie below them, or the
    images have too few grey levels.

    Look at the thresholds in the scatter plot. Draw a larger region that has some background in
    it, or choose another method, such as Otsu's, for all images of the study.
    """
    s, settings = numbers.statistics, numbers.settings
    own = settings.threshold == "costes" and settings.threshold_scope == "region"
    below = s.above.pearson_r_below
    if own and s.has_thresholds and abs(below) > POOR_FIT:
        text = (
            f"Costes' thresholds fit poorly: r below them is {below:.2f} and not near 0. "
            "Draw a larger region or choose another threshold method."
        )
        concerned = [*columns.MANDERS, "threshold_a", "threshold_b", "pearson_r_below"]
        yield Note(text, tuple(concerned))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
