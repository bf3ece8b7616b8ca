"""Near-duplicates among real images, which are unlike each other."""

import io

import numpy as np
import pytest
import tifffile
from PIL import Image
from skimage.transform import rescale, rotate

from napari_compare import most_alike

FILES = (
    "neubias/xyc_16bit__cell_dna_mts_actin.tif",
    "neubias/xyc_16bit__nuclei_golgi.tif",
    "neubias/xyc_16bit__nup_nuclei.tif",
    "coloc-tools/test_image.tif",
)


@pytest.fixture(scope="module")
def images(shared_data) -> list[np.ndarray]:
    """The first channel of each file."""
    return [tifffile.imread(shared_data / name)[0] for name in FILES]


def duplicates(image: np.ndarray) -> list[np.ndarray]:
    height, width = image.shape
    seen = np.clip(255 * (image / np.quantile(image, 0.999)), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(seen).save(file, "JPEG", quality=50)
    return [
        rescale(image.astype(float), 0.7, anti_aliasing=True),
        np.asarray(Image.open(file)),
        image[height // 5 :, : -width // 6],
        rotate(image.astype(float), 12),
        0.4 * image + 300,
    ]


@pytest.mark.parametrize("which", range(len(FILES)))
def test_features_find_copies_and_nothing_else(images, which):
    copies = duplicates(images[which])
    others = [image for i, image in enumerate(images) if i != which]
    table = most_alike(images[which], [*others, *copies], "matched_features")
    found = sorted(int(name) for name in table["image"][: len(copies)])
    assert found == list(range(len(others), len(others) + len(copies)))
    assert table["matched_features"][len(copies) - 1] >= 15
    assert (table["matched_features"][len(copies) :] == 0).all()


@pytest.mark.parametrize("which", range(len(FILES)))
def test_hashes_hardly_change_by_scaling_gain_and_compression(images, which):
    scaled, compressed, _, _, brighter = duplicates(images[which])
    others = [image for i, image in enumerate(images) if i != which]
    table = most_alike(images[which], [*others, scaled, compressed, brighter], "phash")
    assert table["phash"][:3].max() <= 6
    assert table["phash"][3:].min() >= 16
