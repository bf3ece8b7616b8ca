"""Two small widgets for people who want one layer and no dock.

Without `from __future__ import annotations`, as magicgui reads the annotations.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Optional

from magicgui import magic_factory
from magicgui.widgets import FunctionGui
from napari import Viewer
from napari.layers import Image, Labels, Layer, Shapes
from napari.utils.notifications import show_warning

from napari_compare.core.outputs import OUTPUTS
from napari_compare.core.results import Result
from napari_compare.core.scaling import INTENSITIES
from napari_compare.core.settings import THRESHOLDS, Settings
from napari_compare.layers.outputs import is_output
from napari_compare.widgets.comparison import Compared, Layers, prepare
from napari_compare.widgets.layer_choice import check_layers
from napari_compare.widgets.output_layers import Kind, Made, make_outputs, put_output
from napari_compare.widgets.work import Work

DIFFERENCES = [(output.label, key) for key, output in OUTPUTS.items() if output.takes_intensities]
METHODS = [(method.capitalize(), method) for method in THRESHOLDS]
AnyNumber = Annotated[float, {"min": -1e12, "max": 1e12}]


def _offer_fitting_layers(gui: FunctionGui[Any, None]) -> None:
    """Offer images as channels, as B all but A, and as regions what regions can be drawn in."""

    def layers(types: tuple[type, ...]) -> list[Layer]:
        viewer = gui.viewer.value
        found = [] if viewer is None else list(viewer.layers)
        return [layer for layer in found if isinstance(layer, types) and not is_output(layer)]

    gui.a.choices = lambda _: layers((Image,))
    gui.b.choices = lambda _: [layer for layer in layers((Image,)) if layer is not gui.a.value]
    gui.a.changed.connect(gui.b.reset_choices)
    if hasattr(gui, "regions"):
        gui.regions.choices = lambda _: layers((Shapes, Labels))


def _show_numbers_for_manual(gui: FunctionGui[Any, None]) -> None:
    _offer_fitting_layers(gui)

    def show(method: str) -> None:
        gui.threshold_a.visible = gui.threshold_b.visible = method == "manual"

    gui.threshold.changed.connect(show)
    show(gui.threshold.value)


@magic_factory(call_button="Add layer", widget_init=_offer_fitting_layers)
def difference_layer(
    viewer: Viewer,
    a: Image,
    b: Image,
    kind: Annotated[str, {"choices": DIFFERENCES}] = "signed",
    intensities: Annotated[str, {"choices": INTENSITIES}] = "raw",
) -> None:
    """Add a layer that shows where two channels differ.

    Parameters
    ----------
    viewer
        The viewer that gets the layer.
    a
        Channel A.
    b
        Channel B, which is subtracted from A.
    kind
        What the layer shows of the difference.
    intensities
        Raw; each channel from its 1st to its 99th percentile; or A scaled to what it predicts of
        B by regression.
    """
    _add(viewer, (a, b, None), Settings(), (kind, intensities))


@magic_factory(call_button="Add layer", widget_init=_show_numbers_for_manual)
def overlap_layer(
    viewer: Viewer,
    a: Image,
    b: Image,
    regions: Optional[Layer] = None,  # noqa: UP045 - magicgui knows this spelling of a choice
    threshold: Annotated[str, {"choices": METHODS}] = "otsu",
    threshold_a: AnyNumber = 0.0,
    threshold_b: AnyNumber = 0.0,
) -> None:
    """Add a layer of labels: above the threshold in A only, in B only, or in both.

    Parameters
    ----------
    viewer
        The viewer that gets the layer.
    a
        Channel A.
    b
        Channel B.
    regions
        Shapes or labels, inside each of which its own thresholds are found; or the whole image.
    threshold
        How the intensity above which a pixel counts as signal is found, for each channel.
    threshold_a
        Threshold of A, for the method "manual".
    threshold_b
        Threshold of B, for the method "manual".
    """
    settings = Settings(
        metrics=("pearson_r",),
        threshold=threshold,
        threshold_a=threshold_a,
        threshold_b=threshold_b,
    )
    _add(viewer, (a, b, regions), settings, ("overlap", "raw"))


def _add(viewer: Viewer, layers: Layers, settings: Settings, kind: Kind) -> None:
    """Make an output on a thread and add it; say what is wrong if that cannot be done."""
    try:
        check_layers(*layers[:2])
        steps = prepare(layers, settings)
    except ValueError as error:
        show_warning(str(error))
        return
    work = Work()
    work.yielded.connect(lambda made: put_output(viewer, made))
    work.failed.connect(show_warning)
    work.start(lambda: _make(steps(), kind))


def _make(steps: Iterator[Any], kind: Kind) -> Iterator[Made]:
    compared: Compared = next(steps)
    if OUTPUTS[kind[0]].needs_thresholds:
        compared.results.extend(item for item in steps if isinstance(item, Result))
    yield from make_outputs(compared, [kind])
