"""Files of a comparison opened as layers: what is seen is what is measured."""

import numpy as np
import pytest
import tifffile
from roifile import ROI_TYPE, ImagejRoi, roiwrite

from napari_compare import compare_files
from napari_compare.core.comparison import iterate
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.files.inputs import Inputs
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.pair_files import open_pair
from napari_compare.layers.regions import regions_from_layer


@pytest.fixture
def images(tmp_path, cells_sample):
    """A file for each channel, with 0.25 µm to a pixel, and one with both."""
    a, b = cells_sample.a[50:150, 60:180], cells_sample.b[50:150, 60:180]
    imagej = {"imagej": True, "resolution": (4, 4)}
    tifffile.imwrite(tmp_path / "a.tif", a, metadata={"unit": "um"}, **imagej)
    tifffile.imwrite(tmp_path / "b.tif", b, metadata={"unit": "um"}, **imagej)
    both = {"unit": "um", "axes": "CYX"}
    tifffile.imwrite(tmp_path / "both.tif", np.stack([a, b]), metadata=both, **imagej)
    return tmp_path


def rois(folder):
    point = ImagejRoi.frompoints(np.array([(3, 3), (9, 9)]), name="dots")
    point.roitype = ROI_TYPE.POINT
    shapes = [
        ImagejRoi(roitype=ROI_TYPE.OVAL, top=10, left=8, bottom=80, right=60, name="oval"),
        ImagejRoi(roitype=ROI_TYPE.RECT, top=5, left=70, bottom=60, right=110, name="box"),
        ImagejRoi(roitype=ROI_TYPE.LINE, x1=3, y1=3, x2=30, y2=30, name="line"),
        point,
    ]
    roiwrite(folder / "a_roi.zip", shapes)
    return folder / "a_roi.zip"


def label_image(folder):
    labels = np.zeros((100, 120), np.uint8)
    labels[10:40, 20:60], labels[50:90, 5:100] = 1, 2
    tifffile.imwrite(folder / "a_labels.tif", labels)
    return folder / "a_labels.tif"


def saved_shapes(folder):
    corners = [(10, 20), (10, 70), (60, 70), (60, 20)]
    rows = [f"0,rectangle,{i},{y},{x}" for i, (y, x) in enumerate(corners)]
    path = folder / "a_shapes.csv"
    path.write_text("\n".join(["index,shape-type,vertex-index,axis-0,axis-1", *rows]) + "\n")
    return path


def of_layers(a, b, drawn):
    pair = pair_from_layers(a, b, Settings())
    regions, _ = regions_from_layer(drawn, a)
    return [event.row for event in iterate(pair, regions, Settings()) if isinstance(event, Result)]


@pytest.mark.parametrize("drawn", [rois, label_image, saved_shapes])
@pytest.mark.parametrize("one_file", [False, True])
def test_layers_give_the_numbers_of_the_files(images, drawn, one_file):
    files = [images / "both.tif"] * 2 if one_file else [images / "a.tif", images / "b.tif"]
    channels = (0, 1) if one_file else (None, None)
    inputs = Inputs(*files, *channels, drawn(images))
    opened = open_pair(inputs, Settings())
    a, b, regions = opened.layers
    assert {str(unit) for unit in a.units} == {"micrometer"}
    expected = compare_files(
        *files, inputs.regions, channel_a=channels[0], channel_b=channels[1]
    ).to_dict("records")
    found = of_layers(a, b, regions)
    assert len(found) == len(expected) > 0
    for row, other in zip(found, expected, strict=True):
        for key in ("n_pixels", "area", "pearson_r", "rmsd", "threshold_a"):
            assert row[key] == pytest.approx(other[key], rel=1e-12), key
    assert bool(opened.messages) == (drawn is rois)


def test_a_photo_keeps_its_colours_and_channels_are_planes_where_each_has_a_row(images):
    photo = np.random.default_rng(1).integers(0, 255, (60, 70, 3), np.uint8)
    tifffile.imwrite(images / "photo.tif", photo, photometric="rgb")
    inputs = Inputs(images / "photo.tif", images / "photo.tif")
    a, _ = open_pair(inputs, Settings()).layers
    assert a.rgb
    a, _ = open_pair(inputs, Settings(split=("c",))).layers
    assert not a.rgb
    assert a.axis_labels == ("c", "y", "x")
