"""Small pictures of a pair: the right plane, means of blocks, and colours that mean something."""

import base64
import io

import dask.array
import numpy as np
import pytest
from PIL import Image

from napari_compare import Pair, Region, Settings, iterate
from napari_compare.core.results import Result
from napari_compare.report.pair import MOST_SCATTERS, pair_notes, pair_pictures
from napari_compare.report.reduced import reduced
from napari_compare.report.thumbnails import GREEN, MAGENTA, NEITHER, OUTSIDE, SIDE, thumbnails
from pages import Page


def pair_of(a, b, axes=None):
    axes = axes or ("t", "z", "y", "x")[-a.ndim :]
    return Pair(a, b, axes, (1.0,) * a.ndim)


def compared(pair, regions=None, **settings):
    regions = regions or [Region.whole(pair.shape)]
    found = [one for one in iterate(pair, regions, Settings(**settings)) if isinstance(one, Result)]
    return found, pair, Settings(**settings)


def picture(one):
    data = base64.b64decode(one.address.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def halves():
    """A is bright on the left, B at the top."""
    a, b = np.zeros((2, 40, 60), dtype=np.uint16)
    a[:, :30], b[:20] = 1000, 500
    return a, b


def test_each_picture_shows_what_it_says():
    a, b, difference, overlap = map(
        picture, thumbnails(*compared(pair_of(*halves()), threshold="otsu"))
    )
    for image in (a, b, difference, overlap):
        assert image.shape == (40, 60, 3)
    assert a[30, 10] == pytest.approx(GREEN, abs=12)
    assert a[30, 50] == pytest.approx((0, 0, 0), abs=12)
    assert b[10, 50] == pytest.approx(MAGENTA, abs=12)
    assert difference[30, 10] == pytest.approx(GREEN, abs=12)
    assert difference[10, 50] == pytest.approx((127, 0, 127), abs=16)  # half as far as A − B there
    corners = [overlap[place].tolist() for place in ((10, 10), (30, 10), (10, 50), (30, 50))]
    assert corners == [[255, 255, 255], list(GREEN), list(MAGENTA), list(NEITHER)]


def test_outside_of_regions_nothing_is_above():
    mask = np.zeros((40, 60), dtype=bool)
    mask[5:35, 5:50] = True
    results = compared(pair_of(*halves()), [Region.from_mask(mask, "cell")], threshold="otsu")
    overlap = picture(thumbnails(*results)[3])
    assert overlap[2, 2].tolist() == list(OUTSIDE)
    assert overlap[10, 10].tolist() == [255, 255, 255]


def random_image(shape):
    return np.random.default_rng(0).integers(0, 4000, shape, dtype=np.uint16)


def test_large_planes_are_means_of_blocks():
    a = random_image((3 * SIDE - 1, 500))
    results = compared(pair_of(a, a), threshold="otsu")
    small = reduced(results[1], (), SIDE, None)
    assert small.a.shape == small.labels.shape == (SIDE, 167)
    assert small.a[0, 0] == pytest.approx(a[:3, :3].mean())
    assert small.b[-1, -1] == pytest.approx(a[-2:, -2:].mean())
    assert max(picture(thumbnails(*results)[0]).shape) == SIDE


def test_however_a_plane_is_stored_it_looks_the_same():
    a, b = random_image((2, 3, 300, 410)), random_image((2, 3, 410, 300)).swapaxes(2, 3)
    stored = [dask.array.from_array(one[0], chunks=(2, 77, 130)) for one in (a, b)]
    mask = np.zeros((300, 410), dtype=bool)
    mask[20:250, 30:333] = True
    regions = [Region.from_mask(mask, "cell")]
    pictures = [
        thumbnails(*compared(pair_of(*images), regions, threshold="otsu"))
        for images in ((a[0], b[0]), stored)
    ]
    assert pictures[0] == pictures[1]
    assert len({one.address for one in pictures[0]}) == 4


def test_each_chunk_of_a_plane_is_read_once():
    read = []

    def chunk(block, block_info=None):
        read.append(block_info[0]["chunk-location"])
        return block

    lazy = dask.array.zeros((2, 600, 600), dtype=np.uint16, chunks=(1, 300, 300))
    watched = lazy.map_blocks(chunk, dtype=np.uint16, meta=np.zeros((0, 0, 0), np.uint16))
    reduced(pair_of(watched, lazy), (1,), SIDE, None)
    assert sorted(read) == [(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)]


def test_no_more_than_a_plane_is_read():
    class Watched:
        dtype, shape, ndim = np.dtype(np.uint16), (9, 64, 64), 3

        def __init__(self):
            self.read = []

        def __getitem__(self, key):
            self.read.append(key[0])
            return np.ones((1, 64, 64), dtype=np.uint16)

    a, b = Watched(), Watched()
    pair = pair_of(a, b)
    thumbnails([], pair, Settings())
    assert a.read == [slice(4, 5)]


def test_the_plane_is_the_one_that_was_drawn_on():
    stack = np.zeros((5, 20, 20), dtype=np.uint8)
    stack[1] = np.arange(20)
    mask = np.zeros((20, 20), dtype=bool)
    mask[3:9, 3:9] = True
    region = Region.from_mask(mask, "cell")
    drawn = Region("cell", 1, (20, 20), region.rows, region.starts, region.stops, {0: 1})
    results = compared(pair_of(stack, stack), [drawn], planes="drawn", threshold="otsu")
    assert "z 2 of 5" in thumbnails(*results)[0].caption
    whole = np.zeros((5, 20, 20), dtype=bool)
    whole[4, 2:9, 2:9] = True
    results = compared(pair_of(stack, stack), [Region.from_mask(whole, "deep")])
    assert "z 5 of 5" in thumbnails(*results)[0].caption


def test_without_thresholds_it_is_said():
    a = halves()[0]
    overlap = thumbnails(*compared(pair_of(a, 1000 - a)))[3]
    assert overlap.address == ""
    assert "no threshold" in overlap.caption


@pytest.mark.parametrize(
    "image",
    [
        np.full((5, 900), np.nan, dtype=np.float32),
        np.zeros((1, 1), dtype=bool),
        np.where(np.eye(30) > 0, np.inf, 2.0),
        np.full((30, 30), -1e30),
        np.arange(900, dtype=np.int64).reshape(30, 30) << 40,
    ],
)
def test_any_image_has_its_pictures(image):
    results = compared(pair_of(image, image))
    page = Page(pair_pictures(*results) + pair_notes(results[0]))
    assert len(page.attributes("img")) >= 3
    assert "nan" not in str(page.elements)


def test_a_pair_contributes_a_bounded_piece():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 65535, (2, 1000, 1000), dtype=np.uint16)
    region = Region.whole(a.shape)
    many = [
        Region(f"cell {i}", i, region.shape, region.rows, region.starts, region.stops)
        for i in range(MOST_SCATTERS + 3)
    ]
    results = compared(pair_of(a, b), many, metrics=("pearson_r",), threshold="none")
    text = pair_pictures(*results)
    assert len(text) < 150_000
    assert Page(text).tags() >= {"img", "svg"}
    assert f"The first {MOST_SCATTERS} of {len(many)}." in text
    assert len(Page(text).attributes("svg")) == MOST_SCATTERS
