"""The dock "Compare channels"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from napari.layers import Shapes
from napari.utils.theme import get_theme
from qtpy.QtCore import QEvent, QTimer
from qtpy.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from napari_compare.core import comparison as engine
from napari_compare.core.settings import Settings
from napari_compare.layers import outputs
from napari_compare.layers.outputs import write_features
from napari_compare.widgets.comparison import Compared, Comparison, Layers
from napari_compare.widgets.export import ExportButton
from napari_compare.widgets.form import ComparisonForm
from napari_compare.widgets.layer_bar import LayerBar
from napari_compare.widgets.layer_choice import check_layers
from napari_compare.widgets.live import Live
from napari_compare.widgets.output_layers import OutputLayers
from napari_compare.widgets.plot import load_fonts
from napari_compare.widgets.results_view import ResultsView
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.watch import LayerWatch
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import napari

SETTLE_DELAY = 300  # ms without a change, after which the numbers are written into the layer
FIT_DELAY = 100  # ms, enough to lay the window out
WIDTH = 420
OUTDATED = "The numbers are out of date. Press Compare."
ON_RELEASE = "The numbers are out of date: they follow when you release the mouse."


class CompareChannels(QWidget):
    """Compare two image layers in regions: a form, a table, a scatter plot and output layers.

    Parameters
    ----------
    napari_viewer
        The viewer whose layers are compared.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        self.form = ComparisonForm(napari_viewer, self)
        self.run_bar = RunBar(self)
        self.view = ResultsView(napari_viewer, self)
        self.layer_bar = LayerBar(self)
        self.export = ExportButton(self.view.plot, self)
        self.comparison = Comparison(self)
        self.outputs = OutputLayers(napari_viewer, self)
        self._watch = LayerWatch(self)
        self._live = Live(self._follow, self._watch, self)
        self._settled = QTimer(self, interval=SETTLE_DELAY, singleShot=True)
        self._preparation = Work(self)
        self._watched: Layers | None = None
        self._waiting = self._outdated = self._was_docked = False
        self._lay_out()
        self._connect()
        self._on_theme()
        self._preparation.start(_prepare)

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

    def compare_with_thresholds(self, a: float, b: float) -> None:
        """Compare with these thresholds: at once where that is quick, whether Live is on or not.

        Parameters
        ----------
        a, b
            Thresholds of A and B, in intensity units. The form shows them as chosen by hand.
        """
        self.form.set_thresholds(a, b)
        self._outdated = True
        self._live.notice(self.comparison.may_follow())

    def cancel(self) -> None:
        """Stop the comparison."""
        self._live.stop()
        if self._waiting:
            self._waiting = False
            self._on_cancelled()
        self.comparison.cancel()

    def fit_view(self) -> None:
        """Show all of the image, once the canvas has the size that the docks leave it."""
        timer = QTimer(self, interval=FIT_DELAY, singleShot=True)
        timer.timeout.connect(self.viewer.reset_view)
        timer.start()

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        self._live.stop()
        self._settled.stop()
        for work in (self.comparison, self.outputs, self._preparation):
            work.abandon()
        self._watch.watch(())
        self.view.shut_down()
        self.form.layers.disconnect_viewer()
        self.viewer.events.theme.disconnect(self._on_theme)

    def event(self, event: QEvent) -> bool:
        """Shut down when the dock is closed: napari then takes this widget out of its parent."""
        if event.type() == QEvent.Type.ParentChange:
            if self.parent() is not None:
                self._was_docked = True
            elif self._was_docked:
                self._was_docked = False
                self.shut_down()
        return bool(super().event(event))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.layer_bar, 1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.form)
        layout.addWidget(self.run_bar)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        self.setMinimumWidth(WIDTH)

    def _connect(self) -> None:
        self.run_bar.compare.clicked.connect(self.compare)
        self.run_bar.cancel.clicked.connect(self.cancel)
        self.run_bar.live.toggled.connect(self._on_live)
        self._live.behind.connect(self._on_behind)
        self._live.due.connect(self._compare)
        self._settled.timeout.connect(self._write_features)
        self._preparation.done.connect(self._on_prepared)
        self._preparation.failed.connect(self._on_prepared)
        self.form.changed.connect(self._on_change)
        self.form.layers.offered.connect(self._on_offered)
        self.form.layers.lost.connect(self._on_lost)
        self._watch.images_changed.connect(self.comparison.forget)
        self._watch.changed.connect(self._on_change)
        self.comparison.started.connect(self._on_started)
        self.comparison.progressed.connect(self.run_bar.show_progress)
        self.comparison.found.connect(self.view.add)
        self.comparison.done.connect(self._on_done)
        self.comparison.updated.connect(self._on_updated)
        self.comparison.failed.connect(self._stop_showing)
        self.comparison.cancelled.connect(self._on_cancelled)
        self.layer_bar.add_pressed.connect(self._on_add)
        self.outputs.said.connect(self._on_said)
        self.export.said.connect(self.run_bar.say)
        self.viewer.events.theme.connect(self._on_theme)

    def _compare(self) -> None:
        """Compare what is chosen; what did not change since the last time is not done again."""
        self._live.stop()
        chosen = self._chosen()
        if chosen is None:
            return
        self.run_bar.show_running()
        self._waiting = self.preparing
        if self._waiting:
            self.run_bar.say("Preparing (first use only) …")
            return
        self.run_bar.say("Comparing …")
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
        layers = self.form.layers.chosen
        try:
            check_layers(*layers[:2])
            settings = self.form.settings()
        except ValueError as error:
            self.comparison.abandon()
            self._stop_showing(str(error))
            return None
        if layers != self._watched:
            self._watch.watch(layers[:2], layers[2])
            self._watched = layers
            self.comparison.forget()
        return layers, settings

    def _on_prepared(self) -> None:
        if self._waiting:
            self._compare()

    def _on_change(self) -> None:
        """Compare again, or say that the numbers are out of date."""
        if self.comparison.latest is None:
            return
        self._outdated = True
        if self.run_bar.live.isChecked() and not self.comparison.lengthy:
            self._live.notice(self.comparison.may_follow())
        else:
            self._show_outdated(OUTDATED)

    def _on_behind(self) -> None:
        self._outdated = True
        self._show_outdated(ON_RELEASE if self._watch.dragging else "Comparing soon …")

    def _show_outdated(self, sentence: str) -> None:
        self.view.set_stale(True)
        if not self.comparison.running:
            self.run_bar.say(sentence, warning=True)

    def _on_live(self) -> None:
        if self._outdated:
            self._on_change()

    def _on_offered(self) -> None:
        latest = self.comparison.latest
        if latest is not None and latest.layers != self.form.layers.chosen:
            self._on_change()

    def _on_lost(self, name: str) -> None:
        self._live.stop()
        if self.comparison.latest is not None:
            self._show_outdated(f'The layer "{name}" was removed. {OUTDATED}')

    def _on_started(self, compared: Compared) -> None:
        self._take_note(compared)
        self.view.start(compared)

    def _take_note(self, compared: Compared) -> None:
        self.export.compared = compared
        self.form.set_region_names(tuple(region.name for region in compared.regions))

    def _on_done(self) -> None:
        compared = self.comparison.latest
        assert compared is not None
        self.view.finish()
        self._show_finished(compared)
        if self._outdated:
            self._on_change()

    def _on_updated(self, compared: Compared) -> None:
        self._take_note(compared)
        self.view.replace(compared)
        self._show_finished(compared)

    def _show_finished(self, compared: Compared) -> None:
        self.run_bar.show_idle()
        self.run_bar.say(_summary(compared))
        if self.view.plot.result is not None:
            found = self.view.plot.result.scatter
            self.form.suggest_thresholds(found.threshold_a, found.threshold_b)
        self.outputs.refresh(compared)
        self._settled.start()

    def _write_features(self) -> None:
        """Write the numbers into the shapes' features, once nobody changes the shapes."""
        if self._outdated or self.busy or self._watch.dragging:
            return
        compared = self.comparison.latest
        if compared is not None and isinstance(compared.layers[2], Shapes):
            with self._watch.paused():
                write_features(compared.layers[2], compared.table())

    def _on_cancelled(self) -> None:
        self._stop_showing("Cancelled.")

    def _stop_showing(self, sentence: str) -> None:
        """Say why there are no new numbers, and that those still shown are not new."""
        self.run_bar.show_idle()
        self.view.finish()
        self.view.set_stale(True)
        self._outdated = True
        old = " The numbers below are incomplete or out of date." if self.view.table.results else ""
        self.run_bar.say(sentence + old, warning=True)

    def _on_add(self) -> None:
        if self.comparison.latest is None:
            self.run_bar.say("Press Compare first: layers show what it finds.", warning=True)
        else:
            self.run_bar.say("Making layers …")
            self.outputs.add(self.comparison.latest, self.layer_bar.ticked)

    def _on_said(self, sentence: str, warning: bool) -> None:
        self.run_bar.say(sentence, warning=warning)

    def _on_theme(self) -> None:
        theme = get_theme(self.viewer.theme).type
        self.run_bar.set_theme(theme)
        self.view.plot.set_theme(theme)


def _summary(compared: Compared) -> str:
    count = len(compared.results)
    if compared.settings.split:
        return f"Compared: {count} rows, by region and {', '.join(compared.settings.split)}."
    return "Compared." if count == 1 else f"Compared in {count} regions."


def _prepare() -> Iterator[None]:
    """Do what takes seconds the first time: compile the loops over pixels, load fonts."""
    engine.warm_up()
    yield
    outputs.warm_up()
    yield
    load_fonts()
