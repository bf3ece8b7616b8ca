"""The command `napari-compare folders`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from napari_compare.cli.shared import Scheduler, SettingsFile, one_sentence, settings_from
from napari_compare.study import STUDY_FOLDER

if TYPE_CHECKING:
    from rich.console import Console

    from napari_compare.study.plan import PlannedPair
    from napari_compare.study.study import Study

SOME_FAILED, INTERRUPTED = 1, 130


def folders(
    dir_a: Annotated[
        Path | None, typer.Argument(help="Folder with the images of channel A.")
    ] = None,
    dir_b: Annotated[
        Path | None,
        typer.Argument(
            help="Folder with those of channel B. Without it, two channels of each file in the "
            "first folder are compared: 0 and 1, if not chosen otherwise."
        ),
    ] = None,
    match: Annotated[
        str,
        typer.Option(
            help='What partners have in common: "prefix" (the text before "__", or the whole '
            'name), "name", or a regular expression whose groups must be equal in both names.'
        ),
    ] = "prefix",
    match_b: Annotated[
        str | None,
        typer.Option(help="The same for the names of channel B, where they are built otherwise."),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            help="A list of pairs (.csv) instead: columns a and b name the images; name, "
            "channel_a, channel_b and regions may be there; all others, such as condition, are "
            "carried to the results."
        ),
    ] = None,
    regions_suffix: Annotated[
        str | None,
        typer.Option(
            help="How the names of region files beside the images end; by default _roi.zip if "
            'there are any. "" measures whole images.'
        ),
    ] = None,
    channel_a: Annotated[
        int | None, typer.Option(help="Channel of A's files, counted from 0.")
    ] = None,
    channel_b: Annotated[
        int | None, typer.Option(help="Channel of B's files, counted from 0.")
    ] = None,
    settings: SettingsFile = None,
    out: Annotated[
        Path, typer.Option(help="Folder for the results; a second run into it goes on.")
    ] = Path(STUDY_FOLDER),
    images: Annotated[
        bool, typer.Option("--images", help="Write difference and overlap images of each pair.")
    ] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="Write results.xlsx too (needs the extra excel).")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the pairs that are found, and compare nothing.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many pairs are worked on at a time; by default one for each core."
        ),
    ] = None,
    scheduler: Scheduler = None,
) -> None:
    """Compare all pairs of images in two folders, in the regions beside them, into one table."""
    from rich.console import Console

    from napari_compare.core.cluster import connected
    from napari_compare.files.errors import printable
    from napari_compare.study.search import Search
    from napari_compare.study.study import Study

    console = Console(stderr=True)
    with one_sentence():
        search = Search(dir_a, dir_b, pairs, match, match_b, regions_suffix, channel_a, channel_b)
        study = Study(search, settings_from(settings, {}), out, images=images, excel=excel)
        for message in study.plan.messages:
            _say(console, message)
        if dry_run:
            _show_pairs(study.plan.pairs)
            return
        try:
            with connected(scheduler):
                _run(study, workers, console)
        except KeyboardInterrupt:
            _say(console, f"Stopped. {study.summary} The same command goes on.")
            raise typer.Exit(INTERRUPTED) from None
    typer.echo(study.summary)
    typer.echo(f"The results are in {printable(str(out.resolve()))}")
    if study.failed:
        raise typer.Exit(SOME_FAILED)


def _show_pairs(pairs: Sequence[PlannedPair]) -> None:
    """Print which files belong together, and what stands in the way."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from napari_compare.files.errors import printable

    table = Table("pair", "A", "B", "regions", "problem", box=None, pad_edge=False)
    for pair in pairs:
        files = [path.name if path else "" for path in (pair.a, pair.b, pair.regions)]
        table.add_row(*(escape(printable(text)) for text in (pair.name, *files, pair.problem)))
    Console().print(table)


def _run(study: Study, workers: int | None, console: Console) -> None:
    """Compare; show progress and the time left where a person sees it, and each failure."""
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    from napari_compare.core.results import Progress
    from napari_compare.study.run import WORKERS
    from napari_compare.study.time_left import TimeLeft

    columns, hidden = (TextColumn("{task.description}"), BarColumn()), not console.is_terminal
    left = TimeLeft(len(study.plan.pairs))
    with Bar(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(left.words, total=None)
        for event in study.run(workers or WORKERS):
            left.notice(event)
            if isinstance(event, Progress):
                bar.update(task, completed=event.done, total=event.total, description=left.words)
                continue
            if event.error:
                _say(console, f"{event.pair.name}: {event.error}")


def _say(console: Console, text: str) -> None:
    """Print a line on standard error, above the progress bar."""
    from rich.markup import escape

    from napari_compare.files.errors import printable

    console.print(escape(printable(text)), highlight=False, soft_wrap=True)
