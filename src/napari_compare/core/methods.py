"""Words for the paper: what was done in a comparison, with its settings and the literature."""

from __future__ import annotations

import math
from collections.abc import Sequence

from napari_compare.core.method_sentences import (
    Works,
    background_sentence,
    metric_sentences,
    software_sentence,
    threshold_sentences,
    was_or_were,
    with_references,
)
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.core.words import counted, joined, notes_in_words, spread

MOST_NAMES, MOST_NOTES = 6, 12
PLACES = {"t": "time point", "z": "plane", "c": "channel"}


def methods_text(results: Sequence[Result], pair: Pair, settings: Settings) -> str:
    """Return what was done as a text for the methods section of a paper.

    Paragraphs on regions, thresholds, metrics, software and what must be known of the results,
    and after them the references, each once.

    Parameters
    ----------
    results
        What `iterate` yielded.
    pair, settings
        What was compared, and how.

    Examples
    --------
    >>> from napari_compare import samples
    >>> from napari_compare.core.comparison import iterate
    >>> sample, settings = samples.cells(), Settings(threshold="mean")
    >>> events = iterate(sample.pair, sample.regions, settings)
    >>> results = [event for event in events if isinstance(event, Result)]
    >>> methods_text(results, sample.pair, settings).splitlines()[0][-29:]
    'No background was subtracted.'
    """
    works: Works = {}
    paragraphs = [
        " ".join(
            [
                _what(results, pair, settings),
                _size(results, settings),
                background_sentence(settings),
            ]
        ),
        threshold_sentences([one.row for one in results], _each(results), settings, works),
        metric_sentences(_each(results), settings, works) if results else "",
        software_sentence(works),
        _notes(results),
    ]
    return with_references(paragraphs, works)


def _what(results: Sequence[Result], pair: Pair, settings: Settings) -> str:
    """Say what was compared, and where."""
    text = "Channels A and B"
    if pair.names != ("A", "B"):
        text = 'The channels "{}" (A) and "{}" (B)'.format(*pair.names)
    text += f" were compared {_where(results)}"
    lengths = dict(zip(pair.axes, pair.shape, strict=True))
    places = [
        f"each of {counted(lengths[axis], PLACES.get(axis, f'{axis} position'))}"
        for axis in settings.split
    ]
    text += f", separately at {joined(places)}" if places else ""
    if settings.planes == "drawn" and any(result.region.drawn_at for result in results):
        text += "; a region drawn on one plane counted on that plane only"
    sizes = " × ".join(map(str, pair.shape))
    text += f". The images have {sizes} pixels ({', '.join(pair.axes)})"
    if pair.unit != "pixel":
        height, width = (f"{size:.4g}" for size in pair.spacing[-2:])
        text += f" of {height} × {width} {pair.unit}"
    return f"{text}."


def _where(results: Sequence[Result]) -> str:
    regions = _regions(results)
    if not regions:
        return "in no region"
    if _is_whole(regions):
        return "over the whole image"
    names = [one.name for one in regions[:MOST_NAMES]]
    names += [f"{len(regions) - MOST_NAMES} more"] if len(regions) > MOST_NAMES else []
    return f"in {counted(len(regions), 'region')} ({joined(names)})"


def _each(results: Sequence[Result]) -> str:
    regions = _regions(results)
    if _is_whole(regions):
        return "the whole image"
    return "the region" if len(regions) == 1 else "each region"


def _regions(results: Sequence[Result]) -> list[Region]:
    return list(dict.fromkeys(result.region for result in results))


def _is_whole(regions: Sequence[Region]) -> bool:
    return len(regions) == 1 and regions[0].size == math.prod(regions[0].shape)


def _size(results: Sequence[Result], settings: Settings) -> str:
    """Say how many pixels were measured, and how many left out."""
    sizes = [int(result.row["n_pixels"]) for result in results]
    if not sizes:
        return "Nothing was measured."
    text = f"In total, {counted(sum(sizes), 'pixel')} {was_or_were(sum(sizes))} measured"
    if len(sizes) > 1:
        each = "measurement" if settings.split else "region"
        text += f", {spread(sizes, '{:,}'.format)} in each {each}"
    excluded = sum(int(result.row["n_excluded"]) for result in results)
    if excluded:
        verb = was_or_were(excluded)
        text += f"; {counted(excluded, 'pixel')} without a finite intensity {verb} left out"
    return f"{text}."


def _notes(results: Sequence[Result]) -> str:
    notes = notes_in_words(results)
    if not notes:
        return ""
    more = [f"- and {len(notes) - MOST_NOTES} more"] if len(notes) > MOST_NOTES else []
    return "\n".join(["To be considered:", *(f"- {note}" for note in notes[:MOST_NOTES]), *more])
