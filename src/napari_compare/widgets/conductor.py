"""What is compared and when, and what the dock shows of it."""

from __future__ import annotations

from collections.abc import Iterator

from napari.layers import Shapes
from qtpy.QtCore import QObject, QTimer, Signal

from napari_compare.core import comparison as engine
from napari_compare.core import gates
from napari_compare.core.settings import Settings
from napari_compare.layers import outputs
from napari_compare.layers.outputs import write_features
from napari_compare.widgets.comparison import Compared, Comparison, Layers
from napari_compare.widgets.form import ComparisonForm
from napari_compare.widgets.layer_choice import check_layers
from napari_compare.widgets.live import Live
from napari_compare.widgets.plot import load_fonts
from napari_compare.widgets.results_view import ResultsView
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.watch import LayerWatch
from napari_compare.widgets.work import Work

SETTLE_DELAY = 300  # ms without a change
OUTDATED = "The numbers are out of date. Press Compare."
ON_RELEASE = "The numbers are out of date: they follow when you release the mouse."


class Conductor(QObject):
    """Compares what the form says when a person or a change asks for it, and shows the results.

    Parameters
    ----------
    form
        Says which layers are compared, and how.
    run_bar
        Says how things stand.
    view
        Shows the results.
    parent
        Qt parent.
    """

    began = Signal(object)
    """Results will come, or are there already; a `Compared`."""
    finished = Signal(object)
    """All results are there and shown; a `Compared`."""
    settled = Signal(object)
    """Nothing has changed for a while since all results were there; a `Compared`."""

    def __init__(
        self, form: ComparisonForm, run_bar: RunBar, view: ResultsView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.comparison = Comparison(self)
        self.watch = LayerWatch(self)
        self._form = form
        self._run_bar = run_bar
        self._view = view
        self._live = Live(self._follow, self.watch, self)
        self._settled = QTimer(self, interval=SETTLE_DELAY, singleShot=True)
        self._preparation = Work(self)
        self._watched: Layers | None = None
        self._waiting = self._outdated = self._held = False
        self._connect()
        self._preparation.start(compile_and_load)

    @property
    def preparing(self) -> bool:
        """Whether the engine is being compiled or loaded, which a comparison waits for."""
        return self._preparation.running

    @property
    def busy(self) -> bool:
        """Whether something is being compared, or about to be."""
        return self.comparison.running or self._live.pending or self._waiting

    def compare(self) -> None:
        """Compare what is chosen, all of it, now."""
        self.comparison.forget()
        self._compare()

    def compare_with_thresholds(self, a: float, b: float, *, held: bool = False) -> None:
        """Compare with these thresholds: at once where that is quick, whether Live is on or not.

        Parameters
        ----------
        a, b
            Thresholds of A and B, in intensity units. The form shows them as chosen by hand.
        held
            Whether the mouse holds them, so that others will follow: what is under way is then
            brought to its end first, or no number would be seen before the mouse lets go.
        """
        self._form.set_thresholds(a, b, held=held)
        self._outdated, self._held = True, held
        if not (held and self.comparison.running):
            self._live.notice(self.comparison.may_follow(), held=held)

    def cancel(self) -> None:
        """Stop the comparison."""
        self._live.stop()
        if self._waiting:
            self._waiting = False
            self._on_cancelled()
        self.comparison.cancel()

    def shut_down(self) -> None:
        """Stop what runs, and let go of the layers."""
        self._live.stop()
        self._settled.stop()
        for work in (self.comparison, self._preparation):
            work.abandon()
        self.watch.watch(())

    def _connect(self) -> None:
        self._live.behind.connect(self._on_behind)
        self._live.due.connect(self._compare)
        self._settled.timeout.connect(self._on_settled)
        self._preparation.done.connect(self._on_prepared)
        self._preparation.failed.connect(self._on_prepared)
        self._form.changed.connect(self._on_change)
        self._form.layers.offered.connect(self._on_offered)
        self._form.layers.lost.connect(self._on_lost)
        self._run_bar.compare.clicked.connect(self.compare)
        self._run_bar.cancel.clicked.connect(self.cancel)
        self._run_bar.live.toggled.connect(self._on_live)
        self.watch.images_changed.connect(self.comparison.forget)
        self.watch.changed.connect(self._on_change)
        self.comparison.started.connect(self._on_started)
        self.comparison.progressed.connect(self._run_bar.show_progress)
        self.comparison.found.connect(self._view.add)
        self.comparison.done.connect(self._on_done)
        self.comparison.updated.connect(self._on_updated)
        self.comparison.failed.connect(self._stop_showing)
        self.comparison.cancelled.connect(self._on_cancelled)

    def _compare(self) -> None:
        """Compare what is chosen; what did not change since the last time is not done again."""
        self._live.stop()
        chosen = self._chosen()
        if chosen is None:
            return
        self._run_bar.show_running()
        self._waiting = self.preparing
        if self._waiting:
            self._run_bar.say("Preparing (first use only) …")
            return
        self._run_bar.say("Comparing …")
        self._outdated = False
        self.comparison.start(*chosen)

    def _follow(self) -> bool:
        """Compare here and now if that is quick; return whether there is nothing more to do."""
        chosen = self._chosen()
        if chosen is None:
            return True
        self._outdated = False
        return self.comparison.follow(*chosen)

    def _chosen(self) -> tuple[Layers, Settings] | None:
        """Return what is to be compared and how, or None after saying why it cannot be."""
        layers = self._form.layers.chosen
        try:
            check_layers(*layers[:2])
            settings = self._form.settings()
        except ValueError as error:
            self.comparison.abandon()
            self._stop_showing(str(error))
            return None
        if layers != self._watched:
            self.watch.watch(layers[:2], layers[2])
            self._watched = layers
            self.comparison.forget()
        return layers, settings

    def _on_prepared(self) -> None:
        if self._waiting:
            self._compare()

    def _on_change(self) -> None:
        """Compare again, or say that the numbers are out of date."""
        if self._watched is None:
            return  # nobody has asked for a comparison yet
        self._outdated = True
        if self._run_bar.live.isChecked() and not self.comparison.lengthy:
            self._live.notice(self.comparison.may_follow())
        else:
            self._show_outdated(OUTDATED)

    def _on_behind(self) -> None:
        self._outdated = True
        self._show_outdated(ON_RELEASE if self.watch.dragging else "Comparing soon …")

    def _show_outdated(self, sentence: str) -> None:
        self._view.set_stale(True)
        if not self.comparison.running:
            self._run_bar.say(sentence, warning=True)

    def _on_live(self) -> None:
        if self._outdated:
            self._on_change()

    def _on_offered(self) -> None:
        if self._watched is not None and self._watched != self._form.layers.chosen:
            self._on_change()

    def _on_lost(self, name: str) -> None:
        self._live.stop()
        if self._watched is not None:
            self._show_outdated(f'The layer "{name}" was removed. {OUTDATED}')

    def _on_started(self, compared: Compared) -> None:
        self._take_note(compared)
        self._view.start(compared)

    def _take_note(self, compared: Compared) -> None:
        self.began.emit(compared)
        self._form.set_region_names(tuple(region.name for region in compared.regions))

    def _on_done(self) -> None:
        compared = self.comparison.latest
        assert compared is not None
        self._view.finish()
        self._show_finished(compared)
        if self._outdated and self._held:
            self._live.notice(self.comparison.may_follow(), held=True)
        elif self._outdated:
            self._on_change()

    def _on_updated(self, compared: Compared) -> None:
        self._take_note(compared)
        self._view.replace(compared)
        self._show_finished(compared)

    def _show_finished(self, compared: Compared) -> None:
        self._run_bar.show_idle()
        self._run_bar.say(_summary(compared))
        if self._view.plot.result is not None:
            found = self._view.plot.result.scatter
            self._form.suggest_thresholds(found.threshold_a, found.threshold_b)
        self.finished.emit(compared)
        self._settled.start()

    def _on_settled(self) -> None:
        """Write the numbers into the shapes' features, once nobody changes the shapes."""
        compared = self.comparison.latest
        if compared is None or self._outdated or self.busy or self.watch.dragging:
            return
        if isinstance(compared.layers[2], Shapes):
            with self.watch.paused():
                write_features(compared.layers[2], compared.table())
        self.settled.emit(compared)

    def _on_cancelled(self) -> None:
        self._stop_showing("Cancelled.")

    def _stop_showing(self, sentence: str) -> None:
        """Say why there are no new numbers, and that those still shown are not new."""
        self._run_bar.show_idle()
        self._view.finish()
        self._view.set_stale(True)
        self._outdated = True
        old = (
            " The numbers below are incomplete or out of date." if self._view.table.results else ""
        )
        self._run_bar.say(sentence + old, warning=True)


def _summary(compared: Compared) -> str:
    count = len(compared.results)
    if compared.settings.split:
        return f"Compared: {count} rows, by region and {', '.join(compared.settings.split)}."
    return "Compared." if count == 1 else f"Compared in {count} regions."


def compile_and_load() -> Iterator[None]:
    """Do what takes seconds the first time: compile the loops over pixels, load fonts."""
    engine.warm_up()
    yield
    outputs.warm_up()
    yield
    gates.warm_up()
    yield
    load_fonts()
