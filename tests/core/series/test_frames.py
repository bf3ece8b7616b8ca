"""A series against the next frame, one frame or an image: the rows of frame after frame."""

import itertools

import dask.array as da
import numpy as np
import pytest
import zarr

from napari_compare import Settings, compare, compare_series
from napari_compare.core.comparison import iterate
from napari_compare.core.mixing.series import regions_of_frames
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.series import frames as module
from napari_compare.core.series import series_pair
from napari_compare.core.series.views import AtIndex, Frames, Repeated, Stacked, frames_first

CHOSEN = Settings(metrics=("pearson_r", "rmsd", "spearman_rho", "manders_tm1"))
COLUMNS = [*CHOSEN.metrics, "n_pixels", "threshold_a", "pearson_r_below"]


@pytest.fixture
def film():
    rng = np.random.default_rng(7)
    light = rng.gamma(2, 300, (6, 24, 30))
    return np.cumsum(light, axis=0).astype(np.uint16)


def halves():
    return np.indices((24, 30))[1] // 15 + 1


class Stored:
    """An array that is read only where it is indexed by slices and whole numbers, like zarr's."""

    def __init__(self, array, chunks):
        self.array, self.chunks = array, chunks
        self.shape, self.dtype = array.shape, array.dtype
        self.largest = 0

    def __getitem__(self, key):
        assert isinstance(key, tuple)
        assert len(key) == len(self.shape)
        part = self.array[key].copy()
        self.largest = max(self.largest, part.size)
        return part


def assert_rows(table, pairs):
    """Check the rows of each frame against `compare` of the two images."""
    assert table["t"].tolist() == [t for t in range(len(pairs)) for _ in "12"]
    expected = [row for a, b in pairs for row in compare(a, b, halves(), CHOSEN)[COLUMNS].values]
    assert np.array_equal(table[COLUMNS].to_numpy(), np.array(expected), equal_nan=True)


KINDS = {
    "numpy": lambda film: film,
    "dask": lambda film: da.from_array(film, chunks=(4, 24, 16)),
    "stored": lambda film: Stored(film, (4, 24, 16)),
    "stored frame by frame": lambda film: Stored(film, (1, 24, 30)),
    "stored in one": lambda film: Stored(film, (6, 24, 30)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_frame_against_the_next(film, kind):
    table = compare_series(KINDS[kind](film), "next", halves(), CHOSEN)
    assert_rows(table, [*itertools.pairwise(film)])
    assert table.attrs["names"] == ("series", "series, the next t")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("held", [1 << 20, 0])
def test_each_frame_against_one(film, kind, held, monkeypatch):
    monkeypatch.setattr(module, "HELD", held)
    table = compare_series(KINDS[kind](film), 2, halves(), CHOSEN)
    assert_rows(table, [(frame, film[2]) for frame in film])
    assert table["pearson_r"][4] == 1
    assert table.attrs["names"] == ("series", "series, t 2")


def test_each_frame_against_an_image(film):
    reference = film.mean(axis=0)
    table = compare_series(film, reference, halves(), CHOSEN)
    assert_rows(table, [(frame, reference) for frame in film])


def test_frames_may_be_stacks_and_the_axis_any(film):
    stack = np.stack([film, film[::-1]], axis=1)[:, :, None]
    chosen = Settings(metrics=("rmsd",))
    table = compare_series(stack, 0, None, chosen, axes=("t", "c", "z", "y", "x"), axis="c")
    assert table["c"].tolist() == [0, 1]
    apart = film.astype(float) - film[::-1]
    assert table["rmsd"].tolist() == pytest.approx([0, np.sqrt(np.mean(apart**2))])


def test_a_stored_series_is_read_piece_by_piece(film):
    stored = Stored(film, (1, 24, 30))
    whole = Pair(stored, stored, ("t", "y", "x"), (1, 1, 1), names=("film", "film"))
    pair = series_pair(whole)
    chosen = Settings(metrics=("pearson_r",), split=("t",))
    events = iterate(pair, [Region.whole(pair.shape)], chosen)
    first = next(event for event in events if isinstance(event, Result))
    assert first.index == {"t": 0}
    assert stored.largest == film[0].size
    events.close()


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("last", 'not "last"'),
        (6, "series has 6 frames along t, counted from 0: there is no frame 6."),
        (-1, "there is no frame -1"),
        (np.ones((24, 31)), r"A frame of series has the shape \(24, 30\), but the reference has"),
        (np.ones((24, 30), complex), "complex128"),
    ],
)
def test_what_cannot_be_a_reference_is_said(film, against, said):
    with pytest.raises(ValueError, match=said):
        compare_series(film, against)


def test_what_is_no_series_is_said(film):
    with pytest.raises(ValueError, match="one frame along t: there is no next one"):
        compare_series(film[:1])
    with pytest.raises(ValueError, match="no axis t along which frames follow"):
        compare_series(film[0])
    with pytest.raises(ValueError, match=r"no axis q .* There is: t\."):
        compare_series(film, axis="q", axes="tyx")


@pytest.mark.parametrize("first", [0, 1, 4, 5])
def test_views_show_what_numpy_shows(film, first):
    stored = Stored(film, (4, 24, 16))
    some = Frames(stored, 0, first, 6)
    assert sum(some.chunks[0]) == some.shape[0] == 6 - first
    everything = (slice(0, 24), slice(0, 30))
    assert np.array_equal(some[(slice(0, 6 - first), *everything)], film[first:])
    assert np.array_equal(AtIndex(stored, 0, first)[everything], film[first])
    again = Repeated(film[first], 1, 3)
    assert again.shape == (24, 3, 30)
    part = again[(slice(2, 9), slice(1, 3), slice(0, 30))]
    assert np.array_equal(part, np.stack([film[first][2:9]] * 2, axis=1))
    mixed = Stacked([film[0], film[first] / 2])
    assert mixed.dtype == np.float64
    found = mixed[(slice(0, 2), *everything)]
    assert np.array_equal(found, [film[0], film[first] / 2])


def test_frames_come_first_whichever_axis_they_lie_along():
    stack = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    expected = np.moveaxis(stack, 1, 0)
    assert np.shares_memory(frames_first(stack, 1), stack)
    stored = zarr.array(stack, chunks=(1, 2, 4, 5))
    moved = frames_first(stored, 1)
    assert (moved.shape, moved.dtype, moved.chunks) == ((3, 2, 4, 5), stack.dtype, (2, 1, 4, 5))
    part = moved[(slice(1, 3), slice(0, 2), slice(1, 3), slice(0, 5))]
    assert np.array_equal(part, expected[1:3, :, 1:3])
    assert frames_first(stored, 0) is stored


def test_regions_of_a_stack_as_regions_of_its_frames():
    shape = (3, 2, 6, 8)
    mask = np.zeros(shape, bool)
    mask[:, 0, 1:4, 2:5] = mask[:, 1, 2:3, 0:8] = True
    flat = Region.whole(shape)
    region = Region.from_mask(mask, "both", drawn_at={0: 2, 1: 1})
    one, two = regions_of_frames([region, flat], shape, 0)
    assert np.array_equal(one.mask(), mask[0])
    assert one.drawn_at == {0: 1}
    assert np.array_equal(two.mask(), flat.mask())
    (turned,) = regions_of_frames([Region.from_mask(np.moveaxis(mask, 0, 1), "b")], (2, 3, 6, 8), 1)
    assert np.array_equal(turned.mask(), mask[0])


@pytest.mark.parametrize("change", [(1, 0, 0, 0), (2, 1, 2, 3)])
def test_a_region_that_moves_is_refused_in_words(change):
    mask = np.zeros((3, 2, 6, 8), bool)
    mask[:, :, 2:4, 2:5] = True
    mask[change] ^= True
    with pytest.raises(ValueError, match='"moving" is not the same in all frames'):
        regions_of_frames([Region.from_mask(mask, "moving")], mask.shape, 0)
