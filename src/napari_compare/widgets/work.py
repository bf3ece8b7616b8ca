"""One piece of work at a time, in a thread of its own, that can be stopped and never surprises."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

from qtpy.QtCore import QObject, Signal
from superqt.utils import create_worker

from napari_compare.files.errors import sentence

Steps = Callable[[], Iterator[Any]]


class _Current:
    """What runs at present: outlives the `Work`, whose window may close before its thread ends."""

    def __init__(self) -> None:
        self.stop: Event | None = None

    def abandon(self) -> None:
        if self.stop is not None:
            self.stop.set()
        self.stop = None


class Work(QObject):
    """Runs a generator in a thread and passes on what it yields.

    A new start stops what still runs; nothing more is heard of it.

    Parameters
    ----------
    parent
        Qt parent.
    """

    yielded = Signal(object)
    """Something that the generator yielded."""
    done = Signal()
    """The generator came to its end."""
    failed = Signal(str)
    """The generator raised an error; the sentence says which."""
    cancelled = Signal()
    """The generator was stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = _Current()
        self.destroyed.connect(self._current.abandon)

    @property
    def running(self) -> bool:
        """Whether something runs that was not stopped by a new start."""
        return self._current.stop is not None

    def start(self, steps: Steps) -> None:
        """Run a generator function, without arguments, in a thread."""
        current = self._current
        current.abandon()
        stop = current.stop = Event()

        def on_yielded(item: Any) -> None:
            if stop is current.stop:
                self._tell(item)

        def on_returned(_: object) -> None:
            if stop is current.stop:
                current.stop = None
                self.done.emit()

        create_worker(
            _guarded,
            steps,
            stop,
            _start_thread=True,
            _ignore_errors=True,
            _connect={"yielded": on_yielded, "returned": on_returned},
        )

    def cancel(self) -> None:
        """Stop what runs, and tell so at once; its thread ends when it next yields."""
        if self.running:
            self._current.abandon()
            self.cancelled.emit()

    def abandon(self) -> None:
        """Stop what runs, and hear nothing more of it."""
        self._current.abandon()

    def _tell(self, item: Any) -> None:
        if isinstance(item, Exception):
            self._current.stop = None
            self.failed.emit(explain(item))
        else:
            self.yielded.emit(item)


def explain(error: Exception) -> str:
    """Return a sentence for a person about an error, and log one that was not foreseen."""
    if not isinstance(error, (ValueError, OSError, MemoryError)):
        logging.getLogger(__name__).error("Comparing failed", exc_info=error)
    return sentence(error)


def _guarded(steps: Steps, stop: Event) -> Iterator[Any]:
    """Run steps until they end or `stop` is set; yield an error, as raising opens a dialog.

    Returning from here, and not in the thread of the window, closes the generator.
    """
    try:
        for item in steps():
            if stop.is_set():
                return
            yield item
    except Exception as error:
        yield error
