"""One image compared with many, each read, measured and let go of by a few threads."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from napari_compare.core.alike.features import Agreement, Features, agreement, features_of
from napari_compare.core.alike.hashes import HASHES, bits_apart, hash_of
from napari_compare.core.alike.identity import differing
from napari_compare.core.alike.look import look_of, thumbnail
from napari_compare.core.alike.match import Match, Numbers, in_pixels
from napari_compare.core.alike.measures import (
    FEATURE,
    FEATURES,
    FOUND,
    HASH,
    PIXEL_BY_PIXEL,
    Measure,
)
from napari_compare.core.alike.picture import Candidate, Picture, as_pair
from napari_compare.core.comparison import iterate
from napari_compare.core.metrics import METRICS
from napari_compare.core.pair import ArrayLike
from napari_compare.core.regions import Region
from napari_compare.core.results import Note, Progress, Result
from napari_compare.core.series.frames import in_memory
from napari_compare.core.settings import Settings
from napari_compare.core.threads import in_threads
from napari_compare.core.words import joined


class _Known:
    """What is known of an image, as far as the measures need it."""

    def __init__(self, picture: Picture, measures: Sequence[Measure], colour: str) -> None:
        kinds = {one.kind for one in measures}
        self.dtype = str(picture.data.dtype)
        held = replace(picture, data=in_memory(picture.data))
        self.picture = held.without_equal_colours()
        self.intensities = self.picture.intensities(colour)
        self.look = look_of(self.intensities)
        self.hashes: dict[str, int] = {}
        self.features: Features | None = None
        if self.look is not None:
            keys = [one.key for one in measures if one.key in HASHES]
            self.hashes = {key: hash_of(self.look, key) for key in keys}
            if FEATURE in kinds:
                self.features = features_of(self.look, picture.shape)


def find_alike(
    image: Picture,
    candidates: Sequence[Candidate],
    measures: Sequence[Measure],
    settings: Settings | None = None,
) -> Generator[Progress | Match, None, None]:
    """Compare one image with many, yielding progress and matches as they come.

    Parameters
    ----------
    image
        The image.
    candidates
        The others. A few of them are held in memory at a time, each by one thread.
    measures
        What to measure; see `measures_named`.
    settings
        How metrics are measured, such as the method of thresholds; which are is told by
        `measures`.

    Yields
    ------
    Progress or Match
        Progress at short intervals; a match for every candidate, in their order. One that cannot
        be read or measured says why.
    """
    keys = tuple(one.key for one in measures if one.kind == PIXEL_BY_PIXEL)
    settings = _settings(keys, settings or Settings())
    total = len(candidates)
    yield Progress(0, total)
    known = _Known(image, measures, settings.colour_a)

    def compared(candidate: Candidate, _: int) -> Match:
        try:
            other = _Known(candidate.read(), measures, settings.colour_b)
            return _compared(known, other, candidate, measures, settings)
        except Exception as error:  # whoever reads images may fail in any way
            return Match(candidate, _undefined(measures), notes=(_reason(error),))

    done = 0
    for match in in_threads(compared, candidates, "images"):
        if match is not None:
            done += 1
            yield match
        yield Progress(done, total)


def _compared(
    known: _Known,
    other: _Known,
    candidate: Candidate,
    measures: Sequence[Measure],
    settings: Settings,
) -> Match:
    picture = other.picture
    numbers, notes = _undefined(measures), list(picture.notes)
    metrics = [one for one in measures if one.kind == PIXEL_BY_PIXEL]
    if metrics and known.picture.shape != picture.shape:
        sizes = " instead of ".join(in_pixels(one.picture.shape) for one in (other, known))
        labels = joined([one.label for one in metrics])
        notes.append(f"It has another size ({sizes}): there is no {labels}, pixel by pixel.")
    elif metrics:
        row, said = _measured(known.intensities, other.intensities, settings)
        numbers.update({one.key: float(row[one.key]) for one in metrics})
        notes += said
    looks = [one for one in measures if one.kind != PIXEL_BY_PIXEL]
    if looks and (known.look is None or other.look is None):
        which = "It" if other.look is None else "The image to which it is compared"
        notes.append(f"{which} is the same all over, so there is nothing to recognize.")
    elif looks:
        numbers.update(_alike(known, other, looks, notes))
    return Match(
        candidate,
        numbers,
        picture.shape,
        other.dtype,
        differing(known.picture, picture),
        tuple(notes),
        None if other.look is None else thumbnail(other.look),
    )


def _settings(keys: tuple[str, ...], settings: Settings) -> Settings:
    """Return settings for these metrics, with thresholds only if one of them needs some."""
    settings = replace(settings, metrics=keys or settings.metrics, split=())
    needed = any("thresholds" in METRICS[key].needs for key in keys)
    return settings if needed else replace(settings, threshold="none")


def _measured(
    one: ArrayLike, other: ArrayLike, settings: Settings
) -> tuple[dict[str, Any], list[str]]:
    """Return what `compare` measures, and why some of it is undefined or left out.

    What else is to be known of an image would be said with each of many.
    """
    pair = as_pair(one, other)
    events = iterate(pair, [Region.whole(pair.shape)], settings)
    (result,) = (event for event in events if isinstance(event, Result))
    undefined = {key for key in settings.metrics if math.isnan(result.row[key])}
    if any("thresholds" in METRICS[key].needs for key in undefined):
        undefined.update(("threshold_a", "threshold_b"))
    return result.row, [note.text for note in result.notes if _explains(note, result, undefined)]


def _explains(note: Note, result: Result, undefined: set[str]) -> bool:
    """Return whether a note says why numbers are undefined, or what pixels were left out."""
    if "n_excluded" in note.columns:
        return True
    concerned = result.row.keys() & note.columns
    return bool(concerned & undefined) and all(math.isnan(result.row[key]) for key in concerned)


def _alike(known: _Known, other: _Known, measures: Sequence[Measure], notes: list[str]) -> Numbers:
    """Return how alike two images look; add to the notes what cannot be said."""
    numbers: Numbers = {
        one.key: bits_apart(known.hashes[one.key], other.hashes[one.key])
        for one in measures
        if one.kind == HASH
    }
    wanted = [one.key for one in measures if one.kind == FEATURE]
    if not wanted:
        return numbers
    if known.features is None or other.features is None:
        which = "It" if other.features is None else "The image to which it is compared"
        notes.append(f"{which} has too few corners to be recognized by them.")
        return numbers
    found = agreement(known.features, other.features)
    values = dict(zip(FEATURES, (found.count, found.share), strict=True))
    return numbers | {key: values[key] for key in wanted} | _transform(found)


def _transform(found: Agreement) -> Numbers:
    return {f"found_{name}": getattr(found, name) for name in FOUND}


def _undefined(measures: Sequence[Measure]) -> Numbers:
    """Return all columns of numbers, each undefined."""
    found = FOUND if any(one.kind == FEATURE for one in measures) else ()
    keys = [*(one.key for one in measures), *(f"found_{name}" for name in found)]
    return dict.fromkeys(keys, math.nan)


def _reason(error: Exception) -> str:
    if isinstance(error, ValueError):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for it."
    return f"It could not be compared ({type(error).__name__}: {error})."
