"""One image against many: near-duplicates before unrelated ones, and the numbers of `compare`."""

import builtins
import math

import dask.array as da
import numpy as np
import pytest

from napari_compare import METRICS, Settings, compare, most_alike
from napari_compare.core.alike import (
    MEASURES,
    Candidate,
    Match,
    Picture,
    find_alike,
    measures_named,
    ranked,
)
from napari_compare.core.results import Progress


def order(table) -> list[str]:
    return table["image"].tolist()


@pytest.mark.parametrize("measure", ["phash", "dhash", "whash", "matched_features"])
def test_near_duplicates_come_before_unrelated_images(image, duplicates, unrelated, measure):
    table = most_alike(image, {**unrelated, **duplicates}, measure)
    assert set(order(table)[: len(duplicates)]) == set(duplicates)
    assert table["rank"].tolist() == list(range(1, len(table) + 1))


@pytest.mark.parametrize("measure", ["matched_features", "matched_share"])
def test_features_find_what_was_cut_or_turned(image, cut_or_turned, unrelated, measure):
    table = most_alike(image, {**unrelated, **cut_or_turned}, measure)
    assert set(order(table)[:3]) == set(cut_or_turned)
    assert (table[measure][3:] == 0).all()


def test_the_transform_found_is_the_one_that_was_made(image, duplicates, cut_or_turned):
    table = most_alike(image, {**duplicates, **cut_or_turned}, "matched_features")
    found = table.set_index("image")
    assert found.loc["scaled", "found_scale"] == pytest.approx(0.6, abs=0.01)
    assert found.loc["cropped", ["found_shift_y", "found_shift_x"]].tolist() == pytest.approx(
        [-60, -40], abs=1
    )
    # skimage turns anti-clockwise.
    assert found.loc["rotated", "found_rotation"] == pytest.approx(-25, abs=0.5)
    assert found.loc["shifted", ["found_shift_y", "found_shift_x"]].tolist() == pytest.approx(
        [12, -9], abs=1
    )


def test_metrics_are_those_of_compare(image, unrelated):
    keys = tuple(key for key in MEASURES if key in METRICS)
    table = most_alike(image, unrelated, keys).set_index("image")
    for name, other in unrelated.items():
        expected = compare(image, other, settings=Settings(metrics=keys)).iloc[0]
        for key in keys:
            assert table.loc[name, key] == expected[key] or (
                math.isnan(table.loc[name, key]) and math.isnan(expected[key])
            )


@pytest.mark.parametrize(
    ("measure", "best"),
    [("rmsd", "near"), ("psnr", "near"), ("slope", "near"), ("normalized_mutual_information", "")],
)
def test_the_nearest_to_itself_comes_first(image, measure, best):
    random = np.random.default_rng(0)
    others = {
        "far": image + random.integers(0, 900, image.shape),
        "near": image + random.integers(0, 9, image.shape),
        "copy": image.copy(),
    }
    names = order(most_alike(image, others, measure))
    assert names == ["copy", "near", "far"]


def test_identical_images_come_first_and_have_no_box(image):
    table = most_alike(image, {"twice": 2.0 * image, "copy": image.astype(float)}, "pearson_r")
    assert order(table) == ["copy", "twice"]
    assert table["identical"].tolist() == [True, False]
    assert table["differing_pixels"][0] == 0
    assert table["y_first"].isna()[0]


def test_the_bounding_box_is_exact(image):
    edited = image.copy()
    edited[17, 33] += 1
    edited[90, 12] += 1
    row = most_alike(image, [edited], "ssim").iloc[0]
    assert row[["y_first", "y_last", "x_first", "x_last"]].tolist() == [17, 90, 12, 33]
    assert row["differing_pixels"] == 2
    assert not row["identical"]


def test_ties_are_broken_by_the_other_measures(image, duplicates):
    others = {
        "brighter": duplicates["brighter"],
        "copy": image,
        "compressed": duplicates["compressed"],
    }
    names = order(most_alike(image, others, ("whash", "rmsd")))
    assert names[0] == "copy"
    assert set(names) == set(others)


def test_another_size_is_said_and_nothing_is_dropped(image, duplicates, unrelated):
    others = {"scaled": duplicates["scaled"], **unrelated}
    table = most_alike(image, others, ("pearson_r", "ssim", "matched_features"))
    row = table.iloc[-1]
    assert row["image"] == "scaled"
    assert np.isnan(row["pearson_r"])
    assert "another size (180 × 156 instead of 300 × 260)" in row["notes"]
    assert "Pearson's r and SSIM" in row["notes"]
    assert row["matched_features"] > 50
    assert table["rank"].isna().tolist() == [False] * len(unrelated) + [True]


def test_what_cannot_be_measured_says_why(image):
    holes = image.astype(float)
    holes[:5] = np.nan
    others = {
        "constant": np.full_like(image, 7),
        "nothing": np.full(image.shape, np.nan),
        "holes": holes,
        "complex": image * 1j,
        "line": image[0],
    }
    table = most_alike(image, others, ("pearson_r", "phash", "matched_features"))
    notes = dict(zip(table["image"], table["notes"], strict=True))
    assert order(table)[0] == "holes"
    assert "1,300 pixels are left out" in notes["holes"]
    assert "constant" in notes["constant"]
    assert "nothing to recognize" in notes["constant"]
    assert "nothing to recognize" in notes["nothing"]
    assert "complex128" in notes["complex"]
    assert "two axes" in notes["line"]


def test_faults_of_images_are_not_said_of_each_but_what_is_undefined_is(image):
    measures = ("manders_tm1", "pearson_r")
    row = most_alike(image, {"copy": image}, measures).iloc[0]
    assert math.isnan(row["manders_tm1"])
    assert "Costes" in row["notes"]
    assert "chosen twice" not in row["notes"]
    assert most_alike(image, {"copy": image}, "pearson_r")["notes"][0] == ""
    otsu = most_alike(image, {"copy": image}, measures, Settings(threshold="otsu")).iloc[0]
    assert otsu["manders_tm1"] > 0
    assert otsu["notes"] == ""


def test_an_image_that_cannot_be_read_is_a_row_with_its_reason(image):
    def unreadable() -> Picture:
        raise ValueError("b.tif could not be read as an image: it is empty.")

    def broken() -> Picture:
        raise ZeroDivisionError("division by zero")

    candidates = [
        Candidate("b", unreadable),
        Candidate("c", broken),
        Candidate("a", lambda: Picture(image)),
    ]
    measures = measures_named("pearson_r")
    events = list(find_alike(Picture(image), candidates, measures))
    found = ranked((one for one in events if isinstance(one, Match)), measures)
    assert [match.candidate.name for match in found] == ["a", "b", "c"]
    assert found[1].notes == ("b.tif could not be read as an image: it is empty.",)
    assert "ZeroDivisionError" in found[2].notes[0]
    assert events[-1] == Progress(3, 3)


def test_few_images_are_held_at_a_time(image):
    held, most = set(), []

    def candidate(i: int) -> Candidate:
        def read() -> Picture:
            held.add(i)
            most.append(len(held))
            return Picture(image)

        return Candidate(str(i), read)

    events = find_alike(Picture(image), [candidate(i) for i in range(40)], measures_named("rmsd"))
    for event in events:
        if isinstance(event, Match):
            held.discard(int(event.candidate.name))
    assert len(most) == 40
    assert max(most) <= 10


def test_an_image_that_is_computed_is_computed_once(image):
    read = []

    def plane(block):
        read.append(block.shape)
        return block

    lazy = da.from_array(image, chunks=image.shape, name=False).map_blocks(plane, dtype=image.dtype)
    read.clear()  # dask has tried it on nothing
    table = most_alike(lazy, [image, image[::-1]] * 4, ("pearson_r", "ssim", "phash"))
    assert read == [image.shape]
    assert table["identical"].sum() == 4


def test_a_search_that_is_closed_reads_no_further(image):
    read = []

    def candidate(i: int) -> Candidate:
        return Candidate(str(i), lambda: read.append(i) or Picture(image))

    events = find_alike(Picture(image), [candidate(i) for i in range(100)], measures_named("rmsd"))
    for event in events:
        if isinstance(event, Match):
            break
    events.close()
    assert len(read) < 20


def test_frames_of_a_stack_and_stacks(image):
    stack = np.stack([image[::-1], image, image // 2])
    table = most_alike(image, da.from_array(stack, chunks=(1, 100, 260), name=False), "rmsd")
    assert order(table)[0] == "1"
    assert table["identical"][0]
    edited = stack.copy()
    edited[2, 5, 6] += 1
    row = most_alike(stack, {"edited": edited}, ("pearson_r", "phash")).iloc[0]
    assert row[["z_first", "z_last", "y_first", "x_last"]].tolist() == [2, 2, 5, 6]
    assert row["phash"] == 0
    assert row["shape"] == "3 × 300 × 260"


def test_colours_count_for_identity_and_luminance_for_the_rest(image):
    photo = np.stack([image, image[::-1], image[:, ::-1]], axis=-1)
    edited = photo.copy()
    edited[4, 5, 2] += 1
    opaque = np.concatenate([photo, np.full((*image.shape, 1), 9, image.dtype)], axis=-1)
    table = most_alike(photo, {"edited": edited, "opaque": opaque}, "pearson_r", rgb=True)
    assert order(table) == ["opaque", "edited"]
    assert table["identical"].tolist() == [True, False]
    assert table["differing_pixels"][1] == 1


def test_a_grey_image_saved_in_colour_is_the_same(image):
    grey = Candidate("grey", lambda: Picture(np.stack([image] * 3, axis=-1), colour=True))
    (match,) = (
        one
        for one in find_alike(Picture(image), [grey], measures_named("ssim"))
        if isinstance(one, Match)
    )
    assert match.identical
    assert match.numbers["ssim"] == 1


def test_small_images_have_no_features_but_a_hash():
    small = np.arange(100).reshape(10, 10)
    row = most_alike(small, [small], ("phash", "whash", "matched_features")).iloc[0]
    assert row["phash"] == row["whash"] == 0
    assert "too few corners" in row["notes"]


@pytest.mark.parametrize(
    ("measures", "sentence"),
    [
        ("nonsense", "no measure nonsense"),
        ("mean_a", "mean_a says nothing of how alike"),
        ("threshold_a", "says nothing of how alike"),
        ((), "no measure named"),
    ],
)
def test_measures_that_are_none(image, measures, sentence):
    with pytest.raises(ValueError, match=sentence):
        most_alike(image, [image], measures)


def test_others_that_are_none(image):
    with pytest.raises(ValueError, match="no images to compare with"):
        most_alike(image, [])
    with pytest.raises(ValueError, match="1 images, but 2 names"):
        most_alike(image, [image], names=["a", "b"])


def test_hashes_without_imagehash_say_how_to_get_it(image, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "imagehash":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=r'pip install "napari-compare\[alike\]"'):
        most_alike(image, [image], "phash")
    assert most_alike(image, [image], "matched_features")["matched_features"][0] > 0


def test_the_mark_is_where_the_images_differ(image):
    edited = image.copy()
    edited[30:60, 26:52] += 1
    candidate = Candidate("edited", lambda: Picture(edited))
    *_, match, _ = find_alike(Picture(image), [candidate], measures_named("rmsd"))
    assert match.mark == pytest.approx((0.1, 0.1, 0.1, 0.1))


@pytest.mark.parametrize("dtype", ["uint8", "int64", ">u2", "float16", "bool"])
def test_values_count_and_not_types(dtype):
    image = np.random.default_rng(0).integers(0, 2, (40, 50)).astype(np.uint8)
    row = most_alike(image, [image.astype(dtype)], ("ssim", "phash")).iloc[0]
    assert row["identical"]
    assert (row["ssim"], row["phash"]) == (1, 0)
