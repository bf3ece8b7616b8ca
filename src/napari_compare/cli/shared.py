"""What several commands have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from napari_compare.core.pair import Pair
    from napari_compare.core.regions import Region
    from napari_compare.core.results import Result
    from napari_compare.core.settings import Settings

BAD_INPUT = 2

RegionsFile = Annotated[
    Path | None,
    typer.Option(
        help="Where to measure: ImageJ ROIs (.roi, .zip), a label image, or shapes saved by "
        "napari (.csv)."
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option(help="Settings (.json), such as the settings.json of an earlier run."),
]
Threshold = Annotated[
    str | None,
    typer.Option(
        help="How thresholds are found: costes, otsu, li, triangle, yen, isodata, mean, manual "
        "or none."
    ),
]
Metrics = Annotated[
    str | None, typer.Option(help='What to measure: "essential", "all", or keys with commas.')
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the rows as JSON, and nothing else.")]
Scheduler = Annotated[
    str | None,
    typer.Option(
        help='Address of a dask scheduler whose workers do the work, or "local" for a process '
        "on each processor of this machine."
    ),
]


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn an error that a person can mend into a sentence and the exit code 2."""
    from napari_compare.files.errors import sentence

    try:
        yield
    except (ValueError, OSError, MemoryError) as error:
        typer.echo(sentence(error), err=True)
        raise typer.Exit(BAD_INPUT) from None


def settings_from(path: Path | None, options: dict[str, Any]) -> Settings:
    """Return the settings of a file, or the usual ones, with what the options say instead."""
    from napari_compare.core.settings import Settings
    from napari_compare.files.results import read_settings

    settings = read_settings(path) if path else Settings()
    return replace(settings, **{k: value for k, value in options.items() if value is not None})


def regions_or_say(path: Path | None, shape: tuple[int, ...], axes: Sequence[str]) -> list[Region]:
    """Return the regions of a file, or the whole image; say what of the file was left out."""
    from napari_compare.files.errors import printable
    from napari_compare.files.regions import regions_or_whole

    found, warnings = regions_or_whole(path, shape, tuple(axes))
    for warning in warnings:
        typer.echo(printable(warning), err=True)
    return found


def record_of(
    files: Sequence[Path], channel: int | None, axis: str, regions: Path | None
) -> dict[str, Any]:
    """Return where several images and their regions came from, as plain values."""
    return {
        "files": [str(file) for file in files],
        "channel": channel,
        "axis": axis,
        "regions": str(regions) if regions else None,
    }


def without_progress(events: Iterable[Any], doing: str, console: Console) -> Iterator[Any]:
    """Yield what events yield but for progress, which is shown where a person sees it."""
    from rich.progress import Progress as Bar

    from napari_compare.core.results import Progress

    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(doing, total=None)
        for event in events:
            if isinstance(event, Progress):
                bar.update(task, completed=event.done, total=event.total)
            else:
                yield event


def print_compared(
    pair: Pair, regions: Sequence[Region], settings: Settings, as_json: bool = False
) -> list[Result]:
    """Print results as they come, and return them; show progress where a person sees it."""
    from rich.console import Console

    from napari_compare.core.comparison import iterate
    from napari_compare.files import printing

    results: list[Result] = []
    console = Console()
    shown = console if console.is_terminal else Console(stderr=True)

    def coming() -> Iterator[Result]:
        for result in without_progress(iterate(pair, regions, settings), "Comparing", shown):
            results.append(result)
            yield result

    if as_json:
        for line in printing.as_json(coming()):
            typer.echo(line, nl=False)
        typer.echo()
    else:
        printing.print_results(coming(), pair, console)
    return results
