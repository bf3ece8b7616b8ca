"""Take the pictures of the documentation: python docs/screenshots.py [FOLDER]

Opens napari on the display at hand, as a person would see it, in a window of 1400 × 900 pixels.
FOLDER holds the real images; without it their picture is left as it is.
"""

import sys
import time
from pathlib import Path

import napari
import numpy as np
import tifffile
from PIL import Image
from qtpy.QtCore import Qt
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QWidget

from napari_compare import Settings, compare_all, compare_series, samples
from napari_compare.layers.outputs import is_output
from napari_compare.series_plots import curves_figure, heat_map_figure
from napari_compare.widgets import CompareChannels

PICTURES = Path(__file__).parent / "_static"
SIZE = 1400, 900
LONGEST = 120  # seconds; compiling is part of the first comparison


def main(folder: Path | None) -> None:
    """Take all pictures."""
    sample_pictures()
    small_widget_pictures()
    series_pictures()
    if folder is not None:
        real_picture(folder)


def sample_pictures() -> None:
    """Show the four cells: the dock, all its choices, and the layers that it makes."""
    viewer = open_napari()
    for layer in samples.cells().layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    dock = open_dock(viewer)
    compare(dock)
    save(viewer.window._qt_window, "dock")
    dock.form._more_button.click()
    settle()
    save(dock, "choices")
    dock.form._more_button.click()
    dock.layer_bar.add.click()
    wait(lambda: len(viewer.layers) == 5)
    signed, overlap = (layer for layer in viewer.layers if is_output(layer))
    regions = viewer.layers["regions"]
    viewer.layers.move(viewer.layers.index(regions), -1)
    show_only(viewer, signed, regions)
    save(viewer.window._qt_window, "difference")
    show_only(viewer, overlap, regions)
    save(viewer.window._qt_window, "overlap")
    close(viewer)


def series_pictures() -> None:
    """Draw every pair of a movie's frames, and how they differ from the first."""
    frames = samples.movie().a
    named = {f"t {i}": frame for i, frame in enumerate(frames)}
    heat_map_figure(compare_all(named), ["pearson_r"]).savefig(PICTURES / "heat-map.png", dpi=90)
    chosen = Settings(metrics=("pearson_r", "rmsd"))
    table = compare_series(frames, 0, settings=chosen)
    curves_figure(table, "t", chosen.metrics).savefig(PICTURES / "series.png", dpi=110)


def small_widget_pictures() -> None:
    """Show the two small widgets by themselves."""
    viewer = open_napari()
    for layer in samples.cells().layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    for name in ("Difference layer", "Overlap layer"):
        _, widget = viewer.window.add_plugin_dock_widget("napari-compare", name)
        widget.native.setFixedHeight(widget.native.sizeHint().height())
        save(widget.native, name.lower().replace(" ", "-"))
    close(viewer)


def real_picture(folder: Path) -> None:
    """Show nuclear pores and nuclei, with a region for each nucleus."""
    viewer = open_napari()
    image = tifffile.imread(folder / "neubias" / "xyc_16bit__nup_nuclei.tif")
    labels = tifffile.imread(folder / "neubias" / "xyc_16bit__nup_nuclei__labels.tif")
    for channel, name, colour in zip(image, ("pores", "nuclei"), ("green", "magenta"), strict=True):
        layer = viewer.add_image(channel, name=name, colormap=colour, blending="additive")
        layer.contrast_limits = 0, np.quantile(channel, 0.998)
    viewer.add_labels(labels, name="labelled nuclei").contour = 2
    compare(open_dock(viewer))
    save(viewer.window._qt_window, "dock-real")
    close(viewer)


def open_napari() -> napari.Viewer:
    """Return a viewer in a window of the usual size."""
    viewer = napari.Viewer(show=True)
    viewer.window._qt_window.resize(*SIZE)
    settle()
    return viewer


def open_dock(viewer: napari.Viewer) -> CompareChannels:
    """Return the dock, opened from the plugin's own entry, with its engine ready."""
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare channels")
    wait(lambda: not dock.preparing)
    return dock


def compare(dock: CompareChannels) -> None:
    """Press Compare as a person does, and wait for the numbers."""
    QTest.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    wait(lambda: bool(dock.view.table.results) and not dock.comparison.running)
    dock.viewer.fit_to_view()


def show_only(viewer: napari.Viewer, *layers: napari.layers.Layer) -> None:
    for layer in viewer.layers:
        layer.visible = layer in layers
    settle()


def close(viewer: napari.Viewer) -> None:
    viewer.close()
    settle()


def wait(done) -> None:
    """Let the window live until something is done."""
    end = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("napari did not get ready for its picture.")
        QApplication.processEvents()
        time.sleep(0.01)


def settle() -> None:
    """Let the window draw what has changed."""
    end = time.monotonic() + 1
    wait(lambda: time.monotonic() > end)


def save(widget: QWidget, name: str) -> None:
    """Save what a widget shows, in few colours, as noise makes large files."""
    settle()
    path = PICTURES / f"{name}.png"
    widget.grab().save(str(path))
    picture = Image.open(path).convert("RGB")
    few = picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
