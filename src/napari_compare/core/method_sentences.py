"""Sentences on what was done, for a comparison and for a study: settings in words."""

from __future__ import annotations

import math
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from napari_compare.core.metrics import Metric, chosen
from napari_compare.core.references import REFERENCES, Reference
from napari_compare.core.settings import Settings
from napari_compare.core.words import counted, format_cell, joined, spread

NUMPY, NAPARI = "10.1038/s41586-020-2649-2", "10.5281/zenodo.3555620"
SCIKIT_IMAGE = "10.7717/peerj.453"

# Method → what it is called, and the DOIs of its sources.
METHODS = {
    "costes": ("Costes' method", ("10.1529/biophysj.103.038422",)),
    "otsu": ("Otsu's method", ("10.1109/TSMC.1979.4310076", SCIKIT_IMAGE)),
    "li": ("Li's minimum cross-entropy method", ("10.1016/S0167-8655(98)00057-9",)),
    "triangle": ("the triangle method", ("10.1177/25.7.70454",)),
    "yen": ("Yen's method", ("10.1109/83.366472", SCIKIT_IMAGE)),
    "isodata": ("the isodata method", ("10.1109/TSMC.1978.4310039", SCIKIT_IMAGE)),
    "mean": ("the mean intensity", ()),
}
PLAIN_WORDS = (
    *("Area", "Histogram", "Intercept", "Mean", "Mutual", "Normalized", "Overlap", "Share"),
    *("Rank-weighted", "Slope"),
)
WRITTEN_OUT = {
    "MAD": "the mean absolute difference (MAD)",
    "RMSD": "the root mean square difference (RMSD)",
    "PSNR": "the peak signal-to-noise ratio (PSNR)",
    "SSIM": "the structural similarity (SSIM)",
    "Li's ICQ": "Li's intensity correlation quotient (ICQ)",
    "Identical pixels": "the share of identical pixels",
}
Works = dict[str, Reference]


def with_references(paragraphs: Iterable[str], works: Works) -> str:
    """Return a text of some paragraphs, and after them the works that it cites."""
    listed = sorted(map(str, works.values()), key=str.casefold)
    return "\n\n".join(filter(None, [*paragraphs, "\n".join(["References", *listed])])) + "\n"


def background_sentence(settings: Settings) -> str:
    """Say what was subtracted as background."""
    subtracted = [
        f"{_level(background)} from {name}"
        for name, background in (("A", settings.background_a), ("B", settings.background_b))
        if background != "none"
    ]
    if not subtracted:
        return "No background was subtracted."
    return f"As background, {joined(subtracted)} {was_or_were(len(subtracted))} subtracted."


def _level(background: str | float) -> str:
    if not isinstance(background, str):
        return f"{background:.10g}"
    kind, _, argument = background.partition(" ")
    if kind == "region":
        return f'the mean intensity inside the region "{argument}"'
    return f"the {argument} quantile of the whole image"


def threshold_sentences(
    rows: Sequence[Mapping[str, Any]], each: str, settings: Settings, works: Works
) -> str:
    """Say how thresholds were found and what they are, if a number depends on them.

    Parameters
    ----------
    rows
        The numbers of each result: column → value.
    each
        Where each of them was measured: "each region".
    settings
        How.
    works
        The works that are cited are added to it.
    """
    if not rows or not any("thresholds" in metric.needs for metric in chosen(settings.metrics)):
        return ""
    above = "Pixels with an intensity greater than the threshold counted as above it."
    if settings.threshold == "none":
        return "No thresholds were set: pixels with an intensity greater than 0 counted as above."
    if settings.threshold == "manual":
        by_hand = f"{settings.threshold_a:.10g} for A and {settings.threshold_b:.10g} for B"
        return f"Thresholds were set by hand to {by_hand}. {above}"
    name, dois = METHODS[settings.threshold]
    where = "the whole image" if settings.threshold_scope == "image" else each
    text = f"Thresholds were found in {where} by {name}{cited(works_of(dois), works)}"
    found = [row for row in rows if not math.isnan(row["threshold_a"])]
    if found:
        a, b = ([row[f"threshold_{x}"] for row in found] for x in "ab")
        text += f": {spread(a)} for A and {spread(b)} for B"
    text += f". {above}{_fit(rows, settings)}"
    if len(found) < len(rows):
        all_of_them = counted(len(rows), "measurement" if settings.split else "region")
        text += (
            f" No threshold was found in {len(rows) - len(found):,} of {all_of_them}; numbers "
            "that depend on thresholds are undefined there."
        )
    return text


def _fit(rows: Sequence[Mapping[str, Any]], settings: Settings) -> str:
    """Say how well Costes' thresholds fit."""
    below = [row["pearson_r_below"] for row in rows]
    below = [value for value in below if not math.isnan(value)]
    if settings.threshold != "costes" or not below:
        return ""
    r = spread(below, lambda value: format_cell("pearson_r_below", value))
    return f" Pearson's r of the pixels below was {r}."


def metric_sentences(each: str, settings: Settings, works: Works) -> str:
    """Name the metrics, those of one source together; see `threshold_sentences`."""
    by_source: dict[tuple[Reference, ...], list[str]] = {}
    for metric in chosen(settings.metrics):
        if metric.family != "Region" and not metric.key.startswith("threshold"):
            by_source.setdefault(metric.references, []).append(_name(metric))
    if not by_source:
        return ""
    without = by_source.pop((), [])
    named = [joined(names) + cited(sources, works) for sources, names in by_source.items()]
    named += filter(None, [joined(without)])
    *first, last = named
    together = f"{'; '.join(first)}; and {last}" if len(first) > 1 else " and ".join(named)
    text = f"{each[0].upper()}{each[1:]} was described by {together}."
    return " ".join(
        [text, *_explained({metric.key for metric in chosen(settings.metrics)}, settings)]
    )


def _explained(keys: set[str], settings: Settings) -> Iterator[str]:
    """Say what the names of metrics do not."""
    if {"mad_normalized", "rmsd_normalized"} & keys:
        yield (
            "Normalized intensities are 0 at the 1 % quantile of a channel in the region measured, "
            "and 1 at its 99 % quantile."
        )
    if {"psnr", "ssim"} & keys:
        own = "from the minimum to the maximum of both images together"
        level = own if settings.data_range is None else f"{settings.data_range:.10g}"
        yield f"The intensity range of PSNR and SSIM was {level}."


def _name(metric: Metric) -> str:
    """Return a metric's label as it reads inside a sentence."""
    label, _, detail = metric.label.partition(", ")
    if detail == "normalized":
        return f"{label} of normalized intensities"
    label = WRITTEN_OUT.get(label, label)
    is_plain = label.partition(" ")[0] in PLAIN_WORDS
    if is_plain:
        label = label[0].lower() + label[1:]
    if is_plain or label.endswith("distance"):
        label = f"the {label}"
    return f"{label} in {detail}" if detail else label


def software_sentence(works: Works) -> str:
    """Name the programs and their versions."""
    from napari_compare import __version__

    used = [
        f"Python {platform.python_version()}",
        f"NumPy {np.__version__}{cited(works_of([NUMPY]), works)}",
    ]
    napari = sys.modules.get("napari")
    if napari is not None:
        used.append(f"napari {napari.__version__}{cited(works_of([NAPARI]), works)}")
    return f"The analysis was done with napari-compare {__version__}, {joined(used)}."


def works_of(dois: Iterable[str]) -> list[Reference]:
    """Return the works of some DOIs."""
    return [REFERENCES[doi] for doi in dois]


def cited(found: Sequence[Reference], works: Works) -> str:
    """Return the citation of some works in parentheses, and add them to the references."""
    works.update((work.doi, work) for work in found)
    return f" ({'; '.join(work.cited for work in found)})" if found else ""


def was_or_were(n: int) -> str:
    """Return the verb of so many things."""
    return "was" if n == 1 else "were"
