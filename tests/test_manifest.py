"""What the manifest promises exists. npe2 checks its form only, not menus, commands or names."""

import pytest
from napari._app_model import get_app_model
from napari._app_model.constants import MenuId
from npe2 import PluginManager, PluginManifest
from npe2.manifest.utils import import_python_name

PLUGIN = "napari-compare"

DOCKS = [
    *("Compare channels", "Compare folders", "Compare a series", "Compare all pairs"),
    *("What is most alike?", "Compare exposures"),
]


@pytest.fixture(scope="module")
def manifest(root) -> PluginManifest:
    return PluginManifest.from_file(root / "napari.yaml")


def test_napari_finds_the_plugin_by_this_manifest(manifest):
    manager = PluginManager.instance()
    manager.discover()
    assert manager.get_manifest(PLUGIN).contributions == manifest.contributions


def test_every_name_can_be_imported(manifest):
    for command in manifest.contributions.commands:
        assert callable(import_python_name(command.python_name)), command.id


def test_commands_are_declared_once_and_all_used(manifest):
    contributions = manifest.contributions
    declared = [command.id for command in contributions.commands]
    used = [widget.command for widget in contributions.widgets]
    for kind in ("sample_data", "readers", "writers"):
        used += [one.command for one in getattr(contributions, kind)]
    assert sorted(declared) == sorted(used)
    in_menus = {item.command for items in contributions.menus.values() for item in items}
    assert in_menus <= set(declared)


def test_menus_are_menus_of_napari(manifest):
    assert set(manifest.contributions.menus) <= {str(menu) for menu in MenuId.contributables()}


def test_titles_are_those_of_the_widgets(manifest):
    titles = {command.id: command.title for command in manifest.contributions.commands}
    for widget in manifest.contributions.widgets:
        assert titles[widget.command] == widget.display_name


@pytest.mark.parametrize(
    ("menu", "names"),
    [
        ("napari/layers/measure", DOCKS),
        ("napari/layers/visualize", ["Difference layer", "Overlap layer"]),
    ],
)
def test_menus_of_the_window_hold_the_widgets(make_napari_viewer, menu, names):
    make_napari_viewer()
    items = get_app_model().menus.get_menu(menu)
    titles = {item.command.title for item in items if hasattr(item, "command")}
    assert {f"{name} ({PLUGIN})" for name in names} <= titles


@pytest.mark.parametrize(
    "name",
    [
        *DOCKS,
        *("Difference layer", "Overlap layer"),
    ],
)
def test_widgets_open(make_napari_viewer, name):
    viewer = make_napari_viewer()
    dock, widget = viewer.window.add_plugin_dock_widget(PLUGIN, name)
    assert widget is not None
    assert dock.name == f"{name} ({PLUGIN})"


@pytest.mark.parametrize(
    ("key", "shape"),
    [("cells", (512, 512)), ("stack", (16, 256, 256)), ("movie", (24, 256, 256))],
)
def test_samples_open(make_napari_viewer, key, shape):
    viewer = make_napari_viewer()
    green, magenta, regions = viewer.open_sample(PLUGIN, key)
    assert green.data.shape == magenta.data.shape == shape
    assert regions.data
    assert list(viewer.layers) == [green, magenta, regions]
    assert {str(unit) for unit in regions.units} == {"micrometer"}


def test_the_sample_of_mixtures_opens(make_napari_viewer):
    viewer = make_napari_viewer()
    *references, series = viewer.open_sample(PLUGIN, "mixtures")
    assert [layer.data.shape for layer in references] == [(128, 128)] * 2
    assert series.data.shape == (60, 128, 128)
    assert series.axis_labels == ("t", "y", "x")
