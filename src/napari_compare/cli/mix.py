"""The command `napari-compare mix`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from napari_compare.cli.shared import (
    AsJson,
    RegionsFile,
    Scheduler,
    SettingsFile,
    one_sentence,
    regions_or_say,
    without_progress,
)


def mix(
    series: Annotated[
        Path, typer.Argument(help="The series: a file of many images, or a folder of images.")
    ],
    references: Annotated[
        list[Path], typer.Argument(help="Two reference images or more, each of a frame's shape.")
    ],
    regions: RegionsFile = None,
    channel: Annotated[
        int | None, typer.Option(help="Channel of series and references, counted from 0.")
    ] = None,
    settings: SettingsFile = None,
    bounds: Annotated[
        str | None, typer.Option(help="Where coefficients may lie: free, 0-1 or non-negative.")
    ] = None,
    sum_to_one: Annotated[
        bool | None,
        typer.Option(
            "--sum-to-one/--no-sum-to-one",
            help="Whether the coefficients of a frame sum to one; they do unless said otherwise.",
        ),
    ] = None,
    offset: Annotated[
        bool | None,
        typer.Option("--offset/--no-offset", help="Give each frame a background of its own."),
    ] = None,
    gain: Annotated[
        bool | None,
        typer.Option("--gain/--no-gain", help="Give each frame a brightness of its own."),
    ] = None,
    weights: Annotated[
        str | None, typer.Option(help="How pixels count: equal, or poisson for photon noise.")
    ] = None,
    robust: Annotated[
        bool | None,
        typer.Option("--robust/--no-robust", help="Let outliers among the pixels lose weight."),
    ] = None,
    reference_noise: Annotated[
        float | None,
        typer.Option(
            help="Variance of a reference's noise over that of a frame's: 0 if references are "
            "exact, 1 if each is one image like the frames, 1/m if each is the mean of m."
        ),
    ] = None,
    confidence: Annotated[
        float | None, typer.Option(help="How often an interval shall hold the true coefficient.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for mixing.csv and settings.json.")
    ] = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Find how much of each reference is in every image of a series, in regions or all over."""
    from rich.console import Console

    from napari_compare.core.cluster import connected
    from napari_compare.core.mixing import MixingSettings
    from napari_compare.core.mixing import mix as unmix
    from napari_compare.core.mixing.results import as_table
    from napari_compare.files.mixing import read_mixing_settings, write_mixing
    from napari_compare.files.mixing_table import print_mixing
    from napari_compare.files.printing import rows_as_json
    from napari_compare.files.series import read_reference, read_series

    options: dict[str, Any] = {
        "bounds": bounds,
        "sum_to_one": sum_to_one,
        "offset": offset,
        "gain": gain,
        "weights": weights,
        "robust": robust,
        "reference_noise": reference_noise,
        "confidence": confidence,
    }
    with one_sentence():
        given = {key: value for key, value in options.items() if value is not None}
        earlier = read_mixing_settings(settings) if settings else MixingSettings()
        chosen = replace(earlier, **given)
        images = read_series(series, channel)
        frame = tuple(images.data.shape[1:])
        known = [read_reference(path, frame, channel) for path in references]
        where = regions_or_say(regions, frame, images.axes[1:])
        with connected(scheduler):
            events = unmix(images.data, [one.data for one in known], where, chosen)
            found = list(without_progress(events, "Unmixing", Console(stderr=True)))
        table = as_table(found, chosen, [one.name for one in known])
        if as_json:
            for line in rows_as_json(table.to_dict("records")):
                typer.echo(line, nl=False)
            typer.echo()
        else:
            print_mixing(table, Console())
        if out:
            inputs = {
                "series": str(series),
                "references": [str(path) for path in references],
                "channel": channel,
                "regions": str(regions) if regions else None,
            }
            write_mixing(out, table, where, inputs)
    if out and not as_json:
        typer.echo(f"The results are in {out.resolve()}")
