"""Images that show where two channels differ and overlap.

All functions take two numpy, dask or zarr arrays of one shape, whose last two axes are the
plane, and work in float64, so that no type wraps around or overflows. The image is a dask array,
computed where it is looked at, if a channel is stored in chunks; else a numpy array. Pixels that
are not finite in either channel are NaN in images of floats, and 0 in labels.
"""

from __future__ import annotations

from typing import Any

from napari_compare.core import recipes
from napari_compare.core.pair import ArrayLike, Pair, as_channel, default_axes

Image = Any


def difference(a: ArrayLike, b: ArrayLike, kind: str = "signed", intensities: str = "raw") -> Image:
    """Return an image of the difference of two channels.

    Parameters
    ----------
    a, b
        The channels; see the module.
    kind
        "signed": a - b. "absolute": its size. "a_over_b": max(a - b, 0). "b_over_a":
        max(b - a, 0). "superimposed": the sum of the last two. "normalized": the signed
        difference of percentile intensities.
    intensities
        "raw". "percentile": each channel as (x - q0.01)/(q0.99 - q0.01), by the quantiles of its
        whole image. "regression": A as m·a + c, what the orthogonal regression b = m·a + c over
        the whole image predicts B to be from A; B as it is.

    Returns
    -------
    array
        Signed and scaled differences are float32. The others of raw images have the smallest
        type that holds both images' types and all differences: unsigned for integers, float32 or
        float64 for floats and float64 for integers of 64 bit.

    Raises
    ------
    ValueError
        If there is no such kind or scaling, shapes differ, or the images cannot be scaled so.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = np.array([[1, 5]], dtype=np.uint8), np.array([[3, 2]], dtype=np.uint8)
    >>> difference(a, b).tolist(), difference(a, b, "a_over_b").tolist()
    ([[-2.0, 3.0]], [[0, 3]])
    """
    return recipes.difference_image(_pair(a, b), kind, intensities)


def ratio(a: ArrayLike, b: ArrayLike) -> Image:
    """Return log2(a/b) as float32: 1 where A is twice B, NaN where either is not above 0.

    Examples
    --------
    >>> import numpy as np
    >>> ratio(np.array([[8.0, 0.0]]), np.array([[2.0, 1.0]])).tolist()
    [[2.0, nan]]
    """
    return recipes.ratio_image(_pair(a, b))


def overlap(a: ArrayLike, b: ArrayLike, threshold_a: float, threshold_b: float) -> Image:
    """Return labels (uint8) of where the channels are strictly above their thresholds.

    1 where only A is, 2 where only B is, 3 where both are, and 0 elsewhere.

    Raises
    ------
    ValueError
        If a threshold is NaN, or the shapes differ.

    Examples
    --------
    >>> import numpy as np
    >>> overlap(np.array([[1, 9, 1, 9]]), np.array([[1, 1, 9, 9]]), 5, 5).tolist()
    [[0, 1, 2, 3]]
    """
    return recipes.overlap_labels(_pair(a, b), recipes.everywhere(threshold_a, threshold_b))


def colocalized_intensity(
    a: ArrayLike, b: ArrayLike, threshold_a: float, threshold_b: float
) -> Image:
    """Return √(a·b) as float32 where both are strictly above their thresholds, and 0 elsewhere.

    The root of a negative product is NaN. Errors are those of `overlap`.

    Examples
    --------
    >>> import numpy as np
    >>> colocalized_intensity(np.array([[4, 4]]), np.array([[9, 1]]), 2, 2).tolist()
    [[6.0, 0.0]]
    """
    return recipes.colocalized_image(_pair(a, b), recipes.everywhere(threshold_a, threshold_b))


def nmdp(a: ArrayLike, b: ArrayLike) -> Image:
    """Return the normalized mean deviation product as float32.

    (a - ā)(b - b̄)/((aₘₐₓ - ā)(bₘₐₓ - b̄)), with means and maxima over all valid pixels of the
    whole image: above 0 where both channels are above or both below their means.

    Raises
    ------
    ValueError
        If a channel is constant, or the shapes differ.

    References
    ----------
    Jaskolski, Mulle and Manzoni (2005), Journal of Neuroscience Methods 146:42.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.array([[0.0, 1.0, 5.0]])
    >>> nmdp(a, a).tolist()
    [[0.4444444477558136, 0.1111111119389534, 1.0]]
    """
    return recipes.nmdp_image(_pair(a, b))


def checkerboard(a: ArrayLike, b: ArrayLike) -> Image:
    """Return tiles of A and B by turns, 8 × 8 to a plane, as float32.

    It is what `skimage.util.compare_images` makes of each plane: integer images are divided by
    their type's maximum.

    Examples
    --------
    >>> import numpy as np
    >>> float(checkerboard(np.ones((16, 16)), np.zeros((16, 16))).mean())
    0.5
    """
    return recipes.checkerboard_image(_pair(a, b))


def blend(a: ArrayLike, b: ArrayLike) -> Image:
    """Return the mean of A and B as float32, by `skimage.util.compare_images`.

    Integer images are divided by their type's maximum.

    Examples
    --------
    >>> import numpy as np
    >>> blend(np.array([[255]], dtype=np.uint8), np.array([[0]], dtype=np.uint8)).tolist()
    [[0.5]]
    """
    return recipes.blend_image(_pair(a, b))


def _pair(a: ArrayLike, b: ArrayLike) -> Pair:
    a, b = as_channel(a), as_channel(b)
    ndim = len(a.shape)
    return Pair(a, b, default_axes(ndim), (1.0,) * ndim)
