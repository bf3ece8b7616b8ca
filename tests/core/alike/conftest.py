"""An image, near-duplicates of it, and images that have nothing to do with it."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.transform import rescale, rotate


def texture(seed: int, shape: tuple[int, int] = (300, 260)) -> np.ndarray:
    """Bright and dark blobs of several sizes, 12 bit in 16."""
    random = np.random.default_rng(seed)
    layers = [gaussian_filter(random.normal(size=shape), sigma) * sigma for sigma in (2, 6, 18)]
    blobs = sum(layers)
    return np.rint(4095 * (blobs - blobs.min()) / np.ptp(blobs)).astype(np.uint16)


def as_jpeg(image: np.ndarray, quality: int = 40) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray((image >> 4).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


@pytest.fixture(scope="session")
def image() -> np.ndarray:
    return texture(1)


@pytest.fixture(scope="session")
def unrelated() -> dict[str, np.ndarray]:
    return {f"unrelated {seed}": texture(seed) for seed in range(2, 8)}


@pytest.fixture(scope="session")
def duplicates(image) -> dict[str, np.ndarray]:
    """Copies that an eye takes for the same image."""
    return {
        "scaled": rescale(image.astype(float), 0.6, anti_aliasing=True),
        "compressed": as_jpeg(image),
        "brighter": image * 3.5 + 200,
        "shifted": np.roll(image, (12, -9), (0, 1)),
    }


@pytest.fixture(scope="session")
def cut_or_turned(image) -> dict[str, np.ndarray]:
    """Copies of which hashes know little."""
    return {
        "cropped": image[60:260, 40:230],
        "rotated": rotate(image.astype(float), 25, mode="reflect"),
        "shifted far": np.roll(image, (70, 60), (0, 1)),
    }
