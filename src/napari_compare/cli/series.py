"""The command `napari-compare series`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from napari_compare.cli.shared import (
    AsJson,
    Metrics,
    RegionsFile,
    Scheduler,
    SettingsFile,
    Threshold,
    one_sentence,
    print_compared,
    record_of,
    regions_or_say,
    settings_from,
)


def series(
    files: Annotated[
        list[Path],
        typer.Argument(help="A file with several frames, or the files of the frames in order."),
    ],
    against: Annotated[
        str,
        typer.Option(
            help='What each frame is compared with: "next", the number of a frame counted from '
            "0, or an image file."
        ),
    ] = "next",
    axis: Annotated[
        str | None,
        typer.Option(help="Axis of the frames in one file; by default t, z, or the first."),
    ] = None,
    channel: Annotated[int | None, typer.Option(help="Channel to compare, counted from 0.")] = None,
    regions: RegionsFile = None,
    settings: SettingsFile = None,
    threshold: Threshold = None,
    metrics: Metrics = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the table, the curves and the settings.")
    ] = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Compare each frame of a series with the next, with one of them, or with another image."""
    from napari_compare.core.cluster import connected
    from napari_compare.core.metrics import chosen
    from napari_compare.core.results import as_table
    from napari_compare.core.series import series_pair
    from napari_compare.files.several import FRAMES_FIRST, read_images, read_one

    with one_sentence():
        wanted = settings_from(settings, {"threshold": threshold, "metrics": metrics})
        images = read_images(files, channel, axis, wanted, FRAMES_FIRST)
        counted = images.counted
        wanted = replace(wanted, split=(counted,))
        name = files[0].stem if len(files) == 1 else f"{len(files)} files"
        reference: object = int(against) if against.isdecimal() else against
        if isinstance(reference, str) and reference != "next":
            reference = read_one(Path(against), channel, wanted).data
        pair = series_pair(images.as_series(name), reference, counted, Path(against).stem)
        found = regions_or_say(regions, pair.shape, pair.axes)
        with connected(scheduler):
            results = print_compared(pair, found, wanted, as_json)
        if out:
            from napari_compare.files.series_results import write_series

            table = as_table(results, pair, wanted)
            table.insert(0, "frame", [images.names[i] for i in table[counted]])
            inputs = record_of(files, channel, counted, regions) | {"against": against}
            keys = [one.key for one in chosen(wanted.metrics) if one.key in table]
            write_series(out, table, counted, keys, inputs)
    if out and not as_json:
        typer.echo(f"The results are in {out.resolve()}")
