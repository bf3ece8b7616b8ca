"""A wheel and an editable install bring the manifest with them, and napari opens the dock."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from npe2 import PluginManifest

LEFT_OUT = shutil.ignore_patterns(
    ".*cache",
    ".git",
    ".venv*",
    ".hypothesis",
    "__pycache__",
    "dist",
    "_build",
    "napari-compare-demo",
)

OPEN_THE_DOCK = """
import json, napari, napari_compare
from npe2 import PluginManager
from qtpy.QtCore import QTimer
manager = PluginManager.instance()
manager.discover()
widgets = [widget.display_name for widget in manager.iter_widgets()
           if widget.plugin_name == "napari-compare"]
viewer = napari.Viewer()
dock, widget = viewer.window.add_plugin_dock_widget("napari-compare", "Compare channels")
name = dock.name
QTimer.singleShot(0, viewer.close)
napari.run()
print(json.dumps({"package": napari_compare.__file__, "version": napari_compare.__version__,
                  "widgets": widgets, "dock": name}))
"""


@pytest.fixture
def titles(root) -> list[str]:
    """What the widgets are called in the manifest."""
    manifest = PluginManifest.from_file(root / "napari.yaml")
    return [widget.display_name for widget in manifest.contributions.widgets]


@pytest.fixture(scope="module")
def source(root, tmp_path_factory) -> Path:
    """A copy of the project, so that building leaves the working tree alone."""
    copy = tmp_path_factory.mktemp("source") / "napari-compare"
    shutil.copytree(root, copy, ignore=LEFT_OUT, symlinks=True)
    (copy / "src" / "napari_compare" / "napari.yaml").unlink(missing_ok=True)
    return copy


@pytest.fixture
def bare_python(tmp_path) -> Path:
    """A Python that has all that this one has, but not this project."""
    if sys.platform == "win32":
        pytest.skip("needs links, which Windows allows to administrators only")
    environment = tmp_path / "environment"
    venv.create(environment)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "napari_compare" not in entry.name:
            (site / entry.name).symlink_to(entry)
    return environment / "bin" / "python"


def pip(*arguments: object) -> None:
    command = [sys.executable, "-m", "pip", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def install(python: Path, *what: object) -> None:
    pip("--python", python, "install", "--no-deps", "--no-build-isolation", *what)


def open_the_dock(python: Path, folder: Path) -> dict[str, object]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-c", OPEN_THE_DOCK], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    return next(folder.glob("*.whl"))


def test_wheel_holds_the_package_and_the_manifest_once(wheel, root):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        manifest = archive.read("napari_compare/napari.yaml")
    assert manifest == (root / "napari.yaml").read_bytes()
    assert names.count("napari_compare/napari.yaml") == 1
    assert "napari_compare/py.typed" in names
    assert {"napari_compare/report/page.css", "napari_compare/report/sort.js"} <= set(names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"napari_compare"}


@pytest.mark.usefixtures("wheel")
def test_building_a_wheel_leaves_no_manifest_in_the_source(source):
    assert not (source / "src" / "napari_compare" / "napari.yaml").exists()


def test_wheel_needs_no_qt_binding(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = archive.read(name).decode()
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:")]
    assert needed
    assert not [line for line in needed if "PyQt" in line or "PySide" in line]
    assert [line for line in needed if "napari[all]" in line and "extra == 'all'" in line]


def test_installed_wheel_opens_in_napari(wheel, bare_python, tmp_path, titles):
    install(bare_python, wheel)
    found = open_the_dock(bare_python, tmp_path)
    assert Path(found["package"]).is_relative_to(bare_python.parents[1])
    assert found["widgets"] == titles
    assert found["dock"] == "Compare channels (napari-compare)"


def test_editable_install_opens_in_napari(source, bare_python, tmp_path, titles):
    install(bare_python, "--editable", source)
    linked = source / "src" / "napari_compare" / "napari.yaml"
    assert linked.read_bytes() == (source / "napari.yaml").read_bytes()
    found = open_the_dock(bare_python, tmp_path)
    assert Path(found["package"]).is_relative_to(source)
    assert found["widgets"] == titles


def test_manifest_is_copied_where_links_are_not_allowed(source, bare_python):
    """As on Windows: the build hook, run with links refused, leaves a file."""
    refuse = "import os; os.symlink = lambda *a, **k: (_ for _ in ()).throw(OSError('no links'))"
    hook = (
        f"{refuse}; import sys; sys.path.insert(0, 'scripts'); import link_manifest; "
        "hook = link_manifest.LinkManifest('.', {}, None, None, '.', 'wheel'); "
        "hook.initialize('editable', {})"
    )
    subprocess.run([bare_python, "-c", hook], cwd=source, check=True)
    copied = source / "src" / "napari_compare" / "napari.yaml"
    assert not copied.is_symlink()
    assert copied.read_bytes() == (source / "napari.yaml").read_bytes()
