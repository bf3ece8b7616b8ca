"""What is said about pairs of images, each sentence once."""

from __future__ import annotations

from collections.abc import Sequence

from napari_compare.core.series.images import Images
from napari_compare.core.series.pairs import Indices, PairResult
from napari_compare.core.words import counted

MOST_LISTED = 3


def notes_of_pairs(results: Sequence[PairResult], images: Images) -> list[str]:
    """Return the notes of all pairs, each sentence once, with the images that it concerns.

    What is said of an image beside itself is said of it beside others too, and left out.

    Parameters
    ----------
    results
        What `iterate_pairs` yielded.
    images
        What was compared.

    Examples
    --------
    >>> import numpy as np
    >>> from napari_compare.core.regions import Region
    >>> from napari_compare.core.series import as_images, iterate_pairs
    >>> from napari_compare.core.settings import Settings
    >>> ramp = np.arange(100).reshape(10, 10)
    >>> images = as_images({"up": ramp, "down": 99 - ramp, "flat": 0 * ramp})
    >>> events = iterate_pairs(images, [Region.whole((10, 10))], Settings(metrics=("pearson_r",)))
    >>> found = [event for event in events if isinstance(event, PairResult)]
    >>> notes_of_pairs(found, images)[0]
    "up and flat; down and flat: Undefined because B is constant (every pixel is 0): Pearson's r."
    """
    own = [*images.notes, *(text for one in images.notes_of_each for text in one)]
    said: dict[tuple[str, int], list[Indices]] = {}
    for result in results:
        for text in result.notes:
            if text not in own and result.pair[0] != result.pair[1]:
                said.setdefault((text, result.region.id), []).append(result.pair)
    regions = {result.region.id: result.region.name for result in results}
    several = len(regions) > 1
    return own + [
        f"{_who(pairs, images)}{f', {regions[region]}' if several else ''}: {text}"
        for (text, region), pairs in said.items()
    ]


def _who(pairs: Sequence[Indices], images: Images) -> str:
    """Return which images some pairs are of, the first as A: the one in all, or the pairs."""
    n = len(images.arrays)
    if n > 2 and len({frozenset(pair) for pair in pairs if pair[0] != pair[1]}) == n * (n - 1) // 2:
        return "all pairs"
    in_all = set(pairs[0]).intersection(*pairs[1:])
    if len(pairs) > MOST_LISTED and in_all:
        partners = {k for pair in pairs for k in pair} - in_all
        return f"{images.names[in_all.pop()]} with {counted(len(partners), 'other image')}"
    once = list({frozenset(pair): pair for pair in reversed(pairs)}.values())[::-1]
    listed = [" and ".join(images.names[k] for k in pair) for pair in once[:MOST_LISTED]]
    more = len(once) - MOST_LISTED
    return "; ".join(listed) + (f"; and {counted(more, 'more pair')}" if more > 0 else "")
