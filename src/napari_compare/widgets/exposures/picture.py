"""The picture of two exposures: drawn in a thread, as large as there is room."""

from __future__ import annotations

from functools import partial

from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QImage, QPixmap, QResizeEvent
from qtpy.QtWidgets import QLabel, QSizePolicy, QWidget

from napari_compare.widgets.exposures.run import Exposures, draw
from napari_compare.widgets.latest import Latest

LEAST_HEIGHT = 260


class ExposuresPicture(QLabel):
    """Joint plot and differences of one colour, in one region.

    Parameters
    ----------
    parent
        Qt parent.
    """

    failed = Signal(str)
    """It could not be drawn; the sentence says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exposures: Exposures | None = None
        self._position = 0
        self._theme = "dark"
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setToolTip(
            "Above: the pixels of each pair of intensities, with the line on which both are equal "
            "and the median of B at each intensity of A. Below: where, and by how much, A is above "
            "B, B above A, and either above the other."
        )
        self._drawing = Latest(self)
        self._drawing.yielded.connect(self._on_drawn)
        self._drawing.failed.connect(self.failed)

    def show_result(self, exposures: Exposures, position: int) -> None:
        """Show one result of a comparison."""
        self._exposures, self._position = exposures, position
        self._draw()

    def set_theme(self, theme: str) -> None:
        """Draw for the theme "light" or "dark"."""
        self._theme = theme
        self._draw()

    def shut_down(self) -> None:
        """Draw no more."""
        self._drawing.abandon()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draw as large as there is room now."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._exposures is None:
            return
        size = self.size() * self.devicePixelRatioF()
        pixels = size.width(), size.height()
        dpi = self.logicalDpiX() * self.devicePixelRatioF()
        self._drawing.ask(partial(draw, self._exposures, self._position, self._theme, pixels, dpi))

    def _on_drawn(self, image: QImage) -> None:
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.setPixmap(QPixmap.fromImage(image))
