"""The dock "Compare channels"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari.utils.theme import get_theme
from qtpy.QtCore import Qt, QTimer
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import QHBoxLayout, QShortcut, QVBoxLayout, QWidget

from napari_compare.core.record import Record
from napari_compare.files.choices import Choices
from napari_compare.widgets.choices_menu import ChoicesButton
from napari_compare.widgets.comparison import Compared
from napari_compare.widgets.conductor import Conductor
from napari_compare.widgets.export import ExportButton
from napari_compare.widgets.form import ComparisonForm
from napari_compare.widgets.help import Help
from napari_compare.widgets.layer_bar import LayerBar
from napari_compare.widgets.memory import Memory
from napari_compare.widgets.output_layers import OutputLayers
from napari_compare.widgets.plot_link import PlotLink
from napari_compare.widgets.plugin_dock import PluginDock
from napari_compare.widgets.results_view import ResultsView
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.shift_link import ShiftLink

if TYPE_CHECKING:
    import napari

FIT_DELAY = 100  # ms, enough to lay the window out


class CompareChannels(PluginDock):
    """Compare two image layers in regions: a form, a table, a scatter plot and output layers.

    Parameters
    ----------
    napari_viewer
        The viewer whose layers are compared.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        choices = Choices()
        self.form = ComparisonForm(napari_viewer, self)
        self.choices = ChoicesButton(napari_viewer, self.form.settings, choices, self)
        self.run_bar = RunBar(self)
        self.view = ResultsView(napari_viewer, self)
        self.layer_bar = LayerBar(self)
        self.export = ExportButton(self.view.plot, self)
        self.outputs = OutputLayers(napari_viewer, self)
        self.conductor = Conductor(self.form, self.run_bar, self.view, self)
        self.comparison = self.conductor.comparison
        self._memory = Memory(choices, self.form, self.run_bar, self.layer_bar, self)
        self._lay_out()
        self._connect()
        self.plot_link = PlotLink(self)
        self._shift_link = ShiftLink(self)
        self._on_theme()
        self._memory.recall()
        self._help = Help(self, self.view.table, self._pages())
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self._help.open)

    @property
    def preparing(self) -> bool:
        """Whether the engine is being compiled or loaded, which a comparison waits for."""
        return self.conductor.preparing

    @property
    def busy(self) -> bool:
        """Whether something is being compared, or about to be."""
        return self.conductor.busy

    def compare(self) -> None:
        """Compare what is chosen, all of it, now."""
        self.conductor.compare()

    def compare_with_thresholds(self, a: float, b: float, *, held: bool = False) -> None:
        """Compare with these thresholds, see `Conductor.compare_with_thresholds`."""
        self.conductor.compare_with_thresholds(a, b, held=held)

    def repeat(self, record: Record) -> None:
        """Compare as it was done before, in the layers of the same names where they are open.

        Parameters
        ----------
        record
            What was compared, and how.
        """
        missing = self.form.recall(record)
        if missing:
            names = ", ".join(f'"{name}"' for name in missing)
            self.run_bar.say(
                f"The choices were taken, but no layer is called {names}: open or choose another "
                "one and press Compare.",
                warning=True,
            )
        elif record.a:
            self.compare()

    def cancel(self) -> None:
        """Stop the comparison."""
        self.conductor.cancel()

    def fit_view(self) -> None:
        """Show all of the image, once the canvas has the size that the docks leave it."""
        timer = QTimer(self, interval=FIT_DELAY, singleShot=True)
        timer.timeout.connect(self.viewer.reset_view)
        timer.start()

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        self.conductor.shut_down()
        self.outputs.abandon()
        self.plot_link.shut_down()
        self.view.shut_down()
        self.form.layers.disconnect_viewer()
        self.viewer.events.theme.disconnect(self._on_theme)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.layer_bar, 1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        self.form.add_beside_more(self.choices)
        layout.addWidget(self.form)
        layout.addWidget(self.run_bar)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        self.set_tab_order(self._in_order())

    def _in_order(self) -> list[QWidget]:
        """Return what can be reached by the keyboard, in the order in which it is read."""
        table, bar = self.view.table.view, self.layer_bar
        return [
            *self.form.in_order(self.choices),
            *(self.run_bar.compare, self.run_bar.live, self.run_bar.cancel),
            *(table, self.view.table.remedy, bar.button, bar.add, self.export),
        ]

    def _pages(self) -> dict[QWidget, str]:
        """Return which pages of the documentation explain which part of the dock."""
        return {
            self.form.layers.regions: "regions",
            self.form.native("threshold"): "thresholds",
            self.form.native("threshold_a"): "thresholds",
            self.form.native("threshold_b"): "thresholds",
            self.view.table: "numbers",
            self.view.plot: "scatter-plot",
            self.layer_bar: "output-layers",
        }

    def _connect(self) -> None:
        self.choices.wanted.connect(self.repeat)
        self.choices.said.connect(self._on_said)
        self.conductor.finished.connect(self._on_finished)
        self.conductor.finished.connect(self.outputs.refresh)
        self.conductor.settled.connect(self._memory.keep)
        self.layer_bar.add_pressed.connect(self._on_add)
        self.outputs.said.connect(self._on_said)
        self.export.said.connect(self.run_bar.say)
        self.viewer.events.theme.connect(self._on_theme)

    def _on_finished(self, compared: Compared) -> None:
        self.export.compared = compared

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
