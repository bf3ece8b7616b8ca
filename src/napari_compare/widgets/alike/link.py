"""From a match to the viewer: its file, its layer, its frame, and where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from napari.layers import Layer
from qtpy.QtCore import QObject, Signal

from napari_compare.core.alike import Match
from napari_compare.layers.alike import (
    Part,
    file_as_layer,
    go_to,
    move_to,
    opened,
    planes_without_box,
    put_in_place,
    what_differs,
)
from napari_compare.layers.outputs import LayerData, is_output
from napari_compare.widgets.work import Work

if TYPE_CHECKING:
    import napari


class MatchLink(QObject):
    """Shows matches in the viewer.

    Parameters
    ----------
    viewer
        The viewer.
    parent
        Qt parent.
    """

    said = Signal(str, bool)
    """What was done, or why not, in a sentence; whether it is a warning."""

    def __init__(self, viewer: napari.Viewer, parent: QObject) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._done = ""
        self._work = Work(self)
        self._work.yielded.connect(self._add)
        self._work.done.connect(lambda: self.said.emit(self._done, False))
        self._work.failed.connect(lambda sentence: self.said.emit(sentence, True))

    @property
    def running(self) -> bool:
        """Whether something is being read or compared for the viewer."""
        return self._work.running

    def show(self, match: Match, asked: Part) -> None:
        """Open the file of a match, or select its layer and move the sliders to its frame.

        Parameters
        ----------
        match
            The match.
        asked
            The image to which it was compared.
        """
        source, name = match.candidate.source, match.candidate.name
        if match.failed:
            self.said.emit(f"{name} was not compared: {' '.join(match.notes)}", True)
        elif isinstance(source, Path):
            self._show_file(match, source, asked)
        elif self._is_there(source):
            go_to(self._viewer, source)
            self.said.emit(f"{name}: {match.verdict}.", False)

    def show_difference(self, match: Match, asked: Part) -> None:
        """Add a box around the pixels in which a match differs, and the difference."""
        if not self._is_there(asked):
            return
        name, left = match.candidate.name, planes_without_box(match)
        beyond = f" The box is not drawn on the last {left} planes." if left else ""

        def steps() -> Iterator[list[LayerData]]:
            yield what_differs(asked, match, match.candidate.read())

        move_to(self._viewer, asked)
        self._start(steps, f"Comparing with {name} …", f"{name} {match.verdict}.{beyond}")

    def abandon(self) -> None:
        """Stop, and tell nothing more."""
        self._work.abandon()

    def _show_file(self, match: Match, path: Path, asked: Part) -> None:
        layer = opened(self._viewer, path)
        if layer is not None:
            go_to(self._viewer, Part(layer))
            self.said.emit(f"{path.name} is open: {match.verdict}.", False)
            return

        def steps() -> Iterator[list[LayerData]]:
            yield [file_as_layer(path, match.candidate.read(), asked)]

        self._start(steps, f"Opening {path.name} …", f"Opened {path.name}: {match.verdict}.")

    def _start(self, steps: Any, doing: str, done: str) -> None:
        self._done = done
        self.said.emit(doing, False)
        self._work.start(steps)

    def _add(self, made: list[LayerData]) -> None:
        for one in made:
            layer = Layer.create(*one)
            if is_output(layer):
                put_in_place(self._viewer, layer)
            else:
                self._viewer.add_layer(layer)

    def _is_there(self, part: Part) -> bool:
        there = part.layer in self._viewer.layers
        if not there:
            self.said.emit(f'The layer "{part.layer.name}" is no longer in the viewer.', True)
        return there
