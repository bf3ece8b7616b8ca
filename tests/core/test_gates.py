"""Gates: which pixels lie in one, beside numpy and a ray through every corner."""

import itertools

import dask.array as da
import numpy as np
import pytest
import tifffile

from napari_compare.core.comparison import iterate
from napari_compare.core.gates import Gate, Gated, gate_pixels
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region, regions_from_labels
from napari_compare.core.results import Progress, Result
from napari_compare.core.scaling import less_background
from napari_compare.core.settings import Settings

STAR = tuple(
    (500 + 450 * np.cos(angle), 500 + 450 * np.sin(angle))
    for angle in np.arange(5) * 4 * np.pi / 5 + 0.1
)
GATES = [
    Gate("rectangle", ((700, 200), (100, 640))),
    Gate("ellipse", ((100, 200), (900, 640))),
    Gate("lasso", STAR),
    Gate("lasso", ((100, 100), (800, 100), (800, 900), (450, 900), (450, 300), (100, 300))),
]


def inside(gate, a, b):
    """Which pixels are in the gate, by other means."""
    (left, bottom), (right, top) = np.min(gate.corners, axis=0), np.max(gate.corners, axis=0)
    with np.errstate(invalid="ignore"):
        if gate.kind == "rectangle":
            return (left <= a) & (a <= right) & (bottom <= b) & (b <= top)
        if gate.kind == "ellipse":
            x, y = (2 * a - left - right) / (right - left), (2 * b - bottom - top) / (top - bottom)
            return np.hypot(x, y) <= 1
        odd = np.zeros(a.shape, dtype=bool)
        corners = [*gate.corners, gate.corners[0]]
        for (xa, ya), (xb, yb) in itertools.pairwise(corners):
            if xa != xb:
                crossed = (np.minimum(xa, xb) <= a) & (a < np.maximum(xa, xb))
                odd ^= crossed & (ya + (a - xa) * (yb - ya) / (xb - xa) <= b)
        return odd


def images(dtype=np.uint16, shape=(60, 80)):
    random = np.random.default_rng(3)
    a = random.uniform(0, 1000, shape)
    b = 0.6 * a + random.uniform(0, 400, shape)
    return a.astype(dtype), b.astype(dtype)


def compared(pair, regions=None, **choices):
    settings = Settings(**choices)
    regions = regions or [Region.whole(pair.shape)]
    results = [one for one in iterate(pair, regions, settings) if isinstance(one, Result)]
    return less_background(pair, regions, settings), results, settings


def gated(gate, *arguments):
    *progress, found = gate_pixels(gate, *arguments)
    assert all(isinstance(one, Progress) for one in progress)
    assert isinstance(found, Gated)
    return found


def plane(a, b):
    return Pair(a, b, ("y", "x"), (1, 1))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float16, np.float64, ">u2"])
@pytest.mark.parametrize("gate", GATES, ids=lambda gate: f"{gate.kind} {len(gate.corners)}")
def test_the_pixels_are_those_that_numpy_finds(gate, dtype):
    a, b = images(dtype)
    x, y = a.astype(float), b.astype(float)
    expected = inside(gate, x, y)
    assert 0 < expected.sum() < expected.size or dtype == np.uint8
    found = gated(gate, *compared(plane(a, b)))
    np.testing.assert_array_equal(found.labels, expected)
    assert found.labels.dtype == np.uint8
    assert (found.n_gated, found.n_pixels) == (expected.sum(), a.size)
    assert found.share_a == pytest.approx(x[expected].sum() / x.sum(), rel=1e-12)
    assert found.share_b == pytest.approx(y[expected].sum() / y.sum(), rel=1e-12)


@pytest.mark.parametrize("gate", GATES[:3], ids=lambda gate: gate.kind)
def test_contains_is_the_same(gate):
    a, b = images(np.float64)
    np.testing.assert_array_equal(gate.contains(a, b), inside(gate, a, b))


def test_borders_belong_to_rectangles_and_ellipses():
    a = np.array([100, 200, 150, 99.999, 150])
    b = np.array([50, 80, 80, 60, 80.001])
    assert Gate("rectangle", ((100, 50), (200, 80))).contains(a, b).tolist() == [
        *[True] * 3,
        *[False] * 2,
    ]
    ellipse = Gate("ellipse", ((0, 0), (10, 4)))
    assert ellipse.contains([0, 5, 10, 0], [2, 4, 2, 0]).tolist() == [True, True, True, False]


def test_a_gate_without_width_holds_what_lies_on_it():
    flat = Gate("rectangle", ((100, 0), (100, 50)))
    assert flat.contains([100, 101], [20, 20]).tolist() == [True, False]
    assert not Gate("ellipse", ((100, 0), (100, 50))).contains([101], [20]).any()
    assert not Gate("lasso", ((1, 1), (1, 5), (1, 3))).contains([1, 1], [2, 9]).any()


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.kind)
def test_its_outline_encloses_the_same_pixels(gate):
    a, b = images(np.float64)
    drawn = Gate("lasso", tuple(map(tuple, gate.outline)))
    differ = drawn.contains(a, b) != gate.contains(a, b)
    assert differ.mean() < (0.01 if gate.kind == "ellipse" else 1e-12)


def test_a_moved_gate_holds_moved_pixels():
    a, b = images(np.float64)
    for gate in GATES[:3]:
        moved = gate.moved(-40, 25).contains(a - 40, b + 25)
        assert (moved != gate.contains(a, b)).mean() < 1e-3


def test_pixels_that_are_not_finite_are_in_no_gate():
    a, b = images(np.float32)
    a[0, :9], b[5:9, 3], a[20, 20] = np.nan, np.inf, -np.inf
    found = gated(Gate("rectangle", ((0, 0), (1e9, 1e9))), *compared(plane(a, b)))
    valid = np.isfinite(a) & np.isfinite(b)
    np.testing.assert_array_equal(found.labels, valid)
    assert found.n_pixels == valid.sum()
    assert found.share == 1
    assert found.share_a == pytest.approx(1)


def test_only_the_regions_are_looked_at_and_no_pixel_counts_twice():
    a, b = images()
    masks = np.zeros((2, *a.shape), dtype=bool)
    masks[0, 5:40, 5:50], masks[1, 20:55, 30:70] = True, True
    regions = [Region.from_mask(mask, f"cell {i}") for i, mask in enumerate(masks)]
    pair, results, settings = compared(plane(a, b), regions)
    here = inside(GATES[0], a.astype(float), b.astype(float))
    one = gated(GATES[0], pair, results[:1], settings)
    np.testing.assert_array_equal(one.labels, here & masks[0])
    assert one.n_pixels == masks[0].sum()
    both = gated(GATES[0], pair, results, settings)
    np.testing.assert_array_equal(both.labels, here & masks.any(axis=0))
    assert both.n_pixels == masks.any(axis=0).sum()


@pytest.mark.parametrize("planes", ["all", "drawn"])
def test_a_stack_is_looked_at_where_it_was_compared(planes):
    a, b = images(shape=(3, 4, 20, 30))
    mask = np.zeros((20, 30), dtype=bool)
    mask[4:15, 6:22] = True
    region = Region.from_mask(mask, "cell", drawn_at={1: 2})
    pair = Pair(a, b, ("t", "z", "y", "x"), (1, 1, 1, 1))
    pair, results, settings = compared(pair, [region], split=("t",), planes=planes)
    found = gated(GATES[0], pair, results[1:2], settings)
    where = np.zeros(a.shape, dtype=bool)
    where[1, slice(2, 3) if planes == "drawn" else slice(None)] = mask
    np.testing.assert_array_equal(found.labels, where & inside(GATES[0], a * 1.0, b * 1.0))


def test_of_images_in_chunks_the_labels_are_computed_where_they_are_looked_at():
    a, b = images()
    mask = np.zeros(a.shape, dtype=bool)
    mask[5:25, 40:70] = True
    lazy = plane(da.from_array(a, chunks=(16, 32)), da.from_array(b, chunks=(16, 32)))
    pair, results, settings = compared(lazy, [Region.from_mask(mask, "cell")])
    found = gated(GATES[2], pair, results, settings)
    assert isinstance(found.labels, da.Array)
    expected = mask & inside(GATES[2], a * 1.0, b * 1.0)
    np.testing.assert_array_equal(found.labels.compute(), expected)
    assert found.n_gated == expected.sum()


def test_intensities_are_less_their_background():
    a, b = images()
    found = gated(GATES[0], *compared(plane(a, b), background_a=90, background_b="quantile 0.05"))
    level = np.sort(b, axis=None)[int(0.05 * b.size)]
    np.testing.assert_array_equal(found.labels, inside(GATES[0], a - 90.0, b * 1.0 - level))


def test_a_constant_channel_and_an_empty_gate():
    a = np.full((8, 9), 7, dtype=np.uint8)
    pair = plane(a, np.arange(72, dtype=np.uint8).reshape(8, 9))
    found = gated(Gate("rectangle", ((6, -1), (8, 35))), *compared(pair, threshold="otsu"))
    assert (found.n_gated, found.n_pixels) == (36, 72)
    assert found.share_a == 0.5
    nothing = gated(Gate("rectangle", ((100, 0), (200, 1))), *compared(pair, threshold="otsu"))
    assert nothing.n_gated == 0
    assert nothing.in_words() == "0 pixels: 0 % of area, 0 % of A, 0 % of B"
    dark = gated(GATES[0], *compared(plane(a * 0, a), threshold="otsu"))
    assert np.isnan(dark.share_a)
    assert "n/a of A" in dark.in_words()


@pytest.mark.parametrize(
    ("kind", "corners", "reason"),
    [
        ("circle", ((0, 0), (1, 1)), "no gate 'circle'"),
        ("lasso", ((0, 0), (1, 1)), "at least 3 corners"),
        ("ellipse", ((0, 0), (1, 1), (2, 2)), "2 opposite corners"),
        ("rectangle", ((0, np.nan), (1, 1)), "finite"),
    ],
)
def test_what_is_no_gate_is_refused(kind, corners, reason):
    with pytest.raises(ValueError, match=reason):
        Gate(kind, corners)


def test_real_images(shared_data):
    image = tifffile.imread(shared_data / "neubias" / "xyc_16bit__nup_nuclei.tif")
    labels = tifffile.imread(shared_data / "neubias" / "xyc_16bit__nup_nuclei__labels.tif")
    a, b = image
    (low_a, high_a), (low_b, high_b) = (np.quantile(one, (0.5, 0.99)) for one in (a, b))
    gate = Gate("ellipse", ((low_a, low_b), (high_a, high_b)))
    regions = regions_from_labels(labels)
    found = gated(gate, *compared(plane(a, b), regions))
    expected = inside(gate, a.astype(float), b.astype(float)) & (labels > 0)
    assert expected.any()
    np.testing.assert_array_equal(found.labels, expected)
