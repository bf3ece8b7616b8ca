"""Writing what is most alike: a table, a gallery and the record of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from napari_compare.core.alike import Match, Measure, Picture, match_rows
from napari_compare.core.settings import Settings
from napari_compare.files.atomic import whole_file
from napari_compare.files.spreadsheet import write_csv
from napari_compare.report.gallery import gallery
from napari_compare.report.page import open_page

MOST_SHOWN = 50


def write_alike(
    folder: Path,
    image: Picture,
    matches: Sequence[Match],
    measures: Sequence[Measure],
    settings: Settings,
    inputs: Mapping[str, Any],
    most: int = MOST_SHOWN,
) -> None:
    """Write matches into a folder.

    - `alike.csv`: a row for every image, the most alike first;
    - `gallery.html`: the best of them as pictures with their numbers, in one page;
    - `settings.json`: all that is needed to repeat it.

    Parameters
    ----------
    folder
        Made if it does not exist. Files of these names in it are replaced.
    image
        The image to which the others were compared.
    matches, measures, settings
        What was found, by what it is ranked, and how that was measured.
    inputs
        Where the images came from, as plain values; "image" names the image.
    most
        How many the gallery shows.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    from napari_compare import __version__

    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "alike.csv", match_rows(matches, measures, image.shape))
    write_gallery(folder / "gallery.html", image, str(inputs["image"]), matches, measures, most)
    record = {
        "software": f"napari-compare {__version__}",
        "measures": [one.key for one in measures],
        "settings": settings.to_dict(),
        "inputs": inputs,
    }
    with whole_file(folder / "settings.json") as draft:
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        draft.write_text(text, encoding="utf-8", errors="backslashreplace")


def write_gallery(
    path: Path,
    image: Picture,
    name: str,
    matches: Sequence[Match],
    measures: Sequence[Measure],
    most: int = MOST_SHOWN,
) -> None:
    """Write the best matches as a page; see `write_alike`."""
    with whole_file(path) as draft, open_page(draft) as page:
        page.writelines(gallery(image, name, matches, measures, most))


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows of a table of matches as CSV."""
    write_csv(path, rows, list(rows[0]) if rows else [])
