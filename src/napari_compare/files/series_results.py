"""Writing what was found of many images: tables, matrices, figures and the record of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from napari_compare.core.metrics import METRICS
from napari_compare.core.series import as_matrix, likeness_order, regions_in
from napari_compare.files.atomic import whole_file
from napari_compare.files.spreadsheet import write_csv
from napari_compare.plots.curves import curves_figure
from napari_compare.plots.series import heat_map_figure


def write_matrix(
    folder: Path, table: pd.DataFrame, metrics: Sequence[str], inputs: Mapping[str, Any]
) -> None:
    """Write what `compare_all` found into a folder.

    - `pairs.csv`: a row for each pair and region;
    - `matrix.csv`: a matrix for each metric and region, one below the other, all with the images in
      the order of their likeness by the first metric in the first region;
    - `heat-map.png`: the same as colours;
    - `settings.json`: all that is needed to repeat it.

    Parameters
    ----------
    folder
        Made if it does not exist. Files of these names in it are replaced.
    table
        What `compare_all` gave.
    metrics
        Keys of the metrics of which there are matrices.
    inputs
        Where the images and regions came from, as plain values.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    _write_table(folder, "pairs.csv", table, inputs)
    first = next(iter(regions_in(table)))
    order = likeness_order(as_matrix(table, metrics[0], first), metrics[0])
    write_matrices(folder / "matrix.csv", table, metrics, order)
    _write_figure(folder / "heat-map.png", heat_map_figure(table, metrics))


def write_matrices(
    path: Path, table: pd.DataFrame, metrics: Sequence[str], order: Sequence[str]
) -> None:
    """Write a matrix for each metric and region as CSV, one below the other.

    Parameters
    ----------
    path
        Replaced when everything is written.
    table
        What `compare_all` gave.
    metrics
        Keys of the metrics of which there are matrices.
    order
        Names of all images, in the order in which they stand.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    rows = (
        {"metric": metric, "region": called, "image": name, **matrix.loc[name].to_dict()}
        for region, called in regions_in(table).items()
        for metric in metrics
        for matrix in [as_matrix(table, metric, region)]
        for name in order
    )
    write_csv(path, rows, ["metric", "region", "image", *order])


def write_series(
    folder: Path,
    table: pd.DataFrame,
    axis: str,
    metrics: Sequence[str],
    inputs: Mapping[str, Any],
) -> None:
    """Write what `compare_series` found into a folder.

    - `series.csv`: a row for each frame and region;
    - `series.png`: a curve for each metric and region;
    - `settings.json`: all that is needed to repeat it.

    Parameters
    ----------
    folder
        Made if it does not exist. Files of these names in it are replaced.
    table
        What `compare_series` gave.
    axis
        The column that counts the frames.
    metrics
        Keys of the metrics that are drawn.
    inputs
        Where the series and regions came from, as plain values.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    _write_table(folder, "series.csv", table, inputs)
    _write_figure(folder / "series.png", curves_figure(table, axis, metrics))


def _write_table(folder: Path, name: str, table: pd.DataFrame, inputs: Mapping[str, Any]) -> None:
    """Write a table into a folder, which is made if need be, and the record of it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / name, table.to_dict("records"), list(table.columns))
    record = {
        "software": f"napari-compare {table.attrs['version']}",
        "settings": table.attrs["settings"],
        "inputs": inputs,
        "names": table.attrs["names"],
        "axes": table.attrs["axes"],
        "spacing": table.attrs["spacing"],
        "units": {key: unit for key, unit in table.attrs["units"].items() if key in METRICS},
    }
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    with whole_file(folder / "settings.json") as draft:
        draft.write_text(text, encoding="utf-8")


def _write_figure(path: Path, figure: Any) -> None:
    with whole_file(path) as draft:
        figure.savefig(draft, format="png")
