"""Mixing coefficients: how much of each reference is in every frame of a series."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.cluster import active_client, on_cluster
from napari_compare.core.mixing import notes
from napari_compare.core.mixing.basis import Basis, Moments, make_basis
from napari_compare.core.mixing.fit import CONDITION_LIMIT, Fit, condition_number
from napari_compare.core.mixing.frames import fit_frames
from napari_compare.core.mixing.model import Model
from napari_compare.core.mixing.noise import Noise, look_at_noise
from napari_compare.core.mixing.results import Mixtures, as_table, coefficient_columns
from napari_compare.core.mixing.series import Frames, Series, as_images, as_references, of_regions
from napari_compare.core.mixing.settings import MixingSettings
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.results import Progress
from napari_compare.core.threads import in_threads

if TYPE_CHECKING:
    import pandas as pd

Column = npt.NDArray[Any]
SAMPLE = 1 << 22  # pixels of whole frames that are held at once to look at their noise
FEWEST, MOST = 4, 256  # frames of the sample: where they are large, and where small


def mixing_coefficients(
    series: Any,
    references: Sequence[Any],
    regions: object = None,
    settings: MixingSettings | None = None,
    *,
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Find how much of each reference is in every frame of a series.

    Each frame I is taken for x·R1 + (1 - x)·R2 + noise, or for another of the models that
    `MixingSettings` offers, and x is found by exact least squares: for the default
    x = Σ (I - R2)(R1 - R2) / Σ (R1 - R2)².

    Parameters
    ----------
    series
        Shape (frames, ..., y, x), of any integer, float or boolean type: numpy, dask, zarr, or
        anything that reads on being indexed. It is read once, part by part.
    references
        Two images or more of the shape of a frame.
    regions
        None (the whole frame), a boolean or integer array of the shape of a frame or of its last
        two axes, a mapping from name to boolean array, or `Region` objects.
    settings
        The model; `MixingSettings()` if not given.
    names
        What the references are called.

    Returns
    -------
    pandas.DataFrame
        One row per frame and region: `frame`, counted from 0; `region`; `x`, the share of the
        first reference, its standard error `x_se`, and the ends of its confidence interval
        `x_low` and `x_high`; `r_squared`; `residual_rms`, in intensity units; `notes`. Where
        there are more than two references, or coefficients need not sum to one, `x_0`,
        `x_0_se`, `x_0_low`, `x_0_high`, `x_1` … stand instead; `offset` and `gain` where these
        are free.

    Raises
    ------
    ValueError
        If shapes, types, regions and settings do not fit each other.

    Notes
    -----
    Neighbouring pixels need not be independent, nor equally noisy: the standard error is
    estimated from the residuals, with the distance over which they are correlated. See
    `look_at_noise`.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> first, second = rng.uniform(100, 900, (2, 64, 64))
    >>> series = [x * first + (1 - x) * second + rng.normal(0, 9, (64, 64)) for x in (0.4, 0.7)]
    >>> mixing_coefficients(series, [first, second]).x.round(2).tolist()
    [0.4, 0.7]
    """
    settings = settings or MixingSettings()
    events = mix(series, references, regions, settings)
    found = [event for event in events if isinstance(event, Mixtures)]
    return as_table(found, settings, names or [f"R{i + 1}" for i in range(len(references))])


def mix(
    series: Any, references: Sequence[Any], regions: object, settings: MixingSettings
) -> Generator[Progress | Mixtures, None, None]:
    """Unmix a series part by part, yielding progress and rows as they come.

    Parameters
    ----------
    series, references, regions, settings
        See `mixing_coefficients`.

    Yields
    ------
    Progress or Mixtures
        Progress in frames, at short intervals; rows in the order of frames and regions.

    Raises
    ------
    ValueError
        If shapes, types, regions and settings do not fit each other.
    """
    images = as_images(series)
    shape = tuple(images.shape[1:])
    arrays = as_references(references, shape)
    found = as_regions(regions, shape)
    frames = of_regions(images, found)
    model = Model(len(arrays), settings)
    if not found:
        raise ValueError("There is no region in which the series could be unmixed.")
    sample: list[Frames] = []
    places: list[_Place] = []
    most = max(FEWEST, min(MOST, SAMPLE // frames.pixels))
    for some in in_threads(lambda count, _: frames.some(count), [most]):
        sample += some or []
        yield Progress(0, len(frames))

    def look(region: Region, _worker: int) -> _Place:
        return _look(make_basis(arrays, region, frames, settings.weights), model, sample)

    for place in in_threads(look, found):
        places += [place] if place else []
        yield Progress(0, len(frames))

    done = 0
    for rows in _unmixed(frames, places, [region.name for region in found]):
        if rows is not None:
            done += len(rows) // len(found)
            yield rows
        yield Progress(done, len(frames))


@dataclass(frozen=True, eq=False)
class _Place:
    """A region in which a series is unmixed, and what is known before."""

    basis: Basis
    model: Model
    noise: Noise | None
    said: tuple[str, ...]
    defined: bool

    def unmix(self, frames: Frames) -> dict[str, Column]:
        """Return the columns of frames of shape (frames, pixels)."""
        if not self.defined:
            return self._columns(self._notes(len(frames)))
        moments, fitted = fit_frames(self.basis, self.model, frames)
        se = self._standard_errors(fitted)
        said = self._notes(len(frames))
        for i, sentence in notes.of_pixels(self.basis, self.model, moments, fitted):
            said[i] += (sentence,)
        if self.noise is not None:
            of_fit = notes.of_fit(self.model, self.noise, moments, fitted, se)
            loud = notes.of_loud_frames(self.basis, self.model, self.noise, fitted, frames)
            for i, sentence in (*of_fit, *loud):
                said[i] += (sentence,)
        return self._columns(said, (moments, fitted, se))

    def _notes(self, n: int) -> Column:
        """Return what is said of all frames, for each of n."""
        said = np.empty(n, dtype=object)
        said.fill(self.said)
        return said

    def _standard_errors(self, fitted: Fit) -> npt.NDArray[np.float64]:
        """Return the standard error of each coefficient, shape (frames, k)."""
        if self.noise is None:
            return np.full(fitted.x.shape, np.nan)
        own = self.model.columns
        bread = fitted.slopes @ fitted.bread
        scores = self.noise.scores[np.ix_(own, own)]
        variance = np.einsum("fip,pq,fiq->fi", bread, scores, bread, optimize=True)
        return np.asarray(np.sqrt(np.maximum(variance, 0) * fitted.variance[:, None]))

    def _columns(
        self,
        said: Column,
        found: tuple[Moments, Fit, npt.NDArray[np.float64]] | None = None,
    ) -> dict[str, Column]:
        settings = self.model.settings
        missing = np.full(len(said), np.nan)
        values: dict[str, Column] = {}
        for i, name in coefficient_columns(self.model.k, settings):
            x, se = (found[1].x[:, i], found[2][:, i]) if found else (missing, missing)
            wide = self.noise.factor(settings.confidence) * se if self.noise else missing
            low, high = x - wide, x + wide
            if self.model.bounded:
                most = 1.0 if settings.bounds == "0-1" or settings.sum_to_one else np.inf
                low, high = np.maximum(low, 0.0), np.minimum(high, most)
            values |= {name: x, f"{name}_se": se, f"{name}_low": low, f"{name}_high": high}
        fitted = found[1] if found else None
        if settings.gain:
            values["gain"] = fitted.weights.sum(axis=1) if fitted else missing
        if settings.offset:
            values["offset"] = fitted.offset if fitted else missing
        values["r_squared"] = fitted.r_squared if fitted else missing
        values["residual_rms"] = fitted.rms if fitted else missing
        if found:
            undefined = found[0].n <= self.model.n_parameters
            values = {key: np.where(undefined, np.nan, value) for key, value in values.items()}
        return values | {"notes": said}


def _look(basis: Basis, model: Model, sample: Sequence[Frames]) -> _Place:
    """Return a region with what its references and a sample of frames tell."""
    condition = condition_number(basis.gram, model)
    said = list(notes.of_region(basis, model, condition))
    if basis.n <= model.n_parameters or condition >= CONDITION_LIMIT:
        return _Place(basis, model, None, tuple(said), False)
    noise = look_at_noise(basis, model, sample)
    said += notes.of_noise(basis, model, noise)
    return _Place(basis, model, noise, tuple(said), True)


def _unmixed(frames: Series, places: list[_Place], names: list[str]) -> Iterator[Mixtures | None]:
    """Yield the rows of part after part, found here or on the cluster; None meanwhile."""
    client = active_client()
    if client is None:
        return in_threads(lambda part, _: _unmix(frames, part, places, names), frames.parts())
    (there,) = client.scatter([places], broadcast=True)
    shares = ((frames.held(part), part, there, names) for part in frames.parts())
    return on_cluster(client, _unmix, shares)


def _unmix(frames: Series, part: range, places: list[_Place], names: list[str]) -> Mixtures:
    pixels = frames.read(part)
    return _rows(part, [place.unmix(pixels) for place in places], names)


def _rows(part: range, of_regions: list[dict[str, Column]], names: list[str]) -> Mixtures:
    """Return the columns of each region as one table, frame by frame."""
    columns: dict[str, Column] = {
        "frame": np.repeat(np.arange(part.start, part.stop), len(names)),
        "region": np.array(names * len(part), dtype=object),
    }
    for key in of_regions[0]:
        columns[key] = np.stack([one[key] for one in of_regions], axis=1).ravel()
    return Mixtures(columns)


def warm_up() -> None:
    """Compile the kernels, or load them compiled, by unmixing images that need each of them."""
    rng = np.random.default_rng(0)
    references = rng.integers(0, 100, (2, 16, 16))
    # Coefficients beyond 0 and 1, so that bounds have something to do.
    frames = np.stack([references[0], 2 * references[0]]) + rng.integers(0, 9, (2, 16, 16))
    for kind in (np.uint8, np.uint16, np.float32, np.float64):
        for of_references in (kind, np.float64):
            known = list(references.astype(of_references))
            mixing_coefficients(frames.astype(kind), known, None, MixingSettings(bounds="0-1"))
