"""When to compare again after a change: at once, soon, or when the mouse is released."""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QObject, Qt, QTimer, Signal

from napari_compare.widgets.watch import LayerWatch

PAUSE = 150  # ms without another change, as a person types or turns a wheel in several


class Live(QObject):
    """Follows changes: each one if that is quick, otherwise the last of several.

    Parameters
    ----------
    follow
        Compares here and now if that is quick; returns whether it did.
    watch
        Knows whether the mouse is pressed in the layer of the regions.
    parent
        Qt parent.
    """

    behind = Signal()
    """What is shown is out of date, and it will take more than a moment until it is not."""
    due = Signal()
    """It is time to compare in the background."""
    _noticed = Signal()

    def __init__(
        self, follow: Callable[[], bool], watch: LayerWatch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._follow = follow
        self._watch = watch
        self._at_once = False
        # What is queued comes before the window is painted, a timer after it, and the window would
        # be painted a second time.
        self._noticed.connect(self._on_noticed, Qt.ConnectionType.QueuedConnection)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.due)
        self._waiting = self._held = False
        watch.released.connect(self._on_released)

    @property
    def pending(self) -> bool:
        """Whether a change was noticed that was not followed yet."""
        return self._at_once or self._soon.isActive() or self._waiting

    def notice(self, quick: bool, *, held: bool = False) -> None:
        """Notice a change; changes that come together are followed as one.

        Parameters
        ----------
        quick
            Whether following it at once may be tried.
        held
            Whether a person holds something with the mouse, outside the layer of the regions, that
            is to be followed again and again and not when it rests.
        """
        self._held = held
        if not quick:
            self._wait()
        elif not self._at_once:
            self._at_once = True
            self._noticed.emit()

    def stop(self) -> None:
        """Follow nothing of what was noticed."""
        self._at_once = False
        self._soon.stop()
        self._waiting = False

    def _on_noticed(self) -> None:
        if not self._at_once:
            return
        self._at_once = False
        if self._follow():
            self.stop()
        else:
            self._wait()

    def _wait(self) -> None:
        self.behind.emit()
        self._waiting = self._watch.dragging
        if self._waiting:
            self._soon.stop()
        elif not (self._held and self._soon.isActive()):
            self._soon.start(0 if self._held else PAUSE)

    def _on_released(self) -> None:
        if self._waiting:
            self._waiting = False
            self._soon.start(0)
