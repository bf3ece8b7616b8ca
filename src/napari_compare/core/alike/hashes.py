"""Perceptual hashes: 64 bits that hardly change when an image is scaled or compressed."""

from __future__ import annotations

from types import MappingProxyType

from PIL import Image

from napari_compare.core.alike.look import Grey

HASHES = MappingProxyType({"phash": "phash", "dhash": "dhash", "whash": "whash"})
"""Key of the measure → name of ImageHash's function."""
BITS = 64


def hash_of(look: Grey, key: str) -> int:
    """Return a perceptual hash of what an image looks like, as a number of 64 bits.

    Parameters
    ----------
    look
        See `look_of`.
    key
        One of `HASHES`.

    Raises
    ------
    ValueError
        If ImageHash is not installed.
    """
    require_hashes()
    import imagehash

    return int(str(getattr(imagehash, HASHES[key])(Image.fromarray(look))), 16)


def bits_apart(one: int, other: int) -> int:
    """Return in how many bits two hashes differ.

    Examples
    --------
    >>> bits_apart(0b1100, 0b1010)
    2
    """
    return (one ^ other).bit_count()


def require_hashes() -> None:
    """Raise a ValueError that says how to get ImageHash, if it is not there."""
    try:
        import imagehash  # noqa: F401
    except ImportError:
        raise ValueError(
            'Perceptual hashes need ImageHash: pip install "napari-compare[alike]" brings it. '
            "Matched features find near-duplicates without it."
        ) from None
