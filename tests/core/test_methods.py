"""The methods text says what was done, in correct English, and cites each work once."""

import re
import sys

import numpy as np
import pytest

from napari_compare import __version__
from napari_compare.core.comparison import iterate
from napari_compare.core.methods import methods_text
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import THRESHOLDS, Settings
from napari_compare.samples import movie


def text_of(pair, regions, **choices):
    settings = Settings(**choices)
    events = iterate(pair, regions, settings)
    results = [event for event in events if isinstance(event, Result)]
    return methods_text(results, pair, settings)


def small(a=None, b=None, **more):
    rng = np.random.default_rng(0)
    a = rng.integers(0, 200, (20, 30)) if a is None else a
    b = a // 2 + rng.integers(0, 50, a.shape) if b is None else b
    axes = ("t", "z", "y", "x")[-a.ndim :]
    return Pair(a, b, axes, (1.0,) * a.ndim, **more)


def rectangle(name, stop, **more):
    mask = np.zeros((20, 30), dtype=bool)
    mask[2:stop, 3:23] = True
    return Region.from_mask(mask, name, **more)


@pytest.fixture(scope="module")
def cells_text(cells_sample):
    return text_of(cells_sample.pair, cells_sample.regions)


@pytest.mark.parametrize(
    "sentence",
    [
        'The channels "green channel" (A) and "magenta channel" (B) were compared in 4 regions '
        "(co-localized, half, independent and exclusive).",
        "The images have 512 × 512 pixels (y, x) of 0.1 × 0.1 µm.",
        "In total, 131,963 pixels were measured, 31,193 to 34,048 in each region.",
        "No background was subtracted.",
        "Thresholds were found in each region by Costes' method (Costes et al. 2004): 42.0 to "
        "129.6 for A and 42.4 to 175.0 for B.",
        "Pearson's r of the pixels below was −0.010 to 0.000.",
        "No threshold was found in 1 of 4 regions; numbers that depend on thresholds are "
        "undefined there.",
        "Each region was described by Pearson's r (Pearson 1896); Spearman's ρ (Spearman 1904); "
        "Li's intensity correlation quotient (ICQ) (Li et al. 2004); Manders tM1 and Manders tM2 "
        "(Costes et al. 2004); the overlap coefficient (Manders et al. 1993); and the mean ",
        "- exclusive: Costes' method needs channels that rise together, and these do not.",
        f"with napari-compare {__version__}, Python 3",
        f"NumPy {np.__version__} (Harris et al. 2020)",
    ],
)
def test_what_was_done_to_the_sample(cells_text, sentence):
    assert sentence in cells_text


def test_every_work_that_is_cited_is_listed_once_and_no_other(cells_text):
    body, _, listed = cells_text.partition("\n\nReferences\n")
    works = listed.strip().splitlines()
    assert works == sorted(set(works), key=str.casefold)
    cited = {
        one.strip()
        for parenthesis in re.findall(r"\(([^()]* (?:18|19|20)\d\d)\)", body)
        for one in parenthesis.split(";")
    }
    assert len(cited) == len(works)
    for one in cited:
        first = re.split(r" et al\. | and | (?=\d{4}$)", one)[0]
        assert any(work.startswith(first) and f"({one[-4:]})" in work for work in works), one


def test_the_whole_image_and_one_number():
    text = text_of(small(), [Region.whole((20, 30))], metrics=("pearson_r",))
    assert text.startswith("Channels A and B were compared over the whole image.")
    assert "The images have 20 × 30 pixels (y, x). In total, 600 pixels were measured. No" in text
    assert "The whole image was described by Pearson's r (Pearson 1896)." in text
    assert "hreshold" not in text


def test_one_region_is_singular():
    text = text_of(small(), [rectangle("nucleus", 9)], threshold="otsu")
    assert "were compared in 1 region (nucleus)." in text
    assert "In total, 140 pixels were measured. " in text
    assert "Thresholds were found in the region by Otsu's method (Otsu 1979; van der Walt" in text
    assert "The region was described by" in text


def test_one_pixel_is_singular():
    mask = np.zeros((20, 30), dtype=bool)
    mask[5, 5] = True
    text = text_of(small(), [Region.from_mask(mask, "dot")], threshold="mean")
    assert "In total, 1 pixel was measured." in text
    assert "- Only 1 pixel: too few to correlate" in text


def test_no_region():
    text = methods_text([], small(), Settings())
    assert "were compared in no region." in text
    assert "Nothing was measured." in text
    assert "described by" not in text
    assert "hreshold" not in text


def test_many_regions_are_not_all_named():
    regions = [rectangle(f"cell {i}", 9, id=i) for i in range(1, 10)]
    text = text_of(small(), regions, metrics=("mad",))
    assert "in 9 regions (cell 1, cell 2, cell 3, cell 4, cell 5, cell 6 and 3 more)" in text
    assert "140 in each region." in text


def test_many_frames():
    sample = movie()
    text = text_of(sample.pair, sample.regions, split="t", metrics=("pearson_r", "mad"))
    assert "in 1 region (cell), separately at each of 24 time points." in text
    assert "879,888 pixels were measured, 36,662 in each measurement." in text
    assert "described by Pearson's r (Pearson 1896) and the mean absolute difference (MAD)." in text


def test_failed_thresholds_of_frames():
    rng = np.random.default_rng(0)
    a = rng.integers(0, 200, (5, 20, 30))
    b = a // 2 + rng.integers(0, 50, a.shape)
    b[1], b[3] = 200 - a[1], 200 - a[3]
    text = text_of(small(a, b), [Region.whole(a.shape)], split="z")
    assert "separately at each of 5 planes" in text
    assert "No threshold was found in 2 of 5 measurements" in text


def test_all_thresholds_failed():
    a = np.arange(600).reshape(20, 30)
    text = text_of(small(a, 600 - a), [Region.whole(a.shape)])
    assert "by Costes' method (Costes et al. 2004). Pixels" in text
    assert "No threshold was found in 1 of 1 region;" in text
    assert "r of the pixels below" not in text


def test_a_region_that_counts_on_its_plane_only():
    a = np.arange(1200).reshape(2, 20, 30)
    region = rectangle("cell", 9, drawn_at={0: 1})
    pair = small(a, a // 3)
    only = "; a region drawn on one plane counted on that plane only"
    assert only in text_of(pair, [region], planes="drawn", metrics=("mad",))
    assert only not in text_of(pair, [region], metrics=("mad",))


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"background_a": 7}, "As background, 7 from A was subtracted."),
        (
            {"background_a": "quantile 0.05", "background_b": "region cell"},
            "As background, the 0.05 quantile of the whole image from A and the mean intensity "
            'inside the region "cell" from B were subtracted.',
        ),
        (
            {"threshold": "manual", "threshold_a": 12.5, "threshold_b": 1234567},
            "Thresholds were set by hand to 12.5 for A and 1234567 for B. Pixels with",
        ),
        ({"threshold": "none"}, "No thresholds were set: pixels with an intensity greater than 0"),
        (
            {"threshold": "li", "threshold_scope": "image"},
            "found in the whole image by Li's minimum cross-entropy method (Li and Tam 1998)",
        ),
        ({"metrics": "all"}, "SSIM was from the minimum to the maximum of both images together."),
        ({"metrics": ("psnr",), "data_range": 255}, "range of PSNR and SSIM was 255."),
        ({"metrics": ("mad_normalized",)}, "MAD of normalized intensities. Normalized intensities"),
        (
            {"metrics": ("area_overlap_a", "slope")},
            "the slope (Pearson 1901) and the area overlap in A",
        ),
    ],
)
def test_settings_in_words(choices, sentence):
    assert sentence in text_of(small(), [rectangle("cell", 9)], **choices)


@pytest.mark.parametrize("method", [name for name in THRESHOLDS if name != "manual"])
def test_every_method_has_words(method):
    text = text_of(small(), [rectangle("cell", 9)], threshold=method)
    assert text.count("References\n") == 1
    assert "None" not in text


def test_pixels_left_out_and_warnings_are_told():
    a = np.random.default_rng(0).normal(50, 9, (20, 30))
    a[3, 4:6] = np.nan
    text = text_of(small(a, a + 1, notes=("Mind this.",)), [rectangle("cell", 9)], threshold="mean")
    assert "138 pixels were measured; 2 pixels without a finite intensity were left out." in text
    assert "- Mind this." in text
    assert "- The darkest pixels" in text


def test_there_is_an_end_to_warnings():
    place = np.arange(600).reshape(20, 30)
    regions = [Region.from_mask(place < n, f"{n} pixels", n) for n in range(5, 20)]
    text = text_of(small(), regions, threshold="mean", metrics=("pearson_r",))
    assert "- 5 pixels: Only 5 pixels: r can be off by 0.9 or more by chance." in text
    assert re.search(r"\n- and \d+ more\n", text)


def test_napari_is_named_where_it_is_loaded(monkeypatch):
    class Napari:
        __version__ = "0.9.9"

    monkeypatch.setitem(sys.modules, "napari", Napari())
    text = text_of(small(), [rectangle("cell", 9)], metrics=("mad",))
    assert "(Harris et al. 2020) and napari 0.9.9 (napari contributors 2019)." in text
    assert "https://doi.org/10.5281/zenodo.3555620" in text
