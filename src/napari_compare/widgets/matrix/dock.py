"""The dock "Compare all pairs"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.utils.theme import get_theme
from qtpy.QtWidgets import QHBoxLayout, QVBoxLayout

from napari_compare.core.results import Progress
from napari_compare.core.words import counted
from napari_compare.widgets.conductor import compile_and_load
from napari_compare.widgets.matrix.export import MatrixExport
from napari_compare.widgets.matrix.form import ManyForm
from napari_compare.widgets.matrix.memory import ManyMemory
from napari_compare.widgets.matrix.pair_link import PairLink
from napari_compare.widgets.matrix.run import AllPairs, prepare_pairs
from napari_compare.widgets.matrix.view import MatrixView
from napari_compare.widgets.notes import Notes
from napari_compare.widgets.plugin_dock import PluginDock
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.watch import LayerWatch
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import napari

BEGIN = "Tick the images and press Compare: each is compared with each other one."
OUTDATED = "The numbers are out of date. Press Compare."


class CompareAllPairs(PluginDock):
    """Compare every pair of image layers, or of the images in a stack: heat map and scatter plot.

    Parameters
    ----------
    napari_viewer
        The viewer whose layers are compared.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        theme = get_theme(napari_viewer.theme).type
        self.form = ManyForm(napari_viewer, self)
        self.run_bar = RunBar(self)
        self.run_bar.live.hide()
        self.run_bar.compare.setToolTip("Compare each image with each other one (Enter).")
        self.run_bar.say(BEGIN)
        self.view = MatrixView(theme, self)
        self.export = MatrixExport(self.view, self)
        self.watch = LayerWatch(self)
        self.notes = Notes("save a row for each pair", self)
        self._watched: tuple[Any, ...] = ()
        self._outdated = False
        self._work, self._preparation = Work(self), Work(self)
        self._link = PairLink(self)
        self._lay_out()
        self._connect()
        self._on_theme()
        self._memory = ManyMemory(self)
        self._memory.recall()
        self._preparation.start(compile_and_load)

    @property
    def busy(self) -> bool:
        """Whether pairs are being compared."""
        return self._work.running

    @property
    def preparing(self) -> bool:
        """Whether the engine is being compiled or loaded."""
        return self._preparation.running

    def say(self, sentence: str) -> None:
        """Say how things stand."""
        self.run_bar.say(sentence)

    def compare(self) -> None:
        """Compare all pairs of what is chosen."""
        choice = self.form.choice
        choice.keep()
        try:
            settings = self.form.settings()
            source, drawing = choice.source, choice.regions.layer
            steps = prepare_pairs(source, drawing, settings, self.viewer.dims.point)
        except ValueError as error:
            self._work.abandon()
            self._on_failed(str(error))
            return
        self._watched, self._outdated = (*source.layers, drawing), False
        self.watch.watch(source.layers, drawing)
        self.run_bar.show_running()
        self.run_bar.say("Preparing (first use only) …" if self.preparing else "Comparing …")
        self._work.start(steps)

    def cancel(self) -> None:
        """Stop comparing."""
        self._work.cancel()

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        for work in (self._work, self._preparation):
            work.abandon()
        self.watch.watch(())
        self.view.shut_down()
        self._link.shut_down()
        self.form.choice.disconnect_viewer()
        self.viewer.events.theme.disconnect(self._on_theme)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        for widget in (self.form, self.run_bar, self.notes):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        view, bar = self.view, self.run_bar
        self.set_tab_order(
            [
                *self.form.in_order(),
                *(bar.compare, bar.cancel, view.metric, view.region, view.alike),
                *(view.heat_map, view.pair.alone, view.pair.all, self.export),
            ]
        )

    def _connect(self) -> None:
        self.run_bar.compare.clicked.connect(self.compare)
        self.run_bar.cancel.clicked.connect(self.cancel)
        self.form.changed.connect(self._on_changed)
        self.form.choice.lost.connect(self._on_lost)
        self.watch.changed.connect(self._on_layer)
        self.export.said.connect(self.run_bar.say)
        self._work.yielded.connect(self._on_yielded)
        self._work.done.connect(self.run_bar.show_idle)
        self._work.failed.connect(self._on_failed)
        self._work.cancelled.connect(lambda: self._on_failed("Cancelled."))
        self.viewer.events.theme.connect(self._on_theme)

    def _on_yielded(self, item: Progress | AllPairs) -> None:
        if isinstance(item, Progress):
            self.run_bar.show_progress(item.done, item.total)
            self.run_bar.say("Comparing …")
            return
        self.view.show_found(item)
        self.notes.show_notes(item.notes)
        n = len(item.images.arrays)
        where = f" in {counted(len(item.regions), 'region')}" if len(item.regions) > 1 else ""
        self.run_bar.say(f"Compared {counted(n, 'image')} with each other{where}.")
        self._memory.keep(item.settings)
        if self._outdated or not self._is_chosen(item):
            self.view.set_stale()
            self.run_bar.say(OUTDATED, warning=True)

    def _on_failed(self, sentence: str) -> None:
        """Say why there are no new numbers, and that those still shown are not new."""
        self.run_bar.show_idle()
        self.view.set_stale()
        old = " The numbers below are out of date." if self.view.found is not None else ""
        self.run_bar.say(sentence + old, warning=True)

    def _on_layer(self) -> None:
        self._outdated = True
        self._show_outdated(OUTDATED)

    def _on_lost(self, layer: Any) -> None:
        if any(layer is one for one in self._watched):
            self._outdated = True
            self._show_outdated(f'The layer "{layer.name}" was removed. {OUTDATED}')

    def _on_changed(self) -> None:
        if self.view.found is not None and not self._is_chosen(self.view.found):
            self._show_outdated(OUTDATED)

    def _is_chosen(self, found: AllPairs) -> bool:
        """Return whether what was found is of what is chosen now."""
        choice = self.form.choice
        try:
            same = self.form.settings() == found.settings
        except ValueError:
            return False
        return same and choice.source == found.source and choice.regions.layer is found.drawing

    def _show_outdated(self, sentence: str) -> None:
        if self.view.found is not None:
            self.view.set_stale()
        if self.view.found is not None and not self.busy:
            self.run_bar.say(sentence, warning=True)

    def _on_theme(self) -> None:
        theme = get_theme(self.viewer.theme).type
        self.run_bar.set_theme(theme)
        self.view.set_theme(theme)
