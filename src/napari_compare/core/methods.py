"""Words for the paper: what was done in a comparison, with its settings and the literature."""

from __future__ import annotations

import math
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from napari_compare.core.metrics import Metric, chosen
from napari_compare.core.pair import Pair
from napari_compare.core.references import REFERENCES, Reference
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.core.words import counted, format_cell, joined, notes_in_words, spread

MOST_NAMES, MOST_NOTES = 6, 12
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
PLACES = {"t": "time point", "z": "plane", "c": "channel"}
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


def methods_text(results: Sequence[Result], pair: Pair, settings: Settings) -> str:
    """Return what was done as a text for the methods section of a paper.

    Paragraphs on regions, thresholds, metrics, software and what must be known of the results,
    and after them the references, each once.

    Parameters
    ----------
    results
        What `iterate` yielded.
    pair, settings
        What was compared, and how.

    Examples
    --------
    >>> from napari_compare import samples
    >>> from napari_compare.core.comparison import iterate
    >>> sample, settings = samples.cells(), Settings(threshold="mean")
    >>> events = iterate(sample.pair, sample.regions, settings)
    >>> results = [event for event in events if isinstance(event, Result)]
    >>> methods_text(results, sample.pair, settings).splitlines()[0][-29:]
    'No background was subtracted.'
    """
    works: Works = {}
    paragraphs = [
        " ".join([_what(results, pair, settings), _size(results, settings), _background(settings)]),
        _thresholds(results, settings, works),
        _metrics(results, settings, works),
        _software(works),
        _notes(results),
    ]
    listed = sorted(map(str, works.values()), key=str.casefold)
    paragraphs.append("\n".join(["References", *listed]))
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _what(results: Sequence[Result], pair: Pair, settings: Settings) -> str:
    """Say what was compared, and where."""
    text = "Channels A and B"
    if pair.names != ("A", "B"):
        text = 'The channels "{}" (A) and "{}" (B)'.format(*pair.names)
    text += f" were compared {_where(results)}"
    lengths = dict(zip(pair.axes, pair.shape, strict=True))
    places = [
        f"each of {counted(lengths[axis], PLACES.get(axis, f'{axis} position'))}"
        for axis in settings.split
    ]
    text += f", separately at {joined(places)}" if places else ""
    if settings.planes == "drawn" and any(result.region.drawn_at for result in results):
        text += "; a region drawn on one plane counted on that plane only"
    sizes = " × ".join(map(str, pair.shape))
    text += f". The images have {sizes} pixels ({', '.join(pair.axes)})"
    if pair.unit != "pixel":
        height, width = (f"{size:.4g}" for size in pair.spacing[-2:])
        text += f" of {height} × {width} {pair.unit}"
    return f"{text}."


def _where(results: Sequence[Result]) -> str:
    regions = _regions(results)
    if not regions:
        return "in no region"
    if _is_whole(regions):
        return "over the whole image"
    names = [one.name for one in regions[:MOST_NAMES]]
    names += [f"{len(regions) - MOST_NAMES} more"] if len(regions) > MOST_NAMES else []
    return f"in {counted(len(regions), 'region')} ({joined(names)})"


def _each(results: Sequence[Result]) -> str:
    regions = _regions(results)
    if _is_whole(regions):
        return "the whole image"
    return "the region" if len(regions) == 1 else "each region"


def _regions(results: Sequence[Result]) -> list[Region]:
    return list(dict.fromkeys(result.region for result in results))


def _is_whole(regions: Sequence[Region]) -> bool:
    return len(regions) == 1 and regions[0].size == math.prod(regions[0].shape)


def _size(results: Sequence[Result], settings: Settings) -> str:
    """Say how many pixels were measured, and how many left out."""
    sizes = [int(result.row["n_pixels"]) for result in results]
    if not sizes:
        return "Nothing was measured."
    text = f"In total, {counted(sum(sizes), 'pixel')} {_was(sum(sizes))} measured"
    if len(sizes) > 1:
        each = "measurement" if settings.split else "region"
        text += f", {spread(sizes, '{:,}'.format)} in each {each}"
    excluded = sum(int(result.row["n_excluded"]) for result in results)
    if excluded:
        text += (
            f"; {counted(excluded, 'pixel')} without a finite intensity {_was(excluded)} left out"
        )
    return f"{text}."


def _background(settings: Settings) -> str:
    subtracted = [
        f"{_level(background)} from {name}"
        for name, background in (("A", settings.background_a), ("B", settings.background_b))
        if background != "none"
    ]
    if not subtracted:
        return "No background was subtracted."
    return f"As background, {joined(subtracted)} {_was(len(subtracted))} subtracted."


def _level(background: str | float) -> str:
    if not isinstance(background, str):
        return f"{background:.10g}"
    kind, _, argument = background.partition(" ")
    if kind == "region":
        return f'the mean intensity inside the region "{argument}"'
    return f"the {argument} quantile of the whole image"


def _thresholds(results: Sequence[Result], settings: Settings, works: Works) -> str:
    """Say how thresholds were found and what they are, if a number depends on them."""
    if not results or not any("thresholds" in metric.needs for metric in chosen(settings.metrics)):
        return ""
    above = "Pixels with an intensity greater than the threshold counted as above it."
    if settings.threshold == "none":
        return "No thresholds were set: pixels with an intensity greater than 0 counted as above."
    if settings.threshold == "manual":
        by_hand = f"{settings.threshold_a:.10g} for A and {settings.threshold_b:.10g} for B"
        return f"Thresholds were set by hand to {by_hand}. {above}"
    name, dois = METHODS[settings.threshold]
    each = "the whole image" if settings.threshold_scope == "image" else _each(results)
    text = f"Thresholds were found in {each} by {name}{_cited(_works(dois), works)}"
    found = [one.scatter for one in results if not math.isnan(one.scatter.threshold_a)]
    if found:
        a, b = ([getattr(one, f"threshold_{x}") for one in found] for x in "ab")
        text += f": {spread(a)} for A and {spread(b)} for B"
    text += f". {above}{_fit(results, settings)}"
    if len(found) < len(results):
        all_of_them = counted(len(results), "measurement" if settings.split else "region")
        text += (
            f" No threshold was found in {len(results) - len(found):,} of {all_of_them}; numbers "
            "that depend on thresholds are undefined there."
        )
    return text


def _fit(results: Sequence[Result], settings: Settings) -> str:
    """Say how well Costes' thresholds fit."""
    below = [one.row["pearson_r_below"] for one in results]
    below = [value for value in below if not math.isnan(value)]
    if settings.threshold != "costes" or not below:
        return ""
    r = spread(below, lambda value: format_cell("pearson_r_below", value))
    return f" Pearson's r of the pixels below was {r}."


def _metrics(results: Sequence[Result], settings: Settings, works: Works) -> str:
    """Name the metrics, those of one source together."""
    if not results:
        return ""
    by_source: dict[tuple[Reference, ...], list[str]] = {}
    for metric in chosen(settings.metrics):
        if metric.family != "Region" and not metric.key.startswith("threshold"):
            by_source.setdefault(metric.references, []).append(_name(metric))
    if not by_source:
        return ""
    without = by_source.pop((), [])
    named = [joined(names) + _cited(sources, works) for sources, names in by_source.items()]
    named += filter(None, [joined(without)])
    *first, last = named
    together = f"{'; '.join(first)}; and {last}" if len(first) > 1 else " and ".join(named)
    each = _each(results)
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


def _software(works: Works) -> str:
    from napari_compare import __version__

    used = [
        f"Python {platform.python_version()}",
        f"NumPy {np.__version__}{_cited(_works([NUMPY]), works)}",
    ]
    napari = sys.modules.get("napari")
    if napari is not None:
        used.append(f"napari {napari.__version__}{_cited(_works([NAPARI]), works)}")
    return f"The analysis was done with napari-compare {__version__}, {joined(used)}."


def _notes(results: Sequence[Result]) -> str:
    notes = notes_in_words(results)
    if not notes:
        return ""
    more = [f"- and {len(notes) - MOST_NOTES} more"] if len(notes) > MOST_NOTES else []
    return "\n".join(["To be considered:", *(f"- {note}" for note in notes[:MOST_NOTES]), *more])


def _works(dois: Iterable[str]) -> list[Reference]:
    return [REFERENCES[doi] for doi in dois]


def _cited(found: Sequence[Reference], works: Works) -> str:
    """Return the citation of some works in parentheses, and add them to the references."""
    works.update((work.doi, work) for work in found)
    return f" ({'; '.join(work.cited for work in found)})" if found else ""


def _was(n: int) -> str:
    return "was" if n == 1 else "were"
