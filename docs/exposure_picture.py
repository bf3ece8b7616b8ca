"""Make the picture of two exposures, of a photo that comes with scikit-image.

python docs/exposure_picture.py
"""

import tempfile
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from skimage.data import astronaut

from napari_compare import compare_files

PICTURE = Path(__file__).parent / "_static" / "exposures.png"
WIDTH = 1100
FULL = 3600 * 16  # where twelve bits end, moved up to sixteen


def main() -> None:
    """Compare two exposures, and keep the figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compare_files(*expose(folder), exposures=True, out=folder / "out")
        save(folder / "out" / "exposures.png")


def expose(folder: Path) -> list[Path]:
    """Expose a scene twice, the second time twice as long and with two patches that changed."""
    light = (astronaut() / 255) ** 2.2
    changed = light.copy()
    changed[100:160, 300:380] *= (1.5, 1, 0.7)
    changed[300:370, 60:140] *= 0.2
    files = [folder / f"IMG_000{number}.tif" for number in (1, 2)]
    for file, seen in zip(files, (0.45 * light, 0.9 * changed), strict=True):
        tifffile.imwrite(file, photo(seen), photometric="rgb")
    return files


def photo(light: np.ndarray) -> np.ndarray:
    """Return what a camera of twelve bits counts of a scene, with the noise of photons."""
    counts = np.random.default_rng(0).poisson(3600 * light) * 16
    return np.minimum(counts, FULL).astype(np.uint16)


def save(path: Path) -> None:
    """Keep a picture smaller, and in few colours."""
    with Image.open(path) as picture:
        height = round(picture.height * WIDTH / picture.width)
        small = picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    few = small.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    few.save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
