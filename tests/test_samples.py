"""The samples are what they say: of known truth, and the same every time."""

import numpy as np
import pytest
from napari.layers import Layer

from napari_compare import Settings, compare
from napari_compare.samples import Outline, cells, mixtures, movie, stack

ALL = [cells, stack, movie]


@pytest.mark.parametrize("make", ALL)
def test_images_are_of_a_camera(make):
    sample = make()
    assert sample.a.dtype == sample.b.dtype == np.uint16
    for channel in (sample.a, sample.b):
        assert channel.max() < 4095, "nothing is saturated"
        assert channel.max() > 1000, "12 bits are used"
    assert sample.pair.shape == sample.a.shape
    assert len(sample.axes) == len(sample.spacing) == sample.a.ndim


@pytest.mark.parametrize("make", ALL)
def test_images_are_the_same_every_time(make):
    first, second = make(), make()
    np.testing.assert_array_equal(first.a, second.a)
    np.testing.assert_array_equal(first.b, second.b)


def table_of(sample, **choices):
    return compare(
        sample.a,
        sample.b,
        sample.regions,
        Settings(**choices),
        sample.spacing,
        axes=sample.axes,
        unit="µm",
    )


def test_truth_of_the_cells(cells_sample):
    table = table_of(cells_sample).set_index("region")
    r = table["pearson_r"]
    assert r["co-localized"] > 0.9
    assert 0.4 < r["half"] < 0.7
    assert abs(r["independent"]) < 0.1
    assert r["exclusive"] < -0.15
    for key in ("manders_tm1", "manders_tm2"):
        share = table[key]
        assert share["co-localized"] > 0.7
        assert share["co-localized"] - 0.2 > share["half"] > 0.3
        assert share["half"] > share["independent"] + 0.2
        assert np.isnan(share["exclusive"]), "Costes finds no threshold where r is negative"
    assert "Costes" in table["notes"]["exclusive"]


def test_otsu_tells_the_cells_apart_too(cells_sample):
    share = table_of(cells_sample, threshold="otsu").set_index("region")["manders_tm1"]
    assert list(share.sort_values(ascending=False).index) == [
        "co-localized",
        "half",
        "independent",
        "exclusive",
    ]
    assert share["exclusive"] < 0.05


def test_truth_of_the_stack():
    r = table_of(stack()).set_index("region")["pearson_r"]
    assert r["co-localized"] > 0.9
    assert abs(r["independent"]) < 0.2


def test_colocalization_rises_in_the_movie():
    table = table_of(movie(), split=("t",)).sort_values("t")
    r = table["pearson_r"].to_numpy()
    assert len(r) == 24
    assert r[0] < 0.15
    assert r[-1] > 0.9
    assert np.corrcoef(np.arange(24), r)[0, 1] > 0.95


def test_outlines_become_regions():
    corners = np.array([(1, 1), (1, 9), (7, 9), (7, 1)], dtype=float)
    box = Outline("box", "polygon", corners, "white").region(3, (12, 12))
    assert (box.name, box.id, box.shape, box.size) == ("box", 3, (12, 12), 6 * 8)
    rows, columns = np.indices((12, 12))
    inside = ((rows - 4) / 3) ** 2 + ((columns - 5) / 4) ** 2 <= 1
    oval = Outline("oval", "ellipse", corners, "white").region(1, (12, 12))
    np.testing.assert_array_equal(oval.mask(), inside)


@pytest.mark.parametrize("make", ALL)
def test_layers_are_napari_layers_of_the_same_place(make):
    sample = make()
    green, magenta, regions = (Layer.create(*layer) for layer in sample.layers())
    assert list(regions.features["name"]) == [region.name for region in sample.regions]
    assert tuple(green.scale) == tuple(magenta.scale) == sample.spacing
    assert tuple(regions.scale) == sample.spacing[-2:]
    assert green.axis_labels == sample.axes
    assert regions.units == green.units[-2:]
    low, high = regions.extent.world
    assert (low >= 0).all()
    assert (high <= green.extent.world[1][-2:]).all()


@pytest.mark.parametrize("made", [{}, {"noise": "even", "blur": 2.0}, {"k": 3}])
def test_mixtures_are_what_they_say(made):
    mixed, again = mixtures(6, (64, 96), **made), mixtures(6, (64, 96), **made)
    np.testing.assert_array_equal(mixed.frames, again.frames)
    np.testing.assert_allclose(mixed.x.sum(axis=1), 1)
    light = np.tensordot(mixed.x, np.stack(mixed.references).astype(float), 1)
    noise = mixed.frames - light
    expected = 25**2 if made.get("noise") == "even" else light.mean()
    assert noise.var() == pytest.approx(expected, rel=0.1)
    alike = np.corrcoef(noise[:, :, 1:].ravel(), noise[:, :, :-1].ravel())[0, 1]
    assert alike > 0.8 if "blur" in made else abs(alike) < 0.05


def test_there_is_no_other_noise():
    with pytest.raises(ValueError, match="There are: even, photon"):
        mixtures(2, noise="pink")
