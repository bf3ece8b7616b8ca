"""Comparisons as the tests ask for them, and their check against brute force."""

from __future__ import annotations

import brute_force
from napari_compare.core.comparison import compare, iterate
from napari_compare.core.pair import Pair
from napari_compare.core.regions import as_regions
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings


def rows(*arguments, **options):
    """What `compare` gives, as a list of dictionaries."""
    return compare(*arguments, **options).to_dict("records")


def row(a, b, regions=None, **choices):
    """The row of the only region; all metrics if not chosen otherwise."""
    (only,) = rows(a, b, regions, Settings(**{"metrics": "all", **choices}))
    return only


def result(a, b, regions=None, **choices):
    """The result of the only region of two planes."""
    pair = Pair(a, b, ("y", "x"), (1, 1))
    events = iterate(pair, as_regions(regions, a.shape), Settings(**choices))
    (only,) = [event for event in events if isinstance(event, Result)]
    return only


def notes(a, b, regions=None, **choices):
    """Text → columns of all notes on a pair."""
    found = result(a, b, regions, **choices)
    return {note.text: note.columns for note in found.notes}


def the_note(words, found):
    """The columns of the only note."""
    (text,) = found
    assert words in text
    return found[text]


def assert_row(found, a, b, inside=None, method="costes", **options):
    """Check every number of a row of a boolean array's pixels against brute force."""
    expected = brute_force.compare(a, b, inside, method, **options)
    assert brute_force.disagreements(found, expected) == []
