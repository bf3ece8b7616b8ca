"""The literature behind the metrics."""

import re

import pytest

from napari_compare.core.method_sentences import METHODS
from napari_compare.core.metrics import METRICS
from napari_compare.core.references import REFERENCES, Reference, cited_in

SOURCES = [metric for metric in METRICS.values() if "doi:" in metric.doc]


@pytest.mark.parametrize("key", [metric.key for metric in SOURCES])
def test_every_source_of_a_metric_has_its_whole_reference(key):
    metric = METRICS[key]
    assert len(metric.references) == metric.doc.count("doi:")
    for work in metric.references:
        assert work == REFERENCES[work.doi]
        first, year = re.split(r" et al\. | and | (?=\d{4}$)", work.cited)[0], str(work.year)
        assert first in metric.doc
        assert year in metric.doc


def test_every_correlation_and_histogram_number_has_a_source():
    without = {metric.key for metric in METRICS.values() if not metric.references}
    assert without >= {"mad", "n_pixels"}
    assert not without & {"pearson_r", "manders_m2", "k1", "icq", "ssim", "dice", "slope", "rwc2"}


def test_thresholds_have_their_sources():
    assert all(doi in REFERENCES for _, dois in METHODS.values() for doi in dois)


def test_works_are_complete_and_their_links_valid():
    for doi, work in REFERENCES.items():
        assert work.doi == doi
        assert re.fullmatch(r"10\.\d{4,5}/\S+", doi)
        assert 1890 < work.year < 2027
        assert not work.title.endswith(".")
        assert str(work).endswith(f" https://doi.org/{doi}")


@pytest.mark.parametrize(
    ("authors", "cited"),
    [
        ("Spearman C", "Spearman 1904"),
        ("Li CH, Tam PKS", "Li and Tam 1904"),
        ("van der Walt S, Schönberger JL, et al.", "van der Walt et al. 1904"),
        ("napari contributors", "napari contributors 1904"),
    ],
)
def test_works_are_cited_by_family_names(authors, cited):
    assert Reference(authors, 1904, "Title", "Journal", "10.1/x").cited == cited


def test_a_work_that_is_not_listed_is_its_doi():
    text = "Bray JR (1957) doi:10.2307/1942268; and twice, doi:10.2307/1942268."
    (work,) = cited_in(text)
    assert work.cited == "doi:10.2307/1942268"
    assert str(work) == "https://doi.org/10.2307/1942268"


def test_parentheses_belong_to_a_doi():
    assert [work.year for work in cited_in("(doi:10.1016/S0031-3203(98)00091-0).")] == [1999]
