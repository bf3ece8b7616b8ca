"""Writing what a comparison found: table, settings, images, figure, methods text and report."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import tifffile

from napari_compare.core.methods import methods_text
from napari_compare.core.outputs import make_output
from napari_compare.core.pair import Pair
from napari_compare.core.regions import Region
from napari_compare.core.results import Result, as_table, with_units
from napari_compare.core.settings import Settings
from napari_compare.files.exposures import DIFFERENCES, draw_exposures
from napari_compare.files.records import read_record
from napari_compare.files.report import comparison_report
from napari_compare.files.spreadsheet import write_csv
from napari_compare.plots import scatter_figure
from napari_compare.report.page import open_page

IMAGES = ("difference", "overlap")
EXPOSURES = "exposures.png"
IMAGEJ_AXES = "tzcyx"
IMAGEJ_BYTES = 1 << 31  # ImageJ's own TIFFs end at 4 GB; with room for what comes beside pixels


def write_results(
    folder: str | Path,
    results: Sequence[Result],
    pair: Pair,
    settings: Settings,
    inputs: Mapping[str, Any] | None = None,
    *,
    warnings: Sequence[str] = (),
    exposures: bool = False,
) -> list[Path]:
    """Write a comparison into a folder.

    - `results.csv`: a row a region;
    - `settings.json`: all that is needed to repeat it;
    - `difference.tif`: A − B, each without its background, float32;
    - `overlap.tif`: 1 A only, 2 B only, 3 both, 0 neither or outside the regions, uint8;
    - `scatter.png`: a scatter plot a region;
    - `methods.txt`: what was done, as a text for a paper;
    - `report.html`: all of it in one page that any browser shows.

    Of two exposures also:

    - `a_over_b.tif`, `b_over_a.tif`, `superimposed.tif`: by how much A is above B, B above A, and
      either above the other, of every colour;
    - `exposures.png`: the joint plot of each result, with the conditional median of B, and these
      differences with their histograms.

    Everything is written into a folder of its own first, and moved when it is complete.

    Parameters
    ----------
    folder
        Made if it does not exist. Files of these names in it are replaced.
    results
        What `iterate` yielded.
    pair, settings
        What was compared, and how.
    inputs
        Where the images and regions came from, as plain values.
    warnings
        What was left out of the regions, in sentences.
    exposures
        Whether these are two exposures of one scene.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    folder = Path(folder)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as draft:
            known = dict(inputs or {})
            _write_all(Path(draft), results, pair, settings, known, exposures)
            figure = (Path(draft) / EXPOSURES).read_bytes() if exposures else None
            with open_page(Path(draft) / "report.html") as page:
                page.writelines(comparison_report(results, pair, settings, known, warnings, figure))
            files = sorted(Path(draft).iterdir())
            return [file.replace(folder / file.name) for file in files]
    except BaseException:
        if made:
            folder.rmdir()
        raise


def read_settings(path: str | Path) -> Settings:
    """Read settings from a file: settings alone, the record of an earlier run, or its table.

    Raises
    ------
    ValueError
        If there is no such file, or it holds no valid settings.
    """
    return read_record(path).settings


def _write_all(
    folder: Path,
    results: Sequence[Result],
    pair: Pair,
    settings: Settings,
    inputs: Mapping[str, Any],
    exposures: bool,
) -> None:
    table = as_table(results, pair, settings)
    _write_table(folder / "results.csv", table, inputs)
    measured = {result.region.id: result.region for result in results}
    _write_record(folder / "settings.json", table, pair, inputs, list(measured.values()))
    for kind in IMAGES:
        write_image(folder / f"{kind}.tif", kind, results, pair, settings)
    scatter_figure(results, pair.names).savefig(folder / "scatter.png")
    methods = methods_text(results, pair, settings)
    (folder / "methods.txt").write_text(methods, encoding="utf-8")
    if exposures:
        images = {
            kind: write_image(folder / f"{kind}.tif", kind, results, pair, settings)
            for kind in DIFFERENCES
        }
        draw_exposures(folder / EXPOSURES, results, pair, settings, images)


def write_image(
    path: Path, kind: str, results: Sequence[Result], pair: Pair, settings: Settings
) -> npt.NDArray[Any]:
    """Write one of `IMAGES` or `DIFFERENCES`, as `write_results` tells of them; return it."""
    if kind == "overlap":
        image = _overlap(results, pair, settings)
    else:
        key = "signed" if kind == "difference" else kind
        regions = [result.region for result in results]
        image = np.asarray(make_output(key, pair, settings, regions=regions))
    _write_tiff(path, image, pair)
    return image


def _overlap(results: Sequence[Result], pair: Pair, settings: Settings) -> npt.NDArray[Any]:
    """Return the overlap by each region's thresholds; nothing is above where there are none."""
    scatters = [result.scatter for result in results]
    if not any(math.isfinite(one.threshold_a + one.threshold_b) for one in scatters):
        return np.zeros(pair.shape, dtype=np.uint8)
    regions = [result.region for result in results]
    return np.asarray(make_output("overlap", pair, settings, results=results, regions=regions))


def _write_table(path: Path, table: pd.DataFrame, inputs: Mapping[str, Any]) -> None:
    """Write the table with the unit in the headers of areas and volumes."""
    files = {
        f"file_{channel}": inputs.get(channel, {}).get("file", name)
        for channel, name in zip("ab", table.attrs["names"], strict=True)
    }
    settings = json.dumps(table.attrs["settings"], ensure_ascii=False)
    table = with_units(table).assign(**files, settings=settings)
    write_csv(path, table.to_dict("records"), [str(column) for column in table.columns])


def _write_record(
    path: Path,
    table: pd.DataFrame,
    pair: Pair,
    inputs: Mapping[str, Any],
    regions: Sequence[Region],
) -> None:
    record = {
        "software": f"napari-compare {table.attrs['version']}",
        "settings": table.attrs["settings"],
        "inputs": inputs,
        "names": pair.names,
        "shape": pair.shape,
        "axes": pair.axes,
        "spacing": pair.spacing,
        "unit": pair.unit,
        "notes": pair.notes,
        "regions": [region.summary() for region in regions],
    }
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_tiff(path: Path, image: npt.NDArray[Any], pair: Pair) -> None:
    """Write an image with axes and pixel size, as ImageJ reads them where it knows the axes."""
    sizes = dict(zip(pair.axes, pair.spacing, strict=True))
    resolution = (1 / pair.spacing[-1], 1 / pair.spacing[-2])
    order = [IMAGEJ_AXES.find(axis) for axis in pair.axes if len(axis) == 1]
    known = len(order) == image.ndim and order == sorted(set(order)) and order[0] >= 0
    metadata: dict[str, Any] = {}
    if all(len(axis) == 1 for axis in pair.axes):
        metadata["axes"] = "".join(pair.axes).upper()
    if known and image.nbytes < IMAGEJ_BYTES:
        metadata["unit"] = pair.unit.replace("µ", "u")
        if "z" in sizes:
            metadata["spacing"] = sizes["z"]
        if "t" in sizes:
            metadata["finterval"] = sizes["t"]
        tifffile.imwrite(path, image, imagej=True, resolution=resolution, metadata=metadata)
    else:
        tifffile.imwrite(
            path, image, photometric="minisblack", resolution=resolution, metadata=metadata
        )
