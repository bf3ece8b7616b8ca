"""Take the pictures of a study's report: python docs/report_picture.py

Makes a study of synthetic cells, and opens its report in Chromium, which must be installed.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import roifile
import tifffile
from PIL import Image

from napari_compare import compare_folders, samples
from napari_compare.samples.light import camera, cell, depth

PICTURES = Path(__file__).parent / "_static"
SHARED = {"control": 0.75, "drug": 0.3}  # of the vesicles
REPLICATES, IMAGES = 3, 2
VIEWS = {"report-conditions": ("betweenconditions", 1020), "report-pair": ("pairs", 780)}


def main() -> None:
    """Make the study, and take a picture of each of the `VIEWS` of its report."""
    with TemporaryDirectory() as folder:
        pairs = make_study(Path(folder))
        compare_folders(pairs=pairs, out=Path(folder) / "study")
        for name, (section, height) in VIEWS.items():
            take(Path(folder), section, height, PICTURES / f"{name}.png")


def make_study(folder: Path) -> Path:
    """Write images and regions of two conditions; return the list of pairs."""
    rng = np.random.default_rng(4)
    outlines = samples.cells().outlines
    rows = []
    for condition, middle in SHARED.items():
        for replicate in range(1, REPLICATES + 1):
            of_the_day = middle + rng.normal(0, 0.06)
            for number in range(1, IMAGES + 1):
                name = f"{condition}-{replicate}-{number}"
                light = np.zeros((2, 512, 512))
                for outline in outlines:
                    shared = float(np.clip(of_the_day + rng.normal(0, 0.12), 0, 1))
                    light += cell(depth(outline, (512, 512)) > 3, 100, shared, rng)
                a, b = camera(light, rng)
                tifffile.imwrite(folder / f"{name}__green.tif", a)
                tifffile.imwrite(folder / f"{name}__magenta.tif", b)
                rois = [
                    roifile.ImagejRoi.frompoints(outline.vertices[:, ::-1], name=f"cell {i}")
                    for i, outline in enumerate(outlines, start=1)
                    if outline.kind == "polygon"
                ]
                roifile.roiwrite(folder / f"{name}__green_roi.zip", rois)
                files = f"{name}__green.tif", f"{name}__magenta.tif"
                rows.append((*files, condition, f"day {replicate}"))
    table = pd.DataFrame(rows, columns=["a", "b", "condition", "replicate"])
    table.to_csv(folder / "pairs.csv", index=False)
    return folder / "pairs.csv"


def take(folder: Path, section: str, height: int, picture: Path) -> None:
    """Take a picture of a section of the report, as if all before it had been scrolled away."""
    page = (folder / "study" / "report.html").read_text(encoding="utf-8")
    before = "header, section:has(~ #{0}) {{ display: none; }} h2 {{ margin-top: 0; }}"
    view = folder / "view.html"
    view.write_text(page.replace("</style>", before.format(section) + "</style>"), encoding="utf-8")
    browser = shutil.which("chromium")
    assert browser, "Chromium is not installed."
    subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
            *("--disable-sync", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}"),
            *(f"--screenshot={picture}", f"--window-size=1280,{height}", view.as_uri()),
        ],
        check=True,
        capture_output=True,
    )
    few = Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    main()
