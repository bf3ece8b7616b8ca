"""What is said of real images: nothing that is not true of them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import tifffile

from napari_compare.core.comparison import compare
from napari_compare.core.settings import Settings

OFFSET, ALWAYS_1, BACKGROUND = "darkest pixels", "cannot be less than 1", "below both thresholds"
STRETCHED = "uneven gaps"
ADVICE = (
    *(OFFSET, ALWAYS_1, BACKGROUND, STRETCHED, "saturated", "negative", "Only", "equal at every"),
    *("rescaled copy", "fit poorly", "shifted", "bleeds", "edges every", "other regions"),
)

# File → pair of channels → true advice, as seen in the images and their histograms. All cameras
# but three left an offset of 28 to 33,000 counts; the last file was stretched from fewer levels.
FILES = {
    "coloc-tools/test_image.tif": {OFFSET, ALWAYS_1},
    "imagej-ops/colocsample1b-green.tif": set(),
    "imagej-ops/greenZstack.tif": {OFFSET, ALWAYS_1},
    "neubias/xyc_16bit__cell_dna_mts_actin.tif": {OFFSET, ALWAYS_1},
    "neubias/xyc_16bit__hela-cells.tif": {OFFSET},
    "neubias/xyc_16bit__nuclei_golgi.tif": {OFFSET, ALWAYS_1},
    "neubias/xyc_16bit__nuclei_tubulin_crop.tif": {OFFSET, ALWAYS_1},
    "neubias/xyc_16bit__nup_nuclei.tif": set(),
    "neubias/xyc_8bit__nuclei_nup.tif": set(),
    "neubias/xyc_8bit__tub_h2b_cecog_battery.tif": {STRETCHED},
}
# Whole images of cells on black, of which Otsu's threshold takes the brightest parts.
MOSTLY_BACKGROUND = {
    *("test_image", "colocsample1b-green", "hela-cells", "nuclei_golgi", "nup_nuclei"),
    "nuclei_nup",
}


def pairs(path):
    image = tifffile.imread(path)
    if "green" in path.name:
        return [(image, tifffile.imread(path.with_name(path.name.replace("green", "red"))))]
    axis = int(np.argmin(image.shape))
    channels = [np.take(image, i, axis) for i in range(image.shape[axis])]
    return list(itertools.combinations(channels, 2))


def given(notes):
    return {words for words in ADVICE if words in notes}


@pytest.mark.parametrize("file", FILES)
def test_advice_on_real_images_is_true(shared_data, file):
    for a, b in pairs(shared_data / file):
        row = compare(a, b, settings=Settings(metrics="all")).iloc[0]
        assert given(row["notes"]) == FILES[file], row["notes"]


def test_every_real_image_is_tested(shared_data):
    files = {str(path.relative_to(shared_data)) for path in shared_data.rglob("*.tif")}
    assert {file for file in files if "red" not in file and "label" not in file} == set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_background_is_said_to_dominate_where_it_does(shared_data, file):
    said = [
        BACKGROUND in compare(a, b, settings=Settings(threshold="otsu"))["notes"][0]
        for a, b in pairs(shared_data / file)
    ]
    assert any(said) == any(name in file for name in MOSTLY_BACKGROUND)


def test_nuclei_of_a_label_image_need_no_advice(shared_data):
    a, b = pairs(shared_data / "neubias/xyc_16bit__nup_nuclei.tif")[0]
    labels = tifffile.imread(shared_data / "neubias/xyc_16bit__nup_nuclei__labels.tif")
    for notes in compare(a, b, labels)["notes"]:
        assert given(notes) == set()
