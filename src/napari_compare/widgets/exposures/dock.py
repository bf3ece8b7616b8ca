"""The dock "Compare exposures"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from napari.layers import Layer
from napari.utils.theme import get_theme
from qtpy.QtCore import Qt
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QShortcut,
    QSplitter,
    QVBoxLayout,
)

from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.layers.exposures import LABELS, exposure_layers
from napari_compare.layers.grids import axis_names
from napari_compare.layers.outputs import put
from napari_compare.layers.photos import photo_layer, photo_name, two_photos
from napari_compare.widgets.comparison import prepare
from napari_compare.widgets.conductor import compile_and_load
from napari_compare.widgets.exposures.picture import ExposuresPicture
from napari_compare.widgets.exposures.run import Exposures, compare_exposures
from napari_compare.widgets.help import open_url, page_url
from napari_compare.widgets.layer_choice import LayerChoice, check_layers
from napari_compare.widgets.plugin_dock import PluginDock
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.save_all import SaveAll
from napari_compare.widgets.table import ResultTable
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import napari

WELCOME = "Drag two photos onto napari, camera RAW best of all, and press Compare."
SIZES = [420, 190]
"""Heights of picture and table where there is room for both."""
ADDED = {
    "Where A is brighter": ("a_over_b",),
    "Where B is brighter": ("b_over_a",),
    "Superimposed difference": ("superimposed",),
    "All three": tuple(LABELS),
}


class CompareExposures(PluginDock):
    """Compare two exposures of a scene, every colour by itself.

    Parameters
    ----------
    napari_viewer
        The viewer whose layers are compared.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        self.layers = LayerChoice(napari_viewer, self)
        self.run_bar = RunBar(
            self, does="Compare every colour of the two exposures", first=WELCOME, live=False
        )
        self.picture = ExposuresPicture(self)
        self.table = ResultTable(self)
        self.add = QPushButton("Add &layers")
        self.save = QPushButton("&Save …")
        self.found: Exposures | None = None
        self._shown: Any = None
        self._compared = Work(self)
        self._saving = SaveAll(self, exposures=True)
        self._prepared = Work(self)
        self._lay_out()
        self._connect()
        self._on_theme()
        self._choose_two()
        self._keep(None)
        self._prepared.start(compile_and_load)

    @property
    def busy(self) -> bool:
        """Whether something is being compared."""
        return self._compared.running

    def compare(self) -> None:
        """Compare what is chosen, all colours of it."""
        a, b, drawing = self.layers.chosen
        self._keep(None)
        try:
            check_layers(a, b)
            layers = list(self.viewer.layers)
            if photo_name(a, layers) == photo_name(b, layers):
                raise ValueError("A and B are colours of one photo: choose another photo for B.")
            one, other = (photo_layer(layer, layers) for layer in (a, b))
            split = ("c",) if "c" in axis_names(one) else ()
            steps = prepare((one, other, drawing), Settings(split=split))
        except ValueError as error:
            self._on_failed(str(error))
            return
        self._shown = a
        self.table.set_stale(True)
        self.run_bar.show_running()
        self.run_bar.say("Comparing …")
        self._compared.start(lambda: compare_exposures(steps))

    def cancel(self) -> None:
        """Stop the comparison."""
        self._compared.cancel()

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        for work in (self._compared, self._saving, self._prepared):
            work.abandon()
        self.picture.shut_down()
        self.layers.disconnect_viewer()
        self.viewer.layers.events.inserted.disconnect(self._choose_two)
        self.viewer.events.theme.disconnect(self._on_theme)

    def add_layers(self, keys: tuple[str, ...]) -> None:
        """Add layers that show where an exposure is brighter; only the last kind is visible."""
        if self.found is None:
            return
        compared = self.found.compared
        a, b, _ = compared.layers
        for key in keys:
            image = self.found.images[key]
            for data in exposure_layers(key, image, (a, b), self._shown, compared.settings):
                put(self.viewer, data).visible = key == keys[-1]
        self.run_bar.say("The layers were added.")

    def _lay_out(self) -> None:
        for letter, combo in zip("AB", self.layers.combos, strict=False):
            combo.setToolTip(f"Exposure {letter}: a photo in colour, or any colour of it.")
        form = QFormLayout()
        for text, combo in zip(("&A", "&B", "&Regions"), self.layers.combos, strict=True):
            form.addRow(text, combo)
        form.setContentsMargins(0, 0, 0, 0)
        self.add.setToolTip("Show in the viewer where an exposure is brighter.")
        menu = QMenu(self.add)
        for text, keys in ADDED.items():
            menu.addAction(text).triggered.connect(lambda _, keys=keys: self.add_layers(keys))
        self.add.setMenu(menu)
        self.save.setToolTip("Save table, figure, images of the differences and a report.")
        results = QSplitter(Qt.Orientation.Vertical)
        results.addWidget(self.picture)
        results.addWidget(self.table)
        results.setChildrenCollapsible(False)
        results.setSizes(SIZES)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(self.save)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addLayout(form)
        layout.addWidget(self.run_bar)
        layout.addWidget(results, 1)
        layout.addLayout(foot)
        bar = self.run_bar
        order = [*self.layers.combos, bar.compare, bar.cancel, self.table.view, self.add, self.save]
        self.set_tab_order(order)

    def _connect(self) -> None:
        self.viewer.layers.events.inserted.connect(self._choose_two)
        self.viewer.events.theme.connect(self._on_theme)
        self.layers.changed.connect(self._on_other)
        self.layers.lost.connect(self._on_lost)
        self.run_bar.compare.clicked.connect(self.compare)
        self.run_bar.cancel.clicked.connect(self.cancel)
        self._compared.yielded.connect(self._on_yielded)
        self._compared.failed.connect(self._on_failed)
        self._compared.cancelled.connect(lambda: self._on_failed("Cancelled."))
        self._saving.said.connect(self._on_said)
        self.picture.failed.connect(lambda sentence: self._on_said(sentence, True))
        self.table.chosen.connect(self._show)
        self.save.clicked.connect(self._on_save)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, lambda: open_url(page_url("raw")))

    def _choose_two(self, _: object = None) -> None:
        """Choose two different photos, where the same is chosen twice: as two of its colours."""
        layers: list[Layer] = list(self.viewer.layers)
        a, b, _regions = self.layers.chosen
        if a is not None and b is not None and photo_name(a, layers) != photo_name(b, layers):
            return
        first, *others = two_photos(layers) or [None]
        self.layers.a.choose(first)
        self.layers.b.choose(others[0] if others else None)

    def _on_lost(self) -> None:
        self.cancel()
        self._on_other()

    def _on_other(self) -> None:
        """Say that the numbers are of other photos than those chosen now."""
        if self.table.results:
            self.table.set_stale(True)
            self.run_bar.say("These numbers are of other layers. Press Compare.", warning=True)

    def _on_yielded(self, item: Progress | Exposures) -> None:
        if isinstance(item, Progress):
            self.run_bar.show_progress(item.done, item.total)
            return
        self._keep(item)
        compared = item.compared
        self.table.model.channels = compared.pair.channels
        self.table.start(compared.units, {})
        for result in compared.results:
            self.table.add(result)
        self.table.finish(compared.messages)
        self.table.select(0)
        self._show(0)
        self.run_bar.show_idle()
        self.run_bar.say("Compared. Choose a colour in the table to see it.")

    def _show(self, position: int) -> None:
        if self.found is not None:
            self.picture.show_result(self.found, position)

    def _on_failed(self, sentence: str) -> None:
        self.run_bar.show_idle()
        self.table.set_stale(True)
        self.run_bar.say(sentence, warning=True)

    def _on_said(self, sentence: str, warning: bool) -> None:
        self.run_bar.say(sentence, warning=warning)

    def _on_save(self) -> None:
        if self.found is not None:
            self._saving.ask(self.found.compared)

    def _keep(self, found: Exposures | None) -> None:
        """Keep what came out, or nothing; offer layers and files only where there is something."""
        self.found = found
        for button in (self.add, self.save):
            button.setEnabled(found is not None)

    def _on_theme(self) -> None:
        theme = get_theme(self.viewer.theme).type
        self.run_bar.set_theme(theme)
        self.picture.set_theme(theme)
