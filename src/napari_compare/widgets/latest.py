"""Work that is asked for faster than it can be done, such as while the mouse moves."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal

from napari_compare.widgets.work import Steps, Work


class Latest(QObject):
    """Does what was asked for last: one thing at a time, and what came in between never.

    What is under way is brought to its end, so that something is seen while requests come in.

    Parameters
    ----------
    parent
        Qt parent.
    """

    yielded = Signal(object)
    """Something that a generator yielded."""
    failed = Signal(str)
    """A generator raised an error; the sentence says which."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: Steps | None = None
        self._work = Work(self)
        self._work.yielded.connect(self.yielded)
        self._work.failed.connect(self.failed)
        self._work.failed.connect(self._on_end)
        self._work.done.connect(self._on_end)

    @property
    def running(self) -> bool:
        """Whether something is under way or waits."""
        return self._work.running or self._next is not None

    def ask(self, steps: Steps) -> None:
        """Run a generator function, without arguments, in a thread, soon."""
        self._next = steps
        if not self._work.running:
            self._on_end()

    def abandon(self) -> None:
        """Stop, and tell nothing more."""
        self._next = None
        self._work.abandon()

    def _on_end(self) -> None:
        steps, self._next = self._next, None
        if steps is not None:
            self._work.start(steps)
