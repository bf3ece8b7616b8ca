"""Where the model does not hold, it is said; where it holds, nothing is."""

import tracemalloc

import numpy as np
import pytest
from scipy.ndimage import shift

from napari_compare import MixingSettings, mixing_coefficients
from napari_compare.core.mixing import Mixtures, mix
from napari_compare.core.results import Progress
from napari_compare.samples import mixtures


@pytest.fixture
def mixed():
    return mixtures(40)


def notes(table):
    """The frames of each note, by the note's first words."""
    return {text[:24]: frames for _, text, frames in table.attrs["notes"]}


def unmix(frames, mixed, **chosen):
    return mixing_coefficients(frames, mixed.references, None, MixingSettings(**chosen))


def test_a_shifted_frame_is_named_with_its_shift(mixed):
    frames = mixed.frames.copy()
    frames[5] = shift(frames[5].astype(float), (0.6, -1.2), order=3, mode="nearest").round()
    table = unmix(frames, mixed)
    (where,) = [text for text in table.notes if "shifted" in text]
    assert table.notes[5] == where
    down, right = (
        float(where.split(f" along {axis}")[0].split()[-1 - (axis == "y")]) for axis in "yx"
    )
    assert down == pytest.approx(0.6, abs=0.1)
    assert right == pytest.approx(-1.2, abs=0.15)
    assert (table.notes.drop(5) == "").all()


def test_another_brightness_is_named_and_goes_when_it_is_free(mixed):
    frames = mixed.frames.copy()
    frames[3] += 40
    frames[8] = (frames[8] * 1.3).astype(np.uint16)
    table = unmix(frames, mixed)
    assert "free offset" in table.notes[3]
    assert "free gain" in table.notes[8]
    assert (table.notes.drop([3, 8]) == "").all()
    free = unmix(frames, mixed, offset=True, gain=True)
    assert (free.notes == "").all()
    assert free.offset[3] == pytest.approx(40, abs=2)
    assert free.gain[8] == pytest.approx(1.3, abs=0.02)


def test_something_else_in_a_frame_is_named(mixed):
    frames = mixed.frames.copy()
    frames[7, 20:50, 20:50] += 900
    table = unmix(frames, mixed)
    assert "structured" in table.notes[7]
    assert (table.notes.drop(7) == "").all()


def test_spoilt_frames_do_not_widen_the_others_intervals(mixed):
    frames = mixed.frames.copy()
    frames[[1, 11, 21, 31], 20:50, 20:50] += 900
    others = [i for i in range(40) if i % 10 != 1]
    clean, spoilt = unmix(mixed.frames, mixed), unmix(frames, mixed)
    assert spoilt.x_se[others].mean() == pytest.approx(clean.x_se[others].mean(), rel=0.1)


def test_a_missing_reference_is_named():
    three = mixtures(40, k=3)
    table = mixing_coefficients(three.frames, three.references[:2])
    assert all("one pattern in all frames" in text for text in table.notes)


def test_noisy_references_are_named():
    mixed = mixtures(40, noise="even")
    rng = np.random.default_rng(0)
    noisy = [one + rng.normal(0, 25, one.shape) for one in mixed.references]
    table = mixing_coefficients(mixed.frames, noisy)
    assert all("references are noisy" in text for text in table.notes)
    allowed = mixing_coefficients(mixed.frames, noisy, None, MixingSettings(reference_noise=1.0))
    assert (allowed.notes == "").all()


def test_references_no_more_apart_than_noise_are_named():
    rng = np.random.default_rng(1)
    same = rng.uniform(100, 900, (64, 64))
    first, second, *frames = same + rng.normal(0, 20, (12, 64, 64))
    table = mixing_coefficients(np.stack(frames), [first, second])
    assert all("x says nothing" in text for text in table.notes)


@pytest.mark.parametrize(
    ("second", "chosen", "undefined"),
    [
        (lambda one: one, {}, True),
        (lambda one: 2 * one, {}, False),
        (lambda one: 2 * one, {"sum_to_one": False}, True),
        (lambda one: 2 * one, {"gain": True}, True),
        (lambda one: one + 50, {}, False),
        (lambda one: one + 50, {"offset": True}, True),
        (lambda one: 3 * one + 50, {"gain": True, "offset": True}, True),
        (lambda one: one * (1 + 1e-9), {}, True),
    ],
)
def test_references_that_cannot_be_told_apart(second, chosen, undefined):
    first = np.random.default_rng(0).uniform(100, 900, (20, 20)).round()
    pair = [first, second(first)]
    frame = 0.3 * pair[0] + 0.7 * pair[1]
    table = mixing_coefficients(frame[None], pair, None, MixingSettings(**chosen))
    x = table["x" if "x" in table else "x_0"][0]
    assert np.isnan(x) == undefined
    assert ("condition number" in table.notes[0]) == undefined
    if not undefined:
        assert x == pytest.approx(0.3, abs=1e-6)


def test_ill_posed_in_one_region_only(mixed):
    first, second = (one.copy() for one in mixed.references)
    second[:, :40] = first[:, :40]
    masks = {"same": np.zeros((128, 128), bool), "other": np.zeros((128, 128), bool)}
    masks["same"][:, :30] = masks["other"][:, 60:] = True
    table = mixing_coefficients(mixed.frames[:3], [first, second], masks)
    assert np.isnan(table.x).tolist() == [True, False] * 3
    assert np.isnan(table.x_se).tolist() == [True, False] * 3
    assert table.residual_rms.isna().tolist() == [True, False] * 3


def test_a_region_of_too_few_pixels(mixed):
    mask = np.zeros((128, 128), bool)
    mask[4, 4] = True
    table = mixing_coefficients(mixed.frames[:2], mixed.references, {"dot": mask})
    assert table.x.isna().all()
    assert "too few" in table.notes[0]


def test_pixels_that_are_not_finite_are_left_out(mixed):
    frames = mixed.frames[:6].astype(np.float32)
    frames[2, 10:20, 10:20] = np.nan
    frames[4] = np.nan
    references = [one.astype(np.float32) for one in mixed.references]
    references[0][0, 0] = np.inf
    table = mixing_coefficients(frames, references)
    d, y = ((one - references[1]).astype(float) for one in (references[0], frames[2]))
    kept = np.isfinite(d) & np.isfinite(y)
    assert table.x[2] == pytest.approx(d[kept] @ y[kept] / (d[kept] @ d[kept]), rel=1e-9)
    assert "1 pixel is left out: a reference" in table.notes[0]
    assert "100 pixels are left out" in table.notes[2]
    assert table.x.isna().tolist() == [False] * 4 + [True, False]
    robust = mixing_coefficients(frames, references, None, MixingSettings(robust=True))
    assert robust.x.isna().tolist() == table.x.isna().tolist()
    assert robust.x[2] == pytest.approx(table.x[2], abs=0.01)


@pytest.mark.parametrize(
    ("series", "references", "said"),
    [
        (np.ones((5, 5)), [np.ones(5)] * 2, "three axes or more"),
        (np.ones((2, 5, 5)), [np.ones((5, 5))], "two references or more"),
        (np.ones((2, 5, 5)), [np.ones((5, 5)), np.ones((5, 6))], "Reference 1 has the shape"),
        (np.ones((2, 5, 5), complex), [np.ones((5, 5))] * 2, "holds complex128"),
        (np.ones((0, 5, 5)), [np.ones((5, 5))] * 2, "has no pixels"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(series, references, said):
    with pytest.raises(ValueError, match=said):
        mixing_coefficients(series, references)


def test_dark_references_have_no_poisson_weights(mixed):
    dark = [one.astype(float) - 5000 for one in mixed.references]
    with pytest.raises(ValueError, match="references of positive intensities"):
        mixing_coefficients(mixed.frames, dark, None, MixingSettings(weights="poisson"))


def test_without_a_region_there_is_nothing_to_do(mixed):
    with pytest.raises(ValueError, match="no region"):
        mixing_coefficients(mixed.frames, mixed.references, {})


def test_frames_may_be_stacks(mixed):
    stacks = np.stack([mixed.frames[:20], mixed.frames[20:]], axis=1)
    references = [np.stack([one, one]) for one in mixed.references]
    volume = np.zeros((2, 128, 128), bool)
    volume[1, 20:90, 30:100] = True
    table = mixing_coefficients(stacks, references, {"volume": volume})
    flat = mixing_coefficients(mixed.frames[20:], mixed.references, {"volume": volume[1]})
    np.testing.assert_allclose(table.x, flat.x, rtol=1e-12)
    np.testing.assert_allclose(table.x_se, flat.x_se, rtol=1e-9)


def test_it_can_be_stopped_between_two_steps(mixed):
    events = mix(mixed.frames, mixed.references, None, MixingSettings())
    assert next(events) == Progress(0, 40)
    events.close()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"bounds": "all"}, "There are: free"),
        ({"weights": "all"}, "There are: equal"),
        ({"offset": 1}, "true or false"),
        ({"gain": True, "sum_to_one": False}, "cannot be told"),
        ({"reference_noise": -1}, "0 or more"),
        ({"confidence": 1.0}, "between 0 and 1"),
        ({"robust": True, "reference_noise": 0.5}, "robust fit takes references as exact"),
        ({"bounds": "0-1", "reference_noise": 0.5, "gain": True}, "allowed for within bounds"),
    ],
)
def test_choices_that_contradict_are_refused_in_words(chosen, said, mixed):
    with pytest.raises(ValueError, match=said):
        mixing_coefficients(mixed.frames[:2], mixed.references, None, MixingSettings(**chosen))


def test_settings_survive_being_written_down():
    chosen = MixingSettings(bounds="0-1", offset=True, confidence=0.9)
    assert MixingSettings.from_dict(chosen.to_dict()) == chosen
    with pytest.raises(ValueError, match="Unknown settings: bound"):
        MixingSettings.from_dict({"bound": "0-1"})


def test_progress_and_rows_come_part_by_part(mixed):
    frames = np.tile(mixed.frames, (40, 1, 1))
    events = list(mix(frames, mixed.references, None, MixingSettings()))
    progress = [event for event in events if isinstance(event, Progress)]
    rows = [event for event in events if isinstance(event, Mixtures)]
    assert len(rows) > 2
    assert [one.done for one in progress] == sorted(one.done for one in progress)
    assert progress[-1] == Progress(1600, 1600)
    assert np.concatenate([one.columns["frame"] for one in rows]).tolist() == list(range(1600))
    first = rows[0].rows()[0]
    assert isinstance(first["x"], float)
    assert first["region"] == "whole image"


class Counting:
    """A series that counts how often each frame is read, and of how many rows."""

    def __init__(self, frames, chunk):
        self.frames, self.shape, self.dtype = frames, frames.shape, frames.dtype
        self.chunks = (chunk, *frames.shape[1:])
        self.read = np.zeros(len(frames), int)
        self.rows = set()

    def __getitem__(self, key):
        self.read[key[0]] += 1
        self.rows.add((key[1].start, key[1].stop))
        return self.frames[key]


def test_each_frame_is_read_once_and_rows_of_regions_only(mixed):
    mask = np.zeros((128, 128), bool)
    mask[30:50, 5:60] = True
    series = Counting(np.tile(mixed.frames, (100, 1, 1)), 400)
    table = mixing_coefficients(series, mixed.references, {"cell": mask})
    assert len(table) == 4000
    assert series.rows == {(30, 50)}
    assert series.read.min() == 1
    assert series.read.sum() <= 1.35 * len(series.frames)


class Made:
    """A series of 500 MB that is made, part by part, as it is read."""

    shape, dtype = (4000, 256, 256), np.dtype(np.uint16)

    def __init__(self, references):
        self.references = references

    def __getitem__(self, key):
        frames, *within = key
        numbers = np.arange(frames.start, frames.stop, dtype=np.uint16)[:, None, None] % 7
        first, second = (one[tuple(within)] for one in self.references)
        return numbers * first + (7 - numbers) * second


def test_memory_does_not_grow_with_the_series():
    references = np.random.default_rng(0).integers(0, 9000, (2, 256, 256), dtype=np.uint16)
    tracemalloc.start()
    table = mixing_coefficients(Made(references), [7 * one for one in references])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(table) == 4000
    np.testing.assert_allclose(table.x, table.frame % 7 / 7, atol=1e-12)
    assert peak < 180e6


def test_a_series_with_a_hole_in_every_frame_has_standard_errors(mixed):
    frames = mixed.frames.astype(np.float32)
    for i, frame in enumerate(frames):
        frame[i : i + 5] = np.nan
    holed, whole = unmix(frames, mixed), unmix(mixed.frames, mixed)
    assert holed.x_se.mean() == pytest.approx(whole.x_se.mean(), rel=0.2)
    assert set(holed.notes) == {"640 pixels are left out: they are no finite numbers."}


def test_mixtures_without_noise_say_so(mixed):
    first, second = (one.astype(float) for one in mixed.references)
    table = mixing_coefficients(np.stack([second, second]), [first, second])
    assert table.x.tolist() == [0, 0]
    assert table.x_se.isna().all()
    assert all("without any noise" in text for text in table.notes)


def test_a_frame_of_nothing_has_no_shares(mixed):
    frames = mixed.frames.astype(float)
    frames[6] *= -1
    table = unmix(frames, mixed, gain=True, bounds="0-1")
    assert table.x.isna().tolist() == [i == 6 for i in range(40)]
    assert "nothing of the references" in table.notes[6]


def test_a_constant_series_is_no_error(mixed):
    table = unmix(np.full((4, 128, 128), 7, np.uint8), mixed)
    assert table.x.notna().all()
    assert table.r_squared.isna().all()
