"""What the documentation says is true: its code runs, its lists are complete, its links lead on."""

import csv
import doctest
import importlib
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import roifile
import tifffile
from typer.testing import CliRunner

import napari_compare
from napari_compare import MixingSettings
from napari_compare.cli import app
from napari_compare.core.advice import CHECKS
from napari_compare.core.metrics import METRICS
from napari_compare.core.outputs import OUTPUTS
from napari_compare.core.settings import Settings
from napari_compare.samples import mixtures, movie
from raw_files import write_mosaic
from snippets import blocks

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))}
WITH_PYTHON = [name for name, text in PAGES.items() if blocks(text, "python")]
PACKAGE = Path(napari_compare.__file__).parent
WITHOUT_WINDOWS = ("core", "samples", "files", "plots", "report", "study")
LARGEST_PICTURE = 400_000


def load(name: str):
    """Return a module of the documentation's own, which is on no path."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generate():
    return load("generate")


def toctrees(text: str) -> set[str]:
    lines = "\n".join(blocks(text, r"\{toctree\}")).splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith(":")}


def test_every_page_is_reachable():
    reached, waiting = set(), {"index"}
    while waiting:
        page = waiting.pop()
        reached.add(page)
        waiting |= toctrees(PAGES[page]) - reached
    assert reached == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page, generate):
    text = PAGES[page]
    assert set(re.findall(r"\{doc\}`([\w-]+)`", text)) <= set(PAGES)
    for file in re.findall(r"^:file: (.+)$", text, flags=re.MULTILINE):
        assert (DOCS / file).is_file()
    for file in re.findall(r"^```\{include\} (.+)$", text, flags=re.MULTILINE):
        folder, _, name = file.partition("/")
        made = folder == generate.FOLDER and name in generate.PAGES
        assert made or (DOCS / file).is_file()


@pytest.mark.parametrize("page", PAGES)
def test_pictures_exist_and_are_described(page):
    for description, file in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", PAGES[page]):
        assert len(description) > 20
        assert (DOCS / file).is_file(), file
        assert (DOCS / file).stat().st_size < LARGEST_PICTURE, file


@pytest.mark.parametrize("page", [name for name in WITH_PYTHON if name != "add-a-metric"])
def test_python_runs(page):
    names: dict[str, object] = {}
    for snippet in blocks(PAGES[page], "python"):
        exec(snippet, names)


def test_a_metric_added_as_told_becomes_a_column():
    """In a process of its own, since it registers a metric for good."""
    told = "\n".join(blocks(PAGES["add-a-metric"], "python"))
    check = """
from napari_compare.core.metrics import METRICS
from napari_compare.samples import cells
metric = METRICS["bray_curtis"]
print(metric.tooltip)
sample = cells()
a, b = sample.a.astype(float), sample.b.astype(float)
every = compare(sample.a, sample.b, settings=Settings(metrics="all"))
assert np.isclose(every["bray_curtis"][0], np.abs(a - b).sum() / (a + b).sum(), rtol=1e-12)
"""
    done = subprocess.run(
        [sys.executable, "-c", told + check], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "0 where A equals B, 1 where they never meet" in done.stdout


def test_command_lines_run(cells_sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CI", "true")  # no window, even where there is a display
    write_files_named_in_the_docs(cells_sample)
    lines = [
        line
        for text in PAGES.values()
        for block in blocks(text, "sh")
        for line in block.splitlines()
        if line.startswith("napari-compare ")
    ]
    assert len(lines) >= 5
    for line in lines:
        result = CliRunner().invoke(app, shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"
        assert result.output


def write_files_named_in_the_docs(sample):
    tifffile.imwrite("green.tif", sample.a)
    tifffile.imwrite("magenta.tif", sample.b)
    film = movie()
    channels = [film.a[:3], film.b[:3]]
    tifffile.imwrite("movie.tif", channels, photometric="minisblack", metadata={"axes": "CTYX"})
    mixed = mixtures(5)
    for name, image in zip(
        ("series", "first", "second"), (mixed.frames, *mixed.references), strict=True
    ):
        tifffile.imwrite(f"{name}.tif", image, photometric="minisblack")
    outline = sample.outlines[0]
    roifile.roiwrite(
        "RoiSet.zip", [roifile.ImagejRoi.frompoints(outline.vertices[:, ::-1], name=outline.name)]
    )
    photo = np.stack([sample.a, sample.b, sample.a], axis=-1)
    for raw, developed in (("IMG_0001.dng", "before.tif"), ("IMG_0002.dng", "after.tif")):
        write_mosaic(raw, photo)
        tifffile.imwrite(developed, photo, photometric="rgb")
    for name, image in (("green", sample.a), ("magenta", sample.b)):
        Path(name).mkdir()
        for i in (1, 2):
            tifffile.imwrite(f"{name}/img{i}__{name}.tif", image)
    for file in ("green/img1__green_roi.zip", "green/img2__green_roi.zip"):
        shutil.copy("RoiSet.zip", file)
    Path("pairs.csv").write_text(
        "\n".join(text for text in blocks(PAGES["study"], "text") if text.startswith("a,b")),
        encoding="utf-8",
    )
    Path("settings.json").write_text(Settings().to_json(), encoding="utf-8")


def test_settings_shown_as_a_file_are_settings():
    (text,) = blocks(PAGES["settings"], "json")
    assert Settings.from_json(text).threshold == "otsu"


def modules_with_examples() -> list[str]:
    """Names of the modules that need no window and have examples."""
    files = [file.relative_to(PACKAGE) for file in PACKAGE.rglob("*.py")]
    return sorted(
        ".".join(["napari_compare", *file.with_suffix("").parts]).removesuffix(".__init__")
        for file in files
        if file.parts[0].removesuffix(".py") in WITHOUT_WINDOWS
        and ">>> " in (PACKAGE / file).read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_in_docstrings_run(name):
    done = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert done.attempted
    assert not done.failed


def test_the_metrics_page_tells_of_every_metric(generate):
    text = generate.metrics()
    for key, metric in METRICS.items():
        (entry,) = re.findall(
            rf"^\(metric-{key}\)=\n(.*?)(?=^\(metric-|^## |\Z)", text, re.M | re.S
        )
        assert f"### {metric.label}\n\nColumn `{key}`" in entry
        assert "Return " not in entry
        assert metric.undefined in entry


def test_the_advice_page_tells_of_every_check(generate):
    text = generate.advice()
    assert text.count("**What to do.**") == len(CHECKS)
    for one in CHECKS:
        assert f"## {one.title}\n\n*" in text
    assert "Find " not in text


def test_sources_become_links(generate):
    assert "[doi:10.2307/1412159](https://doi.org/10.2307/1412159)." in generate.metrics()
    assert re.findall(r"(?<!\[)doi:\S+", generate.metrics()) == []


def test_generated_tables_are_complete(generate):
    for field in Settings.__dataclass_fields__:
        assert f"| `{field}` |" in generate.settings()
    for key, output in OUTPUTS.items():
        assert f"| **{output.label}** | `{key}` | " in generate.outputs()
    for option in ("A", "B", "--regions", "--threshold-a", "--json"):
        assert f"| `{option}` | " in generate.command_line()


def test_the_mixing_page_tells_of_every_choice():
    for field in MixingSettings.__dataclass_fields__:
        assert f"| `{field}` | `--" in PAGES["mixing"]


def test_the_api_page_names_everything_public():
    for name in napari_compare.__all__:
        if not name.startswith("__"):
            assert re.search(rf"^\.\. \S+:: napari_compare\.(\S+\.)?{name}$", PAGES["api"], re.M)


def table(name: str) -> list[list[str]]:
    with (DOCS / "validation" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def test_reasons_for_differences_hold():
    """Each was computed as told, and compared with what the other program gave."""
    reasons = table("reasons")
    assert len(reasons) >= 15
    for reason, compared, difference in reasons:
        assert int(compared) >= 5, reason
        assert difference == "none" or float(difference) < 1e-9, reason


def test_validation_is_of_this_engine(shared_data, monkeypatch):
    monkeypatch.syspath_prepend(DOCS / "validation")
    pairs, side_by_side = (importlib.import_module(name) for name in ("pairs", "side_by_side"))
    small = [pair for pair in pairs.read_pairs(shared_data) if pair.a.size < 50_000]
    assert len(small) == 2
    for make in (side_by_side.values, side_by_side.thresholds, side_by_side.lines):
        told = table(make.__name__)
        for row in make(small)[1:]:
            assert row in told
