"""The block-shuffle test, against images that are shuffled and correlated one by one."""

import math

import dask.array as da
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from napari_compare import Region, block_shuffle

NUMBERS = ["pearson_r", "chance_mean", "chance_std", "z", "p_value"]


def textures(seed, shape=(96, 96), sigma=1.5, shared=0.0):
    """Two images of blurred noise, of which a share is the same."""
    rng = np.random.default_rng(seed)
    common, *own = (
        gaussian_filter(rng.normal(size=shape), (0,) * (len(shape) - 2) + (sigma, sigma))
        for _ in range(3)
    )
    found = [shared * common + (1 - shared) * one for one in own]
    return [(2000 + 300 * one / one.std()).astype(np.uint16) for one in found]


def only(*arguments, **options):
    (row,) = block_shuffle(*arguments, **options).itertuples()
    return row


def cut(image, size):
    """The blocks of a stack as columns through all planes, in the order of their places."""
    height, width = (length // size for length in image.shape[-2:])
    image = image[..., : height * size, : width * size].astype(float)
    image = image.reshape(-1, height, size, width, size)
    return image.transpose(1, 3, 0, 2, 4).reshape(height * width, -1)


def by_hand(blocks_a, blocks_b, shuffles, seed):
    """r, and the r of every shuffle, by numpy.corrcoef of all pixels."""
    n = len(blocks_a)
    orders = [np.arange(n)]
    orders += [np.random.default_rng((seed, s)).permutation(n) for s in range(1, shuffles + 1)]
    r, *chance = (np.corrcoef(blocks_a.ravel(), blocks_b[order].ravel())[0, 1] for order in orders)
    return r, np.array(chance)


def assert_row(row, r, chance):
    assert row.pearson_r == pytest.approx(r, rel=1e-11)
    assert row.chance_mean == pytest.approx(chance.mean(), abs=1e-12)
    assert row.chance_std == pytest.approx(chance.std(ddof=1), rel=1e-9)
    assert row.z == pytest.approx((r - chance.mean()) / chance.std(ddof=1), rel=1e-9)
    assert row.p_value == (1 + (chance >= r).sum()) / (1 + len(chance))


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32"])
@pytest.mark.parametrize("shape", [(60, 75), (3, 40, 45), (2, 2, 30, 40)])
def test_numbers_are_those_of_shuffled_images(dtype, shape):
    a, b = ((one // 12).astype(dtype) for one in textures(1, shape, shared=0.2))
    row = only(a, b, block_size=8, shuffles=70, seed=3)
    blocks = cut(a, 8), cut(b, 8)
    assert (row.n_blocks, row.n_pixels) == (len(blocks[0]), blocks[0].size)
    assert (row.shuffles, row.seed, row.block_size) == (70, 3, 8)
    assert_row(row, *by_hand(*blocks, 70, 3))


def test_p_is_small_for_what_is_shared_and_not_for_what_is_not():
    """Coloc 2 prints 1 where others print 0."""
    assert only(*textures(2, shared=0.6)).p_value == 1 / 201
    assert only(*textures(3, shared=0.6), shuffles=0).p_value < 1e-6
    a, b = textures(4)
    assert only(a, 65535 - a).p_value == 1
    assert 0.05 < only(a, b).p_value < 0.95


def test_the_closed_form_has_the_numbers_of_many_shuffles():
    a, b = textures(5, shared=0.1)
    exact, many = only(a, b, shuffles=0), only(a, b, shuffles=3000)
    assert exact.pearson_r == many.pearson_r
    assert exact.chance_mean == pytest.approx(many.chance_mean, abs=4 * many.chance_std / 3000**0.5)
    assert exact.chance_std == pytest.approx(many.chance_std, rel=0.06)
    assert exact.p_value == pytest.approx(0.5 * math.erfc(exact.z / 2**0.5), rel=1e-12)
    assert exact.p_value == pytest.approx(many.p_value, abs=0.03)


def test_blocks_lie_wholly_in_the_region_and_are_as_many_as_fit():
    a, b = textures(6)
    y, x = np.indices(a.shape)
    disc = (y - 50) ** 2 + (x - 45) ** 2 < 30**2
    row = only(a, b, {"disc": disc}, block_size=7)
    best = 0
    for top in range(7):
        for left in range(7):
            fits = [
                disc[i : i + 7, j : j + 7].all()
                for i in range(top, 90, 7)
                for j in range(left, 90, 7)
            ]
            best = max(best, sum(fits))
    assert row.n_blocks == best
    assert row.n_pixels == best * 49
    outside = np.where(disc, a, 0)
    assert only(outside, b, {"disc": disc}, block_size=7)[3:] == row[3:]


def test_a_region_that_is_a_rectangle_is_the_image_of_it():
    a, b = textures(7)
    inside = np.zeros(a.shape, bool)
    inside[11:71, 20:90] = True
    row = only(a, b, {"box": inside}, block_size=10, seed=9)
    crop = only(a[11:71, 20:90], b[11:71, 20:90], block_size=10, seed=9)
    assert row.n_blocks == 42
    assert [getattr(row, key) for key in NUMBERS] == [getattr(crop, key) for key in NUMBERS]


def test_a_region_of_a_stack_counts_on_its_planes():
    a, b = textures(8, (4, 50, 60))
    deep = np.zeros(a.shape, bool)
    deep[1:3, 5:45, 10:60] = True
    deep[2, :10] = False
    row = only(a, b, {"deep": deep}, block_size=5, shuffles=40)
    inside = (slice(1, 3), slice(10, 45), slice(10, 60))
    assert_row(row, *by_hand(cut(a[inside], 5), cut(b[inside], 5), 40, 0))


def test_blocks_with_a_pixel_that_is_not_finite_are_left_out_and_counted():
    a, b = (one.astype(float) for one in textures(9, (40, 50)))
    a[3, 4] = np.nan
    b[33, 47] = np.inf
    a[33, 48] = -np.inf
    row = only(a, b, block_size=10, shuffles=30)
    kept = np.ones(20, bool)
    kept[[0, 19]] = False
    assert (row.n_blocks, row.n_blocks_excluded) == (18, 2)
    assert "2 blocks are left out" in row.notes
    assert_row(row, *by_hand(cut(a, 10)[kept], cut(b, 10)[kept], 30, 0))


@given(
    st.integers(1, 20),
    st.integers(0, 5000),
    st.sampled_from(["uint16", "int32", "float32", "float64"]),
    st.sampled_from([0, 20]),
)
@settings(max_examples=25, deadline=None)
def test_gain_offset_and_type_do_not_matter(gain, offset, dtype, shuffles):
    a, b = textures(10, (40, 40), shared=0.2)
    plain = block_shuffle(a, b, block_size=4, shuffles=shuffles)
    other = (a // 1).astype(dtype) * gain + offset
    found = block_shuffle(other.astype(float), b.astype(dtype), block_size=4, shuffles=shuffles)
    np.testing.assert_allclose(found[NUMBERS], plain[NUMBERS], rtol=1e-9, atol=1e-12)


def test_an_offset_of_ten_million_does_not_cancel():
    a, b = (one.astype(float) for one in textures(11, (40, 40)))
    plain = block_shuffle(a, b, block_size=4, shuffles=0)
    far = block_shuffle(a + 1e7, b + 1e7, block_size=4, shuffles=0)
    np.testing.assert_allclose(far[NUMBERS], plain[NUMBERS], rtol=1e-9)


def test_the_seed_decides():
    a, b = textures(12)
    first, again = block_shuffle(a, b, seed=1), block_shuffle(a, b, seed=1)
    pd.testing.assert_frame_equal(first, again)
    assert block_shuffle(a, b, seed=2)["chance_mean"][0] != first["chance_mean"][0]


def test_a_region_has_its_numbers_whatever_others_there_are():
    a, b = textures(13)
    left, right = (np.arange(96) < 48), (np.arange(96) >= 48)
    masks = {name: np.broadcast_to(m, a.shape) for name, m in (("left", left), ("right", right))}
    both = block_shuffle(a, b, masks)
    alone = block_shuffle(a, b, {"right": masks["right"]})
    assert both["region"].tolist() == ["left", "right"]
    assert both[NUMBERS].iloc[1].tolist() == alone[NUMBERS].iloc[0].tolist()


def test_chunks_have_the_same_numbers():
    a, b = textures(14, (3, 50, 60))
    lazy = [da.from_array(one, chunks=(2, 30, 40)) for one in (a, b)]
    pd.testing.assert_frame_equal(block_shuffle(a, b), block_shuffle(*lazy))


def share_called_significant(block_lengths, sigma, shape, images, seed):
    """How often p ≤ 0.05 for independent images, with blocks of a number of lengths."""
    rng = np.random.default_rng(seed)
    hits = 0
    for i in range(images):
        a, b = textures(rng.integers(1 << 40), shape, sigma)
        size = None
        if block_lengths:
            size = max(1, round(block_lengths * math.sqrt(4 * sigma**2 + 1)))
        hits += only(a, b, block_size=size, shuffles=99, seed=i).p_value <= 0.05
    return hits / images


@pytest.mark.parametrize(("sigma", "shape"), [(1, (64, 64)), (2, (128, 128)), (1.5, (2, 80, 80))])
def test_independent_textures_are_seldom_called_significant(sigma, shape):
    """Nominally 5 %: of 250 images, more than 10 % or less than 1 % would be no accident."""
    assert 0.01 < share_called_significant(None, sigma, shape, 250, seed=1) < 0.10


def test_blocks_smaller_than_the_texture_call_too_many_significant():
    """Which is why the default is not so, and why a note says it."""
    assert share_called_significant(0.5, 2, (128, 128), 150, seed=2) > 0.13
    a, b = textures(15, sigma=2)
    assert "choose 1" in only(a, b, block_size=3).notes
    assert only(a, b, block_size=16).notes == only(a, b).notes == ""


def test_the_default_is_four_lengths_or_two_where_blocks_would_be_few():
    a, b = textures(16, (200, 200), sigma=2)
    row = only(a, b)
    assert row.block_size == math.ceil(4 * row.correlation_length)
    small = only(a[:50, :50], b[:50, :50])
    assert small.block_size == math.ceil(2 * small.correlation_length)


def test_few_blocks_are_said():
    a, b = textures(17, (40, 40), sigma=3)
    row = only(a, b, block_size=14)
    assert row.n_blocks == 4
    assert "Only 4 blocks" in row.notes


@pytest.mark.parametrize("shuffles", [0, 50])
@pytest.mark.parametrize("pixels", [0, 1, 30])
def test_a_region_in_which_no_two_blocks_lie_is_undefined(shuffles, pixels):
    a, b = textures(18)
    inside = np.zeros(a.shape, bool)
    inside.flat[:pixels] = True
    row = only(a, b, {"thin": inside}, block_size=6, shuffles=shuffles)
    assert row.n_blocks == 0
    assert all(math.isnan(getattr(row, key)) for key in NUMBERS)
    assert "fewer than two blocks of 6 × 6 pixels" in row.notes


@pytest.mark.parametrize("shuffles", [0, 50])
def test_a_constant_channel_is_undefined(shuffles):
    a, b = textures(19)
    row = only(a, np.full_like(b, 5), shuffles=shuffles)
    assert all(math.isnan(getattr(row, key)) for key in NUMBERS)
    assert row.notes == "Undefined because a channel is constant."


def test_a_texture_as_large_as_the_region_is_said():
    slope = np.add.outer(np.arange(60.0), np.arange(60.0))
    row = only(slope, slope)
    assert math.isinf(row.correlation_length)
    assert "reaches through the whole region" in row.notes


def test_a_cell_on_an_empty_background_is_warned_of():
    """Independent signals in one cell are more than chance in the frame, and not in the cell."""
    a, b = textures(20, (256, 256), sigma=1)
    cell = np.zeros(a.shape, bool)
    cell[100:180, 90:170] = True
    a, b = (np.where(cell, one, 100).astype(np.uint16) for one in (a, b))
    frame, inside = only(a, b, block_size=12), only(a, b, {"cell": cell})
    assert frame.p_value < 0.01
    assert "dark in both channels" in frame.notes
    assert inside.p_value > 0.05
    assert inside.notes == ""


def test_no_note_where_nothing_is_wrong(cells_sample):
    table = block_shuffle(cells_sample.a, cells_sample.b, cells_sample.regions)
    assert table["notes"].tolist() == [""] * 4
    p = dict(zip(table["region"], table["p_value"], strict=True))
    assert p["co-localized"] == p["half"] == 1 / 201
    assert p["independent"] > 0.05
    assert p["exclusive"] == 1


def test_what_does_not_fit_is_refused_in_words():
    a, b = textures(21)
    with pytest.raises(ValueError, match="at least 1 pixel, not 0"):
        block_shuffle(a, b, block_size=0)
    with pytest.raises(ValueError, match="shuffles is 0 or more, not -1"):
        block_shuffle(a, b, shuffles=-1)
    with pytest.raises(ValueError, match="seed of the shuffles is 0 or more, not -3"):
        block_shuffle(a, b, seed=-3)
    with pytest.raises(ValueError, match="differ in shape"):
        block_shuffle(a, b[:5])
    with pytest.raises(ValueError, match="has the shape"):
        block_shuffle(a, b, Region.whole((4, 4)))
