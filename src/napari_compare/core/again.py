"""A comparison done again: what did not change is not measured again."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from napari_compare.core.advice.advice import advice_on_regions
from napari_compare.core.comparison import iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, Result
from napari_compare.core.settings import Settings

Place = tuple[int, ...]
Order = tuple[Place, int]
Engine = Callable[[Pair, Sequence[Region], Settings], Iterator[Progress | Result]]

LOOKING = 1 / 16
"""Effort of looking at a pixel of the whole image, where measuring one in a region is 1."""


class Again:
    """A comparison of which some results may be there already.

    A region keeps its results when it holds the same pixels as a region of the earlier comparison,
    whatever both are called. Where the background is the mean of a region, all results hang on
    that region: they are kept only if no region changed at all.

    Parameters
    ----------
    pair, regions, settings
        As in `iterate`.
    earlier
        Results of the same pair with the same settings; none if there are none.
    engine
        What measures: `iterate`.
    """

    def __init__(
        self,
        pair: Pair,
        regions: Sequence[Region],
        settings: Settings,
        earlier: Iterable[Result] = (),
        engine: Engine = iterate,
    ) -> None:
        self._pair, self._settings, self._engine = pair, settings, engine
        known = _by_pixels(earlier, _place_count(pair, settings))
        results_of = [known.get(_pixels(region), []) for region in regions]
        if _has_background_region(settings) and not all(
            results and _is_called(results[0], region)
            for results, region in zip(results_of, regions, strict=True)
        ):
            results_of = [[] for _ in regions]
        self._told = advice_on_regions(regions, settings)
        self._kept: list[tuple[Order, Result]] = []
        self.changed: list[Region] = []
        self._position: dict[int, int] = {}
        for position, (region, results) in enumerate(zip(regions, results_of, strict=True)):
            self._kept += [
                ((_place(one), position), self._tell(_called(one, region), region))
                for one in results
            ]
            if not results:
                self._position[id(region)] = position
                self.changed.append(region)
        self._kept.sort(key=lambda one: one[0])

    @property
    def effort(self) -> float:
        """How much there is to do, in pixels to be measured."""
        if not self.changed:
            return 0
        whole = math.prod(self._pair.shape)
        planes = 1 if self._settings.planes == "drawn" else math.prod(self._pair.shape[:-2])
        sizes = (one.size * (planes if len(one.shape) == 2 else 1) for one in self.changed)
        share = 1 + LOOKING if self._settings.threshold_scope == "image" else LOOKING
        return sum(sizes) + whole * share

    def iterate(self) -> Iterator[Progress | Result]:
        """Yield what `iterate` yields, in its order, whether measured now or before."""
        fresh = self._engine(self._pair, self.changed, self._settings) if self.changed else ()
        kept = iter(self._kept)
        following = next(kept, None)
        for event in fresh:
            if isinstance(event, Result):
                order = _place(event), self._position[id(event.region)]
                while following is not None and following[0] < order:
                    yield following[1]
                    following = next(kept, None)
                yield self._tell(event, event.region)
            else:
                yield event
        if following is not None:
            yield from (result for _, result in itertools.chain([following], kept))

    def _tell(self, result: Result, region: Region) -> Result:
        """Return a result with what is to be said of its region beside all the others."""
        said = [note for note in result.notes if not note.of_regions]
        if result.row["n_pixels"]:
            of_regions = self._told.get(region, ())
            said += [note for note in of_regions if result.row.keys() & note.columns]
        if tuple(said) == result.notes:
            return result
        row = {**result.row, "notes": " ".join(note.text for note in said)}
        return dataclasses.replace(result, row=row, notes=tuple(said))


def _by_pixels(earlier: Iterable[Result], places: int) -> dict[Hashable, list[Result]]:
    """Return the results by the pixels of their region, of regions measured at every place."""
    of_region: dict[int, list[Result]] = {}
    for result in earlier:
        of_region.setdefault(id(result.region), []).append(result)
    return {
        _pixels(results[0].region): results
        for results in of_region.values()
        if len(results) == places
    }


def _pixels(region: Region) -> Hashable:
    """Return what tells a region's pixels, and the notes about them, from any other's."""
    runs = (part.tobytes() for part in (region.rows, region.starts, region.stops))
    return region.shape, *runs, tuple(sorted(region.drawn_at.items())), region.notes


def _place(result: Result) -> Place:
    return tuple(result.index.values())


def _place_count(pair: Pair, settings: Settings) -> int:
    return math.prod(
        length for axis, length in zip(pair.axes, pair.shape, strict=True) if axis in settings.split
    )


def _called(result: Result, region: Region) -> Result:
    """Return a result under the name and number that its region has now."""
    if _is_called(result, region):
        return result
    row = {**result.row, "region": region.name, "region_id": region.id}
    return dataclasses.replace(result, row=row, region=region)


def _is_called(result: Result, region: Region) -> bool:
    return (result.region.name, result.region.id) == (region.name, region.id)


def _has_background_region(settings: Settings) -> bool:
    backgrounds = (str(settings.background_a), str(settings.background_b))
    return any(text.startswith("region ") for text in backgrounds)
