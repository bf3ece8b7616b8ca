"""Every pair of some images compared: a row for each pair and region."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from napari_compare.core.comparison import iterate
from napari_compare.core.metrics import METRICS, Metric, chosen
from napari_compare.core.notes import notes
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.results import Note, Progress, as_table
from napari_compare.core.rows import ALWAYS
from napari_compare.core.series.gram import Gram
from napari_compare.core.series.images import Images, as_images
from napari_compare.core.series.moments import MomentsOfPairs
from napari_compare.core.series.summary import Summary
from napari_compare.core.settings import Settings
from napari_compare.core.statistics.statistics import Statistics

if TYPE_CHECKING:
    import pandas as pd

COUNTED = ("n_pixels", "n_excluded")
ABOUT = ("image_1", "image_2", "region", "region_id")


@dataclass(frozen=True, eq=False)
class PairResult:
    """The numbers of one region of one pair of images.

    Parameters
    ----------
    pair
        Which images, counted from 0.
    region
        The region.
    row
        Column → value: the images' names, the region, the metrics and notes.
    notes
        Those of the notes that tell what was measured and why numbers are undefined, sentence by
        sentence; not advice, which differs from pair to pair.
    """

    pair: Indices
    region: Region
    row: dict[str, Any]
    notes: tuple[str, ...] = ()


Indices = tuple[int, int]
Events = Generator[Progress | PairResult, None, None]


def compare_all(
    images: Any,
    regions: object = None,
    metrics: str | Sequence[str] | None = None,
    settings: Settings | None = None,
    *,
    names: Sequence[str] | None = None,
    axes: Sequence[str] | None = None,
    spacing: float | Sequence[float] | None = None,
    unit: str = "pixel",
) -> pd.DataFrame:
    """Compare every pair of some images, region by region.

    Metrics that follow from moments alone (see `Metric.of_moments`: Pearson's r, overlap
    coefficient, RMSD, slope …) are found for all pairs in one pass over the pixels, and for whole
    numbers of up to 16 bit without any error. For others each pair is compared by itself.

    Parameters
    ----------
    images
        Two images or more: a mapping from name to array, a sequence of arrays, or one array of
        which the first axis counts the images. Equal shapes of two or more axes, any integer,
        float or boolean type; numpy, dask or zarr.
    regions
        What `compare` takes as regions, drawn on one image.
    metrics
        What to measure: keys, "essential" or "all". Pearson's r, if neither this nor `settings`
        is given.
    settings
        How to measure, such as the method of thresholds.
    names
        What the images are called; numbers from 0 if nothing tells.
    axes, spacing, unit
        Axes of one image and the size of its pixels, as for `compare`.

    Returns
    -------
    pandas.DataFrame
        A row for each pair and region: `image_1`, `image_2`, `region`, `region_id`, `n_pixels`,
        `n_excluded`, the metrics and `notes`. Each image stands beside itself too. Pairs are there
        once, or both ways round where a metric differs by that; then `image_1` is A.
        `attrs` holds `settings`, `version`, `names` and `units`. See `as_matrix`.

    Raises
    ------
    ValueError
        If images, regions and settings do not fit each other.

    Examples
    --------
    >>> import numpy as np
    >>> ramp = np.arange(100).reshape(10, 10)
    >>> table = compare_all({"up": ramp, "down": 99 - ramp}, metrics="pearson_r")
    >>> table[["image_1", "image_2", "pearson_r"]].round(9).values.tolist()
    [['up', 'up', 1.0], ['up', 'down', -1.0], ['down', 'down', 1.0]]
    """
    found = as_images(images, names=names, axes=axes, spacing=spacing, unit=unit)
    settings = settings or Settings(metrics=("pearson_r",))
    if metrics is not None:
        settings = replace(settings, metrics=metrics if isinstance(metrics, str) else (*metrics,))
    events = iterate_pairs(found, as_regions(regions, found.shape), settings)
    return pair_table((one for one in events if isinstance(one, PairResult)), found, settings)


def pair_table(results: Iterable[PairResult], images: Images, settings: Settings) -> pd.DataFrame:
    """Return the rows of results as a table; its `attrs` are those of `compare_all`."""
    table = as_table(results, images.pair(0, 1), settings)
    table.attrs["names"] = images.names
    return table


def iterate_pairs(images: Images, regions: Sequence[Region], settings: Settings) -> Events:
    """Compare every pair of some images, yielding progress and results as they come.

    Parameters
    ----------
    images
        The images.
    regions
        The regions; see `as_regions`.
    settings
        What to measure and how.

    Yields
    ------
    Progress or PairResult
        Progress at short intervals; results pair by pair, region by region.

    Raises
    ------
    ValueError
        If the settings do not fit the images.
    """
    work = _Work(images, regions, settings)
    parts = images.parts() if work.of_moments else []
    total, done = len(parts) + len(work.pairs), 0
    gathering = MomentsOfPairs(images, regions, settings.planes == "drawn", parts)
    for read in gathering:
        done += read
        yield Progress(done, total)
    for pair in work.pairs:
        progress = Progress(done, total)
        if work.of_moments:
            yield from work.from_moments(pair, gathering, progress)
        else:
            yield from work.compared(pair, progress)
        done += 1
    yield Progress(done, total)


class _Work:
    """What is compared, and how, in ways that do not change from pair to pair."""

    def __init__(self, images: Images, regions: Sequence[Region], settings: Settings) -> None:
        if settings.split:
            raise ValueError(
                "Pairs of images are compared as a whole, not split by "
                f"{', '.join(settings.split)}."
            )
        self._images, self._regions = images, regions
        self._columns = columns_of_pairs(settings)
        # Each of these is in a row; the others, which every comparison has, are not.
        self._settings = replace(settings, metrics=tuple(one.key for one in self._columns))
        n = len(images.arrays)
        once = all(one.symmetric for one in self._columns)
        self.pairs = [(i, j) for i in range(n) for j in range(i if once else 0, n)]
        plain = (settings.background_a, settings.background_b) == ("none", "none")
        self.of_moments = plain and all(one.of_moments for one in self._columns)

    def compared(self, pair: Indices, progress: Progress) -> Events:
        """Compare one pair by itself."""
        for event in iterate(self._images.pair(*pair), self._regions, self._settings):
            if isinstance(event, Progress):
                yield progress
                continue
            numbers = {one.key: event.row[one.key] for one in self._columns if one.key in event.row}
            # That A and B are the same image is no fault where each stands beside itself.
            said = () if pair[0] == pair[1] else event.notes
            yield self._result(pair, event.region, numbers, said)

    def from_moments(self, pair: Indices, found: MomentsOfPairs, progress: Progress) -> Events:
        """Derive the numbers of one pair from the moments of all, as far as they tell."""
        summaries = [_summary(gram, pair, found.exact) for gram in found.grams]
        squares = any(one.key == "rmsd" for one in self._columns)
        if squares and any(one.cancels for one in summaries):
            yield from self.compared(pair, progress)
            return
        yield progress
        for region, one in zip(self._regions, summaries, strict=True):
            with np.errstate(all="ignore"):
                numbers = {metric.key: one.value(metric) for metric in self._columns}
            said = notes(cast(Statistics, one), region, self._columns, numbers, None)
            plain = tuple(Note(text) for text in self._images.notes_about(*pair))
            yield self._result(pair, region, numbers, plain + said)

    def _result(
        self, pair: Indices, region: Region, numbers: dict[str, Any], said: Sequence[Note]
    ) -> PairResult:
        i, j = pair
        names = self._images.names
        about = (names[i], names[j], region.name, region.id)
        text = " ".join(note.text for note in said)
        row = dict(zip(ABOUT, about, strict=True)) | numbers | {"notes": text}
        plain = tuple(note.text for note in said if not note.advice)
        return PairResult(pair, region, row, plain)


def columns_of_pairs(settings: Settings) -> list[Metric]:
    """Return the metrics of a row: the pixels counted, the chosen ones, thresholds behind them."""
    wanted = [metric.key for metric in chosen(settings.metrics)]
    behind = ALWAYS if any("thresholds" in METRICS[key].needs for key in wanted) else ()
    return [METRICS[key] for key in dict.fromkeys((*COUNTED, *wanted, *behind))]


def _summary(gram: Gram, pair: Indices, exact: bool) -> Summary:
    moments = gram.moments(*pair)
    pivots = [0 if exact else float(gram.pivots[i]) for i in pair]
    return Summary(moments, (pivots[0], pivots[1]), gram.pixels - moments.n)
