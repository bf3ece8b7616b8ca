"""The values that were computed independently for real image pairs."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import tifffile

from brute_force import compare as brute_compare
from brute_force import disagreements
from napari_compare.core.comparison import compare
from napari_compare.core.settings import Settings

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
METHODS = ("costes", "otsu", "none")
PAIRS = (
    *("colocsample1b", "zstack", "endosome_lysosome", "nuclei_golgi", "nup_nuclei"),
    *("nup_nuclei_labels", "dna_mts", "mts_actin"),
)

pytestmark = pytest.mark.skipif(
    not (DATA / "reference.json").exists(), reason="the real image pairs are not here"
)


def channel(source):
    image = tifffile.imread(DATA / source["file"])
    if source["channel"] is None:
        return image
    return np.take(image, source["channel"], axis=int(np.argmin(image.shape)))


def load(name):
    """Both channels, the labels or None, and the expected values: method → region → key."""
    entry = json.loads((DATA / "reference.json").read_text())[name]
    labels = tifffile.imread(DATA / entry["labels"]) if entry["labels"] else None
    return channel(entry["a"]), channel(entry["b"]), labels, entry["values"]


def test_every_pair_is_tested():
    assert set(PAIRS) == set(json.loads((DATA / "reference.json").read_text()))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", PAIRS)
def test_reference_values(name, method):
    a, b, labels, values = load(name)
    table = compare(a, b, labels, Settings(metrics="all", threshold=method))
    assert table["region_id"].astype(str).tolist() == list(values[method])
    for row, expected in zip(table.to_dict("records"), values[method].values(), strict=True):
        assert disagreements(row, expected) == []


@pytest.mark.parametrize("name", ["zstack", "nuclei_golgi"])
def test_a_failed_threshold_leaves_no_number_that_needs_it(name):
    a, b, labels, values = load(name)
    (expected,) = values["costes"].values()
    absent = set(values["none"]["0"]) - set(expected)
    (row,) = compare(a, b, labels, Settings(metrics="all")).to_dict("records")
    assert len(absent) == 14
    assert all(math.isnan(row[key]) for key in absent)
    assert "Costes" in row["notes"]


@pytest.mark.parametrize(("name", "region"), [("zstack", "0"), ("nup_nuclei_labels", "1")])
def test_the_brute_force_of_the_other_tests_is_right(name, region):
    a, b, labels, values = load(name)
    inside = None if labels is None else labels == int(region)
    for method in METHODS:
        expected = values[method][region]
        assert disagreements(brute_compare(a, b, inside, method), expected) == []
