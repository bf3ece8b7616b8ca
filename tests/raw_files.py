"""Camera RAW files of known intensities: DNG, the one format that anybody may write."""

import numpy as np
import tifffile

BLACK, WHITE = 64, 4095
CFA, LINEAR = 32803, 34892
_PLAIN_MATRIX = [value for row in np.eye(3, dtype=int).ravel() for value in (int(row), 1)]


def write_mosaic(path, photo, **more):
    """Write what a sensor under a Bayer filter counts of a photo, shape (y, x, 3)."""
    mosaic = photo[..., 1].copy()
    mosaic[::2, ::2] = photo[::2, ::2, 0]
    mosaic[1::2, 1::2] = photo[1::2, 1::2, 2]
    pattern = [(33421, "H", 2, (2, 2), True), (33422, "B", 4, bytes([0, 1, 1, 2]), True)]
    _write(path, mosaic, CFA, pattern, **more)


def write_linear(path, photo, **more):
    """Write a photo whose pixels have all colours, shape (y, x, 3), or none, shape (y, x)."""
    _write(path, photo, LINEAR, [], **more)


def as_read(counts):
    """Return the intensities that a reader makes of counts of 12 bit."""
    return 16 * (np.maximum(counts, BLACK) - BLACK)


def _write(path, pixels, photometric, tags, black=BLACK, white=WHITE, orientation=1):
    tags = [
        *tags,
        (50706, "B", 4, bytes([1, 4, 0, 0]), True),
        (50708, "s", 0, "Made for a test", True),
        (50714, "I", 1, black, True),
        (50717, "I", 1, white, True),
        (274, "H", 1, orientation, True),
    ]
    grey = photometric == LINEAR and pixels.ndim == 2
    if not grey:
        tags.append((50721, "2i", 9, _PLAIN_MATRIX, True))
    written_as = "minisblack" if grey else photometric
    tifffile.imwrite(path, pixels, photometric=written_as, extratags=tags, metadata=None)
    if grey:  # tifffile knows linear images of three colours only
        with tifffile.TiffFile(path, mode="r+") as file:
            file.pages[0].tags["PhotometricInterpretation"].overwrite(LINEAR)
