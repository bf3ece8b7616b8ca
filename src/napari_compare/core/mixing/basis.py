"""The references inside a region, as the columns of a linear model, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import runs
from napari_compare.core.mixing import kernels
from napari_compare.core.mixing.series import Frames, Series
from napari_compare.core.regions import Region

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DARKEST = 0.01  # of the mean of the references: no pixel counts as if it had less


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over the pixels of some frames, from which everything is fitted.

    Parameters
    ----------
    gram
        Products of each two columns, shape (frames or 1, columns, columns).
    cross
        Products of each column and y, shape (frames, columns).
    square
        Squares of y, shape (frames,).
    n
        Number of pixels, shape (frames,).
    curvature
        As `gram`, of the pixels that a robust fit follows; the same as `gram` for all others.
    """

    gram: Floats
    cross: Floats
    square: Floats
    n: Floats
    curvature: Floats


@dataclass(frozen=True, eq=False)
class Basis:
    """The columns of the model inside a region.

    With references R_1 to R_k, y = I - R_k is fitted by these: 1; R_1 - R_k to R_(k-1) - R_k;
    R_k; and, to see whether a frame is shifted, the gradients of the mean of the references along
    y and x, times 2k. So a frame whose coefficients sum to one needs the differences alone, one
    of free gain R_k too.

    Parameters
    ----------
    region
        The region.
    begin, end
        Where its runs begin and end in the part of a frame that is read.
    columns
        Shape (k + 3, n): int16 where sums of whole numbers are exact, else float64.
    base
        R_k, shape (n,).
    weights
        Shape (n,), or (0,) where all pixels count alike.
    width
        Width of a frame.
    n_excluded
        Pixels of the region at which a reference is not finite.
    """

    region: Region
    begin: Ints
    end: Ints
    columns: npt.NDArray[Any]
    base: Floats
    weights: Floats
    width: int
    n_excluded: int

    @property
    def n(self) -> int:
        """Number of pixels."""
        return int(self.base.size)

    @property
    def n_references(self) -> int:
        """Number of references."""
        return len(self.columns) - 3

    @property
    def whole(self) -> bool:
        """Whether sums over frames of whole numbers are exact."""
        return self.columns.dtype == np.int16

    @cached_property
    def places(self) -> Ints:
        """Where the pixels lie in the part of a frame that is read."""
        return np.concatenate(
            [np.arange(a, b) for a, b in zip(self.begin, self.end, strict=True)] or [np.arange(0)]
        )

    @cached_property
    def real(self) -> Floats:
        """The columns as floats."""
        return self.columns.astype(np.float64, copy=False)

    @cached_property
    def gram(self) -> Floats:
        """Weighted products of each two columns, shape (k + 3, k + 3)."""
        return np.asarray(self._weighted @ self.real.T)

    @cached_property
    def _weighted(self) -> Floats:
        return self.real * self.weights if self.weights.size else self.real

    @cached_property
    def _largest(self) -> int:
        return int(np.abs(self.columns.astype(np.int32)).max(initial=1))

    def moments(self, frames: Frames) -> Moments:
        """Return the sums over frames, shape (frames, pixels); not finite where a pixel is not."""
        if self.whole and frames.dtype in (np.uint8, np.uint16):
            sums, squares = self._whole_sums(frames)
        else:
            sums, squares = np.zeros((len(frames), len(self.columns))), np.zeros(len(frames))
            kernels.add_real(
                *(frames, self.begin, self.end, self.base, self._weighted, self.weights),
                *(sums, squares),
            )
        gram = self.gram[None]
        return Moments(gram, sums, squares, np.full(len(frames), float(self.n)), gram)

    def _whole_sums(self, frames: Frames) -> tuple[Floats, Floats]:
        """Return the sums over whole numbers, exact until they are turned into floats."""
        sums = np.zeros((len(frames), len(self.columns)), np.int64)
        squares = np.zeros(len(frames), np.int64)
        kernels.add_whole(frames, self.begin, self.end, self.columns, self._largest, sums, squares)
        base = self.n_references
        own = self.gram[base].astype(np.int64)
        squares += own[base] - 2 * sums[:, base]
        return (sums - own).astype(np.float64), squares.astype(np.float64)

    def rest(self, frame: npt.NDArray[Any]) -> Floats:
        """Return y of one frame, shape (n,)."""
        return frame[self.places] - self.base

    def moments_of(self, y: Floats, weights: Floats, followed: npt.NDArray[np.bool_]) -> Moments:
        """Return the sums of one frame over pixels with weights of their own.

        Parameters
        ----------
        y
            See `rest`.
        weights
            What each pixel counts beside its weight in the basis; y may be NaN where it is 0.
        followed
            Pixels that pull at the fit as far as they are from it.
        """
        base = self.weights if self.weights.size else 1.0
        own = weights * base
        y = np.where(own > 0, y, 0.0)
        gram = (self.real * own) @ self.real.T
        curvature = (self.real * (followed * base)) @ self.real.T
        cross, square = self.real @ (own * y), np.array([own @ (y * y)])
        n = np.array([float(np.count_nonzero(own))])
        return Moments(gram[None], cross[None], square, n, curvature[None])


def make_basis(
    references: Sequence[npt.NDArray[Any]], region: Region, series: Series, weights: str
) -> Basis:
    """Return the columns of the model inside a region; see `Basis`."""
    key = series.frame
    shape = references[0].shape
    inside = np.zeros(_size(key), dtype=bool)
    for first, last in zip(*runs(region, key, shape, drawn=False), strict=True):
        inside[first:last] = True
    parts = [reference[key] for reference in references]
    finite = np.isfinite(np.sum(parts, axis=0, dtype=np.float64)).ravel()
    kept = inside & finite
    edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    values = [part.ravel()[kept].astype(np.float64) for part in parts]
    slopes = [slope.ravel()[kept] for slope in _slopes(references, key)]
    last = values[-1]
    columns = np.stack([np.ones_like(last), *(v - last for v in values[:-1]), last, *slopes])
    own_weights = np.zeros(0)
    if weights == "poisson":
        model = np.mean(values, axis=0)
        mean = float(model.mean()) if model.size else 0.0
        if model.size and not mean > 0:
            raise ValueError(
                f'Poisson weights need references of positive intensities, but in "{region.name}" '
                "their mean is not above 0. Choose equal weights."
            )
        own_weights = mean / np.maximum(model, DARKEST * mean)
    elif all(part.dtype.kind in "bui" for part in parts) and np.abs(columns).max(initial=0) < 2**15:
        columns = columns.astype(np.int16)
    excluded = int(inside.sum() - kept.sum())
    begin, end = (np.ascontiguousarray(edges[i::2]) for i in (0, 1))
    return Basis(region, begin, end, columns, last, own_weights, shape[-1], excluded)


def _size(key: Sequence[slice]) -> int:
    return int(np.prod([part.stop - part.start for part in key]))


def _slopes(references: Sequence[npt.NDArray[Any]], key: tuple[slice, ...]) -> list[Floats]:
    """Return the gradients along y and x of the sum of the references, doubled."""
    total = np.sum(references, axis=0, dtype=np.float64)
    total = np.where(np.isfinite(total), total, 0.0)
    return [
        2 * np.gradient(total, axis=axis)[key]
        if total.shape[axis] > 1
        else np.zeros_like(total[key])
        for axis in (-2, -1)
    ]
