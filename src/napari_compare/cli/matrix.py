"""The command `napari-compare matrix`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from napari_compare.cli.shared import (
    RegionsFile,
    Scheduler,
    SettingsFile,
    Threshold,
    one_sentence,
    record_of,
    regions_or_say,
    settings_from,
    without_progress,
)

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


MOST_PRINTED = 10  # images, of which a terminal shows every pair


def matrix(
    files: Annotated[
        list[Path],
        typer.Argument(help="Image files, or one file with several channels, frames or planes."),
    ],
    axis: Annotated[
        str | None,
        typer.Option(help="Axis of the images in one file; by default c, t, z, or the first."),
    ] = None,
    channel: Annotated[
        int | None, typer.Option(help="Channel of each file to compare, counted from 0.")
    ] = None,
    regions: RegionsFile = None,
    settings: SettingsFile = None,
    threshold: Threshold = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            help='What to measure: "essential", "all", or keys with commas; pearson_r if neither '
            "this nor --settings is given."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables, heat map and settings.")
    ] = None,
    scheduler: Scheduler = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a row for each pair as JSON, and nothing else.")
    ] = False,
) -> None:
    """Compare every pair of some images, and show which are alike."""
    from rich.console import Console

    from napari_compare.core.cluster import connected
    from napari_compare.core.metrics import chosen
    from napari_compare.core.series import iterate_pairs, notes_of_pairs, pair_table
    from napari_compare.files.printing import as_json as json_lines
    from napari_compare.files.several import read_images

    with one_sentence():
        options = {
            "threshold": threshold,
            "metrics": metrics if settings or metrics else "pearson_r",
        }
        wanted = settings_from(settings, options)
        images = read_images(files, channel, axis, wanted)
        found = regions_or_say(regions, images.shape, images.axes)
        with connected(scheduler):
            events = iterate_pairs(images, found, wanted)
            results = list(without_progress(events, "Comparing", Console(stderr=True)))
        table = pair_table(results, images, wanted)
        keys = [one.key for one in chosen(wanted.metrics) if one.key in table]
        if as_json:
            for line in json_lines(results):
                typer.echo(line, nl=False)
            typer.echo()
        else:
            _print(table, keys, notes_of_pairs(results, images), Console())
        if out:
            from napari_compare.files.series_results import write_matrix

            write_matrix(out, table, keys, record_of(files, channel, images.counted, regions))
    if out and not as_json:
        typer.echo(f"The results are in {out.resolve()}")


def _print(
    table: pd.DataFrame, metrics: Sequence[str], notes: Sequence[str], console: Console
) -> None:
    """Print a matrix for each metric and region, like images side by side, and the notes."""
    from rich.markup import escape
    from rich.table import Table

    from napari_compare.core.metrics import METRICS
    from napari_compare.core.series import as_matrix, likeness_order, regions_in
    from napari_compare.core.words import counted, format_cell

    names = table["image_1"].unique()
    if len(names) > MOST_PRINTED:
        console.print(f"{counted(len(names), 'image')}: too many to show here. --out writes them.")
        return
    for region, called in regions_in(table).items():
        for metric in metrics:
            matrix = as_matrix(table, metric, region)
            order = likeness_order(matrix, metric)
            title = escape(f"{METRICS[metric].label}, {called}")
            shown = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
            shown.add_column("")
            for name in order:
                shown.add_column(escape(name), justify="right", overflow="fold")
            rows = matrix.loc[order, order].to_numpy().tolist()
            for name, values in zip(order, rows, strict=True):
                shown.add_row(escape(name), *(format_cell(metric, value) for value in values))
            console.print(shown)
    for sentence in notes:
        console.print(escape(f"⚠ {sentence}"), highlight=False, style="yellow")
