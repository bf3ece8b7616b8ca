"""A menu of choices to come back to: presets, files, and layers made earlier."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QFileDialog, QInputDialog, QMenu, QToolButton, QWidget

from napari_compare.core.record import Record
from napari_compare.core.settings import Settings
from napari_compare.files.choices import Choices
from napari_compare.files.records import read_record
from napari_compare.layers.outputs import is_output, record_of
from napari_compare.layers.series import is_residual

if TYPE_CHECKING:
    import napari

FILES = "Choices and results (*.json *.csv)"
ARROW_WIDTH = 14
JSON = "JSON (*.json)"


class ChoicesButton(QToolButton):
    """A button with a menu of presets, and of what else choices can be taken from.

    Parameters
    ----------
    viewer
        The viewer whose output layers are offered.
    settings
        Returns what is chosen now; raises ValueError with a sentence where that cannot be.
    choices
        What is remembered on this machine.
    parent
        Qt parent.
    """

    wanted = Signal(object)
    """A person wants the choices of this `Record`."""
    said = Signal(str, bool)
    """What was done, or why not, in a sentence; whether it is a warning."""

    def __init__(
        self,
        viewer: napari.Viewer,
        settings: Callable[[], Settings],
        choices: Choices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._settings = settings
        self._choices = choices
        self.setText("Pre&sets")
        self.setToolTip("Keep these choices under a name, or go back to others.")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self.setStyleSheet(f"padding-right: {ARROW_WIDTH}px")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._fill()

    def save(self) -> None:
        """Ask for a name and keep what is chosen under it."""
        name, given = QInputDialog.getText(
            self, "Save as a preset", "Name of these choices (a preset of this name is replaced):"
        )
        if given:
            self._try(
                lambda: self._choices.save(name, self._settings()),
                f'These choices were saved as the preset "{name.strip()}".',
            )

    def open_file(self) -> None:
        """Ask for a file and take the choices that it holds."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Open choices or results", "", FILES)
        if chosen:
            self._take(lambda: read_record(Path(chosen)))

    def save_file(self) -> None:
        """Ask for a file and save what is chosen, as the command line takes it."""
        chosen, _ = QFileDialog.getSaveFileName(self, "Save choices", "settings.json", JSON)
        if chosen:
            path = Path(chosen).with_suffix(".json")
            self._try(
                lambda: path.write_text(self._settings().to_json() + "\n", encoding="utf-8"),
                f"Saved {path.name}.",
            )

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        names = self._choices.names
        for name in names:
            use = menu.addAction(_plain(name), partial(self._use, name))
            use.setToolTip("Choose what was saved under this name.")
        if names:
            menu.addSeparator()
        menu.addAction("Save these choices as a preset …", self.save)
        delete = menu.addMenu("Delete a preset")
        for name in names:
            delete.addAction(_plain(name), partial(self._delete, name))
        delete.setEnabled(bool(names))
        menu.addSeparator()
        menu.addAction("Open choices or results …", self.open_file).setToolTip(
            "Take the choices, and the layers where they are open, from a settings file (JSON) or "
            "a table of results (CSV)."
        )
        menu.addAction("Save choices …", self.save_file).setToolTip(
            "Save what is chosen now as a settings file: for others, or for the command line."
        )
        repeat = menu.addMenu("Repeat what made a layer")
        outputs = [
            layer for layer in self._viewer.layers if is_output(layer) and not is_residual(layer)
        ]
        for layer in reversed(outputs):
            repeat.addAction(_plain(layer.name), partial(self._take, partial(record_of, layer)))
        repeat.setEnabled(bool(outputs))
        menu.addSeparator()
        menu.addAction("Back to the defaults", lambda: self.wanted.emit(Record(Settings())))

    def _use(self, name: str) -> None:
        self._take(lambda: Record(self._choices.preset(name)))

    def _delete(self, name: str) -> None:
        self._try(lambda: self._choices.delete(name), f'The preset "{name}" was deleted.')

    def _take(self, read: Callable[[], Record]) -> None:
        try:
            record = read()
        except ValueError as error:
            self.said.emit(str(error), True)
        else:
            self.wanted.emit(record)

    def _try(self, work: Callable[[], object], done: str) -> None:
        try:
            work()
        except (OSError, ValueError) as error:
            self.said.emit(f"That was not done. {error}", True)
        else:
            self.said.emit(done, False)


def _plain(name: str) -> str:
    """Return a name as a menu shows it: "&" would underline the letter behind it."""
    return name.replace("&", "&&")
