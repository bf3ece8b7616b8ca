"""The report of one comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from napari_compare.core.conditions import compared_metrics
from napari_compare.core.methods import methods_text
from napari_compare.core.pair import Pair
from napari_compare.core.results import Result, as_table
from napari_compare.core.settings import Settings
from napari_compare.core.words import counted, notes_in_words, reading_order
from napari_compare.files.spreadsheet import plain
from napari_compare.report.images import as_it_is
from napari_compare.report.metric_plots import metric_plots
from napari_compare.report.page import Section, page
from napari_compare.report.pair import pair_pictures
from napari_compare.report.parts import facts, prose, sentences, settings_facts
from napari_compare.report.table import column, table

NOT_IN_TABLE = ("notes",)


def comparison_report(
    results: Sequence[Result],
    pair: Pair,
    settings: Settings,
    inputs: Mapping[str, Any],
    warnings: Sequence[str] = (),
    exposures: bytes | None = None,
) -> Iterator[str]:
    """Yield a page that shows one comparison: numbers, pictures, advice and methods.

    Parameters
    ----------
    results
        What `iterate` yielded.
    pair, settings
        What was compared, and how.
    inputs
        Where images and regions came from; see `Inputs.as_record`.
    warnings
        What was left out of the regions, in sentences.
    exposures
        The figure of two exposures, as PNG; None if these are none.
    """
    rows = [{key: plain(value) for key, value in result.row.items()} for result in results]
    said = [*warnings, *notes_in_words(results)]
    sections = [
        Section("What was compared", [_summary(results, pair, inputs)]),
        Section("To be considered", sentences(said)) if said else None,
        Section("Numbers", _numbers(rows, results, pair, settings)),
        Section("Pictures", [pair_pictures(results, pair, settings)]),
        Section("Exposures", [_figure(exposures)]) if exposures else None,
        Section("Plots", _plots(rows, results, pair, settings)) if len(rows) > 1 else None,
        Section("Methods", [prose(methods_text(results, pair, settings))]),
        Section("Settings", [settings_facts(settings)]),
    ]
    a, b = pair.names
    subtitle = f"Two channels compared in {_regions(results)}"
    yield from page(f"{a} and {b}", subtitle, filter(None, sections))


def _summary(results: Sequence[Result], pair: Pair, inputs: Mapping[str, Any]) -> str:
    from napari_compare import __version__

    files = {letter: _file(inputs.get(letter.lower())) for letter in "AB"}
    size = " × ".join(f"{n} {axis}" for axis, n in zip(pair.axes, pair.shape, strict=True))
    pixel = " × ".join(f"{step:.4g}" for step in pair.spacing[-2:])
    return facts(
        {
            "A": files["A"] or pair.names[0],
            "B": files["B"] or pair.names[1],
            "Regions": inputs.get("regions") or _regions(results),
            "Pixels": size,
            "Size of a pixel": f"{pixel} {pair.unit}" if pair.unit != "pixel" else "not known",
            "Software": f"napari-compare {__version__}",
            "Date": date.today().isoformat(),
        }
    )


def _figure(png: bytes) -> str:
    return (
        f'<img class="wide" src="{as_it_is(png)}" alt="Joint plots and differences of exposures">'
        '<p class="faint">B at each intensity of A, with the line on which both are equal and the '
        "conditional median of B; where, and by how much, either is brighter.</p>"
    )


def _regions(results: Sequence[Result]) -> str:
    return counted(len({result.region for result in results}), "region")


def _file(given: Mapping[str, Any] | None) -> str:
    if not given or not given.get("file"):
        return ""
    channel = given.get("channel")
    return f"{given['file']}, channel {channel}" if channel is not None else str(given["file"])


def _numbers(
    rows: Sequence[Mapping[str, Any]], results: Sequence[Result], pair: Pair, settings: Settings
) -> Iterator[str]:
    units = as_table(results, pair, settings).attrs["units"]
    names = [key for key in (rows[0] if rows else {}) if key not in units]
    keys = [key for key in (*names, *reading_order(units)) if key not in NOT_IN_TABLE]
    yield from table(rows, [column(key, units.get(key, "")) for key in keys])


def _plots(
    rows: Sequence[Mapping[str, Any]], results: Sequence[Result], pair: Pair, settings: Settings
) -> Iterator[str]:
    metrics = reading_order(compared_metrics(as_table(results, pair, settings)))
    group = "region" if settings.split else "all regions"
    yield from metric_plots(rows, metrics, group=group, named_by=("region", *settings.split))
