"""An image sampled on another image's pixels, computed when it is read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from napari_compare.core.pair import ArrayLike, read

Floats = npt.NDArray[np.float64]
Box = tuple[slice, ...]

SAME = 1e-3  # pixels: grids that differ by less lie on each other
ROUNDING = 1e-6  # pixels: how far behind the last centre still counts as on it


class Resampled:
    """An image on the pixel grid of another one; it has `shape`, `dtype` and `__getitem__`.

    Where the grids differ by whole pixels the values are those of the source. Else they are
    interpolated linearly between its pixel centres, or taken from the nearest pixel. Only the
    part that is read is computed, in memory of about that part's size.

    Parameters
    ----------
    source
        Image of n or fewer axes, any numbers. Axes are aligned from the last; it is taken to be
        the same along axes that it doesn't have.
    matrix
        Affine matrix, shape (n + 1, n + 1): pixel coordinates of the new grid to those of the
        source, with whole numbers at pixel centres. Rows of axes the source lacks don't matter.
    shape
        Shape of the new grid, n axes.
    nearest
        Take the nearest pixel, as labels need it; 0 where the source has no pixel.

    Notes
    -----
    Without `nearest`, pixels of the new grid beyond the source's outermost pixel centres are NaN,
    and the type is float32 where that holds the source's values exactly, else float64. An axis
    of one pixel holds that value for half a pixel either way. Where all pixels of the new grid
    lie exactly on pixels of the source, the type is the source's.

    Examples
    --------
    >>> import numpy as np
    >>> shifted = Resampled(np.arange(12.0).reshape(3, 4), np.eye(3) + 0.5 * np.eye(3, k=2), (2, 3))
    >>> np.asarray(shifted[0:2, 0:3])
    array([[2., 3., 4.],
           [6., 7., 8.]])
    """

    def __init__(
        self,
        source: ArrayLike,
        matrix: npt.ArrayLike,
        shape: tuple[int, ...],
        *,
        nearest: bool = False,
    ) -> None:
        self.shape = tuple(shape)
        self.nearest = nearest
        self._source = source
        self._lacks = len(self.shape) - len(source.shape)
        self._source_shape = (1,) * self._lacks + tuple(source.shape)
        affine = np.array(matrix, dtype=np.float64)
        affine[: self._lacks] = 0
        self._linear, self._origin = affine[:-1, :-1], affine[:-1, -1]
        if self.whole_shift is not None:
            self._linear, self._origin = np.rint(self._linear), np.rint(self._origin)
        self.dtype = np.dtype(source.dtype)
        if not nearest and not (self.whole_shift is not None and self.covered):
            self.dtype = np.result_type(self.dtype, np.float32)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @cached_property
    def whole_shift(self) -> tuple[int, ...] | None:
        """By how many pixels the source is shifted along each axis; None if not by whole ones."""
        here = np.diag([float(axis >= self._lacks) for axis in range(self.ndim)])
        extent = np.array(self.shape) - 1.0
        shift = np.rint(self._origin)
        apart = np.abs(self._linear - here) @ extent + np.abs(self._origin - shift)
        return tuple(int(s) for s in shift) if (apart < SAME).all() else None

    @cached_property
    def covered(self) -> bool:
        """Whether the source has a value for every pixel of the new grid."""
        low, high = self._reach(self._whole)
        within = (low >= -self._margin) & (high <= np.array(self._source_shape) - 1 + self._margin)
        return bool(within.all())

    @cached_property
    def disjoint(self) -> bool:
        """Whether the two grids have nothing in common, going by their bounding boxes."""
        low, high = self._reach(self._whole)
        apart = (high < -self._margin) | (low > np.array(self._source_shape) - 1 + self._margin)
        return bool(apart.any())

    def __getitem__(self, key: Any) -> npt.NDArray[Any]:
        """Return a part as an array; indices are whole numbers, slices of step 1 and `...`."""
        box, dropped = self._box(key)
        return self._read(box)[tuple(0 if drop else slice(None) for drop in dropped)]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """Return all of it."""
        return np.asarray(self[...], dtype=dtype)

    @property
    def _whole(self) -> Box:
        return tuple(slice(0, n) for n in self.shape)

    @cached_property
    def _margin(self) -> Floats:
        """How far beyond the outermost pixel centres of the source it still has a value."""
        half = np.array([n == 1 or self.nearest for n in self._source_shape])
        margin = np.where(half, 0.5, 0.0) + ROUNDING
        margin[: self._lacks] = np.inf
        return margin

    def _box(self, key: Any) -> tuple[Box, list[bool]]:
        items = list(key) if isinstance(key, tuple) else [key]
        if Ellipsis in items:
            at = items.index(Ellipsis)
            items[at : at + 1] = [slice(None)] * (self.ndim - len(items) + 1)
        items += [slice(None)] * (self.ndim - len(items))
        dropped = [not isinstance(item, slice) for item in items]
        ranges = [
            range(n)[item] if isinstance(item, slice) else range(n)[item : item + 1 or None]
            for n, item in zip(self.shape, items, strict=True)
        ]
        if any(r.step != 1 for r in ranges):
            raise IndexError("A resampled image is read in steps of 1 pixel.")
        return tuple(slice(r.start, max(r.start, r.stop)) for r in ranges), dropped

    def _reach(self, box: Box) -> tuple[Floats, Floats]:
        """Return the least and the greatest source coordinates of a part."""
        first = np.array([part.start for part in box])
        last = np.array([part.stop - 1 for part in box])
        ends = self._linear[:, :, np.newaxis] * np.stack([first, last], axis=1)
        return self._origin + ends.min(axis=2).sum(axis=1), self._origin + ends.max(axis=2).sum(1)

    def _read(self, box: Box) -> npt.NDArray[Any]:
        shape = tuple(part.stop - part.start for part in box)
        start = np.array([part.start for part in box])
        first, end = self._needed(box)
        if 0 in shape or (end <= first).any():
            return np.full(shape, self._empty, dtype=self.dtype)
        needed = tuple(slice(*ends) for ends in zip(first, end, strict=True))
        values = read(self._source[needed[self._lacks :]]).reshape(end - first)
        if not self.nearest:
            values = values.astype(self.dtype, copy=False)
        if self.whole_shift is not None:
            return self._placed(values, first - self.whole_shift - start, shape)
        sampled = ndimage.affine_transform(
            values - self._level,
            self._linear,
            self._linear @ start + self._origin - first,
            output_shape=shape,
            order=0 if self.nearest else 1,
            mode="nearest",
            prefilter=False,
        )
        sampled += self._level
        if not self.covered:
            sampled[self._outside(start, shape)] = self._empty
        return sampled

    @cached_property
    def _level(self) -> Any:
        """What is subtracted while values are interpolated, so that equal values remain equal.

        The weights of neighbours do not add up to 1 exactly, which shows in float64: a constant
        image would get noise of its last digit.
        """
        if self.nearest or self.dtype != np.float64:
            return self.dtype.type(0)
        one = read(self._source[(slice(0, 1),) * len(self._source.shape)]).astype(np.float64)
        return np.nan_to_num(one.reshape(-1)[0], posinf=0, neginf=0)

    @property
    def _empty(self) -> float:
        return 0 if self.dtype.kind in "bui" else np.nan

    def _needed(self, box: Box) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the first source pixel that a part needs, and the one behind the last."""
        low, high = self._reach(box)
        first = np.maximum(np.floor(low), 0).astype(np.int64)
        end = np.minimum(np.ceil(high) + 1, self._source_shape).astype(np.int64)
        return first, end

    def _placed(
        self, values: npt.NDArray[Any], at: npt.NDArray[np.int64], shape: tuple[int, ...]
    ) -> npt.NDArray[Any]:
        """Return an array of the part's shape with values put at a place in it."""
        if self.covered and not self._lacks:
            return values
        placed = np.full(shape, self._empty, dtype=self.dtype)
        place = [slice(p, p + n) for p, n in zip(at.tolist(), values.shape, strict=True)]
        place[: self._lacks] = [slice(None)] * self._lacks
        placed[tuple(place)] = values
        return placed

    def _outside(
        self, start: npt.NDArray[np.int64], shape: tuple[int, ...]
    ) -> npt.NDArray[np.bool_]:
        """Return where a part of the new grid lies beyond the source."""
        outside = np.zeros(shape, dtype=bool)
        places = np.ogrid[tuple(slice(s, s + n) for s, n in zip(start, shape, strict=True))]
        for axis in range(self._lacks, self.ndim):
            coordinate = self._origin[axis] + sum(
                gain * place for gain, place in zip(self._linear[axis], places, strict=True) if gain
            )
            last = self._source_shape[axis] - 1
            outside |= (coordinate < -self._margin[axis]) | (coordinate > last + self._margin[axis])
        return outside
