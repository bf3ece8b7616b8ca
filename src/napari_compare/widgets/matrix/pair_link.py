"""The chosen pair ↔ the layers in the viewer, and the dock "Compare channels"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import napari
from qtpy.QtCore import QObject

from napari_compare.core.record import Record
from napari_compare.layers.grids import axis_names
from napari_compare.layers.several import Frames
from napari_compare.layers.view import set_visible, show_only
from napari_compare.widgets.matrix.run import AllPairs, Names
from napari_compare.widgets.plane_link import PlaneLink

if TYPE_CHECKING:
    from napari_compare.widgets.matrix.dock import CompareAllPairs


class PairLink(QObject):
    """Shows the images of the chosen pair in the viewer, and compares them by themselves.

    Of layers both are selected, and the others of those compared are hidden. Of a stack the first
    image of the pair is shown, and at a second click the other one.

    Parameters
    ----------
    dock
        The dock.
    """

    def __init__(self, dock: CompareAllPairs) -> None:
        super().__init__(dock)
        self._dock = dock
        self._planes = PlaneLink(dock.viewer, self)
        self._seen: dict[Any, bool] = {}
        self._last: tuple[Names, int] | None = None
        view = dock.view
        view.pair_chosen.connect(self._on_chosen)
        view.pair.all_wanted.connect(self.show_all)
        view.pair.alone_wanted.connect(self._on_alone)

    def show_all(self) -> None:
        """Show the layers again that were hidden for a pair."""
        for layer in self._dock.viewer.layers:
            if layer in self._seen:
                set_visible(layer, self._seen[layer])
        self._seen.clear()
        self._dock.view.pair.all.setEnabled(False)

    def shut_down(self) -> None:
        """Show what was hidden, and let go of the viewer."""
        self.show_all()
        self._planes.disconnect_viewer()

    def _on_chosen(self, pair: Names) -> None:
        found = self._dock.view.found
        assert found is not None
        self._dock.view.pair.all.setVisible(not isinstance(found.source, Frames))
        if isinstance(found.source, Frames):
            self._show_frame(found, found.source, pair)
        else:
            self._show_layers(found, pair)

    def _show_layers(self, found: AllPairs, pair: Names) -> None:
        layers = found.source.layers
        for layer in layers:
            self._seen.setdefault(layer, layer.visible)
        show_only(self._dock.viewer, [layers[i] for i in found.index(pair)], layers)
        self._dock.view.pair.all.setEnabled(True)

    def _show_frame(self, found: AllPairs, frames: Frames, pair: Names) -> None:
        """Show the first image of a pair, and the other one where it was chosen before."""
        before = self._last
        which = 1 - before[1] if before is not None and before[0] == pair else 0
        self._last = pair, which
        axes = axis_names(frames.layer)
        self._planes.follow(frames.layer, axes)
        self._planes.show({axes[frames.axis]: found.index(pair)[which]})

    def _on_alone(self) -> None:
        """Open the chosen pair in the dock "Compare channels"."""
        found, pair = self._dock.view.found, self._dock.view.shown_pair
        if found is None or pair is None:
            return
        if pair[0] == pair[1]:
            self._dock.say(f'"{pair[0]}" is compared with itself: choose another field.')
            return
        names = pair
        if isinstance(found.source, Frames):
            names = self._as_layers(found, found.source, pair)
        regions = "" if found.drawing is None else found.drawing.name
        metrics = Record(replace(found.settings, metrics="essential"), *names, regions)
        window: Any = self._dock.viewer.window
        dock, widget = window.add_plugin_dock_widget(
            "napari-compare", "Compare channels", tabify=True
        )
        dock.raise_()
        widget.repeat(metrics)

    def _as_layers(self, found: AllPairs, frames: Frames, pair: Names) -> Names:
        """Add the images of a pair as layers, where they are not yet; return their names."""
        layers = self._dock.viewer.layers
        names = []
        for index in found.index(pair):
            data, meta, kind = frames.as_layer(index)
            if meta["name"] not in layers:
                layers.append(napari.layers.Layer.create(data, meta, kind))
            names.append(meta["name"])
        return names[0], names[1]
