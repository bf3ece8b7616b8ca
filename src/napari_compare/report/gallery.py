"""A gallery of the images that are most alike to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from napari_compare.core.alike import (
    Match,
    Measure,
    Picture,
    in_pixels,
    look_of,
    match_rows,
    ranked,
    ranks,
    thumbnail,
)
from napari_compare.core.words import counted
from napari_compare.report.escape import escaped
from napari_compare.report.images import shaded
from napari_compare.report.page import Section, page
from napari_compare.report.parts import facts, sentences
from napari_compare.report.table import Column, table

WHITE = (255, 255, 255)
OTHER_COLUMNS = ("identical", "differing_pixels", "shape", "dtype", "notes")


def gallery(
    image: Picture,
    name: str,
    matches: Sequence[Match],
    measures: Sequence[Measure],
    most: int,
) -> Iterator[str]:
    """Yield a page that shows the best matches with their numbers, and lists them all.

    Parameters
    ----------
    image, name
        The image to which the others were compared, and what it is called.
    matches, measures
        What was found, and by what it is ranked.
    most
        How many are shown as pictures.
    """
    in_order = ranked(matches, measures)
    shown = [match for match in in_order if not match.failed][:most]
    left = [match for match in in_order if match.failed]
    sections = [
        Section("The image", [_asked(image, name, matches, measures)]),
        Section("Most alike", _cards(shown, ranks(in_order, measures), measures)),
        Section("All images", _table(matches, measures, image)),
        Section("Not compared", sentences(map(_reason, left))) if left else None,
    ]
    subtitle = f"{counted(len(matches), 'image')}, ranked by {measures[0].label}"
    yield from page(f"What is most alike to {name}?", subtitle, filter(None, sections))


def _asked(image: Picture, name: str, matches: Sequence[Match], measures: Sequence[Measure]) -> str:
    from napari_compare import __version__

    look = look_of(image.intensities())
    picture = _picture(None if look is None else thumbnail(look), name, None)
    known = facts(
        {
            "Image": name,
            "Pixels": in_pixels(image.shape),
            "Compared with": counted(len(matches), "image"),
            "Identical": sum(match.identical for match in matches),
            "Ranked by": ", then ".join(one.label for one in measures),
            "Software": f"napari-compare {__version__}",
        }
    )
    return f'<div class="matches"><figure>{picture}</figure>{known}</div>'


def _cards(
    matches: Sequence[Match], ranks: Sequence[int | None], measures: Sequence[Measure]
) -> Iterator[str]:
    yield '<div class="matches">'
    for rank, match in zip(ranks, matches, strict=False):
        said = [one.in_words(match.numbers[one.key]) for one in measures]
        said += [f"found {match.found}"] if match.found else []
        lines = "".join(f"<small>{escaped(text)}</small>" for text in said)
        verdict = f'<small class="{_kind(match)}">{escaped(match.verdict)}</small>'
        number = f"{rank}. " if rank is not None else ""
        caption = f"{number}{escaped(match.candidate.name)}{verdict}{lines}"
        mark = None if match.differs_all_over else match.mark
        picture = _picture(match.small, match.candidate.name, mark)
        yield f"<figure>{picture}<figcaption>{caption}</figcaption></figure>\n"
    yield "</div>"


def _kind(match: Match) -> str:
    return "identical" if match.identical else "differs"


def _picture(
    small: np.ndarray | None, name: str, mark: tuple[float, float, float, float] | None
) -> str:
    if small is None:
        return '<div class="frame empty"></div>'
    address = shaded(small.astype(np.float64), 0, 255, WHITE)
    frame = ""
    if mark is not None:
        left, top, width, height = (f"{100 * share:.2f}%" for share in mark)
        place = f"left:{left};top:{top};width:{width};height:{height}"
        frame = f'<div class="mark" style="{place}"></div>'
    return f'<div class="frame"><img src="{address}" alt="{escaped(name)}">{frame}</div>'


def _table(matches: Sequence[Match], measures: Sequence[Measure], image: Picture) -> Iterator[str]:
    columns = [Column("rank", "rank"), Column("image", "image")]
    columns += [Column(one.key, one.label, one.tooltip) for one in measures]
    columns += [Column(key, key.replace("_", " ")) for key in OTHER_COLUMNS]
    rows = match_rows(matches, measures, image.shape)
    for row in rows:
        row["identical"] = {True: "yes", False: "no", None: ""}[row["identical"]]
    yield from table(rows, columns, rest_in="alike.csv")


def _reason(match: Match) -> str:
    return f"{match.candidate.name}: {' '.join(match.notes)}"
