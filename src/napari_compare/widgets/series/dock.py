"""The dock "Compare a series"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari.utils.theme import get_theme
from qtpy.QtCore import Qt
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QShortcut, QVBoxLayout

from napari_compare.layers.outputs import put
from napari_compare.widgets.help import open_url, page_url
from napari_compare.widgets.plane_link import PlaneLink
from napari_compare.widgets.plugin_dock import PluginDock
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.series.conductor import SeriesConductor
from napari_compare.widgets.series.export import SeriesExport
from napari_compare.widgets.series.form import MIXING, SeriesForm
from napari_compare.widgets.series.memory import SeriesMemory
from napari_compare.widgets.series.view import SeriesView
from napari_compare.widgets.series.work import Found, WantedMixing

if TYPE_CHECKING:
    import napari

DOES = "Find the numbers of each frame in every region"
FIRST = "Choose a series and press Compare."


class CompareSeries(PluginDock):
    """Unmix the frames of a series, or compare them: a form, curves and a table.

    Parameters
    ----------
    napari_viewer
        The viewer whose layers are compared.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        self.form = SeriesForm(napari_viewer, self)
        self.run_bar = RunBar(self, does=DOES, first=FIRST, live=False)
        self.view = SeriesView(napari_viewer, self)
        self.residual = QPushButton("Add residual layer")
        self.residual.setToolTip(
            "Show what the fitted mixtures leave of the frames, each computed when it is shown."
        )
        self.export = SeriesExport(self.view.plot, self)
        self.conductor = SeriesConductor(self.form, self.run_bar, self.view, self)
        self._chosen_planes = PlaneLink(napari_viewer, self)
        self._memory = SeriesMemory(self.form, self.run_bar)
        self._lay_out()
        self._connect()
        self._on_theme()
        self._on_kind()
        self._memory.recall()
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self._open_help)

    @property
    def preparing(self) -> bool:
        """Whether the loops over pixels are being compiled or loaded."""
        return self.conductor.preparing

    @property
    def busy(self) -> bool:
        """Whether something is being found, or about to be."""
        return self.conductor.busy

    def compare(self) -> None:
        """Find what is chosen."""
        self.conductor.compare()

    def cancel(self) -> None:
        """Stop finding it."""
        self.conductor.cancel()

    def add_residual(self) -> None:
        """Add the residual of the mixtures to the viewer, or bring it up to date."""
        found = self.export.found
        if found is None or not isinstance(found.wanted, WantedMixing):
            self.run_bar.say("Press Compare first: residuals are of fitted mixtures.", warning=True)
            return
        layer = put(self.viewer, found.wanted.residual(found))
        self.run_bar.say(f'The layer "{layer.name}" shows what the mixtures do not explain.')

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        self.conductor.shut_down()
        self.view.shut_down()
        self.form.layers.disconnect_viewer()
        self._chosen_planes.disconnect_viewer()
        self.viewer.events.theme.disconnect(self._on_theme)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.residual)
        foot.addStretch(1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.form)
        layout.addWidget(self.run_bar)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        order = [
            *self.form.in_order(),
            *(self.run_bar.compare, self.run_bar.cancel, self.view.plot.column),
            *(self.view.table.view, self.residual, self.export),
        ]
        self.set_tab_order(order)

    def _connect(self) -> None:
        self.form.kind.currentIndexChanged.connect(self._on_kind)
        self.form.layers.references.frame_wanted.connect(self._on_frame_wanted)
        self.conductor.finished.connect(self._on_finished)
        self.residual.clicked.connect(self.add_residual)
        self.view.plot.said.connect(self.run_bar.say)
        self.export.said.connect(self.run_bar.say)
        self.viewer.events.theme.connect(self._on_theme)

    def _on_kind(self) -> None:
        self.residual.setVisible(self.form.kind.currentData() == MIXING)

    def _on_finished(self, found: Found) -> None:
        self.export.found = found
        self._memory.keep()

    def _open_help(self) -> None:
        open_url(page_url("mixing" if self.form.kind.currentData() == MIXING else "series"))

    def _on_frame_wanted(self) -> None:
        """Add the frame of the chosen series that the viewer shows to the references."""
        try:
            series = self.form.series()
        except ValueError as error:
            self.run_bar.say(str(error), warning=True)
            return
        self._chosen_planes.follow(series.layer, series.axes)
        frame = self._chosen_planes.index([series.axis])[series.axis]
        self.form.layers.references.add(frame, f"{series.axis} {frame} of {series.layer.name}")

    def _on_theme(self) -> None:
        theme = get_theme(self.viewer.theme).type
        self.run_bar.set_theme(theme)
        self.view.set_theme(theme)
