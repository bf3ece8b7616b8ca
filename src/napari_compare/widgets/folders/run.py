"""Looking for the pairs of a study and comparing them, beside the window's thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import NamedTuple

from qtpy.QtCore import QObject, QThreadPool, QTimer, Signal

from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.study.plan import Plan
from napari_compare.study.rows import Outcome
from napari_compare.study.search import Search
from napari_compare.study.study import Study
from napari_compare.study.time_left import TimeLeft
from napari_compare.widgets.conductor import compile_and_load
from napari_compare.widgets.work import Work

LOOK_DELAY = 300  # ms without a change, as while a path is typed


class Wish(NamedTuple):
    """All that a person has chosen: how pairs are found and compared, and what is written."""

    search: Search
    settings: Settings
    out: Path
    images: bool
    excel: bool
    workers: int


class Told(NamedTuple):
    """How far a study is, as a share and in words."""

    progress: Progress
    words: str


class FoldersRun(QObject):
    """Finds the pairs of a study, and runs it, one thing at a time.

    Parameters
    ----------
    parent
        Qt parent.
    """

    found = Signal(object)
    """The `Plan` of what would be compared, or is being compared now."""
    not_found = Signal(str)
    """There are no pairs; the sentence says why."""
    progressed = Signal(object)
    """How far it is; a `Told`."""
    compared = Signal(object)
    """What came of a pair; an `Outcome`."""
    ended = Signal(object)
    """The `Study`, whose files are all written: it came to its end, or was stopped."""
    failed = Signal(str)
    """It could not be run; the sentence says why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._search: Search | None = None
        self._delay = QTimer(self, interval=LOOK_DELAY, singleShot=True)
        self._delay.timeout.connect(self._look)
        self._looking = Work(self)
        self._looking.yielded.connect(self.found)
        self._looking.failed.connect(self.not_found)
        self._stop = Event()
        self._running = Work(self)
        self._running.yielded.connect(self._on_yielded)
        self._running.done.connect(self._on_done)
        self._running.failed.connect(self.failed)
        self._study: Study | None = None
        self._preparing = Work(self)
        self._preparing.start(compile_and_load)

    @property
    def looking(self) -> bool:
        """Whether pairs are being looked for, or are about to be."""
        return self._delay.isActive() or self._looking.running

    @property
    def running(self) -> bool:
        """Whether a study is run, or writes its files after it was stopped."""
        return self._running.running

    @property
    def stopping(self) -> bool:
        """Whether a study was stopped, and has not ended yet."""
        return self.running and self._stop.is_set()

    def look(self, search: Search) -> None:
        """Find the pairs, unless there is another wish soon."""
        self._search = search
        self._looking.abandon()
        self._delay.start()

    def forget(self) -> None:
        """Look for nothing any more."""
        self._delay.stop()
        self._looking.abandon()

    def start(self, wish: Wish) -> None:
        """Run a study; none must be running."""
        self.forget()
        stop = self._stop = Event()
        self._running.start(lambda: _steps(wish, stop))

    def stop(self) -> None:
        """End the study soon; `ended` tells when what is done is written."""
        self._stop.set()

    def abandon(self) -> None:
        """End everything, and tell nothing more; what is done is written still."""
        self.forget()
        self._running.abandon()
        self._preparing.abandon()

    def _look(self) -> None:
        search = self._search
        if search is not None:
            self._looking.start(lambda: iter([search.find()]))

    def _on_yielded(self, item: Plan | Told | Outcome | Study) -> None:
        if isinstance(item, Plan):
            self.found.emit(item)
        elif isinstance(item, Told):
            self.progressed.emit(item)
        elif isinstance(item, Outcome):
            self.compared.emit(item)
        else:
            self._study = item

    def _on_done(self) -> None:
        self.ended.emit(self._study)


def _steps(wish: Wish, stop: Event) -> Iterator[Plan | Told | Outcome | Study]:
    """Run a study until its end, or until `stop` is set; yield it when all is written."""
    search, settings, out, images, excel, workers = wish
    study = Study(search, settings, out, images=images, excel=excel)
    yield study.plan
    left = TimeLeft(len(study.plan.pairs))
    with _room_for_others(), closing(study.run(workers)) as events:
        for event in events:
            left.notice(event)
            yield Told(event, left.words) if isinstance(event, Progress) else event
            if stop.is_set():
                break
    yield study


@contextmanager
def _room_for_others() -> Iterator[None]:
    """Let Qt's threads be one more: this one waits, for hours, for threads of the study's own."""
    pool = QThreadPool.globalInstance()
    assert pool is not None
    pool.releaseThread()
    try:
        yield
    finally:
        pool.reserveThread()
