"""Two exposures of one scene: every colour compared by itself, and where each is brighter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.difference_histogram import Histogram, difference_histogram
from napari_compare.core.outputs import make_output
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result
from napari_compare.core.settings import Settings
from napari_compare.core.words import result_title
from napari_compare.files.inputs import Inputs, Read
from napari_compare.files.raw import RAW_SUFFIXES
from napari_compare.plots import MOST_PANELS, Shown
from napari_compare.plots.exposures import Difference, ExposurePanel, exposures_figure

DIFFERENCES = ("a_over_b", "b_over_a", "superimposed")
LONGEST_SIDE = 512  # pixels of a picture in the figure


def read_inputs(
    inputs: Inputs, settings: Settings, exposures: bool | None = None
) -> tuple[Read, Settings, bool]:
    """Read what is compared, as two exposures of one scene if it is that.

    Parameters
    ----------
    inputs
        The files.
    settings
        How they are compared.
    exposures
        Whether they are two exposures. None: camera RAW files are, if no channel is chosen.

    Returns
    -------
    read, settings, exposures
        Exposures are read with all their colours, and the settings give each a row.

    Raises
    ------
    ValueError
        As `Inputs.read`.
    """
    if exposures is None:
        exposures = _are_raw(inputs)
    if not exposures:
        return inputs.read(settings), settings, False
    others = tuple(axis for axis in settings.split if axis != "c")
    each = replace(settings, split=(*others, "c"))
    read = inputs.read(each)
    grey = "c" not in read.pair.axes
    return read, replace(settings, split=others) if grey else each, True


def draw_exposures(
    path: Path,
    results: Sequence[Result],
    pair: Pair,
    settings: Settings,
    images: Mapping[str, npt.NDArray[Any]],
) -> None:
    """Draw the joint plot of each result, and the differences with their histograms.

    Parameters
    ----------
    path
        Image file to write.
    results
        What `iterate` yielded; the first twelve are drawn.
    pair, settings
        What was compared, and how.
    images
        `DIFFERENCES` of the pair, by their keys.
    """
    shown = results[:MOST_PANELS]
    panels = [exposure_panel(result, pair, settings, images) for result in shown]
    exposures_figure(panels, len(results)).savefig(path)


def _are_raw(inputs: Inputs) -> bool:
    """Return whether both files are camera RAW, and no channel of them was chosen."""
    files, channels = (inputs.a, inputs.b), (inputs.channel_a, inputs.channel_b)
    return channels == (None, None) and all(file.suffix.lower() in RAW_SUFFIXES for file in files)


def exposure_images(
    pair: Pair, settings: Settings, regions: Sequence[Region]
) -> dict[str, npt.NDArray[Any]]:
    """Return `DIFFERENCES` of two exposures: by how much, and where, each is brighter.

    Parameters
    ----------
    pair, settings, regions
        What was compared, how and where.
    """
    return {
        key: np.asarray(make_output(key, pair, settings, regions=regions)) for key in DIFFERENCES
    }


def exposure_panel(
    result: Result, pair: Pair, settings: Settings, images: Mapping[str, npt.NDArray[Any]]
) -> ExposurePanel:
    """Return what is drawn of one result of two exposures.

    Parameters
    ----------
    result
        What `iterate` yielded.
    pair, settings
        What was compared, and how.
    images
        What `exposure_images` made.
    """
    # Thresholds part signal from background, which is no question of two exposures.
    scatter = replace(result.scatter, threshold_a=math.nan, threshold_b=math.nan)
    title = result_title(result, pair.channels)
    differences = {
        key: Difference(_picture(image, result, pair), _histogram(image, result, pair, settings))
        for key, image in images.items()
    }
    return ExposurePanel(Shown(scatter, title, pair.names, same_unit=True), **differences)


def _histogram(
    image: npt.NDArray[Any], result: Result, pair: Pair, settings: Settings
) -> Histogram:
    """Count the pixels of a result by their difference: how far it is from 0."""
    from_zero = Pair(
        image, np.broadcast_to(np.zeros(1, image.dtype), image.shape), pair.axes, pair.spacing
    )
    *_, histogram = difference_histogram(from_zero, result.region, result.index, settings)
    if histogram is None:
        raise RuntimeError("The histogram of a difference was not finished.")
    return histogram


def _picture(image: npt.NDArray[Any], result: Result, pair: Pair) -> npt.NDArray[np.float64]:
    """Return the plane of a result, small enough for a figure: each pixel the mean of a block.

    Along axes that the result covers as a whole it is the first plane.
    """
    plane = image[tuple(result.index.get(axis, 0) for axis in pair.axes[:-2])]
    step = math.ceil(max(plane.shape) / LONGEST_SIDE)
    for axis in (0, 1):
        starts = np.arange(0, plane.shape[axis], step)
        sizes = np.diff([*starts, plane.shape[axis]])
        sums = np.add.reduceat(plane, starts, axis=axis, dtype=np.float64)
        plane = sums / (sizes[:, None] if axis == 0 else sizes)
    return np.asarray(plane)
