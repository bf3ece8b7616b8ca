"""What fitted mixtures leave of the frames of a series, computed where it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.chunks import Key
from napari_compare.core.mixing.results import coefficient_columns
from napari_compare.core.mixing.settings import MixingSettings
from napari_compare.core.pair import ArrayLike, native
from napari_compare.core.regions import Region

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Residuals:
    """The frames of a series less their fitted mixtures: I - Σ w_i R_i - offset.

    Parameters
    ----------
    images
        Shape (frames, ..., y, x).
    references
        Each of the shape of a frame.
    weights
        Of the references, shape (frames, regions, k); NaN where they are undefined.
    offsets
        Shape (frames, regions).
    owners
        Number of the region to which a pixel belongs, -1 for none: shape of a frame or of its
        last two axes.
    """

    images: ArrayLike
    references: Sequence[npt.NDArray[Any]]
    weights: Floats
    offsets: Floats
    owners: npt.NDArray[np.int32]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the series."""
        return tuple(self.images.shape)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of what is left."""
        return np.dtype(np.float32)

    def __getitem__(self, key: Key) -> npt.NDArray[np.float32]:
        """Return a part, given by slices, as float32; NaN outside of all regions."""
        frames, *within = key
        owners = self.owners[tuple(within[-self.owners.ndim :])]
        parts = [one[tuple(within)] for one in self.references]
        left = native(self.images[key]).astype(np.float64)
        for rest, number in zip(left, range(len(self.weights))[frames], strict=True):
            rest -= self._of_regions(self.offsets[number])[owners]
            for part, weights in zip(parts, self.weights[number].T, strict=True):
                rest -= self._of_regions(weights)[owners] * part
        return left.astype(np.float32)

    def _of_regions(self, values: Floats) -> Floats:
        """Return a value for each region, and NaN at -1 for what is in none."""
        return np.append(values, np.nan)


def residuals(
    images: ArrayLike,
    references: Sequence[npt.NDArray[Any]],
    regions: Sequence[Region],
    columns: Mapping[str, Floats],
    settings: MixingSettings,
) -> Residuals:
    """Return what mixtures that `mix` found leave of the frames.

    Parameters
    ----------
    images
        Shape (frames, ..., y, x).
    references, regions, settings
        What they were found with.
    columns
        The columns that `mix` yielded, each of shape (frames, regions).

    Returns
    -------
    Residuals
        Nothing is computed yet. Where regions overlap, it is the residual of the last of them.

    Examples
    --------
    >>> import numpy as np
    >>> first, second = np.random.default_rng(0).uniform(100, 900, (2, 8, 8))
    >>> images = np.stack([0.5 * first + 0.5 * second + 3])
    >>> whole = [Region.whole((8, 8))]
    >>> left = residuals(
    ...     images, [first, second], whole, {"x": np.array([[0.5]])}, MixingSettings()
    ... )
    >>> left[0:1, 0:8, 0:8].round(3).max()
    np.float32(3.0)
    """
    k = len(references)
    found = [columns[name] for _, name in coefficient_columns(k, settings)]
    shares = [*found, 1 - found[0]] if len(found) < k else found
    gain = columns.get("gain", np.ones_like(found[0]))
    return Residuals(
        images,
        references,
        np.stack(shares, axis=-1) * gain[..., None],
        columns.get("offset", np.zeros_like(gain)),
        _owners(regions, tuple(images.shape[1:])),
    )


def _owners(regions: Sequence[Region], frame: tuple[int, ...]) -> npt.NDArray[np.int32]:
    """Return the number of the last region to which each pixel belongs; -1 for none."""
    shape = frame if any(region.shape == frame for region in regions) else frame[-2:]
    owners = np.full(shape, -1, np.int32)
    for number, region in enumerate(regions):
        owners[..., region.mask()] = number
    return owners
