"""Files and folders compared from Python, as the command line does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from napari_compare.core.comparison import iterate
from napari_compare.core.results import Result, as_table
from napari_compare.core.settings import Settings
from napari_compare.files.exposures import read_inputs
from napari_compare.files.inputs import Inputs
from napari_compare.files.results import write_results
from napari_compare.study.matching import PREFIX
from napari_compare.study.run import WORKERS
from napari_compare.study.search import Search
from napari_compare.study.study import Study

if TYPE_CHECKING:
    import pandas as pd


def compare_files(
    a: str | Path,
    b: str | Path,
    regions: str | Path | None = None,
    settings: Settings | None = None,
    *,
    channel_a: int | None = None,
    channel_b: int | None = None,
    exposures: bool | None = None,
    out: str | Path | None = None,
) -> pd.DataFrame:
    """Compare two image files, region by region: what `napari-compare measure` does.

    Parameters
    ----------
    a, b
        Images of channel A and B, of any kind that napari can read; they may be the same file.
    regions
        ImageJ ROIs (`.roi`, `.zip`), a label image, or shapes saved by napari (`.csv`). None:
        the whole image.
    settings
        What to measure and how; `Settings()` if not given.
    channel_a, channel_b
        Which channel of each file, counted from 0, where it has several.
    exposures
        Whether these are two exposures of one scene: each colour has a row, and `out` keeps where
        each exposure is brighter. None: camera RAW files are, if no channel is chosen.
    out
        Folder for table, settings, images and scatter plot; None: nothing is written.

    Returns
    -------
    pandas.DataFrame
        One row per region and split index. `attrs` tells the settings, the units of the columns
        and, under "warnings", a sentence for each shape that encloses nothing and was left out.

    Raises
    ------
    ValueError
        If a file cannot be read, or files and settings do not fit each other.
    """
    settings = settings or Settings()
    inputs = Inputs(Path(a), Path(b), channel_a, channel_b, _path(regions))
    read, settings, exposures = read_inputs(inputs, settings or Settings(), exposures)
    events = iterate(read.pair, read.regions, settings)
    results = [event for event in events if isinstance(event, Result)]
    if out is not None:
        write_results(
            out,
            results,
            read.pair,
            settings,
            inputs.as_record(),
            warnings=read.warnings,
            exposures=exposures,
        )
    table = as_table(results, read.pair, settings)
    table.attrs["warnings"] = read.warnings
    return table


def compare_folders(
    folder_a: str | Path | None = None,
    folder_b: str | Path | None = None,
    settings: Settings | None = None,
    *,
    pairs: str | Path | None = None,
    match: str = PREFIX,
    match_b: str | None = None,
    regions_suffix: str | None = None,
    channel_a: int | None = None,
    channel_b: int | None = None,
    out: str | Path | None = None,
    images: bool = False,
    excel: bool = False,
    workers: int = WORKERS,
) -> pd.DataFrame:
    """Compare all pairs of images in two folders: what `napari-compare folders` does.

    Parameters
    ----------
    folder_a, folder_b, pairs, match, match_b, regions_suffix, channel_a, channel_b
        How the pairs are found; see `Search`.
    settings
        What to measure and how; `Settings()` if not given.
    out
        Folder for the tables and what is kept of each pair, so that a second call compares only
        what has changed. None: nothing is written.
    images
        Whether difference and overlap images of each pair are written.
    excel
        Whether the table is written for Excel too, which needs the extra `excel`.
    workers
        How many pairs are worked on at a time, and held in memory.

    Returns
    -------
    pandas.DataFrame
        One row per pair, region and split index, and a row for each pair that could not be
        compared, whose column "error" says why.

    Raises
    ------
    ValueError
        If there are no pairs, or folders, list, pattern or settings cannot be used.
    """
    search = Search(
        folder_a=_path(folder_a),
        folder_b=_path(folder_b),
        pairs=_path(pairs),
        match=match,
        match_b=match_b,
        regions_suffix=regions_suffix,
        channel_a=channel_a,
        channel_b=channel_b,
    )
    study = Study(search, settings or Settings(), _path(out), images=images, excel=excel)
    for _ in study.run(workers):
        pass
    return study.table()


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)
