"""The command `napari-compare alike`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from napari_compare.cli.shared import (
    SettingsFile,
    Threshold,
    one_sentence,
    settings_from,
    without_progress,
)

NOTHING_COMPARED = 1

if TYPE_CHECKING:
    from rich.console import Console

    from napari_compare.core.alike import Match, Measure


def alike(
    image: Annotated[Path, typer.Argument(help="The image to which others are compared.")],
    others: Annotated[
        list[Path],
        typer.Argument(help="Folders of images, image files, or one file with --axis."),
    ],
    by: Annotated[
        str,
        typer.Option(
            help="What ranks: pearson_r, ssim, normalized_mutual_information or any other metric "
            "of images of one size; matched_features, matched_share, phash, dhash or whash to "
            "find copies that were shifted, scaled or compressed."
        ),
    ] = "pearson_r",
    measures: Annotated[
        str, typer.Option(help="What else is measured, with commas; it breaks ties.")
    ] = "ssim,matched_features",
    top: Annotated[
        int, typer.Option(min=1, help="How many are printed, and shown in the gallery.")
    ] = 20,
    channel: Annotated[
        int | None, typer.Option(help="Channel of each file to compare, counted from 0.")
    ] = None,
    axis: Annotated[
        str | None,
        typer.Option(help='Axis of one file, such as "t", each index of which is an image.'),
    ] = None,
    settings: SettingsFile = None,
    threshold: Threshold = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for table, gallery and settings.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a row for every image as JSON, and nothing else.")
    ] = False,
) -> None:
    """Rank images by how alike they are to one: near-duplicates, and what is identical."""
    from rich.console import Console

    from napari_compare.core.alike import find_alike, match_rows, measures_named
    from napari_compare.files.alike import Search
    from napari_compare.files.alike_results import write_alike
    from napari_compare.files.printing import rows_as_json

    with one_sentence():
        chosen = measures_named([by, *filter(None, measures.split(","))])
        how = settings_from(settings, {"threshold": threshold})
        search = Search(image, others, channel, axis)
        picture, candidates = search.read()
        events = find_alike(picture, candidates, chosen, how)
        matches = list(without_progress(events, "Comparing", Console(stderr=True)))
        rows = match_rows(matches, chosen, picture.shape)
        if as_json:
            for line in rows_as_json(rows):
                typer.echo(line, nl=False)
            typer.echo()
        else:
            _print(matches, chosen, top, Console())
        if out:
            write_alike(out, picture, matches, chosen, how, search.as_record(), top)
    if out and not as_json:
        typer.echo(f"The results are in {out.resolve()}")
    if all(match.failed for match in matches):
        raise typer.Exit(NOTHING_COMPARED)


def _print(
    matches: Sequence[Match], measures: Sequence[Measure], top: int, console: Console
) -> None:
    """Print the best matches, what must be known of them, and what could not be read."""
    from rich.markup import escape
    from rich.table import Table

    from napari_compare.core.alike import ranked, ranks
    from napari_compare.core.words import counted, format_cell
    from napari_compare.files.errors import printable

    def line(text: str) -> None:
        console.print(escape(printable(text)), highlight=False, style="yellow", soft_wrap=True)

    in_order = ranked(matches, measures)
    shown = [match for match in in_order if not match.failed][:top]
    table = Table("", "image", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for one in measures:
        table.add_column(one.short or one.label, justify="right")
    table.add_column("pixels")
    table.add_column("found")
    for rank, match in zip(ranks(in_order, measures), shown, strict=False):
        numbers = [format_cell(one.key, match.numbers[one.key]) for one in measures]
        name = escape(printable(match.candidate.name))
        table.add_row(str(rank or "–"), name, *numbers, match.verdict, match.found)
    console.print(table)
    more = sum(not match.failed for match in matches) - len(shown)
    if more > 0:
        console.print(
            f"and {counted(more, 'image')} less alike. --top shows more, --out writes all."
        )
    for match in shown:
        if match.notes:
            line(f"⚠ {match.candidate.name}: {' '.join(match.notes)}")
    for match in in_order:
        if match.failed:
            line(f"⚠ {match.candidate.name} was not compared: {' '.join(match.notes)}")
