"""What is wanted of a series: read on the window's thread, computed on another."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from napari_compare.core.metrics import METRICS
from napari_compare.core.mixing import MixingSettings, Mixtures, mix
from napari_compare.core.mixing.residuals import residuals
from napari_compare.core.mixing.results import as_table as as_mixing_table
from napari_compare.core.mixing.results import column_labels
from napari_compare.core.mixing.series import as_references, regions_of_frames
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Progress, with_record
from napari_compare.core.series import series_pair
from napari_compare.core.series.curves import Column, Curves
from napari_compare.core.series.frames import first_frames, iterate_frames
from napari_compare.core.settings import Settings
from napari_compare.layers.grids import pair_from_layers
from napari_compare.layers.regions import Drawing, snapshot
from napari_compare.layers.series import LayerSeries, residual_layer

if TYPE_CHECKING:
    import pandas as pd
    from napari.layers import Image, Labels, Shapes

    from napari_compare.layers.outputs import LayerData

Reference = Any
"""An image layer, or the index of a frame of the series."""


@dataclass(frozen=True, eq=False)
class Found:
    """What was found of a series so far.

    Parameters
    ----------
    wanted
        What was wanted.
    regions
        Where.
    messages
        What a person must know about all of it, in sentences.
    curves
        The numbers.
    labels
        Column → what it is called.
    references
        The references of mixtures, each of the shape of a frame.
    pair
        The pair of which metrics are taken.
    """

    wanted: Wanted
    regions: list[Region]
    messages: list[str]
    curves: Curves
    labels: dict[str, str]
    references: Sequence[npt.NDArray[Any]] = ()
    pair: Pair | None = None

    @property
    def total(self) -> int:
        """Number of frames of which numbers are found in the end."""
        series = self.wanted.series
        stack = series if self.pair is None else self.pair
        return stack.shape[series.at]

    def notes(self) -> list[str]:
        """Return all that a reader of the numbers must know."""
        return [*self.messages, *self.curves.notes_in_words()]


Steps = Callable[[], Iterator[Found | Progress | dict[str, Column]]]


@dataclass(frozen=True, eq=False)
class WantedMixing:
    """Mixing coefficients of a series.

    Parameters
    ----------
    series
        The series.
    references
        What its frames are mixtures of.
    drawing
        Where; None for the whole image.
    settings
        The model.
    """

    series: LayerSeries
    references: tuple[Reference, ...]
    drawing: Shapes | Labels | None
    settings: MixingSettings
    file_name: str = field(default="mixing.csv", init=False)

    @property
    def layers(self) -> list[Image]:
        """The image layers: the series, and the references that are layers."""
        return [self.series.layer, *(one for one in self.references if not isinstance(one, int))]

    @property
    def names(self) -> list[str]:
        """What the references are called."""
        axis, name = self.series.axis, self.series.layer.name
        return [f"{axis} {r} of {name}" if isinstance(r, int) else r.name for r in self.references]

    def prepare(self) -> Steps:
        """Read layers on the window's thread; return what finds it, on any thread.

        The generator function yields a `Found`, then progress and rows as columns.

        Raises
        ------
        ValueError
            If the layers do not fit each other; the message says what to do.
        """
        series = self.series
        messages = _on_colours(self.layers)
        given = []
        for one in self.references:
            if isinstance(one, int):
                given.append(series.frame(one))
            else:
                image, notes = series.on_frame(one)
                given.append(image)
                messages += notes
        drawing = _drawing(self.drawing, series)

        def steps() -> Iterator[Found | Progress | dict[str, Column]]:
            regions, left_out = _regions(drawing, series)
            regions = regions_of_frames(regions, series.shape, series.at)
            images = series.images
            references = as_references(given, tuple(images.shape[1:]))
            curves = Curves([region.name for region in regions])
            labels = column_labels(self.names, self.settings)
            yield Found(self, regions, [*messages, *left_out], curves, labels, references)
            for event in mix(images, references, regions, self.settings):
                yield event.columns if isinstance(event, Mixtures) else event

        return steps

    def table(self, found: Found) -> pd.DataFrame:
        """Return what was found as `napari-compare mix` writes it."""
        columns = Mixtures(dict(found.curves.columns))
        return as_mixing_table([columns], self.settings, self.names)

    def residual(self, found: Found) -> LayerData:
        """Return what the mixtures leave of the frames, as a layer."""
        curves = found.curves
        values = {key: curves.values(key) for key in curves.keys}
        left = residuals(self.series.images, found.references, found.regions, values, self.settings)
        rms = float(np.nanmedian(values["residual_rms"]))
        return residual_layer(self.series, left, rms, self.names, self.settings.to_dict())


@dataclass(frozen=True, eq=False)
class WantedMetrics:
    """Metrics of each frame of a series and what it is compared with.

    Parameters
    ----------
    series
        The series.
    against
        "next", the index of a frame, or an image layer.
    one_image
        Whether an image layer is one image, the same for all frames, and not a series.
    drawing
        Where; None for the whole image.
    settings
        What is measured and how.
    """

    series: LayerSeries
    against: Reference
    one_image: bool
    drawing: Shapes | Labels | None
    settings: Settings
    file_name: str = field(default="series.csv", init=False)

    @property
    def layers(self) -> list[Image]:
        """The image layers: the series, and what it is compared with if that is a layer."""
        own = self.series.layer
        return [own] if isinstance(self.against, (int, str)) else [own, self.against]

    def prepare(self) -> Steps:
        """Read layers on the window's thread, see `WantedMixing.prepare`."""
        series, axis = self.series, self.series.axis
        settings = dataclasses.replace(self.settings, split=(axis,))
        messages = _on_colours(self.layers)
        against, name = self.against, "the reference"
        other = series.layer
        if not isinstance(against, (int, str)) and self.one_image:
            name = against.name
            against, notes = series.on_frame(against)
            messages += notes
        elif not isinstance(against, (int, str)):
            other, against = against, None
        pair = pair_from_layers(series.layer, other, settings)
        drawing = _drawing(self.drawing, series)

        def steps() -> Iterator[Found | Progress | dict[str, Column]]:
            compared = pair if against is None else series_pair(pair, against, axis, name)
            regions, left_out = _regions(drawing, series)
            if isinstance(against, str):
                regions = first_frames(regions, series.shape, series.at)
            curves = Curves([region.name for region in regions], ("region_id", axis))
            labels = {key: _label(key, pair) for key in METRICS}
            told = [*messages, *left_out]
            yield Found(self, regions, told, curves, labels, pair=compared)
            yield from iterate_frames(compared, regions, settings)

        return steps

    def table(self, found: Found) -> pd.DataFrame:
        """Return what was found as `napari-compare series` writes it."""
        assert found.pair is not None
        axis = self.series.axis
        settings = dataclasses.replace(self.settings, split=(axis,))
        table = with_record(found.curves.table(), found.pair, settings)
        table.insert(0, "frame", [f"{axis} {index}" for index in table[axis]])
        return table


Wanted = WantedMixing | WantedMetrics


def _drawing(layer: Shapes | Labels | None, series: LayerSeries) -> Drawing | None:
    return None if layer is None else snapshot(layer, series.layer)


def _regions(drawing: Drawing | None, series: LayerSeries) -> tuple[list[Region], list[str]]:
    """Return the regions on the series' pixels, and sentences about what was left out."""
    if drawing is None:
        return [Region.whole(series.shape)], []
    regions, messages = drawing.rasterise()
    if not regions:
        raise ValueError(" ".join(messages))
    return regions, messages


def _on_colours(layers: Sequence[Image]) -> list[str]:
    return [
        f'"{layer.name}" is a colour image: its luminance is taken.'
        for layer in layers
        if layer.rgb
    ]


def _label(key: str, pair: Pair) -> str:
    unit = METRICS[key].unit_of(pair)
    return f"{METRICS[key].label} ({unit})" if unit else METRICS[key].label
