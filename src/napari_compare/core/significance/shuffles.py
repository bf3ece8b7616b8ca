"""Whether Pearson's r is more than chance: one channel against shuffled blocks of the other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from napari_compare.core.pair import ArrayLike, Pair, as_channel, default_axes
from napari_compare.core.regions import Region, as_regions
from napari_compare.core.significance.blocks import Blocks, Grid, cut, grid
from napari_compare.core.significance.chance import expected, shuffled
from napari_compare.core.significance.texture import correlation_length
from napari_compare.core.statistics.moments import Moments

if TYPE_CHECKING:
    import pandas as pd

IN_LENGTHS = (4, 3, 2)  # sides of a block in correlation lengths, the best first
ENOUGH, FEW = 20, 10  # blocks
DARK, MOSTLY = 0.1, 0.5  # of the range of the blocks' means; of the blocks


@dataclass(frozen=True)
class Significance:
    """Pearson's r of a region beside what it is by chance.

    Parameters
    ----------
    region, region_id
        The region.
    pearson_r
        Pearson's r of all pixels in the blocks.
    chance_mean, chance_std
        Mean and standard deviation of r when the blocks of B change places.
    z
        (pearson_r - chance_mean) / chance_std.
    p_value
        Probability of an r at least as large by chance, one-sided: small means more than chance.
        (1 + number of shuffles with such an r) / (1 + shuffles); in the closed form that of a
        normal distribution above z.
    shuffles
        Number of shuffles; 0 in the closed form.
    seed
        Seed of the shuffles.
    block_size
        Side of a block in pixels.
    correlation_length
        How far the texture reaches, in pixels.
    n_blocks
        Number of blocks.
    n_blocks_excluded
        Number of blocks left out since an intensity in them is not a finite number.
    n_pixels
        Number of pixels in the blocks.
    notes
        What a reader of the numbers must know.
    """

    region: str
    region_id: int
    pearson_r: float
    chance_mean: float
    chance_std: float
    z: float
    p_value: float
    shuffles: int
    seed: int
    block_size: int
    correlation_length: float
    n_blocks: int
    n_blocks_excluded: int
    n_pixels: int
    notes: str


def block_shuffle(
    a: ArrayLike,
    b: ArrayLike,
    regions: object = None,
    *,
    block_size: int | None = None,
    shuffles: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Test whether Pearson's r is more than chance, by shuffling blocks of B.

    The pixels of a microscopy image are not independent, so a p-value that counts pixels says
    nothing. Here B is cut into square blocks that change places among themselves, which destroys
    what A and B have in common and leaves the texture of both. Blocks must be larger than the
    texture's correlation length: smaller ones make it too easy to be more than chance.

    Parameters
    ----------
    a, b
        The channels: arrays of equal shape, of two or more axes, of any integer, float or boolean
        type; numpy, dask or zarr. What lies in a region is held in memory.
    regions
        What `compare` takes as regions. Only blocks wholly inside a region are used, so r may
        differ from that of the whole region. In a stack a block is a column through all planes of
        the region, as neighbouring planes resemble each other.
    block_size
        Side of a block in pixels; by default four times the correlation length (see
        `correlation_length` in the result), or down to twice where fewer than 20 blocks would
        lie inside.
    shuffles
        Number of shuffles. 0: no shuffles, but the exact mean and standard deviation over all
        orders of the blocks in closed form, and the p-value of a normal distribution.
    seed
        Seed of the shuffles: the same seed gives the same result.

    Returns
    -------
    pandas.DataFrame
        A row for each region with the columns of
        `napari_compare.core.significance.shuffles.Significance`.

    Raises
    ------
    ValueError
        If shapes, types, regions or numbers do not fit.

    References
    ----------
    Costes SV et al. (2004) Biophys J 86:3993, doi:10.1529/biophysj.103.038422.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> a, noise = rng.random((2, 64, 64))
    >>> bool(block_shuffle(a, a + noise).p_value[0] < 0.01)
    True
    """
    import pandas as pd

    if block_size is not None and block_size < 1:
        raise ValueError(f"A block has a side of at least 1 pixel, not {block_size}.")
    if shuffles < 0:
        raise ValueError(f"The number of shuffles is 0 or more, not {shuffles}.")
    if seed < 0:
        raise ValueError(f"The seed of the shuffles is 0 or more, not {seed}.")
    a, b = as_channel(a), as_channel(b)
    pair = Pair(a, b, default_axes(len(a.shape)), (1.0,) * len(a.shape))
    found = [
        significance(pair, region, block_size, shuffles, seed)
        for region in as_regions(regions, pair.shape)
    ]
    return pd.DataFrame([asdict(one) for one in found], columns=list(Significance.__annotations__))


def significance(
    pair: Pair, region: Region, block_size: int | None, shuffles: int, seed: int
) -> Significance:
    """Return Pearson's r of a region beside what it is by chance; see `block_shuffle`."""
    length = correlation_length(pair, region)
    where = _grid(pair, region, block_size, length)
    blocks = cut(pair, where)
    moments, chance = _chance(blocks, shuffles, seed)
    r = moments.pearson_r if moments.n else math.nan
    return Significance(
        region.name,
        region.id,
        r,
        *chance,
        shuffles,
        seed,
        where.size,
        length,
        len(blocks.a),
        blocks.n_excluded,
        blocks.a.size,
        " ".join(_notes(blocks, where, length, r)),
    )


def _grid(pair: Pair, region: Region, block_size: int | None, length: float) -> Grid:
    if block_size is not None:
        return grid(pair.shape, region, block_size)
    if math.isinf(length):
        return grid(pair.shape, region, max(1, math.isqrt(region.size) // 4))
    for lengths in IN_LENGTHS:
        found = grid(pair.shape, region, math.ceil(lengths * length))
        if len(found.rows) >= ENOUGH:
            break
    return found


def _chance(
    blocks: Blocks, shuffles: int, seed: int
) -> tuple[Moments, tuple[float, float, float, float]]:
    """Return the moments of the blocks as they lie, and mean, deviation, z and p by chance."""
    observed, *others = shuffled(blocks, shuffles, seed).tolist()
    (a, aa), (b, bb) = (sums.sum(axis=0).tolist() for sums in (blocks.sums_a, blocks.sums_b))
    moments = Moments(blocks.a.size, a, b, aa, bb, observed)
    nothing = math.nan, math.nan, math.nan, math.nan
    if len(blocks.a) < 2 or math.isnan(moments.pearson_r):
        return moments, nothing
    if shuffles:
        chances = [replace(moments, ab=one).pearson_r for one in others]
        mean, std = float(np.mean(chances)), float(np.std(chances, ddof=shuffles > 1))
        p = (1 + sum(one >= observed for one in others)) / (1 + shuffles)
    else:
        product, variance = expected(blocks)
        mean = replace(moments, ab=product).pearson_r
        spread = math.sqrt(moments.variance_a) * math.sqrt(moments.variance_b)
        std = moments.n * math.sqrt(variance) / spread
    z = (moments.pearson_r - mean) / std if std else math.nan
    return moments, (mean, std, z, p if shuffles else 0.5 * math.erfc(z / math.sqrt(2)))


def _notes(blocks: Blocks, where: Grid, length: float, r: float) -> Iterator[str]:
    n, size = len(blocks.a), where.size
    if blocks.n_excluded:
        yield f"{blocks.n_excluded} blocks are left out: an intensity is not a finite number."
    if n < 2:
        yield (
            f"Undefined because fewer than two blocks of {size} × {size} pixels lie wholly in the "
            "region: draw a larger region, or choose smaller blocks."
        )
        return
    if math.isnan(r):
        yield "Undefined because a channel is constant."
        return
    if n < FEW:
        yield (
            f"Only {n} blocks lie wholly in the region, so chance is known poorly: draw a larger "
            "region."
        )
    if math.isinf(length):
        yield "The texture reaches through the whole region, so chance cannot be told from r."
    elif size < IN_LENGTHS[-1] * length:
        yield (
            f"Blocks of {size} pixels are less than twice as large as the texture reaches "
            f"({length:.1f} pixels), so that independent images are too often called more than "
            f"chance: choose {math.ceil(IN_LENGTHS[0] * length)}."
        )
    dark = _dark_share(blocks)
    if dark > MOSTLY:
        yield (
            f"{dark:.0%} of the blocks are dark in both channels. Signals in one and the same "
            "cell are then always more than chance: draw the region inside the cell."
        )


def _dark_share(blocks: Blocks) -> float:
    """Return the share of blocks that are in the lowest tenth of brightness in both channels."""
    dark = np.ones(len(blocks.a), dtype=bool)
    for sums in (blocks.sums_a[:, 0], blocks.sums_b[:, 0]):
        low, high = float(sums.min()), float(sums.max())
        dark &= sums <= low + DARK * (high - low)
    return float(dark.mean())
