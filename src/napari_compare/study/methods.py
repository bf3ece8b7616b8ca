"""Words for the paper on a whole study."""

from __future__ import annotations

from collections.abc import Sequence

from napari_compare.core.method_sentences import (
    Works,
    background_sentence,
    cited,
    metric_sentences,
    software_sentence,
    threshold_sentences,
    was_or_were,
    with_references,
    works_of,
)
from napari_compare.core.settings import Settings
from napari_compare.core.welch import ENOUGH
from napari_compare.core.words import counted, spread
from napari_compare.study.conditions import Conditions
from napari_compare.study.rows import Outcome

LORD, WELCH = "10.1083/jcb.202001064", "10.1093/biomet/34.1-2.28"
HEDGES = "10.3102/10769986006002107"
HOLM = "Holm S (1979) A simple sequentially rejective multiple test procedure. Scand J Stat 6:65–70"


def study_methods_text(
    outcomes: Sequence[Outcome], settings: Settings, conditions: Conditions | None
) -> str:
    """Return what was done in a study as a text for the methods section of a paper.

    Parameters
    ----------
    outcomes
        What came of each pair.
    settings
        How they were compared.
    conditions
        Its conditions, if it has any.
    """
    works: Works = {}
    rows = [row for outcome in outcomes for row in outcome.rows]
    each = "each region" if any(one.pair.regions for one in outcomes) else "each image"
    paragraphs = [
        f"{_what(outcomes, settings)} {background_sentence(settings)}",
        threshold_sentences(rows, each, settings, works),
        metric_sentences(each, settings, works) if rows else "",
        _tests(conditions, works) if conditions else "",
        software_sentence(works),
    ]
    return with_references(paragraphs, works)


def _what(outcomes: Sequence[Outcome], settings: Settings) -> str:
    """Say what was compared, and what could not be."""
    measured = [outcome for outcome in outcomes if not outcome.error]
    n = len(measured)
    text = f"{counted(n, 'pair')} of images (channels A and B) {was_or_were(n)} compared"
    if any(outcome.pair.regions for outcome in measured):
        sizes = [len({row["region_id"] for row in outcome.rows}) for outcome in measured]
        text += f" in {counted(sum(sizes), 'region')}"
        text += f", {spread(sizes)} in each pair" if n > 1 else ""
    else:
        text += " over the whole image"
    text += f", separately at each {' and '.join(settings.split)}" if settings.split else ""
    failed = len(outcomes) - n
    if failed:
        text += f"; {counted(failed, 'more pair')} could not be compared"
    return f"{text}."


def _tests(found: Conditions, works: Works) -> str:
    """Say how conditions were compared."""
    if found.comparisons["p_value"].isna().all():
        return "No test was made between conditions."
    text = (
        "The numbers of the regions of each replicate were averaged, and conditions compared by "
        f"these means{cited(works_of([LORD]), works)} with Welch's t-test, two-sided"
        f"{cited(works_of([WELCH]), works)}, where there were {ENOUGH} or more replicates of each; "
        "differences are given with their 95 % confidence interval, and as Hedges' g"
        f"{cited(works_of([HEDGES]), works)}."
    )
    if found.several:
        text += f" The p-values of each metric were corrected for several comparisons ({HOLM})."
    return text
