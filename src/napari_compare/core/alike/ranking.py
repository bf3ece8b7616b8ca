"""Matches in their order, and as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from napari_compare.core.alike.match import Match, in_pixels
from napari_compare.core.alike.measures import USUAL, Measure, measures_named
from napari_compare.core.alike.picture import Candidate, Picture
from napari_compare.core.alike.search import find_alike
from napari_compare.core.pair import as_channel, default_axes
from napari_compare.core.series.views import at_index
from napari_compare.core.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


def most_alike(
    image: Any,
    others: Any,
    measures: str | Sequence[str] = USUAL,
    settings: Settings | None = None,
    *,
    names: Sequence[str] | None = None,
    rgb: bool = False,
) -> pd.DataFrame:
    """Rank images by how alike they are to one.

    Parameters
    ----------
    image
        The image: shape (..., height, width), any integer, float or boolean type; numpy, dask or
        zarr.
    others
        A mapping from name to array, a sequence of arrays of any shapes, or one array whose first
        axis counts the images.
    measures
        Keys of what to measure. The first ranks, the others break ties. Every metric of two
        channels, such as "pearson_r", "ssim", "normalized_mutual_information", "wasserstein",
        needs images of the same shape. "matched_features", "matched_share" and, with ImageHash,
        "phash", "dhash" and "whash" don't, and find copies that were shifted, scaled, brightened
        or compressed.
    settings
        How metrics are measured, such as the method of thresholds; its metrics don't count.
    names
        What the others are called; numbers from 0 if nothing tells.
    rgb
        Whether the last axis of all images holds colours, 3 or 4 values a pixel. Their luminance
        is measured; identical they are in all colours.

    Returns
    -------
    pandas.DataFrame
        A row for each image, the most alike first: `rank` (missing where the first measure is
        undefined), `image`, the measures, with features `found_scale`, `found_rotation`,
        `found_shift_y` and `found_shift_x` (see `Agreement`), `identical` (shape and all values
        are the same), `differing_pixels` and their bounding box, `y_first`, `y_last`, `x_first`,
        `x_last` (inclusive; for each axis; missing where shapes differ or nothing does), `shape`,
        `dtype` and `notes`.

    Raises
    ------
    ValueError
        If `image` is no image, there are no others, or a measure is not known.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.random.default_rng(0).integers(0, 4096, (64, 64))
    >>> edited = image.copy()
    >>> edited[10:20, 30:35] = 0
    >>> others = {"mirrored": image[:, ::-1], "edited": edited, "copy": image.copy()}
    >>> table = most_alike(image, others, "pearson_r")
    >>> table[["rank", "image", "identical", "y_first", "y_last"]].values.tolist()[:2]
    [[1, 'copy', True, <NA>, <NA>], [2, 'edited', False, 10, 19]]
    """
    chosen = measures_named(measures)
    picture = Picture(as_channel(image), rgb)
    candidates = candidates_of(others, names, rgb)
    found = find_alike(picture, candidates, chosen, settings)
    matches = [one for one in found if isinstance(one, Match)]
    return match_table(matches, chosen, picture.shape, settings)


def candidates_of(
    others: Any, names: Sequence[str] | None = None, rgb: bool = False
) -> list[Candidate]:
    """Return images that are given as arrays as candidates; see `most_alike`.

    Raises
    ------
    ValueError
        If there are none, or another number of names.
    """
    if isinstance(others, Mapping):
        names = names or [str(name) for name in others]
        others = list(others.values())
    elif not isinstance(others, (list, tuple)):
        stack = as_channel(others)
        others = [at_index(stack, 0, i) for i in range(stack.shape[0])]
    if not others:
        raise ValueError("There are no images to compare with: give one or more.")
    names = [str(i) for i in range(len(others))] if names is None else names
    if len(names) != len(others):
        raise ValueError(f"There are {len(others)} images, but {len(names)} names.")
    return [
        Candidate(name, lambda one=one: Picture(as_channel(one), rgb), i)  # type: ignore[misc]
        for i, (name, one) in enumerate(zip(names, others, strict=True))
    ]


def ranked(matches: Iterable[Match], measures: Sequence[Measure]) -> list[Match]:
    """Return matches, the most alike by the first measure first; the others break ties.

    Identical images are before all others, whatever rounding makes of a measure. Those of which
    the first measure is undefined come after all others, and what could not be read at last.
    """

    def key(match: Match) -> tuple[Any, ...]:
        first, *others = (one.apart(match.numbers[one.key]) for one in measures)
        return match.failed, first == math.inf, not match.identical, first, *others

    return sorted(matches, key=key)


def ranks(matches: Sequence[Match], measures: Sequence[Measure]) -> list[int | None]:
    """Return the ranks of ranked matches, counted from 1; None where there is none."""
    known = (not math.isnan(match.numbers[measures[0].key]) for match in matches)
    return [i if has_rank else None for i, has_rank in enumerate(known, start=1)]


def match_rows(
    matches: Iterable[Match], measures: Sequence[Measure], shape: Sequence[int]
) -> list[dict[str, Any]]:
    """Return the rows of `most_alike` of some matches, in order; None where there is no value.

    Parameters
    ----------
    matches, measures
        What was found, and by what it is ranked.
    shape
        Shape of the image to which they were compared.
    """
    in_order = ranked(matches, measures)
    axes = default_axes(len(shape))
    return [
        {"rank": rank, "image": match.candidate.name, **match.numbers, **_identity(match, axes)}
        for rank, match in zip(ranks(in_order, measures), in_order, strict=True)
    ]


def match_table(
    matches: Iterable[Match],
    measures: Sequence[Measure],
    shape: Sequence[int],
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Return matches as the table of `most_alike`; `attrs` holds settings, version, measures."""
    import pandas as pd

    from napari_compare import __version__

    table = pd.DataFrame(match_rows(matches, measures, shape))
    whole = [key for key in table.columns if key in ("rank", "differing_pixels")]
    whole += [key for key in table.columns if key.endswith(("_first", "_last"))]
    table = table.astype(dict.fromkeys(whole, "Int64") | {"identical": "boolean"})
    table.attrs = {
        "settings": (settings or Settings()).to_dict(),
        "version": __version__,
        "measures": [one.key for one in measures],
    }
    return table


def _identity(match: Match, axes: Sequence[str]) -> dict[str, Any]:
    """Return the columns that tell whether, and where, an image differs, and what it is."""
    differing = match.differing
    row: dict[str, Any] = {
        "identical": None if match.failed else match.identical,
        "differing_pixels": None if differing is None else differing.count,
    }
    box = differing.box if differing is not None and differing.box else ((None, None),) * len(axes)
    for axis, (first, last) in zip(axes, box, strict=True):
        row |= {f"{axis}_first": first, f"{axis}_last": last}
    return row | {
        "shape": "" if match.shape is None else in_pixels(match.shape),
        "dtype": match.dtype,
        "notes": " ".join(match.notes),
    }
