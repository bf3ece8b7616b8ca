"""Image files: axes, pixel sizes, channels."""

import numpy as np
import pytest
import tifffile

from napari_compare.files.images import read_image

CHANNELS = np.arange(3 * 40 * 50, dtype=np.uint16).reshape(3, 40, 50)


def write_imagej(path, image, axes, **metadata):
    tifffile.imwrite(
        path, image, imagej=True, resolution=(5, 4), metadata={"axes": axes, **metadata}
    )


def test_an_imagej_hyperstack_keeps_axes_and_sizes(tmp_path):
    image = np.arange(2 * 3 * 2 * 8 * 9, dtype=np.uint16).reshape(2, 3, 2, 8, 9)
    path = tmp_path / "stack.tif"
    write_imagej(path, image, "TZCYX", unit="micron", spacing=0.7, finterval=2.5)
    found = read_image(path, 1)
    assert found.axes == ("t", "z", "y", "x")
    assert found.sizes == {"t": 2.5, "z": 0.7, "y": 0.25, "x": 0.2}
    assert found.name == "stack, channel 1"
    assert found.data.dtype.isnative
    np.testing.assert_array_equal(found.data, image[:, :, 1])


def test_the_micro_sign_of_imagej_is_understood(tmp_path):
    write_imagej(tmp_path / "a.tif", CHANNELS[0], "YX", unit="\\u00B5m")
    assert read_image(tmp_path / "a.tif").sizes == {"y": 0.25, "x": 0.2}
    write_imagej(tmp_path / "b.tif", CHANNELS[0], "YX", unit="pixel")
    assert read_image(tmp_path / "b.tif").sizes == {}


def test_ome_metadata_give_sizes_and_channel_names(tmp_path):
    path = tmp_path / "image.ome.tif"
    metadata = {
        "axes": "CYX",
        "PhysicalSizeX": 110,
        "PhysicalSizeXUnit": "nm",
        "PhysicalSizeY": 0.12,
        "Channel": {"Name": ["DAPI", "GFP", "RFP"]},
    }
    tifffile.imwrite(path, CHANNELS, metadata=metadata)
    found = read_image(path, 2)
    assert found.name == "image, RFP"
    assert found.sizes == pytest.approx({"x": 0.11, "y": 0.12})
    np.testing.assert_array_equal(found.data, CHANNELS[2])


def test_only_a_resolution_per_centimetre_is_believed_of_a_plain_file(tmp_path):
    for unit, sizes in (("CENTIMETER", {"x": 0.5, "y": 1.0}), ("INCH", {})):
        tifffile.imwrite(
            tmp_path / "a.tif", CHANNELS[0], resolution=(20000, 10000), resolutionunit=unit
        )
        assert read_image(tmp_path / "a.tif").sizes == sizes


def test_a_channel_of_several_must_be_chosen(tmp_path):
    path = tmp_path / "three.tif"
    write_imagej(path, CHANNELS, "CYX")
    with pytest.raises(ValueError, match=r"three has 3 channels.*--channel-a"):
        read_image(path)
    for channel in (3, -1):
        with pytest.raises(ValueError, match=f"there is no channel {channel}"):
            read_image(path, channel)


def test_without_names_the_first_axis_of_three_holds_the_channels_if_asked(tmp_path):
    tifffile.imwrite(tmp_path / "plain.tif", CHANNELS, photometric="minisblack")
    np.save(tmp_path / "plain.npy", CHANNELS)
    for name in ("plain.tif", "plain.npy"):
        np.testing.assert_array_equal(read_image(tmp_path / name, 2).data, CHANNELS[2])
        assert read_image(tmp_path / name).data.shape == CHANNELS.shape
    np.save(tmp_path / "plane.npy", CHANNELS[0])
    with pytest.raises(ValueError, match="no channels to choose from"):
        read_image(tmp_path / "plane.npy", 0)


def test_colours_are_samples_and_alpha_is_no_channel(tmp_path):
    import imageio.v3 as iio

    photo = np.random.default_rng(0).integers(0, 255, (40, 50, 4), dtype=np.uint8)
    iio.imwrite(tmp_path / "photo.png", photo)
    tifffile.imwrite(tmp_path / "photo.tif", photo, photometric="rgb", extrasamples=[2])
    for name in ("photo.png", "photo.tif"):
        assert read_image(tmp_path / name).axes == ("y", "x", "s")
        green = read_image(tmp_path / name, 1)
        assert green.name == "photo, green"
        np.testing.assert_array_equal(green.data, photo[..., 1])
        with pytest.raises(ValueError, match="3 channels"):
            read_image(tmp_path / name, 3)


def test_grey_samples_beside_each_other_are_channels(tmp_path):
    image = np.moveaxis(CHANNELS[:2], 0, -1)
    tifffile.imwrite(tmp_path / "a.tif", image, photometric="minisblack", planarconfig="contig")
    np.testing.assert_array_equal(read_image(tmp_path / "a.tif", 1).data, CHANNELS[1])


def test_the_first_of_several_images_is_read_and_that_is_said(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(CHANNELS[0], photometric="minisblack")
        file.write(CHANNELS[0, :9, :9].astype(np.uint8), photometric="minisblack")
    found = read_image(tmp_path / "a.tif")
    assert found.data.shape == (40, 50)
    assert "2 images" in found.notes[0]


@pytest.mark.parametrize("byteorder", "<>")
def test_a_large_file_stays_on_disk_and_reads_the_same(tmp_path, monkeypatch, byteorder):
    monkeypatch.setattr("napari_compare.files.tiff.MAPPED_BYTES", 1000)
    tifffile.imwrite(tmp_path / "a.tif", CHANNELS, photometric="minisblack", byteorder=byteorder)
    found = read_image(tmp_path / "a.tif")
    assert type(found.data) is not np.ndarray
    assert found.data.dtype.isnative
    np.testing.assert_array_equal(np.asarray(found.data[1]), CHANNELS[1])


def test_what_cannot_be_read_is_one_sentence_with_the_file_in_it(tmp_path):
    for name, content in {
        "bad.png": b"\x89PNG\r\n\x1a\nxxxxx",
        "bad.tif": b"II*\0" + bytes(20),
        "text.txt": b"hello",
        "bad.npy": b"\x93NUMPY",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=f"{name} could not be read") as caught:
            read_image(tmp_path / name)
        assert "\n" not in str(caught.value)
    np.save(tmp_path / "line.npy", np.arange(5))
    with pytest.raises(ValueError, match="two or more axes"):
        read_image(tmp_path / "line.npy")
    with pytest.raises(ValueError, match="no file"):
        read_image(tmp_path / "absent.tif")


def test_a_zarr_store_is_read_by_naparis_reader(tmp_path):
    zarr = pytest.importorskip("zarr")
    store = zarr.create_array(tmp_path / "a.zarr", shape=(40, 50), dtype="uint16", chunks=(16, 16))
    store[:] = CHANNELS[0]
    np.testing.assert_array_equal(np.asarray(read_image(tmp_path / "a.zarr").data), CHANNELS[0])
