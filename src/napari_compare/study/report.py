"""The report of a study: one page with all its pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import napari_compare
from napari_compare.core.conditions import compared_metrics
from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import Settings
from napari_compare.core.words import counted, reading_order
from napari_compare.report.escape import escaped
from napari_compare.report.metric_plots import Means, metric_plots
from napari_compare.report.page import Section, page
from napari_compare.report.pair import pair_section
from napari_compare.report.parts import facts, prose, sentences, settings_facts
from napari_compare.report.table import Column, column, table
from napari_compare.study.conditions import Conditions, as_rows
from napari_compare.study.methods import study_methods_text
from napari_compare.study.records import file_name
from napari_compare.study.rows import (
    INDICES,
    SAMPLES,
    SIZES,
    Outcome,
    table_columns,
    table_rows,
)

if TYPE_CHECKING:
    import pandas as pd

MOST_GROUPS = 16
HIDDEN = (
    *("file_a", "file_b", "regions_file", "notes", "error", "settings", "region_id"),
    *(f"{size}_unit" for size in SIZES),
)
TESTED = (
    "Each replicate is one number, the mean of its regions; Welch's t-test compares these. The "
    "p-values are not corrected for the number of metrics: choose before you look which one "
    "decides."
)
OF_IMAGES = (
    "Fisher's z compares the correlations by the number of independent samples in the images. It "
    "tells whether these images differ by more than their texture allows, and nothing of other "
    "cells or experiments."
)
COMPARED = {
    "metric": "metric",
    "condition_1": "condition 1",
    "condition_2": "condition 2",
    "difference": "difference",
    "difference_low": "95 % from",
    "difference_high": "to",
    "hedges_g": "Hedges’ g",
    "p_value": "p",
    "p_holm": "p, Holm",
    "mean_1": "mean 1",
    "mean_2": "mean 2",
    "replicates_1": "replicates 1",
    "replicates_2": "replicates 2",
    "n_undefined": "rows left out",
}
CORRELATED = {
    "condition_1": "condition 1",
    "condition_2": "condition 2",
    "pearson_r_1": "r 1",
    "pearson_r_2": "r 2",
    "difference": "difference",
    "difference_low": "95 % from",
    "difference_high": "to",
    "z": "z",
    "p_value": "p",
    "p_holm": "p, Holm",
    "n_effective_1": "samples 1",
    "n_effective_2": "samples 2",
}
Pictures = Callable[[str], str]


def study_report(
    outcomes: Sequence[Outcome],
    settings: Settings,
    messages: Sequence[str],
    conditions: Conditions | None,
    measured: pd.DataFrame,
    pictures: Pictures,
) -> Iterator[str]:
    """Yield a page that shows a study, piece by piece: pictures are read one pair at a time.

    Parameters
    ----------
    outcomes
        What came of each pair.
    settings
        How they were compared.
    messages
        What a person must know of how they were found.
    conditions
        The conditions, if there are any.
    measured
        All rows of the study.
    pictures
        Returns what a pair, by its name, contributes.
    """
    rows = [row for row in table_rows(outcomes, settings) if row["error"] is None]
    failed = [outcome for outcome in outcomes if outcome.error]
    noted = [row for row in rows if row.get("notes")]
    metrics = reading_order(compared_metrics(measured))
    sections = [
        Section("What was compared", [_summary(outcomes, rows)]),
        _section("Not compared", bool(failed or messages), _failures(failed, messages)),
        _section("Between conditions", conditions is not None, _conditions(conditions)),
        _section("Plots", bool(rows), _plots(rows, metrics, conditions)),
        _section("Numbers", bool(rows), _numbers(rows, outcomes)),
        _section("To be considered", bool(noted), _notes(noted)),
        _section("Pairs", bool(rows), _pairs(outcomes, pictures)),
        Section("Methods", [prose(study_methods_text(outcomes, settings, conditions))]),
        Section("Settings", [settings_facts(settings)]),
    ]
    compared = len(outcomes) - len(failed)
    subtitle = f"{compared} of {counted(len(outcomes), 'pair')} of images compared"
    yield from page("Comparison of two channels", subtitle, filter(None, sections))


def _section(title: str, wanted: bool, parts: Iterator[str]) -> Section | None:
    return Section(title, parts) if wanted else None


def _summary(outcomes: Sequence[Outcome], rows: Sequence[Mapping[str, Any]]) -> str:
    pairs = [outcome.pair for outcome in outcomes]
    folders = {
        letter: ", ".join(sorted({str(file.parent) for file in files if file}))
        for letter, files in (("A", [p.a for p in pairs]), ("B", [p.b for p in pairs]))
    }
    regions = {(row["pair"], row["region_id"]) for row in rows}
    return facts(
        {
            "Pairs": f"{len({row['pair'] for row in rows})} of {len(outcomes)}",
            "Regions": len(regions),
            "Rows of numbers": len(rows),
            **folders,
            "Software": f"napari-compare {napari_compare.__version__}",
            "Date": date.today().isoformat(),
        }
    )


def _failures(failed: Sequence[Outcome], messages: Sequence[str]) -> Iterator[str]:
    yield from sentences([*messages, *(f"{one.pair.name}: {one.error}" for one in failed)])


def _conditions(found: Conditions | None) -> Iterator[str]:
    """Yield what differs between conditions, and why nothing could be tested."""
    if found is None:
        return
    yield from (f'<p class="warning">{escaped(text)}</p>' for text in _said(found.comparisons))
    if found.comparisons.empty:
        yield "<p>There is one condition only.</p>"
        return
    if found.comparisons["p_value"].notna().any():
        yield f"<p>{escaped(TESTED)}</p>"
    hidden = () if found.several else ("p_holm",)
    in_order = {metric: i for i, metric in enumerate(reading_order(found.comparisons["metric"]))}
    rows = sorted(as_rows(found.comparisons), key=lambda row: in_order[row["metric"]])
    named = [{**row, "metric": METRICS[row["metric"]].label} for row in rows]
    yield from table(named, _columns(COMPARED, hidden), rest_in="conditions.csv")
    if found.correlations is not None and len(found.correlations):
        yield f"<h3>Pearson&#x27;s r of these images</h3><p>{escaped(OF_IMAGES)}</p>"
        yield from table(as_rows(found.correlations), _columns(CORRELATED, hidden))


def _said(comparisons: pd.DataFrame) -> Iterator[str]:
    """Yield the notes of comparisons, each once, with the metrics that it concerns if not all."""
    every = comparisons["metric"].nunique()
    for note, of_note in comparisons[comparisons["notes"] != ""].groupby("notes", sort=False):
        metrics = of_note["metric"].unique()
        named = f"{'; '.join(METRICS[one].label for one in metrics)}: "
        yield f"{named if len(metrics) < every else ''}{note}"


def _columns(headers: Mapping[str, str], hidden: Sequence[str]) -> list[Column]:
    return [Column(key, header) for key, header in headers.items() if key not in hidden]


def _plots(
    rows: Sequence[Mapping[str, Any]],
    metrics: Sequence[str],
    conditions: Conditions | None,
) -> Iterator[str]:
    """Yield a plot a metric: by condition, else by pair, or of all pairs if these are many."""
    named_by = ("pair", "region", *INDICES)
    if conditions is not None:
        yield from metric_plots(
            rows,
            metrics,
            group=conditions.condition,
            named_by=named_by,
            replicate=conditions.replicate,
            means=_means(conditions),
        )
        return
    pairs = {row["pair"] for row in rows}
    by_pair = 1 < len(pairs) <= MOST_GROUPS and len(rows) > len(pairs)
    yield from metric_plots(rows, metrics, group="pair" if by_pair else "all", named_by=named_by)


def _means(found: Conditions) -> Means:
    means: dict[tuple[str, str], dict[str, float]] = {}
    if found.replicate is not None:
        for row in as_rows(found.means):
            of_group = means.setdefault((row["metric"], str(row["condition"])), {})
            of_group[str(row["replicate"])] = row["mean"]
    return means


def _numbers(rows: Sequence[Mapping[str, Any]], outcomes: Sequence[Outcome]) -> Iterator[str]:
    keys = [key for key in table_columns(outcomes) if key not in HIDDEN]
    names = [key for key in keys if key not in METRICS and key != SAMPLES]
    measured = reading_order(key for key in keys if key in METRICS)
    units = {size: str(rows[0].get(f"{size}_unit", "")) for size in SIZES}
    columns = [column(key, units.get(key, "")) for key in (*names, *measured)]
    if SAMPLES in keys:
        columns.append(Column(SAMPLES, "independent samples", "as many tell as much of r"))
    yield from table(rows, columns, _links(outcomes))


def _notes(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from table(rows, [Column(key, key) for key in ("pair", "region", "notes")])


def _pairs(outcomes: Sequence[Outcome], pictures: Pictures) -> Iterator[str]:
    links = _links(outcomes)
    for outcome in outcomes:
        pair = outcome.pair
        if outcome.error:
            continue
        files = {"A": pair.a, "B": pair.b, "regions": pair.regions}
        about = {key: file.name for key, file in files.items() if file} | dict(pair.extra)
        yield from pair_section(pair.name, links[pair.name], about, pictures(pair.name))


def _links(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {one.pair.name: f"pair-{file_name(one.pair.name)}" for one in outcomes if not one.error}
