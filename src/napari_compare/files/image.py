"""What a file says of an image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, eq=False)
class Image:
    """An image as its file gives it.

    Parameters
    ----------
    data
        numpy or dask array.
    axes
        Name of each axis: "c" of channels, "s" of the samples of a colour, "?" if not known. The
        plane y, x comes last, but for "s".
    sizes
        Axis → size of a pixel: µm, and seconds for "t". Only those that the file tells.
    name
        What to call the image.
    channels
        Names of the channels; empty if the file tells none.
    notes
        What a reader of numbers about this image must know.
    """

    data: Any
    axes: tuple[str, ...]
    name: str
    sizes: Mapping[str, float] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        plane = [axis for axis in ("y", "x", "s") if axis in self.axes]
        order = [i for i, axis in enumerate(self.axes) if axis not in plane]
        order += [self.axes.index(axis) for axis in plane]
        if order != list(range(len(order))):
            object.__setattr__(self, "data", self.data.transpose(order))
            object.__setattr__(self, "axes", tuple(self.axes[i] for i in order))

    def at(self, axis: int, index: int) -> Image:
        """Return the image at one index of an axis, without that axis."""
        return replace(
            self,
            data=self.data[(slice(None),) * axis + (index,)],
            axes=self.axes[:axis] + self.axes[axis + 1 :],
        )
