"""How far one channel lies off the other, and the pair with that corrected."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft

from napari_compare.core.glimpse import Stack, glimpse
from napari_compare.core.pair import Pair
from napari_compare.core.resample import Resampled

LEAST_SIDE = 32
FINEST = 1.0  # pixels: finer structure is mostly noise
CLEAR = 20.0  # standard deviations of the correlation by which its peak stands out
CLEAR_IN_PART = 15.0
AGREES = 0.3  # pixels
MOST_DISAGREEING = 0.3  # of the parts' clearness
LEAST = 0.5  # pixels
SMALL = 2  # bytes of whole numbers that need no scaling

Surface = npt.NDArray[np.float32]
Spectra = npt.NDArray[np.complex64]


@dataclass(frozen=True)
class Shift:
    """How far what is seen in B lies off what is seen in A, in pixels.

    Parameters
    ----------
    down, right
        Along the image's last two axes; negative upwards and to the left.
    """

    down: float
    right: float

    @property
    def length(self) -> float:
        """The distance, in pixels."""
        return math.hypot(self.down, self.right)

    def distance(self, other: Shift) -> float:
        """Return how far another shift is from this one, in pixels."""
        return math.hypot(self.down - other.down, self.right - other.right)

    def __str__(self) -> str:
        ways = (self.right, "right", "left"), (self.down, "down", "up")
        parts = [
            f"{abs(pixels):.1f} {way if pixels > 0 else back}"
            for pixels, way, back in ways
            if abs(pixels) >= 0.05
        ]
        return f"{self.length:.1f} pixels ({' and '.join(parts)})"


def find_shift(pair: Pair) -> Shift | None:
    """Return how far B is shifted against A in the plane, if it is and this can be told.

    Phase correlation of a few parts of the plane in the middle of the images (Kuglin CD,
    Hines DC 1975, Proc IEEE Int Conf Cybern Soc, 163). Two different structures always correlate
    best somewhere; so a shift counts only if its peak stands out and the parts agree about it.

    Parameters
    ----------
    pair
        The channels; little of them is read.

    Returns
    -------
    Shift or None
        None where there is none above half a pixel, or the channels are too different to tell.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(1).poisson(9, (130, 140))
    >>> a, b = image[3:-3, 3:-3], image[1:-5, 6:]
    >>> print(find_shift(Pair(a, b, ("y", "x"), (1, 1))))
    3.6 pixels (3.0 left and 2.0 down)
    """
    return shift_of(*glimpse(pair))


def shift_of(a: Stack, b: Stack) -> Shift | None:
    """Return what `find_shift` does, of parts of the channels, shape (parts, height, width)."""
    if min(a.shape[1:]) < LEAST_SIDE:
        return None
    of_a, of_b = _spectra(a), _spectra(b)
    cross = of_b * np.conj(of_a)
    shape = _padded(a.shape)
    found, clearness = _peak(_correlation(cross.sum(axis=0), shape))
    if clearness < CLEAR or found.length <= LEAST:
        return None
    return (
        found if _parts_agree([_peak(_correlation(one, shape)) for one in cross], found) else None
    )


def without_shift(pair: Pair, shift: Shift) -> Pair:
    """Return the pair with B moved back onto A, interpolated linearly when it is read.

    Pixels for which the moved B has no value are NaN, and so left out of all numbers.

    Parameters
    ----------
    pair
        The channels.
    shift
        What `find_shift` found.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.arange(12.0).reshape(3, 4)
    >>> moved = without_shift(Pair(image, image, ("y", "x"), (1, 1)), Shift(down=0, right=1))
    >>> moved.b[0:1, 0:4]
    array([[ 1.,  2.,  3., nan]])
    """
    matrix = np.eye(len(pair.shape) + 1)
    matrix[-3:-1, -1] = shift.down, shift.right
    note = f"B was moved back onto A by {shift}."
    return dataclasses.replace(
        pair, b=Resampled(pair.b, matrix, pair.shape), notes=(*pair.notes, note)
    )


def _padded(shape: tuple[int, ...]) -> tuple[int, int]:
    height, width = (fft.next_fast_len(n, real=True) for n in shape[-2:])
    return height, width


def _spectra(parts: Stack) -> Spectra:
    """Return the spectra of parts that fade out towards their edges."""
    values = _about_mean(parts)
    fading = np.multiply.outer(*(np.hanning(n + 2)[1:-1] for n in parts.shape[1:]))
    values *= fading.astype(np.float32)
    return np.asarray(fft.rfft2(values, _padded(parts.shape)), dtype=np.complex64)


def _about_mean(parts: Stack) -> npt.NDArray[np.float32]:
    """Return parts less the mean of each, 0 where a pixel is not finite, at a scale of no matter.

    So large numbers are scaled that their products remain within what float32 can hold.
    """
    if parts.dtype.kind in "bui" and parts.dtype.itemsize <= SMALL:
        values = parts.astype(np.float32)
        values -= values.mean(axis=(1, 2), keepdims=True)
        return values
    known = np.isfinite(parts)
    values = np.where(known, parts, 0)
    largest = max(float(values.max()), -float(values.min())) or 1.0
    values = (values * (1 / largest)).astype(np.float32)
    mean = values.sum(axis=(1, 2), keepdims=True) / np.maximum(1, known.sum((1, 2), keepdims=True))
    return np.where(known, values - mean.astype(np.float32), np.float32(0))


def _correlation(cross: Spectra, shape: tuple[int, int]) -> Surface:
    """Return the phase correlation of a cross-power spectrum, without what is too fine."""
    fy, fx = fft.fftfreq(shape[0])[:, None], fft.rfftfreq(shape[1])
    coarse = np.exp(-2 * (np.pi * FINEST) ** 2 * (fy**2 + fx**2)).astype(np.float32)
    strength = np.abs(cross)
    phase = cross * (coarse / np.maximum(strength, np.finfo(np.float32).tiny))
    surface: Surface = fft.irfft2(phase, shape)
    return surface


def _peak(surface: Surface) -> tuple[Shift, float]:
    """Return where a correlation is greatest, and by how many standard deviations."""
    y, x = np.unravel_index(int(np.argmax(surface)), surface.shape)
    spread = float(surface.std())
    clearness = float(surface[y, x] - surface.mean()) / spread if spread else 0.0
    down = _centred(y + _vertex(surface[:, x], int(y)), surface.shape[0])
    right = _centred(x + _vertex(surface[y], int(x)), surface.shape[1])
    return Shift(down, right), clearness


def _vertex(line: Surface, at: int) -> float:
    """Return how far off its greatest value a line's parabola has its vertex."""
    before, here, after = (float(line[(at + i) % len(line)]) for i in (-1, 0, 1))
    bend = before - 2 * here + after
    return (before - after) / (2 * bend) if bend else 0.0


def _centred(place: float, length: int) -> float:
    return float(place - length if place > length / 2 else place)


def _parts_agree(parts: list[tuple[Shift, float]], found: Shift) -> bool:
    """Return whether two parts or more see a shift, and hardly any part sees another one."""
    clear = [(one, clearness) for one, clearness in parts if clearness >= CLEAR_IN_PART]
    agreeing = [clearness for one, clearness in clear if one.distance(found) <= AGREES]
    total = sum(clearness for _, clearness in clear)
    return len(agreeing) >= 2 and sum(agreeing) >= (1 - MOST_DISAGREEING) * total
