"""The command `napari-compare`."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from napari_compare.cli.alike import alike
from napari_compare.cli.folders import folders
from napari_compare.cli.matrix import matrix
from napari_compare.cli.mix import mix
from napari_compare.cli.series import series
from napari_compare.cli.shared import (
    BAD_INPUT,
    AsJson,
    Metrics,
    RegionsFile,
    Scheduler,
    SettingsFile,
    Threshold,
    one_sentence,
    print_compared,
    settings_from,
)

if TYPE_CHECKING:
    import napari

app = typer.Typer(
    help="Compare two microscopy channels: how alike they are, where they differ, where they "
    "co-localize. Without a command, napari opens with the dock.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
DEMO_FOLDER = Path("napari-compare-demo")
WINDOW = (1400, 900)

Channel = Annotated[int | None, typer.Option(help="Channel to measure, counted from 0.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        import napari_compare

        typer.echo(napari_compare.__version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Open napari with the dock, if no command is given."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without "ρ" shows "?" and goes on
    logging.getLogger().addHandler(logging.NullHandler())  # readers' grumbling is no help here
    if context.invoked_subcommand is None:
        reason = why_no_window()
        if reason:
            typer.echo(f"napari cannot be opened: {reason}.", err=True)
            raise typer.Exit(BAD_INPUT)
        viewer = _viewer()
        _add_dock(viewer)
        _run_napari()


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = DEMO_FOLDER,
) -> None:
    """Compare a sample pair over its regions, and show it in napari where there is a display."""
    from napari_compare import samples
    from napari_compare.core.settings import Settings
    from napari_compare.files.results import write_results

    sample = samples.cells()
    settings = Settings()
    with one_sentence():
        results = print_compared(sample.pair, sample.regions, settings)
        write_results(out, results, sample.pair, settings, {"sample": "cells"})
    typer.echo(f"The results are in {out.resolve()}")
    reason = why_no_window()
    if reason:
        typer.echo(f"napari was not opened: {reason}.")
        return
    viewer = _viewer()
    for layer in sample.layers():
        _add_layer(viewer, layer)
    dock = _add_dock(viewer)
    dock.fit_view()
    dock.compare()
    _run_napari()


@app.command()
def measure(
    a: Annotated[Path, typer.Argument(help="Image of channel A.")],
    b: Annotated[Path, typer.Argument(help="Image of channel B; it may be the same file.")],
    channel_a: Channel = None,
    channel_b: Channel = None,
    regions: RegionsFile = None,
    settings: SettingsFile = None,
    threshold: Threshold = None,
    threshold_a: Annotated[
        float | None, typer.Option(help="Threshold of A, for --threshold manual.")
    ] = None,
    threshold_b: Annotated[
        float | None, typer.Option(help="Threshold of B, for --threshold manual.")
    ] = None,
    metrics: Metrics = None,
    split: Annotated[
        str | None, typer.Option(help='Axes with a row for each index, such as "t" or "t,z".')
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for table, settings, images and scatter plot.")
    ] = None,
    exposures: Annotated[
        bool | None,
        typer.Option(
            help="Compare two exposures of one scene, each colour by itself; --out also keeps "
            "where each is brighter. Camera RAW files are, if no channel is chosen."
        ),
    ] = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Compare channel B with channel A, in regions or in the whole image."""
    from napari_compare.core.cluster import connected
    from napari_compare.files.errors import printable
    from napari_compare.files.exposures import read_inputs
    from napari_compare.files.inputs import Inputs

    options = {
        "threshold": threshold,
        "threshold_a": threshold_a,
        "threshold_b": threshold_b,
        "metrics": metrics,
        "split": split,
    }
    with one_sentence():
        chosen = settings_from(settings, options)
        inputs = Inputs(a, b, channel_a, channel_b, regions)
        read, chosen, exposures = read_inputs(inputs, chosen, exposures)
        for warning in read.warnings:
            typer.echo(printable(warning), err=True)
        with connected(scheduler):
            results = print_compared(read.pair, read.regions, chosen, as_json)
        if out:
            from napari_compare.files.results import write_results

            record = inputs.as_record()
            write_results(
                out,
                results,
                read.pair,
                chosen,
                record,
                warnings=read.warnings,
                exposures=exposures,
            )
    if out and not as_json:
        typer.echo(f"The results are in {out.resolve()}")


app.command()(folders)
app.command()(mix)
app.command()(series)
app.command()(matrix)
app.command()(alike)


def why_no_window() -> str | None:
    """Return why napari cannot be opened here, or None if it can."""
    if os.environ.get("CI"):
        return "nobody is watching (CI is set)"
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return "Qt was told to draw nothing (QT_QPA_PLATFORM)"
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not shown:
        return "there is no display"
    try:
        importlib.import_module("qtpy.QtWidgets")
    except Exception:  # qtpy has errors of its own, and a broken Qt raises others
        return 'no Qt is installed; pip install "napari-compare[all]" brings one'
    return None


def _viewer() -> napari.Viewer:
    import napari

    viewer = napari.Viewer()
    viewer.window.resize(*WINDOW)
    return viewer


def _add_layer(viewer: napari.Viewer, layer: tuple[Any, dict[str, Any], str]) -> None:
    from napari.layers import Layer

    viewer.add_layer(Layer.create(*layer))


def _add_dock(viewer: napari.Viewer) -> Any:
    """Add the dock, and return it."""
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare channels")
    return dock


def _run_napari() -> None:
    import napari

    napari.run()
