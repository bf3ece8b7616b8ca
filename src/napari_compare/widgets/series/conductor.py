"""What is found of a series and when, and how the dock says how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qtpy.QtCore import QObject, Signal

from napari_compare.core import comparison, mixing
from napari_compare.core.results import Progress
from napari_compare.core.words import counted
from napari_compare.widgets.plot import load_fonts
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.series.form import SeriesForm
from napari_compare.widgets.series.view import SeriesView
from napari_compare.widgets.series.work import Found
from napari_compare.widgets.watch import LayerWatch
from napari_compare.widgets.work import Work

OUTDATED = "The numbers are out of date. Press Compare."
OLD = " The numbers below are incomplete or out of date."


class SeriesConductor(QObject):
    """Finds what the form says when a person asks for it, and shows what comes.

    Parameters
    ----------
    form
        Says what is wanted.
    run_bar
        Says how things stand.
    view
        Shows what was found.
    parent
        Qt parent.
    """

    finished = Signal(object)
    """All numbers are there and shown; a `Found`."""

    def __init__(
        self, form: SeriesForm, run_bar: RunBar, view: SeriesView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.watch = LayerWatch(self)
        self.found: Found | None = None
        self._form = form
        self._run_bar = run_bar
        self._view = view
        self._work = Work(self)
        self._preparation = Work(self)
        self._waiting = self._outdated = False
        self._connect()
        self._preparation.start(_prepare)

    @property
    def preparing(self) -> bool:
        """Whether the loops over pixels are being compiled or loaded."""
        return self._preparation.running

    @property
    def busy(self) -> bool:
        """Whether something is being found, or about to be."""
        return self._work.running or self._waiting

    def compare(self) -> None:
        """Find what is wanted, now."""
        self._work.abandon()
        try:
            wanted = self._form.wanted()
            steps = wanted.prepare()
        except ValueError as error:
            self._stop_showing(str(error))
            return
        self._run_bar.show_running()
        self._waiting = self.preparing
        if self._waiting:
            self._run_bar.say("Preparing (first use only) …")
            return
        self._run_bar.say("Comparing …")
        self.watch.watch(wanted.layers, wanted.drawing)
        self._outdated = False
        self._work.start(steps)

    def cancel(self) -> None:
        """Stop."""
        if self._waiting:
            self._waiting = False
            self._on_cancelled()
        self._work.cancel()

    def shut_down(self) -> None:
        """Stop what runs, and let go of the layers."""
        self._work.abandon()
        self._preparation.abandon()
        self.watch.watch(())

    def _connect(self) -> None:
        self._preparation.done.connect(self._on_prepared)
        self._preparation.failed.connect(self._on_prepared)
        self._work.yielded.connect(self._on_yielded)
        self._work.done.connect(self._on_done)
        self._work.failed.connect(self._stop_showing)
        self._work.cancelled.connect(self._on_cancelled)
        self._run_bar.compare.clicked.connect(self.compare)
        self._run_bar.cancel.clicked.connect(self.cancel)
        self._form.changed.connect(self._on_change)
        self._form.layers.lost.connect(self._on_lost)
        self.watch.changed.connect(self._on_change)

    def _on_prepared(self) -> None:
        if self._waiting:
            self.compare()

    def _on_yielded(self, item: Any) -> None:
        if isinstance(item, Found):
            self.found = item
            self._view.start(item)
        elif isinstance(item, Progress):
            self._run_bar.show_progress(item.done, item.total)
        else:
            assert self.found is not None
            self.found.curves.add(item)
            self._view.grow()

    def _on_done(self) -> None:
        assert self.found is not None
        self._run_bar.show_idle()
        self._view.finish()
        self._run_bar.say(_summary(self.found))
        self.finished.emit(self.found)
        if self._outdated:
            self._show_outdated(OUTDATED)

    def _on_change(self) -> None:
        if self.found is not None or self.busy:
            self._show_outdated(OUTDATED)

    def _on_lost(self, name: str) -> None:
        if self.found is None and not self.busy:
            return
        if self.found is not None and self.found.wanted.series.layer.name == name:
            self._view.let_go()
        self._show_outdated(f'The layer "{name}" was removed. {OUTDATED}')

    def _show_outdated(self, sentence: str) -> None:
        self._outdated = True
        if not self.busy:
            self._view.set_stale(True)
            self._run_bar.say(sentence, warning=True)

    def _on_cancelled(self) -> None:
        self._stop_showing("Cancelled.")

    def _stop_showing(self, sentence: str) -> None:
        """Say why there are no new numbers, and that those still shown are not new."""
        self._run_bar.show_idle()
        self._view.finish()
        self._view.set_stale(True)
        self._outdated = True
        there = self.found is not None and len(self.found.curves) > 0
        self._run_bar.say(sentence + (OLD if there else ""), warning=True)


def _summary(found: Found) -> str:
    where = f" in {len(found.regions)} regions" if len(found.regions) > 1 else ""
    return f"Compared: {counted(found.curves.frames, 'frame')}{where}."


def _prepare() -> Iterator[None]:
    """Do what takes seconds the first time: compile the loops over pixels, load fonts."""
    mixing.warm_up()
    yield
    load_fonts()
    yield
    comparison.warm_up()
