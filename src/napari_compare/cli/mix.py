"""The command `napari-compare mix`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from napari_compare.cli.shared import one_sentence

if TYPE_CHECKING:
    import pandas as pd

    from napari_compare.core.mixing import MixingSettings
    from napari_compare.core.regions import Region
    from napari_compare.files.images import Image


def mix(
    series: Annotated[
        Path, typer.Argument(help="The series: a file of many images, or a folder of images.")
    ],
    references: Annotated[
        list[Path], typer.Argument(help="Two reference images or more, each of a frame's shape.")
    ],
    regions: Annotated[
        Path | None,
        typer.Option(
            help="Where to unmix: ImageJ ROIs (.roi, .zip), a label image, or shapes saved by "
            "napari (.csv)."
        ),
    ] = None,
    channel: Annotated[
        int | None, typer.Option(help="Channel of series and references, counted from 0.")
    ] = None,
    bounds: Annotated[
        str, typer.Option(help="Where coefficients may lie: free, 0-1 or non-negative.")
    ] = "free",
    sum_to_one: Annotated[
        bool, typer.Option(help="Whether the coefficients of a frame sum to one.")
    ] = True,
    offset: Annotated[
        bool, typer.Option("--offset", help="Give each frame a background of its own.")
    ] = False,
    gain: Annotated[
        bool, typer.Option("--gain", help="Give each frame a brightness of its own.")
    ] = False,
    weights: Annotated[
        str, typer.Option(help="How pixels count: equal, or poisson for photon noise.")
    ] = "equal",
    robust: Annotated[
        bool, typer.Option("--robust", help="Let outliers among the pixels lose weight.")
    ] = False,
    reference_noise: Annotated[
        float,
        typer.Option(
            help="Variance of a reference's noise over that of a frame's: 0 if references are "
            "exact, 1 if each is one image like the frames, 1/m if each is the mean of m."
        ),
    ] = 0.0,
    confidence: Annotated[
        float, typer.Option(help="How often an interval shall hold the true coefficient.")
    ] = 0.95,
    out: Annotated[
        Path | None, typer.Option(help="Folder for mixing.csv and settings.json.")
    ] = None,
) -> None:
    """Find how much of each reference is in every image of a series, in regions or all over."""
    from rich.console import Console

    from napari_compare.core.mixing import MixingSettings
    from napari_compare.core.regions import as_regions
    from napari_compare.files.errors import printable
    from napari_compare.files.mixing import write_mixing
    from napari_compare.files.mixing_table import print_mixing
    from napari_compare.files.regions import read_regions
    from napari_compare.files.series import read_reference, read_series

    with one_sentence():
        chosen = MixingSettings(
            bounds=bounds,
            sum_to_one=sum_to_one,
            offset=offset,
            gain=gain,
            weights=weights,
            robust=robust,
            reference_noise=reference_noise,
            confidence=confidence,
        )
        images = read_series(series, channel)
        frame = tuple(images.data.shape[1:])
        known = [read_reference(path, frame, channel) for path in references]
        where = as_regions(None, frame)
        if regions:
            where, warnings = read_regions(regions, frame, images.axes[1:])
            for warning in warnings:
                typer.echo(printable(warning), err=True)
        table = _unmix(images, known, where, chosen)
        print_mixing(table, Console())
        if out:
            inputs = {
                "series": str(series),
                "references": [str(path) for path in references],
                "channel": channel,
                "regions": str(regions) if regions else None,
            }
            write_mixing(out, table, where, inputs)
    if out:
        typer.echo(f"The results are in {out.resolve()}")


def _unmix(
    series: Image, references: list[Image], regions: list[Region], settings: MixingSettings
) -> pd.DataFrame:
    """Return the table; show progress where a person sees it."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    from napari_compare.core.mixing import Mixtures
    from napari_compare.core.mixing import mix as unmix
    from napari_compare.core.mixing.results import as_table

    found: list[Mixtures] = []
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Unmixing", total=None)
        for step in unmix(series.data, [one.data for one in references], regions, settings):
            if isinstance(step, Mixtures):
                found.append(step)
            else:
                bar.update(task, completed=step.done, total=step.total)
    return as_table(found, settings, [one.name for one in references])
