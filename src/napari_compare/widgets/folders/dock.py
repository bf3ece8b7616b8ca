"""The dock "Compare folders"."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from napari.utils.theme import get_theme
from qtpy.QtCore import Qt, QUrl
from qtpy.QtGui import QDesktopServices, QKeySequence
from qtpy.QtWidgets import QHBoxLayout, QPushButton, QShortcut, QVBoxLayout, QWidget

from napari_compare.core.record import Record
from napari_compare.files.choices import Choices
from napari_compare.layers.pair_files import Opened, open_pair
from napari_compare.study.plan import Plan, PlannedPair
from napari_compare.study.study import Study
from napari_compare.widgets.choices_menu import ChoicesButton
from napari_compare.widgets.folders.form import FoldersForm
from napari_compare.widgets.folders.run import FoldersRun, Told
from napari_compare.widgets.folders.table import PairsTable
from napari_compare.widgets.help import open_url, page_url
from napari_compare.widgets.memory import LastChoices
from napari_compare.widgets.plugin_dock import PluginDock
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import napari

WELCOME = "Choose two folders, or drop them onto the fields."
LATEST = "latest-folders.json"


class CompareFolders(PluginDock):
    """Compare all pairs of images in two folders, with one table and one report at the end.

    Parameters
    ----------
    napari_viewer
        The viewer in which pairs are opened.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        choices = Choices(latest=LATEST)
        self.form = FoldersForm(self)
        self.choices = ChoicesButton(napari_viewer, self.form.settings, choices, self)
        self.run_bar = RunBar(
            self, does="Compare all pairs with these choices", first=WELCOME, live=False
        )
        self.table = PairsTable(self)
        self.open_report = _button("Open &report", "Open the report of the last run in a browser.")
        self.open_folder = _button("Open &folder", "Open the folder with the results.")
        self.run = FoldersRun(self)
        self._opening = Work(self)
        self._last = LastChoices(choices)
        self._report: Path | None = None
        self._again = False
        self._lay_out()
        self._connect()
        self._on_theme()
        self._recall()

    @property
    def busy(self) -> bool:
        """Whether pairs are being compared."""
        return self.run.running and not self.run.stopping

    def compare(self) -> None:
        """Compare all pairs; those that are known from an earlier run are taken from there."""
        if self.busy:
            return
        if self.run.stopping:
            self._again = True
            self.run_bar.say("Going on as soon as the files of the stopped run are written …")
            return
        try:
            wish = self.form.wish()
        except ValueError as error:
            self._warn(str(error))
            return
        self._last.keep(wish.settings, self.form.state())
        self._offer_results(None)
        self.form.setEnabled(False)
        self.run_bar.compare.setEnabled(False)
        self.run_bar.show_running()
        self.run_bar.say("Comparing …")
        self.table.view.setFocus()  # where Escape is heard, as the form hears nothing now
        self.run.start(wish)

    def cancel(self) -> None:
        """Stop; what is done is kept, and the next run goes on from there."""
        if not self.busy:
            return
        self.run.stop()
        self._show_idle()
        self.run_bar.say("Stopped. Writing the table of what is done …")

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        self.run.abandon()
        self._opening.abandon()
        self.viewer.events.theme.disconnect(self._on_theme)

    def _lay_out(self) -> None:
        self.run_bar.progress.setFormat("%p %")
        self.run_bar.cancel.setToolTip("Stop; what is done is kept, and Compare goes on (Esc).")
        self.form.add_beside_more(self.choices)
        foot = QHBoxLayout()
        foot.addWidget(self.open_report)
        foot.addWidget(self.open_folder)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.form)
        layout.addWidget(self.run_bar)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self._offer_results(None)
        self.set_tab_order(self._in_order())

    def _in_order(self) -> list[QWidget]:
        """Return what can be reached by the keyboard, in the order in which it is read."""
        bar = self.run_bar
        return [
            *self.form.in_order(self.choices),
            *(bar.compare, bar.cancel, self.table.view, self.open_report, self.open_folder),
        ]

    def _connect(self) -> None:
        self.form.changed.connect(self._on_chosen)
        self.choices.wanted.connect(self._on_wanted)
        self.choices.said.connect(self._on_said)
        self.run_bar.compare.clicked.connect(self.compare)
        self.run_bar.cancel.clicked.connect(self.cancel)
        self.run.found.connect(self._on_found)
        self.run.not_found.connect(self._on_not_found)
        self.run.progressed.connect(self._on_progress)
        self.run.compared.connect(self.table.show_outcome)
        self.run.ended.connect(self._on_ended)
        self.run.failed.connect(self._on_failed)
        self.table.opened.connect(self.open_pair)
        self.open_report.clicked.connect(lambda: _open(self._report))
        self.open_folder.clicked.connect(lambda: _open(self._report and self._report.parent))
        self._opening.yielded.connect(self._on_opened)
        self._opening.failed.connect(self._warn)
        self.viewer.events.theme.connect(self._on_theme)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, lambda: open_url(page_url("study")))

    def _recall(self) -> None:
        """Choose what was chosen last on this machine, and look for its pairs."""
        self.run_bar.say(WELCOME)
        try:
            settings, more = self._last.recall()
        except ValueError as error:
            self._warn(str(error))
            return
        self.form.set_settings(settings)
        self.form.restore(more)

    def open_pair(self, pair: PlannedPair) -> None:
        """Open the images and regions of a pair in the viewer."""
        try:
            inputs, settings = pair.inputs, self.form.settings()
        except ValueError as error:
            self._warn(str(error))
            return
        self._opening.start(lambda: iter([open_pair(inputs, settings)]))

    def _on_opened(self, opened: Opened) -> None:
        for layer in opened.layers:
            self.viewer.add_layer(layer)
        self.viewer.reset_view()
        if opened.messages:
            self._warn(" ".join(opened.messages))

    def _on_said(self, sentence: str, warning: bool) -> None:
        self.run_bar.say(sentence, warning=warning)

    def _warn(self, sentence: str) -> None:
        self._on_said(sentence, warning=True)

    def _on_wanted(self, record: Record) -> None:
        self.form.set_settings(record.settings)
        self.run_bar.say("The choices were taken.")

    def _on_chosen(self) -> None:
        """Look for the pairs anew: what came of others is no answer to these choices."""
        if self.form.is_empty:
            self.run.forget()
            self.table.show_pairs(())
            self.run_bar.say(WELCOME)
            return
        try:
            self.run.look(self.form.search())
        except ValueError as error:
            self._on_not_found(str(error))

    def _on_found(self, plan: Plan) -> None:
        self.table.show_pairs(plan.pairs)
        if not self.run.running:
            problems = any(pair.problem for pair in plan.pairs)
            self.run_bar.say(plan.summary, warning=problems)

    def _on_not_found(self, sentence: str) -> None:
        self.run.forget()
        self.table.show_pairs(())
        self._warn(sentence)

    def _on_progress(self, told: Told) -> None:
        if self.run.stopping:
            return
        self.run_bar.show_progress(told.progress.done, told.progress.total)
        self.run_bar.say(told.words)

    def _on_ended(self, study: Study) -> None:
        self._show_idle()
        self._offer_results(study.report)
        if study.unfinished:
            said = f"Stopped. {study.summary} Compare goes on."
        elif study.failed:
            said = f"{study.summary} Select one of the others to see why it is not."
        else:
            said = study.summary
        self.run_bar.say(said, warning=bool(study.failed))
        if self._again:
            self._again = False
            self.compare()

    def _on_failed(self, sentence: str) -> None:
        self._again = False
        self._show_idle()
        self._warn(sentence)

    def _show_idle(self) -> None:
        self.form.setEnabled(True)
        self.run_bar.compare.setEnabled(True)
        self.run_bar.show_idle()

    def _offer_results(self, report: Path | None) -> None:
        self._report = report
        for button in (self.open_report, self.open_folder):
            button.setEnabled(report is not None)

    def _on_theme(self) -> None:
        self.run_bar.set_theme(get_theme(self.viewer.theme).type)


def _button(text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip)
    return button


def _open(path: Path | None) -> None:
    """Open a file or folder as the person's desktop does."""
    if path is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.absolute())))
