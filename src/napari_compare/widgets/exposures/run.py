"""Two exposures compared, drawn and saved, beside the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt
from qtpy.QtGui import QImage

from napari_compare.core.results import Progress, Result
from napari_compare.files.exposures import exposure_images, exposure_panel
from napari_compare.plots.exposures import ExposurePanel, exposure_picture
from napari_compare.widgets.comparison import Compared, Item


@dataclass(frozen=True, eq=False)
class Exposures:
    """What came out: the comparison, and by how much each exposure is brighter where."""

    compared: Compared
    images: Mapping[str, npt.NDArray[Any]]
    _panels: dict[int, ExposurePanel] = field(default_factory=dict)

    def panel(self, position: int) -> ExposurePanel:
        """Return what is drawn of a result; counting its pixels takes time, once."""
        if position not in self._panels:
            compared = self.compared
            result = compared.results[position]
            self._panels[position] = exposure_panel(
                result, compared.pair, compared.settings, self.images
            )
        return self._panels[position]


def compare_exposures(steps: Callable[[], Iterator[Item]]) -> Iterator[Progress | Exposures]:
    """Run what `prepare` returned, and make images of the differences."""
    compared: Compared | None = None
    for item in steps():
        if isinstance(item, Compared):
            compared = item
        elif isinstance(item, Result) and compared is not None:
            compared.results.append(item)
        elif isinstance(item, Progress):
            yield item
    assert compared is not None
    images = exposure_images(compared.pair, compared.settings, compared.regions)
    yield Exposures(compared, images)


def draw(
    exposures: Exposures, position: int, theme: str, size: tuple[int, int], dpi: float
) -> Iterator[QImage]:
    """Draw one result as an image of so many pixels."""
    pixels = exposure_picture(exposures.panel(position), theme, size, dpi)
    width, height = size
    # A copy, as Qt does not own the pixels.
    yield QImage(pixels.tobytes(), width, height, QImage.Format.Format_RGBA8888).copy()
