"""The joint histogram as an image that is drawn many times a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.image import AxesImage
from matplotlib.transforms import Bbox, IdentityTransform

SHADES = 256


class Cloud(AxesImage):
    """An image of counts on a logarithmic scale, whose pixels are looked up and not resampled.

    On a screen that takes a fifth of matplotlib's own time, which decides how smoothly a cloud
    follows the mouse. Where a file asks for more pixels than the screen has, matplotlib makes it.
    """

    def make_image(
        self, renderer: Any, magnification: float = 1.0, unsampled: bool = False
    ) -> tuple[Any, float, float, Any]:
        """Return the picture of what is seen, its lower left corner, and how it is transformed."""
        if unsampled or magnification != 1:
            return super().make_image(renderer, magnification, unsampled)
        place = Bbox.from_extents(*self.get_window_extent(renderer).extents)
        seen = Bbox.intersection(place, self.axes.bbox)
        if seen is None or not (place.width > 0 and place.height > 0):
            return None, 0, 0, None
        shades = self._shades()
        left, bottom, right, top = np.floor(np.array(seen.extents) + 0.5).astype(int)
        across = _bins(left, right, place.x0, place.width, shades.shape[1])
        up = _bins(bottom, top, place.y0, place.height, shades.shape[0])
        picture = self._colours()[shades[up[:, None], across]]
        return picture, left, bottom, IdentityTransform()

    def _shades(self) -> npt.NDArray[np.intp]:
        """Return which colour each bin has, counted from 1; 0 where there is nothing."""
        counts: npt.NDArray[np.int64] = np.ma.filled(np.ma.asarray(self.get_array()), 0)
        low, high = np.log(np.array([self.norm.vmin, self.norm.vmax], float))
        logs = np.log(np.maximum(counts, 1), dtype=np.float32)
        shades = ((logs - low) * (SHADES / (high - low))).astype(np.intp)
        return np.where(counts > 0, np.clip(shades, 0, SHADES - 1) + 1, 0)

    def _colours(self) -> npt.NDArray[np.uint8]:
        """Return the colours as RGBA, the first of which is clear."""
        shown = self.cmap(np.arange(SHADES), alpha=self.get_alpha(), bytes=True)
        return np.concatenate([np.zeros((1, 4), np.uint8), shown])


def _bins(first: int, last: int, origin: float, length: float, count: int) -> npt.NDArray[np.intp]:
    """Return the bin in whose middle each screen pixel of a row or column lies."""
    places = (np.arange(first, last) + 0.5 - origin) * (count / length)
    return np.clip(places.astype(np.intp), 0, count - 1)
