"""What one pair contributes to a report: its small pictures and scatter plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from napari_compare.core.pair import Pair
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.core.words import notes_in_words, result_title
from napari_compare.report.escape import escaped
from napari_compare.report.scatter import scatter_plot
from napari_compare.report.thumbnails import Thumbnail, thumbnails

MOST_SCATTERS, MOST_NOTES = 6, 6
LINES = (
    "Scatter plots: the brighter, the more pixels; dashed the thresholds, solid the orthogonal "
    "regression."
)


def pair_pictures(results: Sequence[Result], pair: Pair, settings: Settings) -> str:
    """Return the pictures of a pair as a piece of a page: about 0.1 MB, however large images are.

    Parameters
    ----------
    results
        What `iterate` yielded. The joint histograms of the first six are drawn; those of the
        others may be empty.
    pair, settings
        What was compared, and how.
    """
    parts = ['<div class="thumbs">', *map(_figure, thumbnails(results, pair, settings))]
    parts.append('</div><div class="grid">')
    for result in results[:MOST_SCATTERS]:
        title = result_title(result, pair.channels)
        plot = scatter_plot(result.scatter, pair.names, title)
        parts.append(f"<figure><figcaption>{escaped(title)}</figcaption>{plot}</figure>")
    parts.append("</div>")
    first = f"The first {MOST_SCATTERS} of {len(results)}. " if len(results) > MOST_SCATTERS else ""
    parts.append(f'<p class="faint">{first}{LINES}</p>')
    return "".join(parts)


def pair_notes(results: Sequence[Result]) -> str:
    """Return what must be known of a pair's numbers as a piece of a page: the first few."""
    notes = notes_in_words(results)
    more = [f"{len(notes) - MOST_NOTES} more notes."] if len(notes) > MOST_NOTES else []
    shown = [*notes[:MOST_NOTES], *more]
    return "".join(f'<p class="warning">{escaped(text)}</p>' for text in shown)


def pair_section(name: str, anchor: str, about: Mapping[str, str], pictures: str) -> Iterator[str]:
    """Yield all that a report tells of one pair.

    Parameters
    ----------
    name, anchor
        What it is called, and what a link to it names.
    about
        What is known of it, such as its files and condition.
    pictures
        What `pair_pictures` and `pair_notes` returned.
    """
    known = " · ".join(f"{escaped(key)} {escaped(value)}" for key, value in about.items())
    yield f'<article class="pair" id="{escaped(anchor)}"><h3>{escaped(name)}</h3>'
    yield f'<p class="about">{known}</p>{pictures}</article>\n'


def _figure(one: Thumbnail) -> str:
    title, caption = escaped(one.title), escaped(one.caption)
    image = (
        f'<img src="{one.address}" alt="{title}">' if one.address else '<div class="empty"></div>'
    )
    return f"<figure>{image}<figcaption>{title}<small>{caption}</small></figcaption></figure>"
