"""Take the pictures of the documentation: python docs/screenshots.py [FOLDER]

Opens napari on the display at hand, as a person would see it, in a window of 1400 × 900 pixels.
FOLDER holds the real images; without it their picture is left as it is.
"""

import sys
import tempfile
import time
from contextlib import chdir
from pathlib import Path
from typing import Any

import napari
import numpy as np
import tifffile
from exposure_picture import expose
from PIL import Image
from qtpy.QtCore import QEvent, QPoint, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtTest import QTest
from qtpy.QtWidgets import QApplication, QComboBox, QWidget
from report_picture import make_study

from napari_compare import Settings, compare_all, compare_series, samples
from napari_compare.files import choices
from napari_compare.layers.outputs import is_output
from napari_compare.plots.curves import curves_figure
from napari_compare.plots.series import heat_map_figure
from napari_compare.widgets import CompareChannels, CompareSeries
from napari_compare.widgets.plot import ScatterPlot
from napari_compare.widgets.series.form import METRICS, SERIES

PICTURES = Path(__file__).parent / "_static"
SIZE = 1400, 900
LONGEST = 120  # seconds; compiling is part of the first comparison


def main(folder: Path | None) -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as remembered:
        choices.choices_folder = lambda: Path(remembered)
        take(folder)


def take(folder: Path | None) -> None:
    sample_pictures()
    workbench_pictures()
    plot_pictures()
    small_widget_pictures()
    series_pictures()
    alike_picture()
    all_pairs_picture()
    study_pictures()
    exposures_picture()
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


def workbench_pictures() -> None:
    """Show a cell's outline half way through being dragged, with the overlap following."""
    viewer = open_napari()
    for layer in samples.cells().layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    dock = open_dock(viewer)
    compare(dock)
    dock.layer_bar.tick(["overlap"])
    dock.layer_bar.add.click()
    wait(lambda: len(viewer.layers) == 4)
    regions = viewer.layers["regions"]
    viewer.layers.move(viewer.layers.index(regions), -1)
    viewer.layers.selection.active = regions
    regions.mode = "select"
    regions.selected_data = {0}
    settle()
    drag(viewer, regions, regions.data[0].mean(axis=0), (60, 90))
    save(viewer.window._qt_window, "workbench")
    viewer.theme = "light"
    save(viewer.window._qt_window, "workbench-light")
    viewer.theme = "dark"
    for name in ("Golgi, 63×", "nuclei, Otsu"):
        choices.Choices().save(name, Settings())
    menu = dock.choices.menu()
    menu.popup(dock.choices.mapToGlobal(dock.choices.rect().bottomLeft()))
    save(menu, "presets")
    menu.close()
    close(viewer)


def drag(viewer: napari.Viewer, layer: napari.layers.Layer, start, by, steps: int = 10) -> None:
    """Drag with the mouse from a place in a layer, and do not let go."""
    canvas = viewer.window._qt_viewer.canvas

    def send(kind, place, button, buttons) -> None:
        row, column = layer.data_to_world(place)
        x, y, _, w = canvas.view.scene.transform.map([column, row, 0, 1])
        here = QPointF(x / w, y / w)
        there = QPointF(canvas.native.mapToGlobal(here))
        event = QMouseEvent(kind, here, there, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas.native, event)

    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    send(QEvent.Type.MouseMove, start, none, none)
    send(QEvent.Type.MouseButtonPress, start, left, left)
    for step in range(1, steps + 1):
        send(QEvent.Type.MouseMove, np.add(start, np.multiply(by, step / steps)), none, left)
        QApplication.processEvents()
        time.sleep(0.05)


def plot_pictures() -> None:
    """Show the plot at work: thresholds by hand, a gate, the histograms, a figure for a paper."""
    viewer = open_napari()
    for layer in samples.cells().layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    dock = open_dock(viewer)
    compare(dock)
    dock.view.table.view.selectColumn(1)
    plot = dock.view.plot
    viewer.reset_view()
    settle()
    plot.tools.above.click()
    wait(lambda: len(viewer.layers) == 4)
    draw_on(plot, (plot.result.scatter.threshold_a, 400), (120, 400))
    settle()
    draw_on(plot, (400, plot.result.scatter.threshold_b), (400, 140))
    settle()
    save(viewer.window._qt_window, "plot-thresholds")
    plot.tools.above.click()
    plot.tools.automatic.click()
    plot.tools.gates["lasso"].click()
    draw_on(plot, (140, 120), (700, 350), (1300, 1000), (800, 1100), (200, 400), (140, 120))
    settle()
    save(viewer.window._qt_window, "plot-gate")
    plot.tools.kind.setCurrentIndex(1)
    save(plot, "plot-histograms")
    plot.tools.kind.setCurrentIndex(0)
    dock.view.table.view.selectColumn(0)
    for part in ("median", "marginals"):
        plot.tools.parts[part].trigger()
    plot.save(PICTURES / "plot-figure.png", (130, 110), 150)
    close(viewer)


def draw_on(plot: ScatterPlot, *path: tuple[float, float]) -> None:
    """Press the mouse on the scatter plot at intensities of A and B, move it, let go."""
    places = []
    for at in path:
        x, y = plot.gates._drawn.scatter.transData.transform(at)
        places.append(QPoint(round(x), round(plot.canvas.height() - y)))
    QTest.mousePress(plot.canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(plot.canvas, place)
        QApplication.processEvents()
    QTest.mouseRelease(plot.canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def series_pictures() -> None:
    """Draw every pair of a movie's frames, and how they differ from the first."""
    frames = samples.movie().a
    named = {f"t {i}": frame for i, frame in enumerate(frames)}
    heat_map_figure(compare_all(named), ["pearson_r"]).savefig(PICTURES / "heat-map.png", dpi=90)
    chosen = Settings(metrics=("pearson_r", "rmsd"))
    table = compare_series(frames, 0, settings=chosen)
    curves_figure(table, "t", chosen.metrics).savefig(PICTURES / "series.png", dpi=110)
    mixing_picture()
    series_picture()


def mixing_picture() -> None:
    """Show the mixtures of a series in two regions, with what they leave of a frame."""
    viewer = open_napari()
    for layer in samples.mixtures_layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    regions = viewer.add_shapes(name="cells", face_color="transparent", edge_width=1)
    regions.add_ellipses([[12, 8], [12, 62], [74, 62], [74, 8]], edge_color="#ffd400")
    regions.add_ellipses([[50, 68], [50, 120], [116, 120], [116, 68]], edge_color="#00c8ff")
    regions.features = {"name": ["nucleus", "tip"]}
    dock = open_dock(viewer, "Compare a series")
    press(dock)
    dock.residual.click()
    viewer.layers.move(viewer.layers.index(regions), -1)
    viewer.dims.set_point(0, 21)
    viewer.fit_to_view()
    save(viewer.window._qt_window, "series-mixing")
    close(viewer)


def series_picture() -> None:
    """Show how alike two channels are in each frame of a movie."""
    viewer = open_napari()
    for layer in samples.movie_layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    dock = open_dock(viewer, "Compare a series")
    choose(dock.form.kind, METRICS)
    choose(dock.form.against, SERIES)
    press(dock)
    viewer.fit_to_view()
    save(viewer.window._qt_window, "series-metrics")
    close(viewer)


def choose(combo: QComboBox, value: str) -> None:
    combo.setCurrentIndex(combo.findData(value))


def press(dock: CompareSeries) -> None:
    """Press Compare as a person does, and wait for the numbers."""
    QTest.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    wait(lambda: not dock.busy)


def alike_picture() -> None:
    """Show what is most alike to an image in a folder, and where an edited copy differs."""
    viewer = open_napari()
    image = samples.cells().a
    with tempfile.TemporaryDirectory() as name:
        write_relatives(Path(name), image)
        viewer.add_image(image, name="cells 3").contrast_limits = 100, np.quantile(image, 0.995)
        _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "What is most alike?")
        dock.form.place.setCurrentText("A folder")
        dock.form.by.setCurrentText("Matched features")
        dock.form.folder.set_text(name)
        QTest.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
        wait(lambda: not dock.busy)
        dock.form.folder.set_text("/data/figures")
        shown = [dock.gallery.item(row) for row in range(dock.gallery.count())]
        edited = next(item for item in shown if "edited" in item.text())
        dock.gallery.setCurrentItem(edited)
        QTest.mouseClick(dock.differs, Qt.MouseButton.LeftButton)
        wait(lambda: not dock.link.running)
        dock.gallery.scrollToTop()
        viewer.fit_to_view()
        save(viewer.window._qt_window, "alike")
    close(viewer)


def write_relatives(folder: Path, image: np.ndarray) -> None:
    """Write copies of an image, and images that have nothing to do with it."""
    seen = np.clip((image.astype(float) - 100) / 4, 0, 255).astype(np.uint8)
    Image.fromarray(seen).save(folder / "slide 12.jpg", quality=60)
    Image.fromarray(seen).resize((358, 358)).save(folder / "poster.png")
    edited = image.copy()
    edited[60:130, 100:190] = edited[270:340, 200:290]
    for name, one in {
        "cells 3 (copy)": image,
        "cells 3, edited": edited,
        "figure 2b": image[120:420, 60:400],
        "shifted": np.roll(image, (25, -18), (0, 1)),
        "other channel": samples.cells().b,
        "stack, plane 8": samples.stack().a[8],
        "film, frame 1": samples.movie().a[0],
    }.items():
        tifffile.imwrite(folder / f"{name}.tif", one)


def all_pairs_picture() -> None:
    """Show each frame of a movie beside each other one, and the pixels of two of them."""
    viewer = open_napari()
    for layer in samples.movie().layers():
        viewer.add_layer(napari.layers.Layer.create(*layer))
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare all pairs")
    wait(lambda: not dock.preparing)
    QTest.keyClick(dock.form.choice.source_box, Qt.Key.Key_Down)
    QTest.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
    wait(lambda: dock.view.arranged is not None)
    settle()
    heat_map = dock.view.heat_map
    x, y = heat_map.drawn.axes.transData.transform((9, 3))
    place = QPoint(round(x), round(heat_map.canvas.height() - y))
    QTest.mouseClick(heat_map.canvas, Qt.MouseButton.LeftButton, pos=place)
    wait(lambda: dock.view.pair.shown is not None)
    viewer.fit_to_view()
    save(viewer.window._qt_window, "all-pairs")
    close(viewer)


def study_pictures() -> None:
    """Show two folders being compared: one pair has no partner, the regions of one are damaged."""
    viewer = open_napari()
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare folders")
    with tempfile.TemporaryDirectory() as name, chdir(name):
        study = Path("study")
        study.mkdir()
        make_study(study)
        for channel in ("green", "magenta"):
            (study / channel).mkdir()
            for file in study.glob(f"*__{channel}*"):
                file.rename(study / channel / file.name)
        (study / "magenta" / "control-2-1__magenta.tif").unlink()
        (study / "green" / "drug-1-2__green_roi.zip").write_bytes(b"PK")
        dock.form.folder_a.set_text(str(study / "green"))
        dock.form.folder_b.set_text(str(study / "magenta"))
        wait(lambda: dock.table.model.rowCount() > 0)
        dock.open_pair(dock.table.model.pairs[0])
        wait(lambda: len(viewer.layers) == 3)
        save(viewer.window._qt_window, "folders-found")
        QTest.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
        wait(lambda: not dock.run.running)
        dock.table.view.selectRow(7)
        save(dock, "folders-done")
    close(viewer)


def exposures_picture() -> None:
    """Show where the second exposure of a scene is brighter than the first."""
    viewer = open_napari()
    with tempfile.TemporaryDirectory() as name:
        for file in expose(Path(name)):
            viewer.add_image(tifffile.imread(file), rgb=True, name=file.stem)
        _, dock = viewer.window.add_plugin_dock_widget("napari-compare", "Compare exposures")
        QTest.mouseClick(dock.run_bar.compare, Qt.MouseButton.LeftButton)
        wait(lambda: dock.found is not None)
        dock.add_layers(("superimposed",))
        settle()
        save(viewer.window._qt_window, "exposures-dock")
    close(viewer)


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


def open_dock(viewer: napari.Viewer, name: str = "Compare channels") -> Any:
    """Return a dock, opened from the plugin's own entry, with its engine ready."""
    _, dock = viewer.window.add_plugin_dock_widget("napari-compare", name)
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
