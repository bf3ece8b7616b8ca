"""Camera RAW files: what the sensor counted, and what is said of files that cannot be read."""

import sys
from collections import namedtuple

import numpy as np
import pytest

from napari_compare.files import memory
from napari_compare.files.images import read_image
from napari_compare.files.pairs import read_pair
from napari_compare.files.raw import RAW_SUFFIXES
from raw_files import BLACK, as_read, write_linear, write_mosaic

SHAPE = (40, 60)


@pytest.fixture
def photo():
    """Counts of 12 bit, in which each colour is another and no pixel is saturated."""
    rng = np.random.default_rng(3)
    red = rng.integers(BLACK, 4000, SHAPE)
    return np.stack([red, red // 2 + 40, 4060 - red], axis=-1).astype(np.uint16)


def test_colours_are_the_counts_above_black_in_16_bit(tmp_path, photo):
    write_linear(tmp_path / "photo.dng", photo)
    found = read_image(tmp_path / "photo.dng")
    assert (found.name, found.axes, found.data.dtype) == ("photo", ("y", "x", "s"), np.uint16)
    np.testing.assert_array_equal(found.data, as_read(photo))


def test_pixels_under_a_filter_keep_what_they_counted_and_others_are_between_neighbours(
    tmp_path, photo
):
    write_mosaic(tmp_path / "photo.dng", photo)
    found = read_image(tmp_path / "photo.dng").data
    for colour, places in enumerate([np.s_[::2, ::2], np.s_[::2, 1::2], np.s_[1::2, 1::2]]):
        np.testing.assert_array_equal(
            found[places][..., colour], as_read(photo)[places][..., colour]
        )
    left, right = (found[2:-2:2, start:stop:2, 0].astype(int) for start, stop in ((2, -4), (4, -2)))
    between = found[2:-2:2, 3:-3:2, 0].astype(int)
    assert np.abs(between - (left + right) / 2).max() <= 16  # a count, as LibRaw rounds


def test_twice_the_light_is_twice_the_intensity_whatever_the_picture(tmp_path):
    rng = np.random.default_rng(4)
    light = rng.integers(0, 900, (*SHAPE, 3)).astype(np.uint16)
    found = []
    for exposure in (1, 2, 4):
        write_mosaic(tmp_path / "photo.dng", BLACK + exposure * light)
        found.append(read_image(tmp_path / "photo.dng").data.astype(int))
    assert np.abs(found[1] - 2 * found[0]).max() <= 2 * 16
    assert np.abs(found[2] - 4 * found[0]).max() <= 4 * 16
    np.testing.assert_array_equal(found[2][::2, ::2, 0], 4 * found[0][::2, ::2, 0])


def test_more_bits_are_moved_up_less(tmp_path, photo):
    deep = 4 * (photo - BLACK) + 1024
    write_linear(tmp_path / "deep.dng", deep, black=1024, white=15520)
    np.testing.assert_array_equal(read_image(tmp_path / "deep.dng").data, as_read(photo))


def test_what_counts_more_than_the_camera_can_does_not_wrap_around(tmp_path, photo):
    photo[5, 5] = 65535
    write_linear(tmp_path / "hot.dng", photo)
    assert (read_image(tmp_path / "hot.dng").data[5, 5] == 65520).all()


def test_a_sensor_without_colours_is_a_grey_image(tmp_path, photo):
    write_linear(tmp_path / "grey.dng", photo[..., 0])
    found = read_image(tmp_path / "grey.dng")
    assert found.axes == ("y", "x")
    np.testing.assert_array_equal(found.data, as_read(photo[..., 0]))


def test_a_photo_is_turned_as_the_camera_was_held(tmp_path, photo):
    write_linear(tmp_path / "upright.dng", photo, orientation=6)
    found = read_image(tmp_path / "upright.dng").data
    np.testing.assert_array_equal(found, np.rot90(as_read(photo), -1))


def test_a_colour_can_be_chosen_or_all_of_them(tmp_path, photo):
    from napari_compare import Settings

    write_linear(tmp_path / "A.DNG", photo)
    write_linear(tmp_path / "b.dng", photo[::-1])
    green = read_image(tmp_path / "A.DNG", 1)
    assert green.name == "A, green"
    np.testing.assert_array_equal(green.data, as_read(photo[..., 1]))
    pair = read_pair(tmp_path / "A.DNG", tmp_path / "b.dng", settings=Settings(split="c"))
    assert (pair.axes, pair.channels) == (("c", "y", "x"), ("red", "green", "blue"))
    assert pair.notes == (
        "Intensities are the camera's counts above its black level, times 16.",
        "Channels: c 0 is red, c 1 is green, c 2 is blue.",
    )
    np.testing.assert_array_equal(pair.b, as_read(photo[::-1]).transpose(2, 0, 1))


def test_without_rawpy_it_is_said_how_to_get_it(tmp_path, photo, monkeypatch):
    write_linear(tmp_path / "photo.dng", photo)
    monkeypatch.setitem(sys.modules, "rawpy", None)
    with pytest.raises(ValueError, match=r"photo\.dng.*pip install \"napari-compare\[raw\]\"\."):
        read_image(tmp_path / "photo.dng")


@pytest.mark.parametrize("suffix", RAW_SUFFIXES)
def test_what_is_no_raw_image_is_one_sentence(tmp_path, suffix):
    path = tmp_path / f"photo{suffix}"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(ValueError, match=rf"photo\{suffix} could not be read .* LibRaw knows"):
        read_image(path)


def test_a_file_that_is_cut_short_is_refused_wherever_it_ends(tmp_path, photo):
    path = tmp_path / "photo.dng"
    write_mosaic(path, photo)
    content = path.read_bytes()
    for length in [*range(0, 400, 40), len(content) // 2, len(content) - 1]:
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"photo\.dng could not be read"):
            read_image(path)


def read_or_reason(path):
    try:
        read_image(path)
    except ValueError as error:
        return str(error)
    return "read"


def test_damaged_headers_end_in_an_image_or_a_sentence(tmp_path, photo):
    path = tmp_path / "photo.dng"
    write_mosaic(path, photo)
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for _ in range(60):
        damaged = bytearray(content)
        for place in rng.integers(0, 400, 3):
            damaged[place] = rng.integers(256)
        path.write_bytes(damaged)
        outcome = read_or_reason(path)
        assert outcome == "read" or "photo.dng could not be read" in outcome


def test_an_image_larger_than_the_free_memory_is_not_begun(tmp_path, photo, monkeypatch):
    write_mosaic(tmp_path / "photo.dng", photo)
    little = namedtuple("Memory", "available")(photo.nbytes)
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: little)
    with pytest.raises(ValueError, match="GB of memory are free"):
        read_image(tmp_path / "photo.dng")


def test_other_colours_are_named(tmp_path, photo, monkeypatch):
    import rawpy

    write_mosaic(tmp_path / "photo.dng", photo)

    class OtherFilters(rawpy.RawPy):
        num_colors, color_desc = 4, b"CMYG"

    monkeypatch.setattr(rawpy, "RawPy", OtherFilters)
    with pytest.raises(ValueError, match=r"other colours than red, green and blue \(CMYG\)"):
        read_image(tmp_path / "photo.dng")
