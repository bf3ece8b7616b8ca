"""The dock "What is most alike?"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from napari.utils.theme import get_theme
from qtpy.QtCore import Qt, QTimer
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QShortcut,
    QTabWidget,
    QVBoxLayout,
)

from napari_compare.core.alike import Match, find_alike, match_rows, ranked, ranks, summary
from napari_compare.core.results import Progress
from napari_compare.core.settings import Settings
from napari_compare.files.alike_results import write_gallery, write_rows
from napari_compare.files.choices import Choices
from napari_compare.widgets.alike.form import AlikeForm, Asked
from napari_compare.widgets.alike.gallery import Gallery
from napari_compare.widgets.alike.link import MatchLink
from napari_compare.widgets.alike.table import MatchTable
from napari_compare.widgets.conductor import compile_and_load
from napari_compare.widgets.help import open_url, page_url
from napari_compare.widgets.memory import LastChoices
from napari_compare.widgets.plugin_dock import PluginDock
from napari_compare.widgets.run_bar import RunBar
from napari_compare.widgets.saving import ask_and_save
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import napari

REFRESH = 300  # ms between two looks at what is found so far
LATEST = "latest-alike.json"
FIRST = "Choose an image and where to look for others, then press Find."


class MostAlike(PluginDock):
    """Find which images are most alike to one: a form, a gallery and a table.

    Parameters
    ----------
    napari_viewer
        The viewer whose layers are compared, and in which matches are shown.
    """

    def __init__(self, napari_viewer: napari.Viewer) -> None:
        super().__init__()
        self.viewer = napari_viewer
        self.form = AlikeForm(napari_viewer, self)
        self.run_bar = RunBar(
            self, does="Compare the image with all others", first=FIRST, live=False
        )
        self.run_bar.compare.setText("&Find")
        self.gallery = Gallery(self)
        self.table = MatchTable(self)
        self.link = MatchLink(napari_viewer, self)
        self.differs = QPushButton("Show what &differs")
        self.differs.setToolTip(
            "Add two layers: a box around the pixels in which the selected image differs, and the "
            "difference."
        )
        self.save = QPushButton("Sa&ve")
        self.save.setToolTip("Save the table, or a page with the pictures.")
        self.asked: Asked | None = None
        self.matches: list[Match] = []
        self._last = LastChoices(Choices(latest=LATEST))
        self._work, self._loading = Work(self), Work(self)
        self._refresh = QTimer(self, interval=REFRESH, singleShot=True)
        self._lay_out()
        self._connect()
        self._on_theme()
        self._show()
        self._recall()
        self._loading.start(compile_and_load)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, lambda: open_url(page_url("alike")))

    @property
    def busy(self) -> bool:
        """Whether something is being compared."""
        return self._work.running

    def compare(self) -> None:
        """Compare the image with all others."""
        try:
            asked = self.form.asked()
        except ValueError as error:
            self.run_bar.say(str(error), warning=True)
            return

        def steps() -> Iterator[Any]:
            yield from find_alike(asked.part.picture(), asked.candidates(), asked.measures)

        self._last.keep(Settings(), self.form.state())
        self.link.abandon()
        self.asked, self.matches = asked, []
        self._show()
        self.run_bar.say(f"Comparing with {asked.part.name} …")
        self.run_bar.show_running()
        self._work.start(steps)

    def cancel(self) -> None:
        """Stop the comparison; what was found stays."""
        self._work.cancel()

    def save_table(self, path: Path) -> None:
        """Save all matches as CSV."""
        asked = self._latest()
        write_rows(path, match_rows(self.matches, asked.measures, asked.part.picture().shape))

    def save_gallery(self, path: Path) -> None:
        """Save the best matches as a page that any browser shows."""
        asked = self._latest()
        write_gallery(path, asked.part.picture(), asked.part.name, self.matches, asked.measures)

    def shut_down(self) -> None:
        """Stop what runs, and let go of the viewer."""
        self._work.abandon()
        self._loading.abandon()
        self.link.abandon()
        self._refresh.stop()
        self.form.disconnect_viewer()
        self.viewer.events.theme.disconnect(self._on_theme)

    def _recall(self) -> None:
        """Choose what was chosen last on this machine; say why not."""
        try:
            _, state = self._last.recall()
        except ValueError as error:
            self.run_bar.say(str(error), warning=True)
        else:
            self.form.recall(state)

    def _latest(self) -> Asked:
        if self.asked is None or not self.matches:
            raise ValueError("There is nothing to save yet: press Find first.")
        return self.asked

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.addTab(self.gallery, "&Gallery")
        self.tabs.addTab(self.table, "&Table")
        menu = QMenu(self)
        for text, save, name, kinds in (
            ("Save table …", self.save_table, "alike.csv", "CSV (*.csv)"),
            ("Save gallery …", self.save_gallery, "gallery.html", "Web page (*.html)"),
        ):
            menu.addAction(text, partial(self._on_save, save, name, kinds))
        self.save.setMenu(menu)
        foot = QHBoxLayout()
        foot.addWidget(self.differs)
        foot.addStretch()
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.form)
        layout.addWidget(self.run_bar)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.run_bar.compare.clicked.connect(self.compare)
        self.run_bar.cancel.clicked.connect(self.cancel)
        self._work.yielded.connect(self._on_yielded)
        self._work.done.connect(self._on_done)
        self._work.failed.connect(partial(self._on_end, warning=True))
        self._work.cancelled.connect(self._on_cancelled)
        self._refresh.timeout.connect(self._show)
        self.gallery.picked.connect(self._on_picked)
        self.gallery.chosen.connect(self._on_chosen)
        self.table.picked.connect(self._on_picked)
        self.differs.clicked.connect(self._on_differs)
        self.link.said.connect(lambda text, warning: self.run_bar.say(text, warning=warning))
        self.viewer.events.theme.connect(self._on_theme)

    def _on_yielded(self, item: Progress | Match) -> None:
        if isinstance(item, Progress):
            self.run_bar.show_progress(item.done, item.total)
            return
        self.matches.append(item)
        if not self._refresh.isActive():
            self._refresh.start()

    def _on_done(self) -> None:
        self._on_end(self._summary())

    def _on_cancelled(self) -> None:
        self._on_end(f"Cancelled. {self._summary()}")

    def _summary(self) -> str:
        """Return what was compared with which image, in a sentence."""
        name = "" if self.asked is None else self.asked.part.name
        return f"{name}: {summary(self.matches)}"

    def _on_end(self, sentence: str, *, warning: bool = False) -> None:
        self._refresh.stop()
        self._show()
        self.table.fit()
        self.run_bar.show_idle()
        self.run_bar.say(sentence, warning=warning)

    def _show(self) -> None:
        """Show what was found so far."""
        measures = () if self.asked is None else self.asked.measures
        in_order = ranked(self.matches, measures)
        for view in (self.gallery, self.table):
            view.show_matches(in_order, ranks(in_order, measures), measures)
        self._on_chosen(self.gallery.match)

    def _on_picked(self, match: Match) -> None:
        self.gallery.select(match)
        if self.asked is not None:
            self.link.show(match, self.asked.part)

    def _on_chosen(self, match: Match | None) -> None:
        self.differs.setEnabled(match is not None and match.mark is not None)

    def _on_differs(self) -> None:
        if self.asked is not None and self.gallery.match is not None:
            self.link.show_difference(self.gallery.match, self.asked.part)

    def _on_save(self, save: Callable[[Path], None], name: str, kinds: str) -> None:
        sentence = ask_and_save(self, save, name, kinds)
        if sentence:
            self.run_bar.say(sentence)

    def _on_theme(self) -> None:
        self.run_bar.set_theme(get_theme(self.viewer.theme).type)
