"""What the links between the dock's plot and the image have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qtpy.QtCore import QObject

from napari_compare.widgets.latest import Latest

if TYPE_CHECKING:
    from napari_compare.widgets.dock import CompareChannels


class DockLink(QObject):
    """A link that reads pixels in the background, the newest request only.

    Parameters
    ----------
    dock
        The dock, whose parts are linked with each other and with the viewer.
    """

    def __init__(self, dock: CompareChannels) -> None:
        super().__init__(dock)
        self._dock = dock
        self._latest = Latest(self)

    def shut_down(self) -> None:
        """Stop what runs."""
        self._latest.abandon()
