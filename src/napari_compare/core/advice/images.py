"""Checks of the two images, by a glimpse of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napari_compare.core.advice import columns
from napari_compare.core.advice.registry import check
from napari_compare.core.glimpse import Stack
from napari_compare.core.results import Note
from napari_compare.core.settings import Settings
from napari_compare.core.shift import shift_of
from napari_compare.core.words import joined

Floats = npt.NDArray[np.float64]

DARKEST = 0.001  # the quantile that stands for what is darkest
OFFSET = 0.1  # of the mean
FAR_FROM_BORDER, SOME_LEVELS = 20, 16  # steps between grey levels; levels to tell them by
MANY = 30  # pixels at a grey level: chance doesn't leave the next one empty
FEWEST_LEVELS = 16
GAPS = 0.1
EIGHT_BIT = "has no more than the 256 grey levels of 8 bit, so it was converted"
BLOCK = 8
STEPS_STAND_OUT, STEPS_MATTER = 6.0, 0.05
MOST_PIXELS = 1 << 14
ARM_BINS, FEWEST_BINS, FEWEST_IN_BIN = 12, 6, 20
STRAIGHT, FROM_BACKGROUND, NARROW = 0.97, 0.15, 0.45
LEAST_ARM, MOST_ARM, OWN_SIGNAL = 0.02, 0.6, 0.25


@dataclass(frozen=True)
class Images:
    """A glimpse of both images, shape (parts, height, width), and how they are compared."""

    a: Stack
    b: Stack
    settings: Settings

    @property
    def channels(self) -> tuple[tuple[str, Stack], tuple[str, Stack]]:
        """Name and parts of each channel."""
        return ("A", self.a), ("B", self.b)


@check("Camera offset", "images")
def camera_offset(images: Images) -> Iterator[Note]:
    """Find a channel whose darkest pixels are far from 0: above a tenth of its mean.

    Cameras add a constant to every pixel. Pearson's r doesn't mind; but Manders' coefficients
    and the overlap coefficient divide by sums over all pixels, into which the offset goes, too.
    They then tell of the areas rather than of the signal.

    Subtract the background: choose as Background A and B the numbers that the advice names, or
    the mean of a region that you draw where nothing is.
    """
    chosen = images.settings.background_a, images.settings.background_b
    found = []
    for (name, parts), background in zip(images.channels, chosen, strict=True):
        if background == "none":
            values = parts[:, ::2, ::2]
            values = values[np.isfinite(values)] if values.dtype.kind == "f" else values
            level = _darkest(values)
            if values.size and OFFSET * float(values.mean(dtype=np.float64)) < level < values.max():
                found.append((name, level))
    if found:
        text = (
            f"The darkest pixels of {joined([name for name, _ in found])} are at "
            f"{joined([f'{level:.5g}' for _, level in found])}, not near 0, as with a camera's "
            "offset: Manders' and overlap coefficients are off. Subtract a background."
        )
        yield Note(text, (*columns.MANDERS, *columns.PRODUCTS))


def _darkest(values: Stack) -> float:
    """Return the intensity of the darkest pixels, but for black borders that no camera made."""
    inside = values[values != 0]
    if inside.size <= values.size / 2:
        return 0.0
    place = int(DARKEST * inside.size)
    darkest = float(np.partition(inside, place)[place])
    if inside.size < values.size:
        steps = np.diff(np.unique(inside)[:SOME_LEVELS].astype(np.float64))
        if not steps.size or darkest < FAR_FROM_BORDER * steps.min():
            return 0.0
    return darkest


@check("Channels shifted against each other", "images")
def shifted(images: Images) -> Iterator[Note]:
    """Find what is seen in B more than half a pixel beside where it is seen in A.

    Filters, cameras and colour errors of lenses shift channels. A shift lowers every number that
    compares pixel with pixel: for small structures a single pixel is enough.

    Correct the shift, best by what an image of beads of several colours shows. It is found by
    phase correlation of a few parts of the middle plane, and only where the parts agree; channels
    that show different things may be shifted unnoticed.
    """
    shift = shift_of(images.a, images.b)
    if shift is not None:
        text = (
            f"B is shifted against A by {shift}: correlations and overlaps are too low. Correct "
            "the shift first."
        )
        yield Note(text, columns.PIXEL_BY_PIXEL, shift=shift)


@check("Bleed-through", "images")
def bleed_through(images: Images) -> Iterator[Note]:
    """Find a second, narrow and straight arm of the scatter plot that starts at the background.

    Wherever one channel is bright, the other is at least a constant small share of it, while its
    own bright pixels lie elsewhere. So it looks when the light of one dye is caught by the other's
    filter. It raises every measure of co-localization. A protein that really goes along with
    the other in a constant, small amount looks the same.

    Take an image of a sample with the first dye only. If the arm is still there, it is
    bleed-through: use other filters or dyes, take the channels one after the other, or subtract
    that share before comparing.
    """
    a, b = images.a.reshape(-1), images.b.reshape(-1)
    if "f" in (a.dtype.kind, b.dtype.kind):
        valid = np.isfinite(a) & np.isfinite(b)
        a, b = a[valid], b[valid]
    for source, target, light, caught in (("A", "B", a, b), ("B", "A", b, a)):
        share = _arm(light, caught)
        if share is not None:
            text = (
                f"Wherever {source} is bright, {target} is {100 * share:.2g} % of it or more, as "
                f"when {source} bleeds through into {target}: check with a sample that is "
                f"labelled for {source} alone."
            )
            yield Note(text, columns.PIXEL_BY_PIXEL)


def _arm(light: Stack, caught: Stack) -> float | None:
    """Return the slope of a second arm along which some light is caught; None without one."""
    if light.size < MOST_PIXELS // ARM_BINS:
        return None
    few = slice(None, None, max(1, light.size // MOST_PIXELS))
    (dark, bright), (floor, top) = (_quantiles(x[few], 0.05, 0.999) for x in (light, caught))
    if bright <= dark or top <= floor:
        return None
    centres, low, middle = _rise(light, caught, dark + 0.2 * (bright - dark), bright)
    own = light[np.flatnonzero(caught > (floor + top) / 2)]
    if len(centres) < FEWEST_BINS or not own.size or low.min() == low.max():
        return None
    across, up = bright - dark, top - floor
    x, y = (centres - dark) / across, (low - floor) / up
    slope, start = np.polyfit(x, y, 1)
    is_arm = (
        LEAST_ARM < slope < MOST_ARM
        and np.corrcoef(x, y)[0, 1] > STRAIGHT
        and abs(start) < FROM_BACKGROUND * slope
        and np.median(middle - low) < NARROW * slope * up
        and np.median(own) - dark < OWN_SIGNAL * across
    )
    return float(slope * up / across) if is_arm else None


def _quantiles(values: Stack, *wanted: float) -> list[float]:
    """Return quantiles as those of metrics are found; numpy's own take five times as long."""
    places = [min(values.size - 1, int(q * values.size)) for q in wanted]
    found: list[float] = np.partition(values, places)[places].astype(np.float64).tolist()
    return found


def _rise(light: Stack, caught: Stack, first: float, last: float) -> tuple[Floats, Floats, Floats]:
    """Return bins of bright light: centres, and the 10 % and 50 % quantiles of what is caught."""
    bright = np.flatnonzero(light > first)
    bright = bright[:: max(1, bright.size // MOST_PIXELS)]
    edges = np.linspace(first, last, ARM_BINS + 1)
    in_bin = np.searchsorted(edges, light[bright]).astype(np.int8)
    in_order = np.argsort(in_bin, kind="stable")
    ends = np.searchsorted(in_bin[in_order], np.arange(1, ARM_BINS + 1), side="right")
    inside = np.split(caught[bright[in_order]], ends)[:-1]
    kept = [i for i, values in enumerate(inside) if values.size >= FEWEST_IN_BIN]
    centres = ((edges[:-1] + edges[1:]) / 2)[kept]
    quantiles = [_quantiles(inside[i], 0.1, 0.5) for i in kept]
    low, middle = np.array(quantiles, dtype=np.float64).reshape(-1, 2).T
    return centres, low, middle


@check("Stretched or 8-bit originals", "images")
def stretched(images: Images) -> Iterator[Note]:
    """Find a channel whose histogram has gaps like a comb, or the 256 steps of 8 bit.

    So it looks when contrast was adjusted in the data and not just on the screen, or when 8-bit
    data are written as 16 bit or floating point. Intensities are then no longer those that the
    camera measured, fine differences are lost, and two channels may have been stretched
    differently. Equal gaps, as of a 12-bit camera that writes multiples of 16, do no harm.

    Go back to the file that the microscope wrote. In ImageJ, do not press "Apply" in
    Brightness/Contrast.
    """
    for name, parts in images.channels:
        fault = _float_levels(parts) if parts.dtype.kind == "f" else _integer_levels(parts)
        if fault:
            text = f"{name} {fault}. Compare the original files."
            yield Note(text, columns.of_families("Difference", "Information"))


def _integer_levels(parts: Stack) -> str:
    """Return in words what is wrong with the grey levels of whole numbers; "" if nothing."""
    low, high = int(parts.min()), int(parts.max())
    if high - low >= 1 << 16:
        return ""
    wide = parts if parts.dtype.kind == "u" else parts.astype(np.int64)
    counts = np.bincount((wide - wide.dtype.type(low)).reshape(-1).astype(np.intp))
    inner = np.flatnonzero(counts)[1:-1]  # black borders and saturated pixels follow no rule
    if len(inner) < FEWEST_LEVELS:
        return ""
    step = int(np.gcd.reduce(np.diff(inner)))
    counts = counts[inner[0] : inner[-1] + 1 : step]
    filled = counts[1:-1] >= MANY
    lonely = filled & ((counts[:-2] == 0) | (counts[2:] == 0))
    if filled.sum() < FEWEST_LEVELS:
        return ""
    if lonely.sum() >= GAPS * filled.sum():
        return "has uneven gaps between its grey levels, so its contrast was stretched"
    return EIGHT_BIT if step >= 256 else ""


def _float_levels(parts: Stack) -> str:
    """Return in words that fractions are those of 8 bit; "" if they are not."""
    values = parts.reshape(-1)[:: max(1, parts.size // MOST_PIXELS)]
    levels = np.unique(values[np.isfinite(values)]).astype(np.float64) * 255
    fits = len(levels) >= FEWEST_LEVELS and levels[0] >= 0 and levels[-1] <= 255
    return EIGHT_BIT if fits and (np.abs(levels - np.rint(levels)) < 1e-4).all() else ""


@check("Lossy compression", "images")
def lossy_compression(images: Images) -> Iterator[Note]:
    """Find intensities that jump at every eighth row and column, as in a JPEG image.

    Lossy compression forgets fine structure and noise, block by block, often the colours of a
    picture together. Differences, SSIM and the correlations of small structures tell of the
    compression as well as of the sample.

    Compare the original files. Save as TIFF, PNG or the microscope's own format, never as JPEG.
    """
    for name, parts in images.channels:
        if _has_blocks(parts):
            text = (
                f"{name} has edges every 8 pixels, as lossy compression (JPEG) leaves them: "
                "differences and correlations are off. Compare the original files."
            )
            yield Note(text, columns.of_families("Difference", "Correlation"))


def _has_blocks(parts: Stack) -> bool:
    """Return whether steps between neighbours are larger at one place in eight, both ways."""
    if min(parts.shape[1:]) < 4 * BLOCK:
        return False
    values = parts.astype(np.float32)
    if parts.dtype.kind == "f":
        values = np.nan_to_num(values, posinf=0, neginf=0)
    return all(_jumps(one) for one in (values, values.transpose(0, 2, 1)))


def _jumps(values: npt.NDArray[np.float32]) -> bool:
    """Return whether steps from column to column are larger at one phase of eight."""
    steps = np.abs(np.diff(values, axis=2)).mean(axis=(0, 1))
    excess = steps[1:-1] - (steps[:-2] + steps[2:]) / 2
    whole = len(excess) // BLOCK * BLOCK
    phases = excess[:whole].reshape(-1, BLOCK)
    largest = int(phases.mean(axis=0).argmax())
    others = np.delete(phases, largest, axis=1)
    more = float(phases[:, largest].mean() - others.mean())
    chance = float(others.std()) / np.sqrt(len(phases))
    return bool(more > STEPS_STAND_OUT * chance and more > STEPS_MATTER * float(steps.mean()))
