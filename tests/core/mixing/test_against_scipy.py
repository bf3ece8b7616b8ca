"""Coefficients are those that scipy finds, image by image."""

import dask.array as da
import numpy as np
import pytest
import zarr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import lsq_linear, minimize_scalar, nnls

from napari_compare import MixingSettings, Region, mixing_coefficients

SHAPE = (24, 30)


@pytest.fixture(scope="module")
def rng():
    return np.random.default_rng(3)


def smooth(rng, count):
    """Images of a few broad waves, as references that overlap."""
    y, x = np.indices(SHAPE)
    waves = rng.uniform(0.1, 0.9, (count, 4))
    return [
        np.round(900 + 400 * np.sin(a * y + 6 * b) + 300 * np.cos(c * x + 6 * d))
        for a, b, c, d in waves
    ]


def series_of(rng, references, weights, noise=25.0, offset=0.0):
    frames = np.tensordot(np.asarray(weights), np.stack(references), 1) + offset
    return np.round(np.clip(frames + rng.normal(0, noise, frames.shape), 0, None))


def columns_of(table, k):
    return table[[f"x_{i}" for i in range(k)]].to_numpy()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32, np.float64])
def test_two_references_that_sum_to_one(rng, dtype):
    first, second = (one / 8 for one in smooth(rng, 2))
    first, second = first.astype(dtype), second.astype(dtype)
    x = rng.uniform(-0.2, 1.2, 40)
    frames = series_of(rng, [first, second], np.column_stack([x, 1 - x]), 3).astype(dtype)
    found = mixing_coefficients(frames, [first, second])
    real = [one.astype(float).ravel() for one in (first, second)]
    for y, row in zip(frames.astype(float), found.itertuples(), strict=True):
        matrix, side = (real[0] - real[1])[:, None], y.ravel() - real[1]
        (expected,), (square,) = np.linalg.lstsq(matrix, side)[:2]
        assert row.x == pytest.approx(expected, rel=1e-9)
        assert row.residual_rms == pytest.approx(np.sqrt(square / y.size), rel=1e-9)
        assert row.r_squared == pytest.approx(1 - square / (y.size * y.var()), rel=1e-9)


def test_bright_16_bit_images_are_exact():
    rng = np.random.default_rng(0)
    first, second = (rng.integers(40000, 65536, SHAPE, dtype=np.uint16) for _ in "ab")
    frames = np.stack([first, second, rng.integers(0, 65536, SHAPE, dtype=np.uint16)])
    for origin in (0, 32000):  # the second time references fit into 16 bits with a sign
        own = [(one - origin * (one > origin)).astype(np.uint16) for one in (first, second)]
        found = mixing_coefficients(frames, own)
        real = [one.astype(float).ravel() for one in own]
        for y, x in zip(frames.astype(float), found.x, strict=True):
            d = real[0] - real[1]
            assert x == pytest.approx(d @ (y.ravel() - real[1]) / (d @ d), rel=1e-12)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_free_of_any_sum(rng, k):
    references = smooth(rng, k)
    frames = series_of(rng, references, rng.uniform(-0.5, 1, (12, k)), offset=2000)
    found = mixing_coefficients(frames, references, None, MixingSettings(sum_to_one=False))
    matrix = np.stack(references, -1).reshape(-1, k)
    for y, x in zip(frames, columns_of(found, k), strict=True):
        assert x == pytest.approx(np.linalg.lstsq(matrix, y.ravel())[0], rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("k", [2, 3, 6])
def test_bounds(rng, k):
    references = smooth(rng, k)
    weights = rng.uniform(-0.6, 1.2, (40, k))
    frames = series_of(rng, references, weights, offset=500)
    matrix = np.stack(references, -1).reshape(-1, k)
    for bounds, solve in (
        ("non-negative", lambda y: nnls(matrix, y)[0]),
        ("0-1", lambda y: lsq_linear(matrix, y, (0, 1), method="bvls", tol=1e-14).x),
    ):
        chosen = MixingSettings(sum_to_one=False, bounds=bounds)
        found = columns_of(mixing_coefficients(frames, references, None, chosen), k)
        expected = np.array([solve(y.ravel()) for y in frames])
        assert (expected == 0).any(axis=1).sum() >= 5
        np.testing.assert_allclose(found, expected, atol=1e-7)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_bounds_and_a_sum(rng, k):
    """A sum held by a heavy row beside nnls, which makes it nearly exact."""
    references = smooth(rng, k)
    weights = rng.dirichlet(np.full(k, 0.3), 30) * 1.4 - 0.2
    frames = series_of(rng, references, weights)
    heavy = 1e7
    matrix = np.vstack([np.stack(references, -1).reshape(-1, k), np.full((1, k), heavy)])
    found = mixing_coefficients(frames, references, None, MixingSettings(bounds="non-negative"))
    x = found.x.to_numpy() if k == 2 else columns_of(found, k)
    x = np.column_stack([x, 1 - x]) if k == 2 else x
    np.testing.assert_allclose(x.sum(axis=1), 1, atol=1e-12)
    assert x.min() == 0
    for y, own in zip(frames, x, strict=True):
        np.testing.assert_allclose(own, nnls(matrix, np.append(y, heavy))[0], atol=1e-5)


def test_offset_and_gain(rng):
    references = smooth(rng, 3)
    weights = rng.uniform(0.1, 0.6, (9, 3))
    frames = series_of(rng, references, weights, offset=70)
    both = MixingSettings(offset=True, gain=True)
    found = mixing_coefficients(frames, references, None, both)
    matrix = np.column_stack([np.stack(references, -1).reshape(-1, 3), np.ones(frames[0].size)])
    for y, row in zip(frames, found.to_dict("records"), strict=True):
        *own, offset = np.linalg.lstsq(matrix, y.ravel())[0]
        assert row["gain"] == pytest.approx(sum(own), rel=1e-9)
        assert row["offset"] == pytest.approx(offset, rel=1e-7)
        assert row["x_1"] == pytest.approx(own[1] / sum(own), rel=1e-8)


def test_poisson_weights(rng):
    first, second = smooth(rng, 2)
    frames = rng.poisson(0.3 * first + 0.7 * second, (5, *SHAPE)).astype(np.uint16)
    found = mixing_coefficients(frames, [first, second], None, MixingSettings(weights="poisson"))
    root = 1 / np.sqrt((first + second) / 2)
    for y, x in zip(frames, found.x, strict=True):
        matrix, side = (root * (first - second)).reshape(-1, 1), root * (y - second)
        assert x == pytest.approx(np.linalg.lstsq(matrix, side.ravel())[0][0], rel=1e-9)


@pytest.mark.parametrize("bounds", ["free", "0-1"])
def test_errors_in_both_references(rng, bounds):
    """The sum of squares over the variance that x gives it is least."""
    first, second = smooth(rng, 2)
    share = 0.5
    frames = series_of(rng, [first, second], [[0.4, 0.6], [0.97, 0.03], [1.3, -0.3]], 100)
    noisy = [one + rng.normal(0, 70, SHAPE) for one in (first, second)]
    chosen = MixingSettings(reference_noise=share, bounds=bounds)
    found = mixing_coefficients(frames, noisy, None, chosen)

    def misfit(x, y):
        square = ((y - x * noisy[0] - (1 - x) * noisy[1]) ** 2).sum()
        return square / (1 + share * (x**2 + (1 - x) ** 2))

    limits = (0, 1) if bounds == "0-1" else (-3, 4)
    for y, x in zip(frames, found.x, strict=True):
        least = minimize_scalar(misfit, bounds=limits, args=(y,), options={"xatol": 1e-9}).x
        assert x == pytest.approx(least, abs=2e-6)


def test_total_least_squares_is_the_last_singular_vector(rng):
    references = smooth(rng, 3)
    frames = series_of(rng, references, rng.uniform(0.1, 0.6, (4, 3)), 80)
    chosen = MixingSettings(reference_noise=1.0, sum_to_one=False)
    found = columns_of(mixing_coefficients(frames, references, None, chosen), 3)
    for y, x in zip(frames, found, strict=True):
        matrix = np.column_stack([y.ravel(), *(one.ravel() for one in references)])
        last = np.linalg.svd(matrix, full_matrices=False)[2][-1]
        np.testing.assert_allclose(x, -last[1:] / last[0], rtol=1e-6)


def test_outliers_lose_weight(rng):
    first, second = smooth(rng, 2)
    frames = series_of(rng, [first, second], [[0.3, 0.7]] * 6, 10)
    for frame in frames:
        frame.ravel()[rng.integers(0, frame.size, 25)] += 20000
    robust = mixing_coefficients(frames, [first, second], None, MixingSettings(robust=True))
    plain = mixing_coefficients(frames, [first, second])
    assert np.abs(robust.x - 0.3).max() < 0.02 < np.abs(plain.x - 0.3).max()
    d, y = (first - second).ravel(), frames[0].ravel() - second.ravel()
    rest = y - robust.x[0] * d
    limit = 1.345 * np.median(np.abs(rest)) / 0.6744897501960817
    assert d @ np.clip(rest, -limit, limit) == pytest.approx(0, abs=1e-6 * np.abs(d).sum() * limit)


def test_regions_overlap_and_have_rows_each(rng):
    first, second = smooth(rng, 2)
    frames = series_of(rng, [first, second], [[0.2, 0.8], [0.6, 0.4]])
    masks = {"left": np.zeros(SHAPE, bool), "disc": np.zeros(SHAPE, bool)}
    masks["left"][3:20, :14] = True
    masks["disc"] = np.hypot(*(np.indices(SHAPE) - 12)) < 9
    found = mixing_coefficients(frames, [first, second], masks)
    assert found.frame.tolist() == [0, 0, 1, 1]
    assert found.region.tolist() == ["left", "disc"] * 2
    for row in found.itertuples():
        d, y = ((one - second)[masks[row.region]] for one in (first, frames[row.frame]))
        assert row.x == pytest.approx(d @ y / (d @ d), rel=1e-10)


@pytest.mark.parametrize("kind", ["dask", "zarr", "strided", "list", "big endian"])
def test_every_kind_of_series_gives_the_same(rng, kind):
    first, second = (one.astype(np.uint16) for one in smooth(rng, 2))
    x = rng.uniform(0, 1, 17)
    frames = series_of(rng, [first, second], np.column_stack([x, 1 - x])).astype(np.uint16)
    region = Region.from_mask(np.hypot(*(np.indices(SHAPE) - 12)) < 9, "disc")
    given = {
        "dask": lambda: da.from_array(frames, chunks=(3, 10, 10)),
        "zarr": lambda: zarr.array(frames, chunks=(5, 24, 30)),
        "strided": lambda: np.asfortranarray(frames),
        "list": lambda: list(frames),
        "big endian": lambda: frames.astype(">u2"),
    }[kind]()
    expected = mixing_coefficients(frames, [first, second], region)
    found = mixing_coefficients(given, [first, second], region)
    assert found.x.tolist() == expected.x.tolist()
    if kind in ("strided", "list", "big endian"):
        assert found.x_se.tolist() == expected.x_se.tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(-3, 3),
    st.sampled_from([0.0, 1.0, 1000.0, 60000.0]),
    st.booleans(),
)
def test_exact_mixtures_are_found_again(seed, x, origin, swapped):
    rng = np.random.default_rng(seed)
    first, second = rng.uniform(0, 1000, (2, 9, 11)) + origin
    frame = x * first + (1 - x) * second
    pair = [second, first] if swapped else [first, second]
    (found,) = mixing_coefficients(frame[None], pair).x
    assert found == pytest.approx(1 - x if swapped else x, abs=1e-9)
    shifted = mixing_coefficients(frame[None] + 123, pair, None, MixingSettings(offset=True))
    assert shifted.x[0] == pytest.approx(found, abs=1e-7)
    assert shifted.offset[0] == pytest.approx(123, abs=1e-5)
