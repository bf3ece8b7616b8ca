"""Camera RAW: what the sensor counted, without what makes a photo look good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from napari_compare.files.memory import require_memory

if TYPE_CHECKING:
    import rawpy

RAW_SUFFIXES = (
    *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc"),
    *(".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2", ".rwl", ".sr2"),
    *(".srf", ".srw", ".x3f"),
)
BYTES_PER_PIXEL = 16  # the sensor's values, four of them a pixel, and the colours made of these


class Photo(NamedTuple):
    """Intensities of a photo, uint16: what the sensor counted above black, times a factor.

    The shape is (y, x, 3), red, green and blue, or (y, x) from a sensor without colours.
    """

    data: npt.NDArray[np.uint16]
    factor: int

    @property
    def note(self) -> str:
        """What a reader of numbers about this photo must know."""
        times = f", times {self.factor}" if self.factor > 1 else ""
        return f"Intensities are the camera's counts above its black level{times}."


def read_raw(path: Path) -> Photo:
    """Read a camera's RAW file: intensities in proportion to light, of each colour.

    They are what the sensor counted above its black level, moved up to fill 16 bit: multiplied by
    16 for a camera of 12 bit, by 4 for one of 14. Colours between the pixels of their filters are
    interpolated linearly. There is no white balance, no brightening, no gamma curve and no
    conversion of colours, and nothing depends on the picture, so two exposures can be compared.
    The picture is turned as the camera was held.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ValueError
        If rawpy is not installed, the file is none that it can read, is damaged, or needs more
        memory than is free.
    """
    try:
        import rawpy
    except ImportError as error:
        raise ValueError(
            "it is a camera's RAW image, and rawpy, which reads these, is not installed: "
            'pip install "napari-compare[raw]"'
        ) from error
    try:
        with rawpy.RawPy() as file:
            file.open_file(str(path))
            _check(file)
            file.unpack()
            counts: npt.NDArray[Any] = file.postprocess(**_as_counted(rawpy))
            white = file.white_level
    except rawpy.LibRawError as error:
        raise ValueError(_why(error)) from error
    return _in_16_bit(counts[..., 0] if counts.shape[-1] == 1 else counts, white)


def _check(file: rawpy.RawPy) -> None:
    """Refuse what is too large, and colours that have no names here, before pixels are read."""
    sizes = file.sizes
    require_memory(BYTES_PER_PIXEL * sizes.raw_height * sizes.raw_width)
    if file.num_colors not in (1, 3):
        filters = file.color_desc.decode("ascii", "replace")
        raise ValueError(
            f"its sensor has filters of other colours than red, green and blue ({filters})"
        )


def _as_counted(rawpy: Any) -> dict[str, Any]:
    """Return the choices by which LibRaw changes nothing that depends on taste or the picture."""
    return {
        "output_bps": 16,
        "output_color": rawpy.ColorSpace.raw,
        "demosaic_algorithm": rawpy.DemosaicAlgorithm.LINEAR,
        "gamma": (1, 1),
        "no_auto_bright": True,
        "no_auto_scale": True,  # neither white balance nor a range that differs between pictures
    }


def _in_16_bit(counts: npt.NDArray[np.uint16], white: int) -> Photo:
    """Move counts up by as many bits as the white level leaves free."""
    factor = 1 << (16 - min(16, max(8, white.bit_length())))
    highest = np.uint16(0xFFFF // factor)
    return Photo(np.minimum(counts, highest) * np.uint16(factor), factor)


def _why(error: Exception) -> str:
    """Return in words why LibRaw gave up."""
    kind = type(error).__name__
    if "Unsupported" in kind:
        return "it is not the RAW image of a camera that LibRaw knows, or it is damaged"
    if "TooBig" in kind or "Memory" in kind:
        return "it says to be larger than any camera's image"
    return "it is cut short or damaged"
