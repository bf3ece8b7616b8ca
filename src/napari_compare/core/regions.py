"""Regions: sets of pixels, kept as runs of neighbouring pixels along image rows.

Runs instead of masks: regions may overlap, there may be thousands of them, and measuring one
reads its own pixels only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Region:
    """A named set of pixels of an image.

    Parameters
    ----------
    name
        What the region is called in tables.
    id
        Number of the region: the label's value, or the position in its layer counted from 1.
    shape
        Shape of the pixel grid on which the runs lie: the image's last two axes (the region
        then counts on every plane of a stack), or the whole shape of the image.
    rows
        Row of each run, shape (k,): the index over all axes of `shape` but the last, flattened.
        In ascending order.
    starts
        First column of each run, shape (k,).
    stops
        Column behind each run's last, shape (k,).
    drawn_at
        For a region on the last two axes: leading axis of the image → index of the plane on
        which the region was drawn. Used when only that plane is to count.
    notes
        What a reader of this region's numbers must know, in plain words.
    """

    name: str
    id: int
    shape: tuple[int, ...]
    rows: Ints
    starts: Ints
    stops: Ints
    drawn_at: Mapping[int, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of pixels on the region's own grid."""
        return int((self.stops - self.starts).sum())

    def equals(self, other: Region) -> bool:
        """Return whether another region has the same pixels, name and notes."""
        said = (self.name, self.id, self.shape, self.notes, dict(self.drawn_at))
        if said != (other.name, other.id, other.shape, other.notes, dict(other.drawn_at)):
            return False
        runs = zip(
            (self.rows, self.starts, self.stops),
            (other.rows, other.starts, other.stops),
            strict=True,
        )
        return all(np.array_equal(mine, its) for mine, its in runs)

    def summary(self) -> dict[str, Any]:
        """Return name, id, number of pixels and bounding box, as plain values for a record.

        The box holds the first index and the one behind the last along each axis of `shape`.
        """
        found: dict[str, Any] = {"name": self.name, "id": self.id, "n_pixels": self.size}
        if self.size:
            *leading, rows = np.unravel_index(self.rows, self.shape[:-1])
            first = [int(axis.min()) for axis in (*leading, rows, self.starts)]
            last = [int(axis.max()) for axis in (*leading, rows, self.stops - 1)]
            found["box"] = [[low, high + 1] for low, high in zip(first, last, strict=True)]
        return found

    def mask(self) -> npt.NDArray[np.bool_]:
        """Return the region as a boolean array of its `shape`."""
        edges = np.zeros((int(np.prod(self.shape[:-1])), self.shape[-1] + 1), dtype=np.int8)
        np.add.at(edges, (self.rows, self.starts), 1)
        np.add.at(edges, (self.rows, self.stops), -1)
        return np.cumsum(edges, axis=1)[:, :-1].astype(bool).reshape(self.shape)

    @classmethod
    def whole(cls, shape: Sequence[int], name: str = "whole image") -> Region:
        """Return the region of all pixels of planes with the given (last two) axes' shape."""
        height, width = tuple(shape)[-2:]
        rows = np.arange(height, dtype=np.int64)
        return cls(name, 0, (height, width), rows, np.zeros_like(rows), np.full_like(rows, width))

    @classmethod
    def from_mask(
        cls,
        mask: npt.ArrayLike,
        name: str,
        id: int = 1,
        *,
        drawn_at: Mapping[int, int] | None = None,
        notes: Sequence[str] = (),
    ) -> Region:
        """Return the region of the pixels at which a boolean array is true.

        Parameters
        ----------
        mask
            Boolean array of the shape of the image or of its last two axes.
        name, id, drawn_at, notes
            See `Region`.

        Examples
        --------
        >>> import numpy as np
        >>> Region.from_mask(np.eye(3, dtype=bool), "diagonal").size
        3
        """
        mask = np.asarray(mask, dtype=bool)
        rows, starts, stops, _ = _runs(mask.astype(np.uint8))
        return cls(name, id, mask.shape, rows, starts, stops, dict(drawn_at or {}), tuple(notes))


def regions_from_labels(labels: npt.ArrayLike) -> list[Region]:
    """Return a region for each label but 0, named by its number, in the order of the labels.

    Parameters
    ----------
    labels
        Integer array of the shape of the image or of its last two axes.

    Returns
    -------
    list of Region
        Empty when there is no label but 0.

    Raises
    ------
    ValueError
        If the array holds no integers.

    Examples
    --------
    >>> import numpy as np
    >>> [region.name for region in regions_from_labels(np.array([[0, 2, 2], [5, 0, 0]]))]
    ['2', '5']
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"A label image holds whole numbers, not {labels.dtype}.")
    rows, starts, stops, values = _runs(labels)
    order = np.argsort(values, kind="stable")
    rows, starts, stops, values = rows[order], starts[order], stops[order], values[order]
    present, first = np.unique(values, return_index=True)
    bounds = [*first.tolist(), len(values)]
    return [
        Region(str(label), label, labels.shape, rows[i:j], starts[i:j], stops[i:j])
        for label, i, j in zip(present.tolist(), bounds, bounds[1:], strict=False)
    ]


def as_regions(regions: object, shape: tuple[int, ...]) -> list[Region]:
    """Return what a caller gave as regions as a list of `Region`, checked against the image.

    Parameters
    ----------
    regions
        None (the whole image), a boolean or integer array of the image's shape or its last two
        axes, a mapping from name to boolean array, one Region or a sequence of them.
    shape
        Shape of the image.

    Raises
    ------
    ValueError
        If a region's shape fits neither the image nor its last two axes, or its type is another.
    """
    if regions is None:
        return [Region.whole(shape)]
    if isinstance(regions, Region):
        found = [regions]
    elif isinstance(regions, Mapping):
        found = [
            Region.from_mask(mask, str(name), i)
            for i, (name, mask) in enumerate(regions.items(), start=1)
        ]
    elif isinstance(regions, (list, tuple)) and all(isinstance(r, Region) for r in regions):
        found = list(regions)
    else:
        found = _from_array(np.asarray(regions))
    for region in found:
        if region.shape not in (shape, shape[-2:]):
            raise ValueError(
                f'Region "{region.name}" has the shape {region.shape}, which is neither the '
                f"image's {shape} nor that of its planes {shape[-2:]}."
            )
    return found


def _from_array(array: npt.NDArray[np.generic]) -> list[Region]:
    if array.dtype == bool:
        return [Region.from_mask(array, "mask")]
    if array.dtype.kind in "iu":
        return regions_from_labels(array)
    raise ValueError(
        "Regions must be a boolean or integer array, a mapping of names to boolean arrays or "
        f"Region objects, not an array of {array.dtype}."
    )


def _runs(labels: npt.NDArray[np.generic]) -> tuple[Ints, Ints, Ints, npt.NDArray[np.generic]]:
    """Return row, start, stop and value of each run of equal values other than 0."""
    width = labels.shape[-1]
    table = labels.reshape(-1, width)
    found: list[tuple[Ints, Ints, Ints, npt.NDArray[np.generic]]] = []
    for first, block in _bands(table):
        change = np.ones((len(block), width + 1), dtype=bool)
        np.not_equal(block[:, 1:], block[:, :-1], out=change[:, 1:-1])
        row, column = np.nonzero(change)
        same_row = row[1:] == row[:-1]
        row, start, stop = row[:-1][same_row], column[:-1][same_row], column[1:][same_row]
        value = block[row, start]
        kept = value != 0
        found.append((row[kept] + first, start[kept], stop[kept], value[kept]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing, np.zeros(0, dtype=labels.dtype)
    rows, starts, stops, values = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, starts, stops, values


def _bands(
    table: npt.NDArray[np.generic], pixels: int = 1 << 22
) -> Iterator[tuple[int, npt.NDArray[np.generic]]]:
    """Cut a table into bands of rows, so that what is worked on beside it stays small."""
    step = max(1, pixels // max(1, table.shape[1]))
    for first in range(0, len(table), step):
        yield first, table[first : first + step]
