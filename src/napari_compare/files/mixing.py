"""Writing what unmixing a series found: the table, and what is needed to repeat it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from napari_compare.core.mixing import MixingSettings
from napari_compare.core.regions import Region
from napari_compare.files.atomic import whole_file
from napari_compare.files.records import read_json
from napari_compare.files.spreadsheet import write_csv

if TYPE_CHECKING:
    import pandas as pd


def read_mixing_settings(path: str | Path) -> MixingSettings:
    """Read the choices of an earlier run from the settings.json that `write_mixing` wrote.

    Raises
    ------
    ValueError
        If there is no such file, or it holds no such choices; a sentence that names the file.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"There is no file {path}.")
    try:
        values = read_json(path)
        if isinstance(values, dict):
            values = values.get("settings", values)
        if not isinstance(values, dict):
            raise ValueError("A JSON object of names and values is needed.")
        return MixingSettings.from_dict(values)
    except RecursionError:
        raise ValueError(f"{path} cannot be read: it is nested too deeply.") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be used as settings for unmixing: {error}") from error


def write_mixing(
    folder: str | Path, table: pd.DataFrame, regions: Sequence[Region], inputs: Mapping[str, Any]
) -> list[Path]:
    """Write mixing coefficients into a folder.

    - `mixing.csv`: a row for each frame and region;
    - `settings.json`: all that is needed to repeat it.

    Each file is moved into its place when it is complete.

    Parameters
    ----------
    folder
        Made if it does not exist. Files of these names in it are replaced.
    table
        What `mixing_coefficients` returned.
    regions
        Where the series was unmixed.
    inputs
        Where series, references and regions came from, as plain values.

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
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "software": f"napari-compare {table.attrs['version']}",
        "settings": table.attrs["settings"],
        "inputs": dict(inputs),
        "references": table.attrs["references"],
        "frames": int(table["frame"].max()) + 1,
        "regions": [region.summary() for region in regions],
    }
    files = [folder / "mixing.csv", folder / "settings.json"]
    write_csv(files[0], table.to_dict("records"), list(table.columns))
    with whole_file(files[1]) as draft:
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        draft.write_text(text, encoding="utf-8")
    return files
