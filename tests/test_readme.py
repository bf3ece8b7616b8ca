"""What the README tells people to do works."""

import os
import re
import shlex
from pathlib import Path

import pytest
import roifile
import tifffile
from typer.testing import CliRunner

from snippets import blocks

PICTURES = "https://raw.githubusercontent.com/napari-compare/napari-compare/main/"


@pytest.fixture(scope="module")
def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["scripts/demo", "scripts/test", ".ci/run"])
def test_commands_for_developers_can_be_run(root, command):
    told = (root / "README.md").read_text("utf-8") + (root / "CONTRIBUTING.md").read_text("utf-8")
    assert command in told
    script = root / command
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    if os.name != "nt":
        assert os.access(script, os.X_OK)


def test_python_runs(readme, capsys):
    snippets = blocks(readme, "python")
    assert len(snippets) >= 2
    names: dict[str, object] = {}
    for snippet in snippets:
        exec(snippet, names)
    printed = capsys.readouterr().out
    for region in ("co-localized", "half", "independent", "exclusive"):
        assert region in printed
    assert "pearson_r Pearson's r" in printed


def test_command_lines_run(readme, cells_sample, tmp_path, monkeypatch):
    from napari_compare.cli import app

    lines = [
        line
        for block in blocks(readme, "sh")
        for line in block.splitlines()
        if line.startswith("napari-compare ")
    ]
    assert len(lines) >= 2
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CI", "true")  # no window, even where there is a display
    tifffile.imwrite("green.tif", cells_sample.a)
    tifffile.imwrite("magenta.tif", cells_sample.b)
    rois = [
        roifile.ImagejRoi.frompoints(outline.vertices[:, ::-1], name=outline.name)
        for outline in cells_sample.outlines
    ]
    roifile.roiwrite("RoiSet.zip", rois)
    for line in lines:
        arguments = shlex.split(line)[1:]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        assert "co-localized" in result.output
        folder = Path(arguments[arguments.index("--out") + 1])
        assert (folder / "results.csv").exists()


def test_pictures_are_absolute_and_exist(readme, root):
    """The napari hub and PyPI show the README without the files beside it."""
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]*)\)", readme)
    assert pictures
    for address in pictures:
        assert address.startswith(PICTURES)
        assert (root / address.removeprefix(PICTURES)).is_file()


def test_documents_named_in_contributing_exist(root):
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:docs|src|tests|scripts|\.ci)/[\w./-]+)`", text):
        assert (root / name).exists(), name
