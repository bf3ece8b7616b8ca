"""Arrows between the rooms point one way, and nothing heavy is imported before it is used."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import napari_compare

PACKAGE = Path(napari_compare.__file__).parent
QT = {"qtpy", "PyQt5", "PyQt6", "PySide2", "PySide6", "superqt", "vispy"}
WINDOWS = {"napari", "magicgui", *QT}

# Room → rooms that it may import, and packages that it may not.
RULES: dict[str, tuple[set[str], set[str]]] = {
    "core": (set(), {"matplotlib", "npe2", *WINDOWS}),
    "samples": ({"core"}, {"matplotlib", "npe2", *WINDOWS}),
    "plots": ({"core"}, {"npe2", *WINDOWS}),
    "report": ({"core", "plots"}, {"npe2", *WINDOWS}),
    "files": ({"core", "plots", "report"}, WINDOWS),
    "study": ({"core", "plots", "report", "files"}, {"npe2", *WINDOWS}),
    "layers": ({"core", "files"}, {"matplotlib", "magicgui", *QT}),
    "widgets": ({"core", "samples", "plots", "files", "study", "layers"}, set()),
    "cli": ({"core", "samples", "plots", "files", "study"}, {"magicgui", *QT}),
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything a file imports, at its top or within a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_its_rules():
    rooms = {room_of(path) for path in PACKAGE.rglob("*.py")} - {"__init__"}
    assert rooms == set(RULES)


@pytest.mark.parametrize("room", RULES)
def test_arrows_point_one_way(room):
    rooms, forbidden = RULES[room]
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        if room_of(path) != room:
            continue
        for name in imports(path):
            package, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if package == "napari_compare" and target in RULES:
                allowed = target == room or target in rooms
            else:
                allowed = package not in forbidden
            if not allowed:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def loaded_by(code: str) -> set[str]:
    """Top-level packages that a new Python has loaded after running some code."""
    report = "import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


IMPORT_ALL = """
import importlib, pkgutil
room = importlib.import_module("napari_compare.{room}")
for module in pkgutil.walk_packages(getattr(room, "__path__", ()), room.__name__ + "."):
    importlib.import_module(module.name)
"""


@pytest.mark.parametrize("room", ["core", "samples", "plots", "report", "files", "study", "layers"])
def test_what_must_not_come_along_does_not(room):
    # napari's layers load some packages themselves, without opening a window.
    unavoidable = loaded_by("import napari.layers") if room == "layers" else set()
    _, forbidden = RULES[room]
    assert not loaded_by(IMPORT_ALL.format(room=room)) & forbidden - unavoidable


def test_importing_the_package_loads_nothing_heavy():
    heavy = {"numpy", "numba", "scipy", "skimage", "pandas", "dask", "matplotlib", *WINDOWS}
    assert not loaded_by("import napari_compare") & heavy


def test_public_names_are_imported_when_first_used():
    assert set(napari_compare.__all__) <= set(dir(napari_compare))
    for name in napari_compare.__all__:
        assert getattr(napari_compare, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = napari_compare.nonsense


def test_public_names_are_typed_as_they_are_imported():
    """What a type checker sees under TYPE_CHECKING is what is imported when used."""
    typed = {
        name.rsplit(".", 1)[1]: ".".join(name.split(".")[1:3])
        for name in imports(PACKAGE / "__init__.py")
        if name.startswith("napari_compare.")
    }
    assert typed == napari_compare._HOME
    assert {*typed, "__version__"} == set(napari_compare.__all__)
