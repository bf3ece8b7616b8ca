"""One image against many: which are most alike, which are near-duplicates, which are the same."""

from napari_compare.core.alike.look import look_of, thumbnail
from napari_compare.core.alike.match import Match, in_pixels, summary
from napari_compare.core.alike.measures import MEASURES, USUAL, Measure, measures_named
from napari_compare.core.alike.picture import Candidate, Picture
from napari_compare.core.alike.ranking import (
    candidates_of,
    match_rows,
    match_table,
    most_alike,
    ranked,
    ranks,
)
from napari_compare.core.alike.search import find_alike

__all__ = [
    "MEASURES",
    "USUAL",
    "Candidate",
    "Match",
    "Measure",
    "Picture",
    "candidates_of",
    "find_alike",
    "in_pixels",
    "look_of",
    "match_rows",
    "match_table",
    "measures_named",
    "most_alike",
    "ranked",
    "ranks",
    "summary",
    "thumbnail",
]
