"""Output images hold what their formulas say, for every type of pixel."""

import itertools

import dask.array as da
import numpy as np
import pytest
from skimage.util import compare_images

import napari_compare
from napari_compare.core import images
from napari_compare.core.comparison import iterate
from napari_compare.core.images import difference
from napari_compare.core.outputs import OUTPUTS, make_output
from napari_compare.core.pair import Pair
from napari_compare.core.region_thresholds import missing_thresholds
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings

DTYPES = ["bool", "uint8", "uint16", "uint32", "int8", "int16", "int32", "float16", "float32"]
KINDS = {
    "signed": lambda a, b: a - b,
    "absolute": lambda a, b: abs(a - b),
    "a_over_b": lambda a, b: max(a - b, 0),
    "b_over_a": lambda a, b: max(b - a, 0),
    "superimposed": lambda a, b: abs(a - b),
}


def random_image(dtype, seed, shape=(9, 11)):
    random = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return random.random(shape) > 0.5
    if dtype.kind == "f":
        return random.normal(0, 100, shape).astype(dtype)
    info = np.iinfo(dtype)
    image = random.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)
    image[0, 0], image[0, 1] = info.max, info.min
    return image


def brute_force(function, a, b):
    pairs = zip(a.astype(object).ravel(), b.astype(object).ravel(), strict=True)
    return np.array([float(function(float(x), float(y))) for x, y in pairs]).reshape(a.shape)


def quantile(values, q):
    values = np.sort(values, axis=None)
    return values[min(values.size - 1, int(np.floor(q * values.size)))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtypes", list(itertools.product(DTYPES, DTYPES)), ids="-".join)
def test_a_difference_never_wraps_around(kind, dtypes):
    a, b = (random_image(dtype, seed) for seed, dtype in enumerate(dtypes))
    expected = brute_force(KINDS[kind], a, b)
    found = difference(a, b, kind)
    if kind == "signed":
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, expected.astype(np.float32))
    else:
        np.testing.assert_array_equal(found, expected.astype(found.dtype))
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_differences_of_equal_types_stay_small():
    types = {
        "bool": "u1",
        "uint8": "u1",
        "uint16": "u2",
        "int16": "u2",
        "uint32": "u4",
        "int64": "f8",
        "float16": "f4",
        "float32": "f4",
        "float64": "f8",
    }
    for given, expected in types.items():
        image = np.ones((4, 4), dtype=given)
        assert difference(image, image, "a_over_b").dtype == np.dtype(expected)


def test_the_largest_values_of_a_type_are_exact():
    a, b = np.full((2, 2), -(2**15), np.int16), np.full((2, 2), 2**15 - 1, np.int16)
    assert (difference(a, b, "b_over_a") == 65535).all()
    assert (difference(a, b, "a_over_b") == 0).all()
    assert (difference(a, b) == -65535).all()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32"])
def test_normalized_intensities_go_from_quantile_to_quantile(dtype):
    a, b = random_image(dtype, 1, (40, 50)), random_image(dtype, 2, (40, 50)) // 3
    x, y = (
        (v - quantile(v, 0.01)) / (quantile(v, 0.99) - quantile(v, 0.01))
        for v in (a.astype(float), b.astype(float))
    )
    for image in (difference(a, b, "normalized"), difference(a, b, "signed", "percentile")):
        assert image.dtype == np.float32
        np.testing.assert_allclose(image, x - y, atol=1e-6)
    np.testing.assert_allclose(difference(a, b, "absolute", "percentile"), abs(x - y), atol=1e-6)


def test_regression_predicts_b_from_a():
    random = np.random.default_rng(5)
    a = random.normal(500, 100, (60, 70))
    b = 0.3 * a + 40 + random.normal(0, 5, a.shape)
    va, vb, cov = a.var(), b.var(), np.mean((a - a.mean()) * (b - b.mean()))
    slope = (vb - va + np.sqrt((vb - va) ** 2 + 4 * cov**2)) / (2 * cov)
    predicted = slope * a + (b.mean() - slope * a.mean())
    np.testing.assert_allclose(difference(a, b, "signed", "regression"), predicted - b, atol=1e-4)


def test_a_gain_disappears_in_regression_and_percentile_intensities():
    a = random_image("uint8", 3, (50, 50))
    b = a.astype(np.uint16) * 7 + 100
    for intensities in ("percentile", "regression"):
        np.testing.assert_allclose(difference(a, b, intensities=intensities), 0, atol=2e-3)


def test_the_ratio_is_nan_where_either_is_not_positive():
    a, b = np.array([[8, 0, 3, -2, 5]]), np.array([[2, 1, 0, 4, 5]])
    np.testing.assert_array_equal(images.ratio(a, b), [[2, np.nan, np.nan, np.nan, 0]])
    assert images.ratio(a, b).dtype == np.float32


def test_overlap_is_strictly_above_and_knows_three_labels():
    a, b = (np.array(values, dtype=np.uint8) for values in ([[7, 8, 7, 8]], [[3, 3, 4, 4]]))
    found = images.overlap(a, b, 7, 3)
    assert found.dtype == np.uint8
    assert found.tolist() == [[0, 1, 2, 3]]


@pytest.mark.parametrize("dtype", DTYPES)
def test_colocalized_intensity_is_the_geometric_mean_where_both_are_above(dtype):
    zero = np.zeros(1, dtype=dtype)
    a, b = (np.maximum(random_image(dtype, seed), zero) for seed in (1, 2))
    expected = brute_force(lambda x, y: np.sqrt(x * y) if x > 3 and y > 5 else 0, a, b)
    found = images.colocalized_intensity(a, b, 3, 5)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_nmdp_follows_its_formula():
    a, b = random_image("uint16", 1), random_image("uint16", 2)
    x, y = a - a.mean(), b - b.mean()
    np.testing.assert_allclose(images.nmdp(a, b), x * y / (x.max() * y.max()), atol=1e-6)
    with pytest.raises(ValueError, match="one intensity only"):
        images.nmdp(a, np.ones_like(b))


@pytest.mark.parametrize("method", ["checkerboard", "blend"])
def test_planes_are_compared_as_scikit_image_does(method):
    a, b = random_image("uint16", 1, (3, 2, 33, 40)), random_image("uint8", 2, (3, 2, 33, 40))
    found = getattr(images, method)(a, b)
    for place in np.ndindex(3, 2):
        expected = compare_images(a[place], b[place], method=method)
        np.testing.assert_allclose(found[place], expected, atol=1e-7)


def test_pixels_that_are_not_finite_stay_nan_and_have_no_label():
    a = np.array([[np.nan, 5, np.inf, 5, 1]], dtype=np.float32)
    b = np.array([[5, np.nan, 5, -np.inf, 5]], dtype=np.float32)
    invalid = [True, True, True, True, False]
    for kind in KINDS:
        np.testing.assert_array_equal(np.isnan(difference(a, b, kind))[0], invalid)
    for image in (images.ratio(a, b), images.colocalized_intensity(a, b, 0, 0)):
        np.testing.assert_array_equal(np.isnan(image)[0], invalid)
    assert images.overlap(a, b, 2, 2).tolist() == [[0, 0, 0, 0, 2]]


def pair_of(shape=(3, 40, 50), dtype="uint16"):
    random = np.random.default_rng(8)
    base = random.gamma(2, 500, shape)
    a, b = base + random.normal(0, 90, shape), base * 0.5 + random.normal(200, 90, shape)
    a, b = (np.clip(values, 0, 60000).astype(dtype) for values in (a, b))
    return Pair(a, b, ("t", "y", "x")[-len(shape) :], (1.0,) * len(shape))


def results_of(pair, regions, settings):
    return [r for r in iterate(pair, regions, settings) if isinstance(r, Result)]


def squares():
    first, second = np.zeros((2, 40, 50), dtype=bool)
    first[5:20, 5:30] = second[15:35, 20:45] = True
    return [Region.from_mask(first, "first", 1, drawn_at={0: 1}), Region.from_mask(second, "2", 2)]


@pytest.mark.parametrize("key", OUTPUTS)
@pytest.mark.parametrize("chunked", [("a", "b"), ("b",)], ids=["both", "one"])
def test_dask_images_are_lazy_and_the_same(key, chunked):
    pair = pair_of()
    results = results_of(pair, squares(), Settings())
    expected = make_output(key, pair, results=results)
    parts = {name: da.from_array(getattr(pair, name), chunks=(2, 16, 33)) for name in chunked}
    lazy = Pair(**{"a": pair.a, "b": pair.b, **parts}, axes=pair.axes, spacing=pair.spacing)
    found = make_output(key, lazy, results=results)
    assert isinstance(found, da.Array)
    assert found.dtype == expected.dtype == found.compute().dtype
    np.testing.assert_array_equal(found.compute(), expected)


@pytest.mark.parametrize("planes", ["all", "drawn"])
@pytest.mark.parametrize("split", [(), ("t",)])
def test_each_region_overlaps_by_its_own_thresholds(planes, split):
    pair, settings = pair_of(), Settings(planes=planes, split=split)
    regions = squares()
    results = results_of(pair, regions, settings)
    assert len({r.scatter.threshold_a for r in results}) >= 2
    expected = np.zeros(pair.shape, dtype=np.uint8)
    for result in results:
        for t in range(3):
            if result.index.get("t", t) != t:
                continue
            if planes == "drawn" and result.region.drawn_at.get(0, t) != t:
                continue
            above_a, above_b = (
                channel[t] > threshold
                for channel, threshold in (
                    (pair.a, result.scatter.threshold_a),
                    (pair.b, result.scatter.threshold_b),
                )
            )
            mask = result.region.mask()
            expected[t][mask] = (above_a + 2 * above_b)[mask]
    found = make_output("overlap", pair, settings, results=results)
    np.testing.assert_array_equal(found, expected)
    assert set(np.unique(found)) == {0, 1, 2, 3}


def test_a_region_of_the_whole_stack_has_its_thresholds_there():
    pair = pair_of()
    mask = np.random.default_rng(1).random(pair.shape) > 0.5
    results = results_of(pair, [Region.from_mask(mask, "cloud")], Settings(threshold="otsu"))
    scatter = results[0].scatter
    expected = images.overlap(pair.a, pair.b, scatter.threshold_a, scatter.threshold_b) * mask
    np.testing.assert_array_equal(make_output("overlap", pair, results=results), expected)


def test_the_background_of_the_settings_is_subtracted_first():
    pair = pair_of()
    settings = Settings(background_a=100, background_b="region 2")
    regions = squares()
    level = pair.b[:, regions[1].mask()].mean()
    found = make_output("signed", pair, settings, regions=regions)
    np.testing.assert_allclose(found, (pair.a - 100.0) - (pair.b - level), rtol=1e-6)
    results = results_of(pair, regions, settings)
    labels = make_output("overlap", pair, settings, results=results, regions=regions)
    last = results[1].scatter
    a, b = pair.a[:, 30, 40] - 100.0, pair.b[:, 30, 40] - level
    np.testing.assert_array_equal(
        labels[:, 30, 40], (a > last.threshold_a) + 2 * (b > last.threshold_b)
    )


def test_regions_without_thresholds_are_named_and_without_any_there_is_no_image():
    pair = pair_of()
    opposed = Pair(pair.a, pair.a.max() - pair.a, pair.axes, pair.spacing)
    results = results_of(opposed, squares(), Settings())
    assert '"first", "2"' in missing_thresholds(results)[0]
    assert missing_thresholds(results_of(pair, squares(), Settings())) == ()
    for key in ("overlap", "colocalized_intensity"):
        with pytest.raises(ValueError, match="No region has thresholds"):
            make_output(key, opposed, results=results)
        with pytest.raises(ValueError, match="No region has thresholds"):
            make_output(key, pair)


def test_what_cannot_be_made_is_said_in_a_sentence():
    image = random_image("uint8", 1)
    with pytest.raises(ValueError, match="There are: signed, absolute"):
        difference(image, image, "relative")
    with pytest.raises(ValueError, match="There are: raw, percentile, regression"):
        difference(image, image, intensities="log")
    with pytest.raises(ValueError, match="same intensity"):
        difference(image, np.ones_like(image), "normalized")
    with pytest.raises(ValueError, match="do not rise together"):
        difference(image, 255 - image, intensities="regression")
    with pytest.raises(ValueError, match="NaN"):
        images.overlap(image, image, np.nan, 3)
    with pytest.raises(ValueError, match="differ in shape"):
        difference(image, image[1:])
    with pytest.raises(ValueError, match="no pixel"):
        difference(np.full((3, 3), np.nan), np.ones((3, 3)), "normalized")


def test_the_registry_says_what_each_output_needs():
    pair = pair_of((40, 50))
    for key, output in OUTPUTS.items():
        assert output.label
        assert output.description
        if not output.needs_thresholds:
            assert make_output(key, pair).shape == (40, 50)
        if output.takes_intensities:
            raw, scaled = make_output(key, pair), make_output(key, pair, intensities="percentile")
            assert not np.array_equal(raw, scaled)
    assert [key for key, output in OUTPUTS.items() if output.is_labels] == ["overlap"]


def test_the_package_offers_the_images():
    image = random_image("uint8", 1)
    np.testing.assert_array_equal(napari_compare.difference(image, image), 0)
